"""What `make evaluate` measures for the page: a function a section, all on the same passes over the sets."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.evaluation.parts.bench import Bench
from tests.evaluation.parts.beside import baselines
from tests.evaluation.parts.cases import answers, seeds
from tests.evaluation.parts.costs import held, speeds
from tests.evaluation.parts.crowd import crowd
from tests.evaluation.parts.foreign import tongues
from tests.evaluation.parts.others import readings, stress
from tests.evaluation.parts.own import all_sets, degrees, relations
from tests.evaluation.parts.scores import calibrated
from tests.evaluation.parts.unseen import unseen

__all__ = ["PARTS", "Bench", "Part"]

_STREAMS = ("reuters", "ap89", "german")


class Part(NamedTuple):
    """A section of the page."""

    measure: Callable[[Bench], dict[str, Any]]
    sets: tuple[str, ...]
    """What it speaks of."""
    sample: bool = False
    """Whether the sample of the package gives it something to say without any of the sets."""


PARTS: Mapping[str, Part] = {
    "sets": Part(all_sets, _STREAMS),
    "seeds": Part(seeds, ("seeds",)),
    "baselines": Part(baselines, (*_STREAMS, "clough"), sample=True),
    "held_out": Part(unseen, (*_STREAMS, "clough")),
    "relations": Part(relations, _STREAMS, sample=True),
    "degrees": Part(degrees, (*_STREAMS, "clough"), sample=True),
    "languages": Part(tongues, (), sample=True),
    "full_window": Part(crowd, ("ap89", "german")),
    "calibration": Part(calibrated, _STREAMS),
    "clough": Part(answers, ("clough",)),
    "stress": Part(stress, _STREAMS, sample=True),
    "readings": Part(readings, _STREAMS),
    "speed": Part(speeds, ("reuters", "ap89")),
    "memory": Part(held, ("reuters", "ap89")),
}
