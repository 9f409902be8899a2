"""The sets on which methods are compared: each takes a judge and gives a tally.

Reuters, AP and German copy are streams, scored by score.py.  The Clough answers come one at a time after the
five originals, at a judge of their own.  The sample of the package has a known truth for every item.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import orjson

from schemas import Event, Rewrite
from streams import sample
from streams.errors import UnreadableError
from tests.evaluation import sets, stream
from tests.evaluation.degrees_labels import corrected, corrections
from tests.evaluation.score import NEGATIVE, POSITIVE, Tally, named, score

PAIRS = {"reuters": "labels", "ap89": "joined", "german": "joined"}
"""What is counted: where the labels alone have too few negatives, the read pairs count too."""
SAMPLE_OF = 300
"""Articles of a stream that a slow method is given."""


@dataclass(frozen=True)
class Pass:
    """What a method said on a set."""

    events: dict[str, Event]
    articles: int
    seconds: float


class Contest(Protocol):
    """A set with a truth."""

    name: str
    title: str

    def run(self, fresh: Callable[[], stream.Judge]) -> Pass:
        """Judge everything; `fresh` makes a judge that has seen nothing."""

    def tally(self, events: Mapping[str, Event]) -> Tally:
        """Count right and wrong."""


@dataclass(frozen=True)
class Stream:
    """A labelled stream; `few` are the articles that a slow method sees of it, none for all."""

    name: str
    title: str
    few: bool = False

    def run(self, fresh: Callable[[], stream.Judge]) -> Pass:
        """The articles in their order, once."""
        raw = self._set().raw
        done = stream.run(raw, fresh())
        return Pass(done.events, len(raw), done.seconds or 0.0)

    def tally(self, events: Mapping[str, Event]) -> Tally:
        """Labels, or labels and read pairs together: see PAIRS."""
        found: Tally = getattr(score(events, self._set()), PAIRS[self.name])
        return found

    def _set(self) -> sets.LabelledSet:
        return _few(self.name) if self.few else _all(self.name)


@dataclass(frozen=True)
class Answers:
    """Clough and Stevenson: derived is every answer that is not `non`, by the corrected labels."""

    name: str = "clough"
    title: str = "Clough"

    def run(self, fresh: Callable[[], stream.Judge]) -> Pass:
        """Each answer at a judge that has seen the originals and nothing else."""
        articles, answers = sets.clough()
        originals = [articles[uri] for uri in sorted({answer.other for answer in answers})]
        start = time.perf_counter()
        events = {}
        for answer in answers:
            judge = fresh()
            for raw in originals:
                judge(raw)
            events[answer.uri] = judge(articles[answer.uri])
        articles_judged = len(answers) * (1 + len(originals))
        return Pass(events, articles_judged, time.perf_counter() - start)

    def tally(self, events: Mapping[str, Event]) -> Tally:
        """Called a rewrite of its own question's original, or not."""
        out = Tally()
        for answer in corrected_answers():
            count(out, said=answer.other in named(events.get(answer.uri)), derived=answer.label != "non")
        return out


@dataclass(frozen=True)
class Sample:
    """Copy of which every item has a truth: the package's own, if nothing else is said."""

    name: str = "sample"
    title: str = "sample"
    articles: Callable[[], list[dict[str, Any]]] = sample.articles
    truth: Callable[[], Mapping[str, sample.Truth]] = sample.truth

    def run(self, fresh: Callable[[], stream.Judge]) -> Pass:
        """The items in their order; later versions of an item are items of their own."""
        raw = [orjson.dumps(article) for article in self.articles()]
        judge = fresh()
        start = time.perf_counter()
        events: dict[str, Event] = {}
        for data in raw:
            try:
                event = judge(data)
            except UnreadableError:
                continue
            events.setdefault(sample.identity(event.article.uri, event.article.version), event)
        return Pass(events, len(raw), time.perf_counter() - start)

    def tally(self, events: Mapping[str, Event]) -> Tally:
        """All items: see `tally_sample`."""
        return tally_sample(events, self.truth())


def present(few: bool = False) -> list[Contest]:  # noqa: FBT001, FBT002 - the only choice there is
    """The contests whose sets are here; with `few`, as a slow method sees them."""
    titles = {"reuters": "Reuters", "ap89": "AP", "german": "German"}
    found: list[Contest] = [Stream(name, titles[name], few) for name in PAIRS if sets.available(name)]
    if sets.available("clough"):
        found.append(Answers())
    return [*found, Sample()]


def tally_sample(events: Mapping[str, Event], items: Mapping[str, sample.Truth]) -> Tally:
    """Items of the sample; a rewrite of the wrong parent is a false rewrite, and its right one was missed."""
    out = Tally()
    for key, truth in items.items():
        right = not set(named(events.get(key))).isdisjoint(truth.parents)
        if truth.parents:
            count(out, said=right, derived=True)
        if not right:
            count(out, said=isinstance(events.get(key), Rewrite), derived=False)
    return out


def count(tally: Tally, *, said: bool, derived: bool) -> None:
    """Put one answer into the tally."""
    if derived:
        tally.tp += said
        tally.fn += not said
    else:
        tally.fp += said
        tally.tn += not said


def f1(tally: Tally) -> float:
    """Harmonic mean of precision and recall; 0 of nothing found."""
    found = 2 * tally.tp
    return found / (found + tally.fp + tally.fn) if found else 0.0


def corrected_answers() -> tuple[sets.Answer, ...]:
    """Clough and Stevenson's answers, with the labels that their texts call for (degrees_labels.py)."""
    return corrected(sets.clough()[1], corrections())


@cache
def _all(name: str) -> sets.LabelledSet:
    return sets.load(name)


@cache
def _few(name: str) -> sets.LabelledSet:
    """The articles of judged pairs, evenly drawn, up to SAMPLE_OF, with the pairs among them."""
    whole = _all(name)
    pairs = [(pair.uri, pair.other) for pair in _judged(whole)]
    step = max(1.0, len({uri for pair in pairs for uri in pair}) / SAMPLE_OF)
    drawn = [pairs[int(i * step)] for i in range(int(len(pairs) / step))]
    kept: set[str] = set()
    for pair in drawn:
        if len(kept | set(pair)) <= SAMPLE_OF:
            kept.update(pair)
    return sets.LabelledSet(
        name=name,
        raw=tuple(raw for uri, raw in zip(whole.articles, whole.raw, strict=True) if uri in kept),
        labels=tuple(pair for pair in whole.labels if {pair.uri, pair.other} <= kept),
        read=tuple(pair for pair in whole.read if {pair.uri, pair.other} <= kept),
    )


def _judged(labelled: sets.LabelledSet) -> Iterable[Any]:
    yield from (pair for pair in labelled.labels if pair.label in POSITIVE + NEGATIVE)
    yield from (pair for pair in labelled.read if pair.derived != "either")
