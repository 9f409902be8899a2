"""Exact overlap of word 3-grams, by an inverted index: what MinHash only estimates."""

from array import array
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from tests.evaluation.baselines.method import Copy, Match

Ints = npt.NDArray[np.int64]
FEWEST = 8
"""Of a shorter text it takes so many common 3-grams to be contained: one phrase is no containment."""


class Overlap:
    """The nearest article by the 3-grams in common; subclasses say what near is."""

    def __init__(self) -> None:
        self._uris: list[str] = []
        self._sizes = array("q")
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("i"))

    def nearest(self, copy: Copy) -> Match | None:
        """The earlier article with the highest similarity; None if nothing is in common."""
        found = self._best(copy.shingles)
        place = len(self._uris)
        self._uris.append(copy.uri)
        self._sizes.append(len(copy.shingles))
        for shingle in copy.shingles:
            self._postings[shingle].append(place)
        return found

    def _best(self, shingles: list[str]) -> Match | None:
        lists = [np.frombuffer(self._postings[s], np.int32) for s in shingles if s in self._postings]
        if not lists:
            return None
        common = np.bincount(np.concatenate(lists), minlength=len(self._uris))
        near = self.similarity(common, len(shingles), np.array(self._sizes))
        best = int(near.argmax())
        return Match(self._uris[best], float(near[best]))

    def similarity(self, common: Ints, size: int, sizes: Ints) -> npt.NDArray[np.float64]:
        """(articles,) of 3-grams in common and of 3-grams in all -> (articles,) similarities."""
        raise NotImplementedError


class Jaccard(Overlap):
    """Common 3-grams as a share of the union (Broder 1997, resemblance)."""

    def similarity(self, common: Ints, size: int, sizes: Ints) -> npt.NDArray[np.float64]:
        """Share of the union."""
        return common / np.maximum(1, size + sizes - common)


class Containment(Overlap):
    """Common 3-grams as a share of the shorter side (Broder 1997, containment, either way round)."""

    def similarity(self, common: Ints, size: int, sizes: Ints) -> npt.NDArray[np.float64]:
        """Share of the shorter side."""
        return common / np.maximum(FEWEST, np.minimum(size, sizes))
