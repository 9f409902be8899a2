"""Which earlier article is the parent, if any, and which further ones a merge has."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from streams.detection.align import Alignment
from streams.detection.compare import Measures, exchanged_share
from streams.detection.entry import Entry
from streams.detection.method import METHOD

_MERGE_WORDS: Final = 15
_MERGE_SHARE: Final = 0.15
"""A second parent explains at least so many words, and this share of the text, that the first leaves over."""
_PARTS: Final = 2
_EXCHANGED: Final = 0.15
"""Share of figures and names exchanged from which a candidate is no part, but a template with other facts."""
_ASSEMBLED: Final = 0.6
"""Share of the article inside passages of its parts from which it was put together from them."""
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


Together: TypeAlias = Callable[[list[Candidate]], float]
"""Probability that the article was put together from these."""


def choose(candidates: list[Candidate], together: Together) -> Parents | None:
    """The parent: declared, or what explains most of the article, the earliest of equals; None if new."""
    good = _with_parts(candidates, together)
    if not good:
        return None
    declared = [c for c in good if c.declared]
    if declared:
        best = max(declared, key=lambda c: c.entry.seq)
    else:
        top = max(map(_explains, good))
        best = min((c for c in good if _explains(c) >= top - METHOD.tie), key=lambda c: c.entry.seq)
    return Parents(best, tuple(_further(best, good)))


def _with_parts(candidates: list[Candidate], together: Together) -> list[Candidate]:
    """Candidates that pass as parents: by themselves, or as parts of which the article was put together.

    Half of a text is what a follow-up keeps of an earlier one, too; but where the other half stands in
    another article, there is nothing new.
    """
    good = [c for c in candidates if c.declared or c.score >= METHOD.threshold]
    if len({c.entry.root for c in candidates}) < _PARTS or len(good) == len(candidates):
        return good
    candidates = [c for c in candidates if c.declared or not _template(c.measures)]
    if len(candidates) < _PARTS:
        return good
    first = max(candidates, key=lambda c: int(np.count_nonzero(c.alignment.covered_a)))
    parts = [first, *_further(first, candidates)]
    covered = np.logical_or.reduce([part.alignment.covered_a for part in parts])
    if len(parts) < _PARTS or np.count_nonzero(covered) < _ASSEMBLED * len(covered):
        return good
    score = together(parts)
    if score < METHOD.threshold:
        return good
    raised = {part.entry.seq: part._replace(score=max(part.score, score)) for part in parts}
    return [*(c for c in good if c.entry.seq not in raised), *raised.values()]


def _template(m: Measures) -> bool:
    return exchanged_share(m.changed, m.figures_kept + m.names_kept) > _EXCHANGED


def _explains(candidate: Candidate) -> float:
    m = candidate.measures
    return candidate.score * (m.cover_a + _OTHER_SIDE * m.cover_b + _NOTHING)


def _further(first: Candidate, candidates: list[Candidate]) -> list[Candidate]:
    """Candidates of other stories, each explaining enough of what those before it leave over."""
    found: list[Candidate] = []
    stories = {first.entry.root}
    covered = first.alignment.covered_a
    while True:
        rest = [c for c in candidates if c.entry.root not in stories]
        left = [int(np.count_nonzero(c.alignment.covered_a & ~covered)) for c in rest]
        if not left or max(left) < max(_MERGE_WORDS, _MERGE_SHARE * len(covered)):
            return found
        found.append(rest[left.index(max(left))])
        stories.add(found[-1].entry.root)
        covered = covered | found[-1].alignment.covered_a
