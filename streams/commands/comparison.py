"""An article beside its parent: a verdict and two texts come in, marked stretches of text go out.

The terminal and the page of `copytaster explain` show the same comparison.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas import DrawsOn, Event, Passage, Rewrite
from streams.commands.evidence import facts

if TYPE_CHECKING:
    from streams.wire import Article


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict on `article` and the earlier article that it is about.

    `parent` is None for a new story that draws on nothing, unless one was asked about.
    """

    event: Event
    article: "Article"
    parent: "Article | None"

    @property
    def source(self) -> Rewrite | DrawsOn | None:
        """The part of the event that is about `parent`; None: nothing was found."""
        return source_of(self.event)

    @property
    def passages(self) -> list[Passage]:
        """What stands in both texts."""
        return self.source.passages if self.source else []

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The verdict and its evidence, as labels and values."""
        return facts(self.event)

    def sides(self) -> tuple[list["Stretch"], list["Stretch"]]:
        """Both texts cut where passages start and end: the article's and the parent's."""
        article = stretches(self.article.text, [passage.article for passage in self.passages])
        parent = self.parent.text if self.parent else ""
        return article, stretches(parent, [passage.parent for passage in self.passages])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and the numbers of the passages that it belongs to, counted from 1."""

    text: str
    passages: tuple[int, ...]
    starts: tuple[int, ...]
    """Those of them that start here."""
    ends: tuple[int, ...]


def source_of(event: Event) -> Rewrite | DrawsOn | None:
    """The part of an event that says where the article's text comes from; the largest share, if several."""
    if isinstance(event, Rewrite):
        return event
    return event.draws_on[0] if event.draws_on else None


def stretches(text: str, spans: list[tuple[int, int]]) -> list[Stretch]:
    """Cut a text at the ends of spans, which may overlap; put together, the pieces are the text."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    return list(_cut(text, edges, spans))


def _cut(text: str, edges: list[int], spans: list[tuple[int, int]]) -> Iterator[Stretch]:
    for start, end in pairwise(edges):
        yield Stretch(
            text[start:end],
            _numbers(low <= start and end <= high for low, high in spans),
            _numbers(low == start for low, _ in spans),
            _numbers(high == end for _, high in spans),
        )


def _numbers(which: Iterable[bool]) -> tuple[int, ...]:
    return tuple(number for number, true in enumerate(which, start=1) if true)
