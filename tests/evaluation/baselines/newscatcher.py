"""NewsCatcher's published rule for duplicates, with TF-IDF in the place of their embedding.

Their documentation of article deduplication (docs.newscatcherapi.com): embeddings with a cosine of at least
.95 are potential duplicates; of those, Levenshtein similarity decides, .97 for titles and .92 for content.
It does not say whether both have to hold; here one is enough, which finds more.  Their embedding is not
public.  TF-IDF (scikit-learn's formula: raw counts, smooth idf, here over the articles so far) stands
in for it: copies that pass .92 of Levenshtein pass its .95 as well.  Their seven days are left out, so
that nothing is missed for having left a window.
"""

from collections import Counter, defaultdict
from math import log, sqrt

from tests.evaluation.baselines.method import Copy, Match

COSINE = 0.95
TITLE = 0.97
CONTENT = 0.92


class CosineLevenshtein:
    """Cosine screens, Levenshtein decides; the similarity of a match is its cosine."""

    def __init__(self) -> None:
        self._copies: list[Copy] = []
        self._counts: list[Counter[str]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)

    def nearest(self, copy: Copy) -> Match | None:
        """The earlier article of highest cosine that passes both steps."""
        mine = Counter(copy.words)
        weights = self._weigh(mine)
        passed = [
            (-cosine, place)
            for place in self._screen(weights)
            # Both have to pass, so the cheaper test goes first.
            if same(copy, self._copies[place]) and (cosine := self._cosine(weights, place)) >= COSINE
        ]
        for word in mine:
            self._postings[word].append(len(self._copies))
        self._copies.append(copy)
        self._counts.append(mine)
        if not passed:
            return None
        cosine, place = min(passed)
        return Match(self._copies[place].uri, min(1.0, -cosine))

    def _weigh(self, counts: Counter[str]) -> dict[str, float]:
        """Unit vector of tf * idf."""
        n = len(self._copies) + 1
        raw = {w: tf * (log((1 + n) / (1 + len(self._postings.get(w, ())))) + 1) for w, tf in counts.items()}
        length = sqrt(sum(value * value for value in raw.values()))
        return {word: value / length for word, value in raw.items()}

    def _screen(self, weights: dict[str, float]) -> set[int]:
        """Articles that can reach the cosine: they share one of the rarest words.

        All words but those have a length below .95 together, and so has any dot product with them (the
        prefix filter of Bayardo, Ma & Srikant 2007): nothing that passes is lost.
        """
        rarest = sorted(weights, key=lambda word: (len(self._postings.get(word, ())), word))
        left = 1.0
        found: set[int] = set()
        for word in rarest:
            if left < COSINE**2:
                break
            found.update(self._postings.get(word, ()))
            left -= weights[word] ** 2
        return found

    def _cosine(self, weights: dict[str, float], place: int) -> float:
        theirs = self._weigh(self._counts[place])
        return sum(weight * theirs.get(word, 0.0) for word, weight in weights.items())


def same(a: Copy, b: Copy) -> bool:
    """The second step, by RapidFuzz."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - one baseline less where it is not installed

    if a.headline and b.headline and Levenshtein.normalized_similarity(a.headline, b.headline) >= TITLE:
        return True
    return Levenshtein.normalized_similarity(a.text, b.text, score_cutoff=CONTENT) >= CONTENT
