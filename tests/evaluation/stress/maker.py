"""Made rewrites with known truth: what happens to copy, done to an article by rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from streams.wire import Article
from tests.evaluation.stress import noise, order
from tests.evaluation.stress.composed import Composer, Texts
from tests.evaluation.stress.fitness import UnfitError, fits
from tests.evaluation.stress.foreign import ExhaustedError, Foreign, Wording
from tests.evaluation.stress.lexicon import Lexicon
from tests.evaluation.stress.text import NUMBER, lead, truncated
from tests.evaluation.stress.variant import KINDS, NEW, Variant

ELSEWHERE = "Kestrow Echo"
_DONORS = 1000


class Maker:
    """Makes variants of the articles of a stream."""

    def __init__(
        self, articles: Iterable[Article], seed: int = 7, donors: Sequence[Article] | None = None
    ) -> None:
        """Get ready.

        Args:
            articles: the stream; words and names come from it.
            seed: of all chance.
            donors: whose sentences are foreign text; None: some articles of the stream, which will do where
                a variant is held against its source alone.
        """
        self.random = rng = Random(seed)  # noqa: S311 - repeatable test data, no secret
        self.articles = list(articles)
        if donors is None:
            donors = rng.sample(self.articles, min(_DONORS, len(self.articles)))
            wording = Wording(self.articles)
        else:
            wording = Wording([*self.articles, *donors])
        self.lexicon = Lexicon(self.articles, rng)
        self.foreign = Foreign(donors, wording, rng)
        self._composer = Composer(self.foreign, rng)
        self._providers = sorted({article.provider for article in self.articles if article.provider})
        self._ways = self._table()

    def variants(self, article: Article, other: Article) -> Iterator[Variant]:
        """Every kind of variant that the article allows, each as if for a stream of its own.

        Args:
            article: the source.
            other: the second source of a merge; the third is chosen at random.
        """
        for kind in KINDS:
            self.foreign.reset()
            third = self.random.choice(self.articles)
            others = {"merge": [other], "merge3": [other, third]}.get(kind, [])
            try:
                yield self.make(kind, article, others)
            except (UnfitError, ExhaustedError):
                continue

    def make(self, kind: str, article: Article, others: Sequence[Article] = ()) -> Variant:
        """One variant.

        Args:
            kind: one of KINDS.
            article: the source.
            others: further sources of a merge.

        Raises:
            UnfitError: the article has not what this kind needs.
            ExhaustedError: there is no foreign text left for it.
        """
        headline, body = self._texts(kind, article, others)
        made = replace(
            article,
            uri=f"{article.uri}/{kind}",
            version=None,
            evolvedfrom=None,
            slugline=None,
            ednote=None,
            provider=self._provider(article),
            headline=headline,
            body=body,
        )
        sources = (article.uri, *(other.uri for other in others))
        return Variant(kind, made, derived=kind not in NEW, sources=sources)

    def _texts(self, kind: str, article: Article, others: Sequence[Article]) -> Texts:
        if not fits(kind, article):
            raise UnfitError(f"{article.uri} is not fit for {kind}")
        if kind.startswith("merge"):
            return self._composer.merge([article, *others])
        digits = "".join(c for c in kind if c.isdigit())
        return self._ways[kind.replace(digits, "")](article, int(digits or 0))

    def _table(self) -> Mapping[str, Callable[[Article, int], Texts]]:
        """Kind without its degree to what makes it of an article and the degree."""
        rng, composer = self.random, self._composer
        return {
            "copy": lambda a, _: (a.headline, a.body),
            "headline": lambda a, _: (self.foreign.headline(a), a.body),
            "redateline": lambda a, _: (a.headline, noise.redateline(a.body, a.language, rng)),
            "upper": lambda a, _: _both(a, noise.upper),
            "entities": lambda a, _: _both(a, noise.entities),
            "mojibake": lambda a, _: _both(a, noise.mojibake),
            "typos": lambda a, _: (a.headline, noise.typos(a.body, rng)),
            "corrected": lambda a, _: self._corrected(a),
            "syn": self._spun,
            "synreorder": self._spun_and_reordered,
            "reorder": lambda a, _: (a.headline, order.reordered(a.body, rng)),
            "shuffle": lambda a, _: (a.headline, order.shuffled(a.body, rng)),
            "drop": lambda a, degree: (a.headline, order.dropped(a.body, degree, rng)),
            "trunc": lambda a, degree: (a.headline, truncated(a.body, degree)),
            "lead": lambda a, _: (self.foreign.headline(a), lead(a.body)),
            "local": composer.local,
            "expansion": lambda a, _: composer.expansion(a),
            "template": lambda a, _: self._template(a),
            "figures": lambda a, _: self._figures(a),
            "quotes": lambda a, _: composer.quotation(a),
            "followup": lambda a, _: composer.follow_up(a),
            "furniture": lambda a, _: composer.furniture(a),
        }

    def _provider(self, article: Article) -> str | None:
        """In half of the cases that of the source."""
        if self.random.random() < 0.5:
            return article.provider
        others = [name for name in self._providers if name != article.provider]
        return self.random.choice(others) if others else ELSEWHERE

    def _spun(self, article: Article, degree: int) -> Texts:
        headline, rate = article.headline or "", degree / 100
        if headline.isupper():
            spun = self.lexicon.spin(headline.lower(), rate).upper()
        else:
            spun = self.lexicon.spin(headline, rate)
        return spun or None, self.lexicon.spin(article.body, rate)

    def _spun_and_reordered(self, article: Article, degree: int) -> Texts:
        headline, body = self._spun(article, degree)
        return headline, order.reordered(body, self.random)

    def _corrected(self, article: Article) -> Texts:
        """One figure is another, and the headline says so."""
        match = self.random.choice(list(NUMBER.finditer(article.body)))
        figure = self.lexicon.other_figure(match.group())
        body = article.body[: match.start()] + figure + article.body[match.end() :]
        return f"CORRECTED-{article.headline or ''}", body

    def _template(self, article: Article) -> Texts:
        """The frame of an article with other figures and names."""
        headline, body = self.lexicon.rename(*self.lexicon.figures(article.headline or "", article.body))
        return headline or None, body

    def _figures(self, article: Article) -> Texts:
        headline, body = self.lexicon.figures(article.headline or "", article.body)
        return headline or None, body


def _both(article: Article, way: Callable[[str], str]) -> Texts:
    return article.headline and way(article.headline), way(article.body)
