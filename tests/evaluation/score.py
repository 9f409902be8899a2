"""Events against labels: how often the detector is right, and every case where it is not.

Precision and recall are taken over derived pairs (R, M: positive) against pairs that only look derived
(T: negative).  What readers split on (D, U, N) is counted apart, and so are the read pairs, which were
drawn where an earlier method was unsure and are no sample of the stream.

The unit is an article with all its labelled others of one side.  An article is *said to derive from*
another when a parent that its event names (the best one, or a further one of a merge) is the other, or
stands in the other's family: families are what following best parents to the first of them joins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import nan, sqrt

from schemas import Event, Rewrite
from tests.evaluation.sets import Label, LabelledSet, ReadPair

POSITIVE, NEGATIVE, APART = "RM", "T", "DUN"
Z_95 = 1.96


@dataclass(frozen=True)
class Mistake:
    """One article judged wrongly: `kind` FN (a rewrite missed) or FP (a rewrite that is none)."""

    kind: str
    uri: str
    others: tuple[str, ...]
    """The labelled others: the right parents of an FN; of an FP those it was wrongly said to derive from."""
    label: str
    why: str | None = None


@dataclass
class Tally:
    """Counts over labelled articles; a missing event counts as "not a rewrite"."""

    tp: int = 0
    fn: int = 0
    fp: int = 0
    tn: int = 0
    out_of_reach: int = 0
    """Of `fn`: articles whose labelled others had all left the window, so that no method could be right."""
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the labelled articles called rewrites of their other, the share that are; nan of none."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Of the labelled rewrites, the share found; nan of none."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def precision_interval(self) -> tuple[float, float]:
        """95 % interval of the precision."""
        return wilson(self.tp, self.tp + self.fp)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """95 % interval of the recall."""
        return wilson(self.tp, self.tp + self.fn)


@dataclass
class Called:
    """Articles of a kind that is neither right nor wrong: how many were called rewrites of their other."""

    rewrite: int = 0
    total: int = 0


@dataclass(frozen=True)
class Report:
    """The figures of one set."""

    labels: Tally
    """R and M against T."""
    by_hand: Tally
    """The same without the labels that a rule gave."""
    apart: dict[str, Called]
    """D, U and N."""
    read: Tally
    """Read pairs: yes against no."""
    either: Called
    """Read pairs that may be called either way."""
    joined: Tally
    """Labels and read pairs together."""
    rewrites: int
    """Articles called rewrites, labelled or not."""
    relations: dict[str, int]


def score(events: Mapping[str, Event], labelled: LabelledSet, window_days: float = float("inf")) -> Report:
    """All figures of a set; `window_days` only tells misses that no method could have avoided."""
    judge = _Judged(events, labelled, window_days)
    yes = [p for p in labelled.labels if p.label in POSITIVE]
    no = [p for p in labelled.labels if p.label in NEGATIVE]
    read_yes = [p for p in labelled.read if p.derived == "yes"]
    read_no = [p for p in labelled.read if p.derived == "no"]
    rewrites = [event for event in events.values() if isinstance(event, Rewrite)]
    relations: dict[str, int] = defaultdict(int)
    for event in rewrites:
        relations[event.relation] += 1
    return Report(
        labels=judge.tally(yes, no),
        by_hand=judge.tally(_by_hand(yes), _by_hand(no)),
        apart={kind: judge.called(p for p in labelled.labels if p.label == kind) for kind in APART},
        read=judge.tally(read_yes, read_no),
        either=judge.called(p for p in labelled.read if p.derived == "either"),
        joined=judge.tally([*yes, *read_yes], [*no, *read_no]),
        rewrites=len(rewrites),
        relations=dict(sorted(relations.items(), key=lambda item: -item[1])),
    )


def named(event: Event | None) -> list[str]:
    """The uris of the parents that an event names, best first; none for a new story."""
    if not isinstance(event, Rewrite):
        return []
    return [event.rewrite_of.uri, *(parent.uri for parent in event.other_parents)]


def family(events: Mapping[str, Event], uri: str) -> str:
    """The first of the chain of best parents that `uri` stands in."""
    seen = set()
    while uri not in seen and isinstance(event := events.get(uri), Rewrite):
        seen.add(uri)
        uri = event.rewrite_of.uri
    return uri


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share, z2 = hits / total, Z_95**2
    middle = share + z2 / (2 * total)
    half = Z_95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return max(0.0, (middle - half) / (1 + z2 / total)), min(1.0, (middle + half) / (1 + z2 / total))


def _share(hits: int, total: int) -> float:
    return hits / total if total else nan


def _by_hand(pairs: Iterable[Label]) -> list[Label]:
    return [pair for pair in pairs if pair.basis != "rule"]


class _Judged:
    """The events of one run beside the set that they are of."""

    def __init__(self, events: Mapping[str, Event], labelled: LabelledSet, window_days: float) -> None:
        self._events = events
        self._set = labelled
        self._days = window_days
        self._root = {uri: family(events, uri) for uri in labelled.position}

    def tally(self, yes: Iterable[Label | ReadPair], no: Iterable[Label | ReadPair]) -> Tally:
        """Count; `yes` pairs are derived, `no` pairs are not."""
        out = Tally()
        positive, negative = self._by_later(yes), self._by_later(no)
        parents = {uri: set(others) for uri, others in positive.items()}
        for uri, others in positive.items():
            # Naming the labelled parent of a labelled parent is right too: of A <- B <- C, C derives from A.
            if any(self._derives(uri, other) or self._names(uri, parents.get(other, ())) for other in others):
                out.tp += 1
            else:
                out.fn += 1
                out.out_of_reach += all(self._set.days_apart(uri, other) > self._days for other in others)
                out.mistakes.append(_mistake("FN", uri, others))
        for uri, others in negative.items():
            wrong = {other: pair for other, pair in others.items() if self._derives(uri, other)}
            if wrong:
                out.fp += 1
                out.mistakes.append(_mistake("FP", uri, wrong))
            else:
                out.tn += 1
        return out

    def called(self, pairs: Iterable[Label | ReadPair]) -> Called:
        """How many of the articles were called rewrites of one of their others."""
        groups = self._by_later(pairs)
        hits = sum(any(self._derives(uri, other) for other in others) for uri, others in groups.items())
        return Called(hits, len(groups))

    def _derives(self, uri: str, other: str) -> bool:
        parents = named(self._events.get(uri))
        return any(
            parent == other or self._root.get(parent, parent) == self._root[other] for parent in parents
        )

    def _names(self, uri: str, others: Iterable[str]) -> bool:
        return not set(named(self._events.get(uri))).isdisjoint(others)

    def _by_later(self, pairs: Iterable[Label | ReadPair]) -> dict[str, dict[str, Label | ReadPair]]:
        """Later article -> {earlier one: the pair}, whichever way round the pair was written down."""
        groups: dict[str, dict[str, Label | ReadPair]] = defaultdict(dict)
        for pair in pairs:
            earlier, later = sorted((pair.uri, pair.other), key=self._set.position.__getitem__)
            groups[later][earlier] = pair
        return groups


def _mistake(kind: str, uri: str, others: Mapping[str, Label | ReadPair]) -> Mistake:
    pairs = others.values()
    labels = {pair.label or pair.derived if isinstance(pair, ReadPair) else pair.label for pair in pairs}
    why = next((pair.why for pair in pairs if isinstance(pair, ReadPair) and pair.why), None)
    return Mistake(kind, uri, tuple(others), "".join(sorted(labels)), why)
