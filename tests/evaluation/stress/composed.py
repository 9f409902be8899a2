"""Variants that are put together from a source and something else: foreign text, or further sources."""

from collections.abc import Sequence
from random import Random

from streams.wire import Article
from tests.evaluation.stress.fitness import BACKGROUND, LEAST, QUOTED, UnfitError
from tests.evaluation.stress.foreign import RELATED, Foreign, alike, telling
from tests.evaluation.stress.furniture import SITES, furnished
from tests.evaluation.stress.text import front, grouped, paragraphs, quotes

_GIVES = 0.2
"""Share of a merge that each source gives at least."""
_NEW_PER_OLD = 2.5
"""Words of a follow-up for one of its background, ..."""
_NEW = 100
"""... and at least."""

Texts = tuple[str | None, str]
"""Headline and body."""


class Composer:
    """Puts texts together; ExhaustedError from any way where no foreign text is left."""

    def __init__(self, foreign: Foreign, rng: Random) -> None:
        self._foreign = foreign
        self._random = rng

    def local(self, article: Article, percent: int) -> Texts:
        """With foreign paragraphs between its own until they are this share."""
        words = int(len(article.body.split()) * percent / (100 - percent))
        added = grouped(self._foreign.sentences(words, article))
        lines = paragraphs(article.body)
        for text in added:
            lines.insert(self._random.randint(0, len(lines)), text)
        return self._foreign.headline(article), "\n".join(lines)

    def expansion(self, article: Article) -> Texts:
        """New paragraphs after the old text, from a third to two thirds of its length."""
        words = int(len(article.body.split()) * self._random.uniform(0.35, 0.65))
        added = grouped(self._foreign.sentences(words, article))
        return article.headline, "\n".join([article.body, *added])

    def merge(self, sources: Sequence[Article]) -> Texts:
        """The first half of each source, one after the other, under a headline of its own.

        Raises:
            UnfitError: the sources are related, or one of them would give next to nothing.
        """
        parts = [front(source.body) for source in sources]
        sizes = [len(part.split()) for part in parts]
        if min(sizes) < max(LEAST, _GIVES * sum(sizes)):
            raise UnfitError(f"{sources[0].uri} and the others are too unlike in length to be merged")
        words = [telling(source) for source in sources]
        related = any(alike(a, b) >= RELATED for i, a in enumerate(words) for b in words[:i])
        if related or len({source.language for source in sources}) > 1:
            raise UnfitError(f"{sources[0].uri} and the others are related")
        return self._foreign.headline(sources[0]), "\n".join(parts)

    def quotation(self, article: Article) -> Texts:
        """Another report that quotes the same speech: only words inside quotation marks are shared."""
        taken = quotes(article.body)[:QUOTED]
        words = 2 * sum(len(quote.split()) for quote in taken)
        lines = self._foreign.sentences(max(words, _NEW), article)
        step = max(1, len(lines) // len(taken))
        for i, quote in enumerate(taken):
            lines.insert(min(1 + i * (step + 1), len(lines)), f'"{quote}"')
        return self._foreign.headline(article), "\n".join(grouped(lines))

    def follow_up(self, article: Article) -> Texts:
        """A new lead and body, and two paragraphs of the old story as background at the end."""
        old = paragraphs(article.body)[1 : 1 + BACKGROUND]
        words = int(_NEW_PER_OLD * sum(len(text.split()) for text in old))
        new = grouped(self._foreign.sentences(max(words, _NEW), article))
        return self._foreign.headline(article), "\n".join([*new, *old])

    def furniture(self, article: Article) -> Texts:
        """An unrelated article in the page furniture of a site."""
        other = self._foreign.article(article)
        site = self._random.choice(SITES)
        return other.headline, furnished(paragraphs(other.body), site, article.language, self._random)
