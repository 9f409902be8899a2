"""The figures of the made variants as a section of docs/detection.md."""

from collections.abc import Mapping
from typing import Any

from tests.evaluation.figures import Cell, section, table
from tests.evaluation.stress.run import PER
from tests.evaluation.stress.variant import CURVES, KINDS, NEW

_HOW = f"""\
Articles made by rule from those of a set (`tests/evaluation/stress`), put into its stream up to 2,000
articles after their sources, up to {PER} of a kind, half of them from the provider of the source, and judged
there."""
_TRUTH = """\
Foreign text is real sentences of unrelated articles that are not in the stream, each used once.
A derived variant is right when the event names a source, a new one when it does not."""


def stress_section(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What `figures.write` takes, of the figures of `stress_figures` by set."""
    kinds = [kind for kind in KINDS if any(one["kinds"][kind]["n"] for one in found.values())]
    rows: list[list[Cell]] = [
        [kind, *(one["kinds"][kind]["share"] for one in found.values())] for kind in kinds
    ]
    names = list(found)
    tables = [
        table(["kind", *names], [row for row in rows if row[0] not in NEW], "Derived: a source is named"),
        table(
            ["kind", *names], [row for row in rows if row[0] in NEW], "New: no source is called the parent"
        ),
        table(["words replaced, kind of degree", *names], _curves(found), "By degree"),
        table(["of", *names], _sums(found), "In sum"),
    ]
    return {"sets": dict(found), "page": section("Made variants", [_HOW, _TRUTH], tables)}


def _curves(found: Mapping[str, Mapping[str, Any]]) -> list[list[Cell]]:
    return [
        [f"{name} {kind[-2:]} %", *(one["curves"][name][kind[-2:]] for one in found.values())]
        for name, kinds in CURVES.items()
        for kind in kinds
    ]


def _sums(found: Mapping[str, Mapping[str, Any]]) -> list[list[Cell]]:
    every = found.values()
    return [
        ["variants", *(one["variants"] for one in every)],
        ["derived, found", *(one["derived"]["share"] for one in every)],
        ["new, told so", *(one["new"]["share"] for one in every)],
        ["merge of two, both named", *(_whole(one, "merge") for one in every)],
        ["merge of three, all named", *(_whole(one, "merge3") for one in every)],
        ["relation right, of those found", *(_part(one["relations"], "right") for one in every)],
        ["noise called a correction", *(one["noise_called_correction"]["n"] for one in every)],
    ]


def _whole(one: Mapping[str, Any], kind: str) -> float | None:
    return _part(one["kinds"][kind], "whole")


def _part(counts: Mapping[str, int], name: str) -> float | None:
    return counts[name] / counts["n"] if counts["n"] else None
