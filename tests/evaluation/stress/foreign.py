"""Foreign text for made variants: real sentences of unrelated articles, each used once.

An article that takes in sentences of something that stands in the stream would derive from that as well,
and two variants with the same foreign sentences from each other.  So foreign text comes from donors (articles
that are kept out of the stream), only in sentences that nothing in the stream shares, and is given out once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from streams.wire import Article
from tests.evaluation.stress.text import WORD, grams, sentences

RELATED = 0.35
"""Share of the longer words of the poorer text from which two articles may be about one thing."""
ALONE = 0.05
"""Share of its runs of five words that an article shares with others at most, to be given out whole."""
_TELLING = 5
_SHORT, _LONG = 6, 60
"""Words of a usable sentence."""
_TRIES = 200


class ExhaustedError(Exception):
    """No donor has unused, unrelated text of the length asked for."""


class Wording:
    """In how many articles of a stream each run of five words stands."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._df: Counter[tuple[str, ...]] = Counter()
        for article in articles:
            self._df.update(set(grams(article.body)))

    def shared(self, text: str, own: int = 1) -> float:
        """Share of the runs of a text that stand in more than `own` articles; 0 of a text without any."""
        runs = set(grams(text))
        return sum(self._df[run] > own for run in runs) / len(runs) if runs else 0.0


class Donor:
    """The usable sentences of an article, given out from the first to the last."""

    def __init__(self, article: Article, wording: Wording) -> None:
        self.article = article
        self.words = telling(article)
        lines = (line for line in sentences(article.body) if _SHORT <= len(line.split()) <= _LONG)
        self.lines = [line for line in lines if wording.shared(line) == 0]
        self.alone = wording.shared(article.body) <= ALONE
        self.used = 0

    @property
    def left(self) -> int:
        """Words not yet given out."""
        return sum(len(line.split()) for line in self.lines[self.used :])

    def take(self, words: int) -> list[str]:
        """The next sentences, until they have at least so many words or the donor is exhausted."""
        taken: list[str] = []
        while self.used < len(self.lines) and sum(len(line.split()) for line in taken) < words:
            taken.append(self.lines[self.used])
            self.used += 1
        return taken


class Foreign:
    """Hands out foreign text."""

    def __init__(self, donors: Sequence[Article], wording: Wording, rng: Random) -> None:
        self._random = rng
        made = (Donor(article, wording) for article in donors)
        self._donors = [donor for donor in made if len(donor.lines) >= 3]

    def reset(self) -> None:
        """Start again: what comes now stands in another stream."""
        for donor in self._donors:
            donor.used = 0

    def sentences(self, words: int, base: Article) -> list[str]:
        """Unused sentences of articles that have nothing to do with `base`, at least so many words.

        Raises:
            ExhaustedError: there are not so many.
        """
        taken: list[str] = []
        for donor in self._unrelated(base):
            missing = words - sum(len(line.split()) for line in taken)
            if missing <= 0:
                return taken
            taken += donor.take(missing)
        if sum(len(line.split()) for line in taken) >= words:
            return taken
        raise ExhaustedError(f"no {words} words for {base.uri}")

    def article(self, base: Article) -> Article:
        """A whole unused unrelated article that shares no text with any; its sentences go with it."""
        for donor in self._unrelated(base):
            if donor.used == 0 and donor.alone:
                donor.used = len(donor.lines)
                return donor.article
        raise ExhaustedError(f"no article for {base.uri}")

    def headline(self, base: Article) -> str:
        """A headline of an unrelated article; these may come more than once."""
        donor = next(self._unrelated(base, fresh=False), None)
        return (donor and donor.article.headline) or "In brief"

    def _unrelated(self, base: Article, *, fresh: bool = True) -> Iterator[Donor]:
        """Donors in the article's language that are about something else, in random order."""
        about = telling(base)
        usable = [
            donor
            for donor in self._donors
            if (donor.used < len(donor.lines) or not fresh)
            and donor.article.language == base.language
            and donor.article.uri != base.uri
        ]
        for donor in self._random.sample(usable, min(_TRIES, len(usable))):
            if alike(donor.words, about) < RELATED:
                yield donor


def telling(article: Article) -> frozenset[str]:
    """The longer words of an article, without case: what it is about, roughly."""
    return frozenset(word.lower() for word in WORD.findall(article.body) if len(word) >= _TELLING)


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the poorer set of words that stands in the other."""
    return len(a & b) / max(1, min(len(a), len(b)))
