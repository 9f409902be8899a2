"""What an item declares about itself: a later version of itself, a correction, a repeat.

Declared identity comes first: the same uri again, or `evolvedfrom`.  Marks in headline, slug line or editor's
note only name a relation that declaration or text has shown.
"""

import re
from typing import Final, Literal, TypeVar

from schemas import ArticleRef, Fingerprint, Mark

_CORRECTED: Final = (
    r"correct(?:ed|ion)|refile[sd]?|rectificati(?:f|on)|rettifica|correcci[oó]n|corregid[ao]|corre[cç][aã]o"
    r"|berichtigung|berichtigt|korrektur|korrigiert|correctie|r[aä]ttelse|rettelse"
    r"|исправлен\w*|уточнени\w*|تصحيح|更正|訂正"
)
_REPEATED: Final = (
    r"rpt|repeat(?:ed)?|repetition|resend(?:ing)?|resent|re-?issued?|wiederholung|wdhl?g?|whlg|r[eé]p[eé]tition|повтор"
    r"|再送|重发"
)
_UPDATED: Final = (
    r"updated?|upd|write-?thr(?:u|ough)|\d(?:st|nd|rd|th)[ _-]?le?a?d|recasts?|aktualisiert|aktualisierung"
    r"|mise à jour|actualizaci[oó]n|aggiornamento|обновлен\w*|تحديث|更新"
)
_CORRECTS: Final = (
    r"correct(?:s|ing|ions|ive)|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\()correct|rectifi\w+|rettific\w+"
    r"|corrige\w*|corrigen\w*|berichtig\w+|korrigier\w*|исправл\w+|уточн\w+"
)
_REPEATS: Final = r"repeat(?:s|ing)|resend(?:s|ing)|re-?issues?|wiederholt|повтор\w*"
_UPDATES: Final = r"updates|updating|adds?|adding|aktualisier\w*|actualiza\w*|aggiorna\w*|обновл\w+"


def _words(words: str) -> re.Pattern[str]:
    """One of the words, on its own; a low line parts words."""
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)


_MARKS: Final[tuple[tuple[Mark, re.Pattern[str], re.Pattern[str]], ...]] = (
    ("correction", _words(_CORRECTED), _words(f"{_CORRECTED}|{_CORRECTS}")),
    ("repeat", _words(_REPEATED), _words(f"{_REPEATED}|{_REPEATS}")),
    ("update", _words(_UPDATED), _words(f"{_UPDATED}|{_UPDATES}")),
)
"""The marks in their order of weight: as words of labels, and as words of notes to editors."""
_ANY: Final = f"{_CORRECTED}|{_REPEATED}|{_UPDATED}"
_END: Final = r"\s*(?:[:/|)\]）】–—：]|\s-|--|(?<=(?-i:[A-Z0-9]))-)"
"""What parts a label from a headline; a tight hyphen only after capitals: "RPT-", not "Repeat-offender"."""
_FRONT: Final = re.compile(rf"[\W_]*(?:(?:{_ANY})(?:\s*\d+)?{_END}+[\W_]*)+", re.IGNORECASE)
_BRACKETED: Final = re.compile(
    rf"[(\[（【][^()（）]{{0,20}}\b(?:{_ANY})\b[^()（）]{{0,20}}[)\]）】]", re.IGNORECASE
)
_BEHIND: Final = re.compile(
    rf"[-–—/,_]\s*(?:corrected|refile|rpt|{_UPDATED})(?:\s*\d+)?\W*$"
    r"|(?:\b|_)(?:\d(?:st|nd|rd|th)[ _-]?ld|write-?thr(?:u|ough)|resending)(?:\b|_)",
    re.IGNORECASE,
)
_STEMS: Final = (
    *("corr", "refil", "rectif", "rettif", "bericht", "korr", "rätt", "ratt", "rett", "исправ", "уточн"),
    *(
        "تصحيح",
        "更正",
        "訂正",
        "rpt",
        "rep",
        "rés",
        "rép",
        "rese",
        "reiss",
        "re-iss",
        "wiederh",
        "wdh",
        "whlg",
    ),
    *("повтор", "再送", "重发", "upd", "write", "recast", "aktual", "actual", "mise à", "aggior", "обнов"),
    *("تحديث", "更新", "1st", "2nd", "3rd", "th l", "th-l", "th_l", "thl"),
)
"""A label without any of these has no mark: a quick look, for most have none."""
_QUOTED: Final = re.compile(r"``.*?''|`[^`']*?(?:'|\.\.\.)|[\"“„][^\"”“]*[\"”“]")
_LONGEST: Final = 1000
"""Characters of a label that are read."""
_VERSION: Final = re.compile(r"\d{1,18}(?:\.\d{1,9})*", re.ASCII)

Order = Literal["later", "same", "earlier"]
T = TypeVar("T", float, tuple[int, ...])


def declared_parents(fingerprint: Fingerprint) -> tuple[str, ...]:
    """Uris whose latest version in the window the article declares to come from."""
    evolved = (fingerprint.evolvedfrom,) if fingerprint.evolvedfrom else ()
    return (fingerprint.uri, *evolved)


def marked(fingerprint: Fingerprint) -> Mark | None:
    """What the article's own labels call it; a correction before a repeat before an update.

    In a headline or slug line a mark stands at the front, behind a hyphen or in brackets ("CORRECTED-",
    "UPDATE 2-", "(RPT)"): elsewhere the word is news.  A note to editors is read whole, but for what it
    quotes.
    """
    pieces = (_labels(label[:_LONGEST]) for label in (fingerprint.headline, fingerprint.slugline) if label)
    labels = " ".join(piece for found in pieces for piece in found)
    note = _QUOTED.sub(" ", fingerprint.ednote[:_LONGEST]) if fingerprint.ednote else ""
    if labels or note:
        for name, as_label, in_note in _MARKS:
            if as_label.search(labels) or in_note.search(note):
                return name
    return None


def _labels(text: str) -> list[str]:
    """The pieces of a headline or slug line that are labels and no news."""
    lower = text.lower()
    if not any(map(lower.__contains__, _STEMS)):
        return []
    front = _FRONT.match(text)
    found = [front.group()] if front else []
    return [*found, *(match.group() for where in (_BRACKETED, _BEHIND) for match in where.finditer(text))]


def order(fingerprint: Fingerprint, parent: ArticleRef, parent_created: float | None) -> Order | None:
    """Whether an article is a later version than another: by version if both are numbers, else by date.

    Returns:
        "same": both carry the same version, or without versions the same date; None: nobody can say.
    """
    versions = _number(fingerprint.version), _number(parent.version)
    if versions[0] is not None and versions[1] is not None:
        return _compare(versions[0], versions[1])
    if fingerprint.created is None or parent_created is None:
        return None
    return _compare(fingerprint.created, parent_created)


def _compare(one: T, other: T) -> Order:
    if one == other:
        return "same"
    return "later" if one > other else "earlier"


def _number(version: str | None) -> tuple[int, ...] | None:
    """A version as numbers: "2", "1.10"; None if it is no number."""
    if version is None or not _VERSION.fullmatch(version.strip()):
        return None
    return tuple(map(int, version.strip().split(".")))
