"""How often a verdict of the present model is right in a reader's eyes, from the stored readings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table

from schemas import Event
from tests.evaluation import sets
from tests.evaluation.readings.records import Kind, VerdictReading, held_out, verdict_readings
from tests.evaluation.readings.verdicts import (
    Verdict,
    answers_by_article,
    derives_from,
    right,
    sample,
    shipped_events,
    verdicts,
)
from tests.evaluation.score import wilson

WANTED: dict[Kind, int] = {"rewrite": 60, "new_story": 60}
WIDER: dict[str, dict[Kind, int]] = {
    "ap89": WANTED | {"new_story": 120},
    "reuters": WANTED | {"rewrite": 120},
}
"""Where a model was made with the first draw in view: as many again, drawn and read after it."""
COUNTS = ("given", "drawn", "read", "labelled", "yes", "either", "no")


def readings_figures(
    name: str, events: Mapping[str, Event] | None = None, wanted: Mapping[Kind, int] | None = None
) -> dict[str, Any]:
    """The figures of a set; without `events`, of the desk as shipped.

    Returns:
        `set`, `kept` (stored readings), `same` (of these, the verdict and its parent still are what was
        read); `rewrite` and `new_story`, each with `given` (verdicts on the set), `held_out` (of these, those
        that may be drawn), `drawn`, `read` (of the drawn, those that the answers cover), `labelled` (rewrites
        of the drawn whose pair the fit may know from the labels of the set), `yes`, `either`, `no` (of the
        read), `share` (right or defensible, None of none) and `interval` (its 95 % interval); `wrong`: a dict
        a wrong verdict, with `uri`, `verdict`, `parent` (the one named), `derives_from` (the one that the
        reader says yes to, if any), `label`, `why`.

    A share is an estimate for `given` only while `read` is all of `drawn`.
    """
    labelled = sets.load(name)
    found = verdicts(shipped_events(labelled) if events is None else events, labelled)
    kept = verdict_readings(name)
    present = {(v.uri, v.kind, v.parent) for v in found}
    drawn = {kind: sample(found, name, kind, number) for kind, number in (wanted or WANTED).items()}
    labels = {frozenset((p.uri, p.other)) for pairs in (labelled.labels, labelled.read) for p in pairs}
    return {
        "set": name,
        "kept": len(kept),
        "same": len({(r.uri, r.verdict, r.parent) for r in kept} & present),
        **{kind: _of_kind(kind, some, found, kept, name, labels) for kind, some in drawn.items()},
        "wrong": [line for some in drawn.values() for line in _wrong(some, kept)],
    }


def table(figures: Mapping[str, Any]) -> Table:
    """The figures of a set as rows: rewrites, new stories."""
    shown = Table(
        box=box.SIMPLE_HEAD,
        title=f"\n{figures['set']}: {figures['kept']} verdicts read, {figures['same']} of them still given",
        caption="share: right or defensible, yes and either; labelled: the fit may know the pair",
        title_justify="left",
        caption_justify="left",
        padding=(0, 1, 0, 0),
    )
    shown.add_column("verdict", no_wrap=True)
    for column in (*COUNTS, "share", "95 %"):
        shown.add_column(column, justify="right", no_wrap=True)
    for kind in WANTED:
        row = figures[kind]
        low, high = row["interval"]
        share = "-" if row["share"] is None else f"{row['share']:.3f}"
        counts = (str(row[key]) for key in COUNTS)
        shown.add_row(kind.replace("_", " "), *counts, share, f"{low:.2f}-{high:.2f}")
    return shown


def wrong_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """A line a wrong verdict, with the reader's reason."""
    for wrong in figures["wrong"]:
        named = f"rewrite of {wrong['parent']}" if wrong["parent"] else "new story"
        better = f", derives from {wrong['derives_from']}" if wrong["derives_from"] else ""
        yield f"{wrong['uri']}: {named}{better} ({wrong['label'] or '-'}: {wrong['why']})"


def _of_kind(
    kind: Kind,
    drawn: Sequence[Verdict],
    found: Sequence[Verdict],
    kept: Sequence[VerdictReading],
    name: str,
    labels: set[frozenset[str]],
) -> dict[str, Any]:
    answers = answers_by_article(kept)
    said = Counter(right(kind, v.parent, answers.get(v.uri)) for v in drawn)
    read = len(drawn) - said[None]
    good = said["yes"] + said["either"]
    of_kind = [verdict for verdict in found if verdict.kind == kind]
    return {
        "given": len(of_kind),
        "held_out": sum(held_out(name, verdict.uri) for verdict in of_kind),
        "drawn": len(drawn),
        "read": read,
        "labelled": sum(frozenset((v.uri, v.parent)) in labels for v in drawn),
        **{answer: said[answer] for answer in ("yes", "either", "no")},
        "share": good / read if read else None,
        "interval": wilson(good, read),
    }


def _wrong(drawn: Sequence[Verdict], kept: Sequence[VerdictReading]) -> Iterator[dict[str, Any]]:
    answers = answers_by_article(kept)
    last = {reading.uri: reading for reading in kept}
    for verdict in drawn:
        said = answers.get(verdict.uri, {})
        if right(verdict.kind, verdict.parent, said) == "no":
            reading = last[verdict.uri]
            yield {
                "uri": verdict.uri,
                "verdict": verdict.kind,
                "parent": verdict.parent,
                "derives_from": derives_from(said),
                "label": reading.label,
                "why": reading.why,
            }
