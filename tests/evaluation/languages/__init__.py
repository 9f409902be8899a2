"""Fictional wire copy in languages that no fit has seen, and what a copy editor would say of each article.

The files below `copy/`, one a language, are in the format of the sample (`streams.sample.reader`).  What
derives was written from its source, what is new was not: so the truth is by construction.  They were written
without a look at the detector, and are in no fit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import orjson

from schemas import Event, Rewrite
from streams import sample
from streams.sample import shapes
from streams.sample.reader import Item, read
from tests.evaluation import stream
from tests.evaluation.score import Tally, named

FOLDER: Final = Path(__file__).parent / "copy"


@dataclass(frozen=True)
class Judged:
    """An item, the right verdict on it, and the event that came of it."""

    item: Item
    truth: sample.Truth
    event: Event

    @property
    def right(self) -> bool:
        """New where it is new; else a rewrite of a member of its own family."""
        if not self.truth.parents:
            return not isinstance(self.event, Rewrite)
        return not set(named(self.event)).isdisjoint(self.truth.parents)


@cache
def items() -> tuple[Item, ...]:
    """The items of all languages as one wire, in the order of their arrival."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}
    return tuple(sorted(read(texts), key=lambda item: (item.at, item.key)))


def judged(judge: stream.Judge) -> Iterator[Judged]:
    """All items, in their order, as a judge sees them."""
    truth = sample.truth_of(list(items()))
    for item in items():
        event = judge(orjson.dumps(shapes.ninjs(item)))
        yield Judged(item, truth[sample.identity(item.uri, item.version)], event)


def tallies(found: list[Judged], key: Callable[[Judged], str]) -> Mapping[str, Tally]:
    """Precision and recall by a key; a rewrite of the wrong parent is false, and its right one was missed."""
    out: dict[str, Tally] = {}
    for one in found:
        tally = out.setdefault(key(one), Tally())
        if one.truth.parents:
            tally.tp += one.right
            tally.fn += not one.right
        if not one.right and isinstance(one.event, Rewrite):
            tally.fp += 1
        elif not one.truth.parents:
            tally.tn += 1
    return out
