"""What a derivation is called."""

from typing import Final

from schemas import Fingerprint, Relation
from streams.detection.lineage import marked
from streams.detection.verdict import Parents

_WHOLE: Final = 0.85
"""Share of both sides from which one is a copy of the other ..."""
_SAME: Final = 0.995
"""... and from which nothing was changed."""
_PART: Final = 0.7
"""Share of one side from which it is contained in the other."""
_LONGER: Final = 1.15


def relation(parents: Parents, fingerprint: Fingerprint) -> Relation:  # noqa: PLR0911 - one return a relation
    """What the derivation is called.  Of texts that were cut nobody knows whether they are the same."""
    best, m, mark = parents.best, parents.best.measures, marked(fingerprint)
    whole = not (fingerprint.cut or best.entry.cut)
    same = whole and min(m.cover_a, m.cover_b) >= _SAME and m.changed == 0
    if best.declared:
        if same:
            return "repeat"
        return "correction" if mark == "correction" else "update"
    own = fingerprint.provider is not None and best.entry.provider == fingerprint.provider
    if parents.others:
        return "merge"
    if same:
        return "repeat" if own or mark == "repeat" else "copy"
    if own and mark in {"correction", "update"}:
        return mark
    if min(m.cover_a, m.cover_b) >= _WHOLE:
        return "near_copy"
    longer = m.words_a / m.words_b
    if m.cover_b >= _PART and longer >= _LONGER:
        return "expansion"
    if m.cover_a >= _PART and longer <= 1 / _LONGER:
        return "excerpt"
    return "rewrite"
