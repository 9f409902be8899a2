"""Which article allows which kind of variant."""

from collections.abc import Callable, Mapping
from typing import Final

from streams.wire import Article
from tests.evaluation.stress.text import NUMBER, lead, paragraphs, quotes, sentences

LEAST: Final = 20
"""Words below which a piece of an article proves nothing."""
TABLE_FIGURES: Final = 8
TABLE_SHARE: Final = 0.06
"""A template is as good as its figures: at least 8, and one word in 16.  Running prose with one other figure
in 30 words is no new story to any reader."""
QUOTED: Final = 3
"""Quotations that another report takes over, at most."""
BACKGROUND: Final = 2
"""Paragraphs that a follow-up keeps."""
_FEW: Final = 5


class UnfitError(Exception):
    """The article has not what this kind needs."""


def fits(kind: str, article: Article) -> bool:
    """Whether the article has what a kind needs; cheap, and true where making it may still be refused."""
    if kind.startswith("trunc"):
        return len(article.body.split()) * int(kind[5:]) // 100 >= LEAST
    return kind not in _NEEDS or _NEEDS[kind](article.body)


def _dense(body: str) -> bool:
    figures = len(NUMBER.findall(body))
    return figures >= max(TABLE_FIGURES, TABLE_SHARE * len(body.split()))


def _quoting(body: str) -> bool:
    return sum(len(quote.split()) for quote in quotes(body)[:QUOTED]) >= 2 * LEAST


def _opening(body: str) -> bool:
    return LEAST <= len(lead(body).split()) <= len(body.split()) / 2


def _sentences(body: str) -> bool:
    return len(sentences(body)) >= _FEW


_NEEDS: Final[Mapping[str, Callable[[str], bool]]] = {
    "figures": _dense,
    "template": _dense,
    "corrected": lambda body: len(NUMBER.findall(body)) >= 2,
    "quotes": _quoting,
    "followup": lambda body: len(paragraphs(body)) >= 2 * BACKGROUND + 1,
    "lead": _opening,
    **dict.fromkeys(("shuffle", "drop20", "drop40", "reorder"), _sentences),
}
