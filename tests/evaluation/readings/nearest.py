"""The nearest earlier articles by a method that has nothing of the detector's: TF-IDF and cosine."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


class Nearest:
    """Cosine of word counts, 1 + log tf times log n/df, over a whole stream (Salton & Buckley 1988)."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take texts by uri, in the order of the stream."""
        self._place = {uri: i for i, uri in enumerate(texts)}
        self._uris = list(texts)
        vocabulary: dict[str, int] = {}
        words: list[int] = []
        counts: list[int] = []
        sizes: list[int] = []
        for text in texts.values():
            bag = Counter(_WORD.findall(text.casefold()))
            words += [vocabulary.setdefault(word, len(vocabulary)) for word in bag]
            counts += bag.values()
            sizes.append(len(bag))
        self._words = np.array(words, np.int64)
        self._article = np.repeat(np.arange(len(sizes)), sizes)
        idf = np.log(len(sizes) / np.maximum(1, np.bincount(self._words, minlength=len(vocabulary))))
        weights = (1 + np.log(np.array(counts, np.float64))) * idf[self._words]
        self._weights = weights / self._lengths(weights)[self._article]
        self._vocabulary = len(vocabulary)

    def earlier(self, uri: str, number: int, leave_out: Collection[str] = ()) -> list[str]:
        """The `number` nearest earlier articles, nearest first, the earliest of equals; all if fewer."""
        place = self._place[uri]
        mine = self._article == place
        query = np.zeros(self._vocabulary)
        query[self._words[mine]] = self._weights[mine]
        before = self._article < place
        cosine = np.bincount(
            self._article[before], self._weights[before] * query[self._words[before]], minlength=place
        )
        ranked = (self._uris[i] for i in np.argsort(-cosine, kind="stable"))
        return [other for other in ranked if other not in leave_out][:number]

    def _lengths(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """(articles,) of lengths; 1 where an article has no weight at all."""
        lengths = np.sqrt(np.bincount(self._article, weights**2, minlength=len(self._uris)))
        return np.where(lengths > 0, lengths, 1.0)
