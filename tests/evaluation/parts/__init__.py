"""What `make evaluate` measures for the page: a function a section, all on the same passes over the sets."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.evaluation.parts.bench import Bench
from tests.evaluation.parts.beside import baselines
from tests.evaluation.parts.own import all_sets, answers, degrees, relations
from tests.evaluation.parts.scores import calibrated

__all__ = ["PARTS", "Bench"]

Part = Callable[[Bench], dict[str, Any]]

PARTS: Mapping[str, tuple[Part, tuple[str, ...]]] = {
    "sets": (all_sets, ()),
    "baselines": (baselines, ()),
    "relations": (relations, ()),
    "degrees": (degrees, ()),
    "calibration": (calibrated, ()),
    "clough": (answers, ("clough",)),
}
"""Section -> (what measures it, sets that it needs)."""
