"""Is a score of .8 right in eight cases of ten?  Scores of judged pairs against what readers said of them."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas import Event
from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import parse
from tests.evaluation.score import NEGATIVE, POSITIVE
from tests.evaluation.sets import LabelledSet

BINS = 10


class JudgedPair(NamedTuple):
    """A pair that a reader has judged, with the detector's score."""

    later: str
    earlier: str
    derived: bool
    score: float | None
    """None where the pair was no candidate: it shares too little to be compared."""


def judged(labelled: LabelledSet) -> dict[tuple[str, str], bool]:
    """(later, earlier) -> derived; labels R, M against T, and read pairs but for "either", which go first."""
    said = [(p.uri, p.other, p.label in POSITIVE) for p in labelled.labels if p.label in POSITIVE + NEGATIVE]
    said += [(p.uri, p.other, p.derived == "yes") for p in labelled.read if p.derived != "either"]
    found = {}
    for uri, other, derived in said:
        earlier, later = sorted((uri, other), key=labelled.position.__getitem__)
        found[later, earlier] = derived
    return found


@dataclass
class Scorer:
    """A judge that also takes down the scores of certain pairs, as the desk sees them at that moment."""

    wanted: Mapping[tuple[str, str], bool]
    desk: Desk
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    seconds: float = 0.0
    """What the scores took beyond judging."""

    @classmethod
    def of(cls, labelled: LabelledSet, limits: WindowLimits) -> "Scorer":
        """For all judged pairs of a set, at a fresh desk."""
        return cls(judged(labelled), Desk(limits))

    def __post_init__(self) -> None:
        self._later = {later for later, _ in self.wanted}

    def __call__(self, raw: bytes) -> Event:
        """Judge the next article."""
        print_ = fingerprint(parse(raw))
        if print_.uri in self._later:
            start = time.perf_counter()
            for candidate in self.desk.candidates(print_):
                pair = print_.uri, candidate.entry.uri
                if pair in self.wanted:
                    self.scores[pair] = max(candidate.score, self.scores.get(pair, 0.0))
            self.seconds += time.perf_counter() - start
        return self.desk.judge(print_).event

    @property
    def pairs(self) -> list[JudgedPair]:
        """All judged pairs, with the scores so far."""
        return [
            JudgedPair(later, earlier, derived, self.scores.get((later, earlier)))
            for (later, earlier), derived in self.wanted.items()
        ]


def reliability(pairs: Iterable[JudgedPair], bins: int = BINS) -> dict[str, Any]:
    """Reliability table and expected calibration error (Naeini, Cooper & Hauskrecht 2015) of the scores.

    The error is the distance between mean score and share derived in each of the equally wide bins,
    weighted by pairs.  Pairs that were no candidates have no score, and are counted apart.
    """
    everything = list(pairs)
    scored = [(pair.score, pair.derived) for pair in everything if pair.score is not None]
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for score, derived in scored:
        groups[min(int(score * bins), bins - 1)].append((score, derived))
    rows = [_bin(place / bins, (place + 1) / bins, group) for place, group in enumerate(groups)]
    off = sum(row["pairs"] * abs(row["score"] - row["derived"]) for row in rows if row["pairs"])
    rest = [pair for pair in everything if pair.score is None]
    return {
        "bins": rows,
        "pairs": len(scored),
        "ece": round(off / len(scored), 4) if scored else None,
        "brier": round(sum((s - d) ** 2 for s, d in scored) / len(scored), 4) if scored else None,
        "no_candidate": {"pairs": len(rest), "derived": sum(pair.derived for pair in rest)},
    }


def _bin(low: float, high: float, group: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    n = len(group)
    return {
        "from": low,
        "to": high,
        "pairs": n,
        "score": round(sum(score for score, _ in group) / n, 4) if n else None,
        "derived": round(sum(derived for _, derived in group) / n, 4) if n else None,
    }
