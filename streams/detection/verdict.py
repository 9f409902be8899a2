"""Which earlier article is the parent, if any, and which further ones a merge has."""

from typing import Final, NamedTuple

import numpy as np

from streams.detection.align import Alignment
from streams.detection.compare import Measures
from streams.detection.entry import Entry
from streams.detection.method import METHOD

_MERGE_WORDS: Final = 15
_MERGE_SHARE: Final = 0.15
"""A second parent explains at least so many words, and this share of the text, that the first leaves over."""
_OTHER_SIDE: Final = 0.25
_NOTHING: Final = 0.1


class Candidate(NamedTuple):
    """An earlier article and how it compares."""

    entry: Entry
    alignment: Alignment
    measures: Measures
    score: float
    """Probability that it is the parent."""
    declared: bool
    """Whether the article itself says that it comes from this one."""


class Parents(NamedTuple):
    """The best parent and those that explain what it leaves over."""

    best: Candidate
    others: tuple[Candidate, ...]


def choose(candidates: list[Candidate]) -> Parents | None:
    """The parent: declared, or what explains most of the article, the earliest of equals; None if new."""
    good = [c for c in candidates if c.declared or c.score >= METHOD.threshold]
    if not good:
        return None
    declared = [c for c in good if c.declared]
    if declared:
        best = max(declared, key=lambda c: c.entry.seq)
    else:
        top = max(map(_explains, good))
        best = min((c for c in good if _explains(c) >= top - METHOD.tie), key=lambda c: c.entry.seq)
    return Parents(best, _further(best, good))


def _explains(candidate: Candidate) -> float:
    m = candidate.measures
    return candidate.score * (m.cover_a + _OTHER_SIDE * m.cover_b + _NOTHING)


def _further(best: Candidate, good: list[Candidate]) -> tuple[Candidate, ...]:
    """Parents of other stories, each explaining enough of what those before it leave over."""
    covered = best.alignment.covered_a
    stories = {best.entry.root}
    found: list[Candidate] = []
    while True:
        rest = [c for c in good if c.entry.root not in stories]
        left = [int(np.count_nonzero(c.alignment.covered_a & ~covered)) for c in rest]
        if not left or max(left) < max(_MERGE_WORDS, _MERGE_SHARE * len(covered)):
            return tuple(found)
        found.append(rest[left.index(max(left))])
        stories.add(found[-1].entry.root)
        covered = covered | found[-1].alignment.covered_a
