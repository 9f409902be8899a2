"""Articles made by rule from the bundled sample, each with the relation that a copy editor would name.

`cases()` gives them; `before()` the articles that came before all of them.  Nothing here is random.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import orjson

from streams import sample
from streams.sample.variants import make
from streams.wire import Article, parse
from tests.support import copy

FIGURE = re.compile(r"(?<![\d.,])\d{2,}(?![\d.,])")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“])")
WORD = re.compile(r"\b[a-z]{4,}\b")
LONG = 120
"""Words from which an original is taken: shorter ones have no halves worth the name."""
HELD_BACK = 4
"""Every fourth original stays out of the window: new text for expansions and updates is taken from it."""


@dataclass(frozen=True)
class Case:
    """A made article and the relation to its parent."""

    how: str
    article: Article
    relation: str


@cache
def _originals() -> list[Article]:
    truth = sample.truth()
    found = [
        parse(orjson.dumps(item))
        for item in sample.articles()
        if truth[sample.identity(item["uri"], item["version"])].kind == "original"
    ]
    return [article for article in found if len(article.text.split()) >= LONG]


def before() -> list[Article]:
    """The originals that are in the window when a case comes."""
    return [article for i, article in enumerate(_originals()) if i % HELD_BACK]


def cases() -> Iterator[Case]:
    """All cases, in every language of the sample that has spaces."""
    held = [article for i, article in enumerate(_originals()) if not i % HELD_BACK]
    window = before()
    for i, (article, other) in enumerate(pairwise([*window, window[0]])):
        yield from _of(article, other, held[i % len(held)])


def _of(article: Article, other: Article, fresh: Article) -> Iterator[Case]:
    """The cases made of one original, the next one, and one whose text nobody has seen."""
    body, paragraphs = article.body, article.body.split("\n\n")
    new = fresh.body.split("\n\n")
    away = replace(article, uri=f"{article.uri}/made", provider="The Made Gazette", slugline=None)
    own = replace(away, provider=article.provider)
    later = replace(article, version="2")
    corrected = FIGURE.sub(lambda m: str(int(m.group()) + 13), body, count=1)

    yield Case("as it is", away, "copy")
    yield Case("new headline", replace(away, headline="Seen elsewhere"), "copy")
    yield Case("same wire", own, "repeat")
    yield Case("RPT", replace(own, headline=f"RPT-{article.headline}", ednote="RPT"), "repeat")
    yield Case("same version text", later, "repeat")
    for name in ("capitals", "entities", "mojibake"):
        headline, made = make(name, article.headline or "", body)
        yield Case(name, replace(away, headline=headline, body=made), "copy")
    noisy = {name: noise for name, noise in NOISE.items() if noise(body) != body}
    for name, noise in noisy.items():
        yield Case(name, replace(away, body=noise(body)), "near_copy")
        yield Case(f"{name}, same wire", replace(own, body=noise(body)), "near_copy")
        yield Case(f"{name}, later version", replace(later, body=noise(body)), "update")
    yield Case("first half", replace(away, body=_words(body, 0, 50)), "excerpt")
    yield Case("first third", replace(away, body=_words(body, 0, 33)), "excerpt")
    yield Case("last half", replace(away, body=_words(body, 50, 100)), "excerpt")
    more = "\n\n".join([*paragraphs[:2], *new[1:4], *paragraphs[2:]])
    yield Case("more text", replace(away, body=more), "expansion")
    halves = f"{_words(body, 0, 60)}\n\n{_words(other.body, 0, 60)}"
    yield Case("two halves", replace(away, headline="Round-up", body=halves), "merge")
    yield Case("reworded", replace(away, headline="In other words", body=_reworded(body)), "rewrite")
    led = "\n\n".join([*new[1:2], *paragraphs[1:]])
    yield Case("new lead, later version", replace(later, body=led), "update")
    yield Case("UPDATE 1-", replace(own, headline=f"UPDATE 1-{article.headline}", body=more), "update")
    yield Case("evolvedfrom", replace(own, evolvedfrom=article.uri, body=more), "update")
    if corrected != body:
        yield Case("CORRECTS", replace(later, body=corrected, ednote="CORRECTS figure"), "correction")
        yield Case(
            "CORRECTED-",
            replace(own, body=corrected, headline=f"CORRECTED-{article.headline}"),
            "correction",
        )
        yield Case("unmarked figure", replace(own, body=corrected), "near_copy")


def _words(text: str, first: int, last: int) -> str:
    """The words between two percentages."""
    words = text.split(" ")
    return " ".join(words[len(words) * first // 100 : len(words) * last // 100])


def _reworded(text: str) -> str:
    """Every third longer lower-case word replaced, and neighbouring sentences swapped."""
    count = iter(range(10**6))
    others = WORD.findall(copy.item("steel")["body_text"])

    def swap(match: re.Match[str]) -> str:
        n = next(count)
        return others[n * 7 % len(others)] if n % 3 == 0 else match.group()

    sentences = SENTENCE.split(WORD.sub(swap, text))
    for i in range(0, len(sentences) - 1, 2):
        sentences[i], sentences[i + 1] = sentences[i + 1], sentences[i]
    return " ".join(sentences)


def _every(step: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """Change every so many words."""

    def noise(text: str) -> str:
        words = text.split(" ")
        for i in range(step // 2, len(words), step):
            words[i] = change(words[i])
        return " ".join(words)

    return noise


NOISE: dict[str, Callable[[str], str]] = {
    "typos": _every(60, lambda word: word[1::-1] + word[2:] if word[:1].isalpha() else word + "x"),
    "dropped characters": _every(60, lambda word: word[:-2] or "x"),
    "dropped words": _every(50, lambda _: ""),
    "wrong characters": _every(60, lambda word: word[:1] + "\ufffd" + word[2:]),
    "digits misread": lambda text: FIGURE.sub(lambda m: m.group().replace("1", "l"), text),
}
"""What nobody wrote: it is never a correction."""
