"""How near two texts come to sharing enough to be shown to a reader at all.

A pair that shares too little is no candidate: it gets no score, and no event speaks of it, unless it is told
anew (compare.py).  For pairs that have to stay apart this tells by how much they do.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from schemas import Fingerprint
from streams.detection import WindowLimits, fingerprint
from streams.detection.align import index_article
from streams.detection.compare import compare, prepare
from streams.detection.frequencies import rarity, specificity
from streams.detection.method import METHOD
from streams.detection.shingles import shingles
from streams.detection.window import Window
from streams.wire import parse
from tests.evaluation.sets import Seed


class Nearness(NamedTuple):
    """What a pair shares, in the terms of the gate."""

    coverage: float
    """Share of words inside passages, of the side with more."""
    longest: float
    """Words of the longest passage."""
    mass: float
    """Rarity-weighted shared shingles."""
    shown: bool
    """Whether it is a candidate: it shares enough, or is told anew."""

    @property
    def share(self) -> float:
        """Of what a candidate needs that is not told anew, the share that is there; 1 and more passes."""
        return min(
            self.coverage / METHOD.min_cover, self.longest / METHOD.min_shown, self.mass / METHOD.min_mass
        )

    def __str__(self) -> str:
        """The share, and the figures behind it."""
        return (
            f"{self.share:.2f} of what a candidate needs (coverage {self.coverage:.3f} of {METHOD.min_cover},"
            f" longest passage {self.longest:.0f} of {METHOD.min_shown} words,"
            f" mass {self.mass:.1f} of {METHOD.min_mass})"
        )


def nearest_across(seeds: list[Seed]) -> tuple[Nearness, str, str]:
    """The two seeds of different families that come nearest, and how near; either may be the later one."""
    prints = {seed: fingerprint(parse(seed.raw)) for seed in seeds}
    pairs = [pair for pair in combinations(seeds, 2) if pair[0].family != pair[1].family]
    both_ways = [*pairs, *((later, earlier) for earlier, later in pairs)]
    found = [(nearness(prints[a], prints[b]), a.uri, b.uri) for a, b in both_ways]
    return max(found, key=lambda pair: (pair[0].shown, pair[0].share))


def nearness(later: Fingerprint, earlier: Fingerprint) -> Nearness:
    """Compare two articles as the first two of a window, where every phrase is still rare."""
    window = Window(WindowLimits())
    tokens = np.frombuffer(later.tokens, "<u4")
    words = specificity(window.counts, tokens, window.families)
    phrases = rarity(window.counts, shingles(tokens))
    subject = prepare(index_article(tokens), later.headline_tokens, phrases, words)
    other = np.frombuffer(earlier.tokens, np.uint32)
    shown, _, measures = compare(subject, other, earlier.headline_tokens, window.counts, window.families)
    return Nearness(max(measures.cover_a, measures.cover_b), measures.longest, measures.mass, shown)
