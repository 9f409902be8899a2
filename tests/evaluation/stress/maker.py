"""Made rewrites with known truth: what happens to copy, done to an article by rule."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from streams.wire import Article
from tests.evaluation.stress import noise
from tests.evaluation.stress.foreign import RELATED, ExhaustedError, Foreign, Wording, alike, telling
from tests.evaluation.stress.furniture import SITES, furnished
from tests.evaluation.stress.lexicon import Lexicon
from tests.evaluation.stress.text import NUMBER, paragraphs, quotes, sentences
from tests.evaluation.stress.variant import KINDS, NEW, Variant

TABLE_FIGURES = 8
TABLE_SHARE = 0.06
"""A template is as good as its figures: at least 8, and one word in 16.  Running prose with one other figure
in 30 words is no new story to any reader."""
ELSEWHERE = "Kestrow Echo"
_LEAST = 20
"""Words below which a piece of an article proves nothing."""
_HALF_LEAST = 0.2
"""Share of a merge that each source gives at least."""
_BACKGROUND = 2
_NEW_PER_OLD = 2.5

Texts = tuple[str | None, str]
"""Headline and body."""


class UnfitError(Exception):
    """The article has not what this kind needs."""


class Maker:
    """Makes variants of the articles of a stream."""

    def __init__(
        self, articles: Iterable[Article], seed: int = 7, donors: Sequence[Article] | None = None
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - repeatable test data, no secret
        copy = list(articles)
        self.articles = copy
        self.wording = Wording([*copy, *(donors or ())])
        self.lexicon = Lexicon(copy, self.random)
        self.foreign = Foreign(copy if donors is None else donors, self.wording, self.random)
        self.providers = sorted({article.provider for article in copy if article.provider})

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

    def fits(self, kind: str, article: Article) -> bool:  # noqa: PLR0911 - one return a kind
        """Whether the article has what a kind needs; cheap, and true where `make` may still refuse."""
        words = len(article.body.split())
        if kind in {"figures", "template"}:
            figures = len(NUMBER.findall(article.body))
            return figures >= TABLE_FIGURES and figures >= TABLE_SHARE * words
        if kind == "corrected":
            return len(NUMBER.findall(article.body)) >= 2
        if kind == "quotes":
            return sum(len(quote.split()) for quote in quotes(article.body)[:3]) >= 2 * _LEAST
        if kind == "followup":
            return len(paragraphs(article.body)) >= 2 * _BACKGROUND + 1
        if kind in {"shuffle", "drop20", "drop40", "reorder"}:
            return len(sentences(article.body)) >= 5
        if kind.startswith("trunc"):
            return words * int(kind[5:]) // 100 >= _LEAST
        if kind == "lead":
            return _LEAST <= len(_lead(article.body).split()) <= words / 2
        return True

    def _texts(self, kind: str, article: Article, others: Sequence[Article]) -> Texts:
        if not self.fits(kind, article):
            raise UnfitError(f"{article.uri} is not fit for {kind}")
        if kind.startswith("merge"):
            return self._merge(article, others)
        number = int("".join(c for c in kind[:7] if c.isdigit()) or 0)
        name = kind.replace(str(number), "") if number else kind
        return self._ways()[name](article, number)

    def _ways(self) -> dict[str, Callable[[Article, int], Texts]]:
        return {
            "copy": lambda a, _: (a.headline, a.body),
            "headline": lambda a, _: (self.foreign.headline(a), a.body),
            "redateline": lambda a, _: (a.headline, noise.redateline(a.body, a.language, self.random)),
            "upper": lambda a, _: _both(a, noise.upper),
            "entities": lambda a, _: _both(a, noise.entities),
            "mojibake": lambda a, _: _both(a, noise.mojibake),
            "typos": lambda a, _: (a.headline, noise.typos(a.body, self.random)),
            "corrected": lambda a, _: self._corrected(a),
            "syn": self._spun,
            "synreorder": lambda a, degree: self._reordered(*self._spun(a, degree)),
            "reorder": lambda a, _: self._reordered(a.headline, a.body),
            "shuffle": lambda a, _: (a.headline, self._shuffled(a.body)),
            "drop": lambda a, degree: (a.headline, self._dropped(a.body, degree)),
            "trunc": lambda a, degree: (a.headline, _truncated(a.body, degree)),
            "lead": lambda a, _: (self.foreign.headline(a), _lead(a.body)),
            "local": self._local,
            "expansion": lambda a, _: self._expansion(a),
            "template": lambda a, _: self._template(a),
            "figures": lambda a, _: self._figures(a),
            "quotes": lambda a, _: self._quotes(a),
            "followup": lambda a, _: self._follow_up(a),
            "furniture": lambda a, _: self._furniture(a),
        }

    def _provider(self, article: Article) -> str | None:
        """In half of the cases that of the source."""
        if self.random.random() < 0.5:
            return article.provider
        others = [name for name in self.providers if name != article.provider]
        return self.random.choice(others) if others else ELSEWHERE

    def _spun(self, article: Article, degree: int) -> Texts:
        headline = article.headline or ""
        if headline.isupper():
            spun = self.lexicon.spin(headline.lower(), degree / 100).upper()
        else:
            spun = self.lexicon.spin(headline, degree / 100)
        return spun or None, self.lexicon.spin(article.body, degree / 100)

    def _reordered(self, headline: str | None, body: str) -> Texts:
        """Clauses swapped at commas, and neighbouring sentences."""
        out = []
        for sentence in sentences(body):
            front, comma, back = sentence.partition(", ")
            swapped = comma and self.random.random() < 0.6
            out.append(f"{back.rstrip('.')}, {front}." if swapped else sentence)
        for i in range(0, len(out) - 1, 2):
            if self.random.random() < 0.5:
                out[i], out[i + 1] = out[i + 1], out[i]
        made = " ".join(out)
        if made == " ".join(sentences(body)):
            raise UnfitError("nothing to put in another order")
        return headline, made

    def _shuffled(self, body: str) -> str:
        lines = sentences(body)
        while (shuffled := self.random.sample(lines, len(lines))) == lines:
            pass
        return " ".join(shuffled)

    def _dropped(self, body: str, degree: int) -> str:
        """Without this share of the sentences, but always with the first."""
        lines = sentences(body)
        kept = max(1, len(lines) - 1 - round(len(lines) * degree / 100))
        chosen = sorted(self.random.sample(range(1, len(lines)), kept))
        return " ".join([lines[0], *(lines[i] for i in chosen)])

    def _corrected(self, article: Article) -> Texts:
        match = self.random.choice(list(NUMBER.finditer(article.body)))
        figure = self.lexicon.other_figure(match.group())
        body = article.body[: match.start()] + figure + article.body[match.end() :]
        return f"CORRECTED-{article.headline or ''}", body

    def _local(self, article: Article, degree: int) -> Texts:
        """With foreign paragraphs between its own until they are this share."""
        words = int(len(article.body.split()) * degree / (100 - degree))
        added = _grouped(self.foreign.sentences(words, article))
        lines = paragraphs(article.body)
        for text in added:
            lines.insert(self.random.randint(0, len(lines)), text)
        return self.foreign.headline(article), "\n".join(lines)

    def _expansion(self, article: Article) -> Texts:
        """New paragraphs after the old text, from a third to two thirds of its length."""
        words = int(len(article.body.split()) * self.random.uniform(0.35, 0.65))
        return article.headline, "\n".join([article.body, *_grouped(self.foreign.sentences(words, article))])

    def _merge(self, article: Article, others: Sequence[Article]) -> Texts:
        """The first half of each source, one after the other, under a headline of its own."""
        parts = [_front(source.body) for source in (article, *others)]
        sizes = [len(part.split()) for part in parts]
        if min(sizes) < max(_LEAST, _HALF_LEAST * sum(sizes)):
            raise UnfitError(f"{article.uri} and the others are too unlike in length to be merged")
        words = [telling(source) for source in (article, *others)]
        pairs = ((a, b) for i, a in enumerate(words) for b in words[:i])
        if any(alike(a, b) >= RELATED for a, b in pairs) or len({o.language for o in (article, *others)}) > 1:
            raise UnfitError(f"{article.uri} and the others are related")
        return self.foreign.headline(article), "\n".join(parts)

    def _template(self, article: Article) -> Texts:
        """The frame of an article with other figures and names."""
        headline, body = self.lexicon.rename(*self.lexicon.figures(article.headline or "", article.body))
        return headline or None, body

    def _figures(self, article: Article) -> Texts:
        headline, body = self.lexicon.figures(article.headline or "", article.body)
        return headline or None, body

    def _quotes(self, article: Article) -> Texts:
        """Another report that quotes the same speech: only words inside quotation marks are shared."""
        taken = quotes(article.body)[:3]
        words = 2 * sum(len(quote.split()) for quote in taken)
        lines = self.foreign.sentences(max(words, 80), article)
        step = max(1, len(lines) // len(taken))
        for i, quote in enumerate(taken):
            lines.insert(min(1 + i * (step + 1), len(lines)), f'"{quote}"')
        return self.foreign.headline(article), "\n".join(_grouped(lines))

    def _follow_up(self, article: Article) -> Texts:
        """A new lead and body, and two paragraphs of the old story as background at the end."""
        old = paragraphs(article.body)[1 : 1 + _BACKGROUND]
        words = int(_NEW_PER_OLD * sum(len(text.split()) for text in old))
        new = _grouped(self.foreign.sentences(max(words, 100), article))
        return self.foreign.headline(article), "\n".join([*new, *old])

    def _furniture(self, article: Article) -> Texts:
        """An unrelated article in the page furniture of a site."""
        other = self.foreign.article(article)
        site = self.random.choice(SITES)
        return other.headline, furnished(paragraphs(other.body), site, article.language, self.random)


def _both(article: Article, way: Callable[[str], str]) -> Texts:
    return article.headline and way(article.headline), way(article.body)


def _truncated(body: str, percent: int) -> str:
    """The first words, the paragraphs kept."""
    words = list(re.finditer(r"\S+", body))
    return body[: words[max(1, len(words) * percent // 100) - 1].end()]


def _lead(body: str) -> str:
    """The first paragraph, of which at most two sentences."""
    return " ".join(sentences(paragraphs(body)[0])[:2]) if body.strip() else ""


def _front(body: str) -> str:
    """The first half of the paragraphs."""
    lines = paragraphs(body)
    return "\n".join(lines[: max(1, len(lines) // 2)])


def _grouped(lines: Sequence[str]) -> list[str]:
    """Sentences to paragraphs of two."""
    return [" ".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
