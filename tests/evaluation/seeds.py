"""The five seed texts in every order of arrival: who is called a rewrite of whom, and by what margin.

Two agencies reported one event; three texts derive from the one report, two from the other.  Right is an
order in which the first text of each family is a new story and each later one a rewrite of its own family.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from math import inf, log
from typing import TypeAlias

from schemas import Event, Rewrite
from tests.evaluation.score import named
from tests.evaluation.sets import Seed
from tests.evaluation.stream import Judge, by_command, run

Order: TypeAlias = tuple[int, ...]
ALL_ORDERS: tuple[Order, ...] = tuple(permutations(range(5)))


@dataclass(frozen=True)
class Closest:
    """A score, and the verdict that it was part of."""

    score: float
    uri: str
    other: str | None
    """The earlier article with this score; None where the event does not say which it was."""
    order: Order

    @property
    def logit(self) -> float:
        """The score as log odds: probabilities near 0 and 1 hide distances."""
        if self.score in (0.0, 1.0):
            return inf if self.score else -inf
        return log(self.score / (1 - self.score))


@dataclass
class SeedReport:
    """What came of the orders."""

    orders: int = 0
    right: int = 0
    lowest_right: Closest | None = None
    """The rewrite of its own family that was said with the least confidence."""
    highest_wrong: Closest | None = None
    """The likeliest parent that would have been wrong: of the other family, or older than the seeds.

    None where no such article was ever a candidate."""
    mistakes: list[tuple[Order, Event]] = field(default_factory=list)

    @property
    def margin(self) -> float | None:
        """Log odds from the strongest wrong candidate to the weakest right verdict; below 0 they overlap.

        Infinite where there was no wrong candidate, None where there was no right verdict.
        """
        if self.lowest_right is None:
            return None
        return self.lowest_right.logit - (self.highest_wrong.logit if self.highest_wrong else -inf)


def judge_orders(
    seeds: list[Seed], fresh: Callable[[], Judge], orders: Iterable[Order] = ALL_ORDERS
) -> SeedReport:
    """Send the seeds, in each order, to a judge of its own that `fresh` makes."""
    return _report(seeds, orders, lambda raw: run(raw, fresh()).events)


def judge_by_command(seeds: list[Seed], orders: Iterable[Order] = ALL_ORDERS) -> SeedReport:
    """Send the seeds, in each order, through a `copytaster replay` of its own."""
    return _report(seeds, orders, by_command)


def _report(
    seeds: list[Seed], orders: Iterable[Order], judge: Callable[[list[bytes]], Mapping[str, Event]]
) -> SeedReport:
    report = SeedReport()
    family = {seed.uri: seed.family for seed in seeds}
    for order in orders:
        events = judge([seeds[i].raw for i in order])
        mistakes = [event for event in events.values() if not is_right(event, events, family)]
        report.orders += 1
        report.right += not mistakes
        report.mistakes += [(order, event) for event in mistakes]
        _note_scores(report, order, events, family)
    return report


def is_right(event: Event, events: Iterable[str], family: Mapping[str, int]) -> bool:
    """Whether the event names its own family, and that only if one of the family came earlier."""
    own = family[event.article.uri]
    said = {family.get(parent) for parent in named(event)}
    return said == ({own} if _has_earlier(event.article.uri, events, family) else set())


def _has_earlier(uri: str, arrived: Iterable[str], family: Mapping[str, int]) -> bool:
    return next(other for other in arrived if family[other] == family[uri]) != uri


def _note_scores(
    report: SeedReport, order: Order, events: Mapping[str, Event], family: Mapping[str, int]
) -> None:
    """Keep the weakest right rewrite and the strongest wrong candidate."""
    for uri, event in events.items():
        if isinstance(event, Rewrite) and is_right(event, events, family):
            right = Closest(event.score, uri, event.rewrite_of.uri, order)
            if report.lowest_right is None or right.score < report.lowest_right.score:
                report.lowest_right = right
        for other, score in _candidates(event):
            if other is None and _has_earlier(uri, events, family):
                continue  # a missed rewrite: the unnamed best candidate is probably the right one
            if other is not None and family.get(other) == family[uri]:
                continue
            if report.highest_wrong is None or score > report.highest_wrong.score:
                report.highest_wrong = Closest(score, uri, other, order)


def _candidates(event: Event) -> Iterator[tuple[str | None, float]]:
    """Every (earlier article, score) in the event; None for the best of all that a new story came near to.

    A score of 0 says that there was no candidate.
    """
    if isinstance(event, Rewrite):
        yield event.rewrite_of.uri, event.score
        yield from ((parent.uri, parent.score) for parent in event.other_parents)
        yield from ((parent.uri, parent.score) for parent in event.alternatives)
        return
    for source in event.draws_on:
        yield source.uri, source.score
    if event.score:
        yield None, event.score
