"""What an item declares about itself: a later version of itself, a correction, a repeat.

Declared identity comes first: the same uri again, or `evolvedfrom`.  Marks in headline, slug line or editor's
note only name a relation that the text has shown.
"""

import re
from typing import Final, Literal

from schemas import Fingerprint

Mark = Literal["correction", "update", "repeat"]

_CORRECTION: Final = (
    r"correct(?:s|ed|ion|ing|ive)?|rectifi\w+|rettific\w+|corrige\w*|correcci[oó]n|corre[cç][aã]o"
    r"|berichtig\w+|korrektur"
    r"|korrigier\w*|correctie|r[aä]ttelse|rettelse|refile[sd]?|исправл\w+|уточн\w+|تصحيح|更正|訂正"
)
_REPEAT: Final = (
    r"rpt|repeat(?:s|ed|ing)?|resend(?:s|ing)?|resent|re-?issue[sd]?"
    r"|wiederholung|whlg|r[eé]p[eé]tition|повтор\w*"
)
_UPDATE: Final = (
    r"update[sd]?|updating|upd|writethru|(?:1st|2nd|3rd|\d+th) ?ld|recasts?|adds?"
    r"|aktualisiert?|actualiza\w*|mise à jour|aggiorna\w*|обновл\w+|تحديث|更新"
)
_MARKS: Final[tuple[tuple[Mark, re.Pattern[str]], ...]] = (
    ("correction", re.compile(rf"(?:\b|_)(?:{_CORRECTION})(?:\b|_)", re.IGNORECASE)),
    ("repeat", re.compile(rf"(?:\b|_)(?:{_REPEAT})(?:\b|_)", re.IGNORECASE)),
    ("update", re.compile(rf"(?:\b|_)(?:{_UPDATE})(?:\b|_)", re.IGNORECASE)),
)
_HEADLINE_MARK: Final = 24
"""In a headline a mark stands at the front ("CORRECTED-", "UPDATE 2-"); later the word is news."""


def declared_parents(fingerprint: Fingerprint) -> tuple[str, ...]:
    """Uris whose latest version in the window the article declares to come from."""
    evolved = (fingerprint.evolvedfrom,) if fingerprint.evolvedfrom else ()
    return (fingerprint.uri, *evolved)


def marked(fingerprint: Fingerprint) -> Mark | None:
    """What the article's own labels call it; a correction before a repeat before an update."""
    labels = (
        fingerprint.ednote or "",
        fingerprint.slugline or "",
        (fingerprint.headline or "")[:_HEADLINE_MARK],
    )
    for name, pattern in _MARKS:
        if any(pattern.search(label) for label in labels):
            return name
    return None
