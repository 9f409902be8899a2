"""Copy for the tests: items of the bundled sample, and articles that are hostile by nature.

Everything here is a ninjs 1.x object, or a list of them in order of arrival.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from streams.sample import Truth, articles, identity, truth

FURNITURE = (
    "Sign up for our morning letter. You are reading one of your three free articles this month. "
    "The Harbour Post is a member of the Fictional Press Council and follows its code. "
    "Reproduction in whole or in part without written permission is prohibited."
)
"""What an outlet prints below each of its articles, whatever the article says."""

SCRIPTS = {
    "ar": ("جسر جديد فوق الوادي", "افتتح عمدة المدينة جسرا جديدا فوق الوادي بعد عامين من العمل المتواصل."),
    "el": (
        "Νέα γέφυρα στο φαράγγι",
        "Νέα γέφυρα στο φαράγγι παραδόθηκε χθες ύστερα από δύο χρόνια εργασιών.",
    ),
    "he": ("גשר חדש מעל הנחל", "ראש העיר חנכה גשר חדש מעל הנחל לאחר שנתיים של עבודה."),
    "hi": ("घाटी पर नया पुल", "दो साल के काम के बाद महापौर ने घाटी पर नए पुल का उद्घाटन किया।"),
    "ja": ("谷に新しい橋", "市長は二年間の工事を経て完成した谷の新しい橋の開通式を行った。"),
    "ka": ("ახალი ხიდი ხეობაზე", "ქალაქის მერმა ორწლიანი სამუშაოს შემდეგ ხეობაზე ახალი ხიდი გახსნა."),
    "ko": ("계곡 위의 새 다리", "시장은 이 년간의 공사 끝에 계곡 위에 놓인 새 다리를 개통했다."),
    "ru": ("Новый мост над ущельем", "Мэр города открыла новый мост над ущельем после двух лет работ."),
    "th": ("สะพานใหม่ข้ามหุบเขา", "นายกเทศมนตรีเปิดสะพานใหม่ข้ามหุบเขาหลังก่อสร้างนานสองปี"),
    "zh": ("峡谷上架起新桥", "经过两年施工、市长为横跨峡谷的新桥剪彩通车。"),
}
"""By language: a headline and a sentence, about the same invented bridge."""


@cache
def _by_key() -> dict[str, dict[str, Any]]:
    return {identity(item["uri"], item["version"]): item for item in articles()}


def item(name: str, version: str = "1") -> dict[str, Any]:
    """The sample's item whose URI ends in `name`, such as `bridge-light`."""
    found = [a for a in _by_key().values() if a["uri"].endswith(f":{name}") and a["version"] == version]
    if len(found) != 1:
        raise LookupError(
            f"the sample has {len(found)} items {name!r}, version {version}; see streams/sample/wire"
        )
    return found[0]


def of_kind(kind: str) -> list[tuple[dict[str, Any], Truth]]:
    """All items of the sample of one kind, with the truth on each."""
    return [(_by_key()[key], known) for key, known in truth().items() if known.kind == kind]


def article(uri: str, headline: str = "", body: str = "", **fields: Any) -> dict[str, Any]:
    """An article with as little as a ninjs object needs."""
    return {"uri": uri, "version": "1", "headline": headline, "body_text": body} | fields


def long_article(uri: str = "urn:test:long", words: int = 50_000) -> dict[str, Any]:
    """An article of many thousand words that does not repeat itself: a report of a very long meeting."""
    body = " ".join(f"Speaker{n // 9}" if n % 9 == 0 else f"point{n * 7919 % 99_991}" for n in range(words))
    return article(uri, "Council sits for nine days", body)


def one_word(uri: str = "urn:test:one-word", times: int = 100_000) -> dict[str, Any]:
    """One word, over and over."""
    return article(uri, "Stuck key", "ha " * times)


def no_break(uri: str = "urn:test:no-break", characters: int = 200_000) -> dict[str, Any]:
    """One word of many characters."""
    return article(uri, "Stuck space bar", "x" * characters)


def headline_only(uri: str = "urn:test:flash") -> dict[str, Any]:
    """A flash: a headline and an empty body."""
    return article(uri, "FLASH: Grimmet dam gates opened by mistake, mayor says")


def without_text(uri: str = "urn:test:no-text") -> dict[str, Any]:
    """An item with nothing to judge, such as a picture."""
    return article(uri) | {"type": "picture"}


def scripts() -> list[dict[str, Any]]:
    """One short article in each of many scripts."""
    return [
        article(f"urn:test:script:{code}", head, text, language=code)
        for code, (head, text) in SCRIPTS.items()
    ]


def with_furniture() -> Iterator[dict[str, Any]]:
    """All originals of the sample that carry plain text, each with the same page furniture below."""
    for original, _ in of_kind("original"):
        if "body_text" in original:
            yield original | {"body_text": f"{original['body_text']}\n\n{FURNITURE}"}


def hostile() -> list[dict[str, Any]]:
    """Articles that a reader of text may stumble over; all of them have text and must be judged."""
    return [
        long_article(),
        one_word(),
        no_break(),
        headline_only(),
        *scripts(),
        article("urn:test:blank", "Nothing below", " \n\t\u00a0\u200b\n "),
        article("urn:test:signs", "Signs", "!? -- ... *** \u2014 \u2026 \u00b7 " * 50),
        article("urn:test:figures", "Figures", " ".join(str(n * n) for n in range(500))),
        article("urn:test:emoji", "\U0001f30a", "\U0001f6a2\U0001f525 " * 200),
        article(
            "urn:test:controls",
            "Controls",
            "A\x01 wire\x02 of\x7f old\x1b times sent these along with its copy.",
        ),
        article(
            "urn:test:marks", "Marks", "e" + "\u0301" * 5_000 + " is one letter with five thousand accents"
        ),
        article(
            "urn:test:right-to-left",
            "Marks of direction",
            "\u202eold news\u202c is \u2067no news\u2069 at all",
        ),
        article(
            "urn:test:markup",
            "Markup",
            "<p>5 < 6 & 7 > 6</p> <script>alert(1)</script> &amp;&#39;&#x1F600;&nosuch;",
        ),
    ]
