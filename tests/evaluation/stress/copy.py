"""The copy that variants are made of: a labelled set, or the project's own sample."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import orjson

from streams import sample
from streams.wire import Article
from tests.evaluation import sets
from tests.evaluation.stream import article_of
from tests.evaluation.stress.foreign import Wording
from tests.evaluation.stress.text import NUMBER

NAMES = (*sets.FOLDERS, "sample")
DONORS = 0.15
"""Share of the articles that are kept out of the stream and give foreign text."""
_LEAST, _MOST = 70, 1200
"""Words of a source."""
_PROSE = 0.6
"""Share of lower-case words from which it is running text, not a table."""
_CLEAN = 0.2
"""Share of its runs of five words that a source shares with others at most: its parent is then no matter
of taste, and nothing else in the stream is a right answer."""


@dataclass(frozen=True)
class Copy:
    """A stream, what is kept out of it, and which of it serves as sources."""

    name: str
    raw: list[bytes]
    articles: list[Article]
    donors: list[Article]
    prose: list[int]
    """Places of running text that stands alone in the stream."""
    tables: list[int]
    """Places of articles with many figures, alone or not."""


def load(name: str, seed: int = 7) -> Copy:
    """One of NAMES; MissingSetError if it is not here."""
    raw = list(map(orjson.dumps, sample.articles())) if name == "sample" else list(sets.load(name).raw)
    read = [(data, article) for data in raw if (article := article_of(data))]
    rng = Random(seed)  # noqa: S311 - repeatable choice
    versions = Counter(article.uri for _, article in read)
    long_enough = [
        i
        for i, (_, article) in enumerate(read)
        if len(article.body.split()) >= _LEAST and versions[article.uri] == 1
    ]
    out = set(rng.sample(long_enough, int(DONORS * len(long_enough))))
    stream = [item for i, item in enumerate(read) if i not in out]
    articles = [article for _, article in stream]
    donors = [read[i][1] for i in sorted(out)]
    wording = Wording([*articles, *donors])
    first = {article.uri: i for i, article in reversed(list(enumerate(articles)))}
    fit = [
        i
        for i, article in enumerate(articles)
        if first[article.uri] == i and _LEAST <= len(article.body.split()) <= _MOST and _spaced(article)
    ]
    return Copy(
        name=name,
        raw=[data for data, _ in stream],
        articles=articles,
        donors=donors,
        prose=[i for i in fit if _running(articles[i]) and wording.shared(articles[i].body) <= _CLEAN],
        tables=fit,
    )


def _spaced(article: Article) -> bool:
    """Whether it is in a script with two cases, which the makers of variants need."""
    return sum(c.islower() for c in article.body) > len(article.body) / 3


def _running(article: Article) -> bool:
    words = article.body.split()
    figures = len(NUMBER.findall(article.body))
    return sum(word[0].islower() for word in words) >= _PROSE * len(words) and figures < 0.1 * len(words)
