"""The figures as a reader sees them: a table a set."""

from collections.abc import Iterator, Mapping
from math import inf, isnan

from rich import box
from rich.markup import escape
from rich.table import Table

from tests.evaluation.clough import DEGREES, CloughReport
from tests.evaluation.mistakes import said
from tests.evaluation.score import Called, Report, Tally
from tests.evaluation.seeds import Closest, SeedReport
from tests.evaluation.sets import LabelledSet
from tests.evaluation.stream import Run


def stream_table(labelled: LabelledSet, report: Report, run: Run, origin: str) -> Table:
    """Precision, recall and counts of one pass over a set.

    Rows: the labels (R and M against T), those that no rule gave, the read pairs (yes against no), and
    labels and read pairs together.  `origin` says how the events were made.
    """
    speed = f", {len(labelled.raw) / run.seconds:,.0f} articles/s" if run.seconds else ""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"\n{labelled.name}: {len(run.events):,} events, {origin}{speed}",
        caption=_caption(report, run),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("pairs", no_wrap=True, min_width=8)
    for column in ("precision", "95 %", "recall", "95 %", "found", "false"):
        table.add_column(column, justify="right", no_wrap=True)
    rows = {"labels": report.labels}
    if any(label.basis == "rule" for label in labelled.labels):
        rows["no rules"] = report.by_hand
    rows |= {"read": report.read, "both": report.joined}
    for name, tally in rows.items():
        table.add_row(name, *_cells(tally))
    return table


def seeds_table(past: Mapping[str, tuple[SeedReport, float]], nearest: str) -> Table:
    """Orders right and margins (log odds), by what went before; with the seconds that it took.

    `nearest` says how near the families come to being candidates of each other.
    """
    table = Table(
        box=box.SIMPLE_HEAD,
        title="\nseeds: two families, five texts",
        title_justify="left",
        caption_justify="left",
    )
    for column in ("before", "orders right", "lowest right", "highest wrong", "margin", "s"):
        table.add_column(column, justify="left" if column == "before" else "right")
    for name, (report, seconds) in past.items():
        table.add_row(
            name,
            f"{report.right} of {report.orders}",
            _closest(report.lowest_right),
            _closest(report.highest_wrong),
            _margin(report.margin),
            f"{seconds:.1f}",
        )
    closest = [
        f"{name}, {what}: {_where(found)}"
        for name, (report, _) in past.items()
        for what, found in (("lowest right", report.lowest_right), ("highest wrong", report.highest_wrong))
        if found
    ]
    table.caption = "\n".join([*closest, f"nearest across the families: {nearest}"])
    return table


def clough_table(report: CloughReport) -> Table:
    """Who was taken for what, and the accuracies."""
    n = report.answers
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"\nClough & Stevenson: {n} answers",
        caption=(
            f"one question left out: four-way {report.four_way / n:.3f} ({report.four_way} of {n}),"
            f" binary {report.binary / n:.3f} ({report.binary}); "
            f"the detector's verdict: binary {report.shipped / n:.3f} ({report.shipped})"
            f"{_by_corrected(report)}"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("label")
    for degree in DEGREES:
        table.add_column(f"told {degree}", justify="right")
    table.add_column("called rewrite", justify="right")
    for degree in DEGREES:
        hits, total = report.called[degree]
        told = (str(report.confusion[degree][other]) for other in DEGREES)
        table.add_row(degree, *told, f"{hits} of {total}")
    return table


def _by_corrected(report: CloughReport) -> str:
    found, n = report.corrected, report.answers
    if found is None:
        return ""
    return (
        f"\nby the corrected labels: four-way {found.four_way / n:.3f} ({found.four_way}), binary"
        f" {found.binary / n:.3f} ({found.binary}); the detector's {found.shipped / n:.3f} ({found.shipped})"
    )


def seed_mistakes(report: SeedReport, limit: int) -> Iterator[str]:
    """Up to `limit` wrong verdicts on seeds, one line each."""
    for order, event in report.mistakes[:limit]:
        yield f"order {order}: {escape(event.article.uri)} {escape(said(event))}"


def _caption(report: Report, run: Run) -> str:
    apart = {**report.apart, "read either": report.either}
    lines = [
        "called a rewrite of the labelled other: " + ", ".join(_called(*item) for item in apart.items()),
        f"{report.rewrites:,} rewrites in all: "
        + ", ".join(f"{name} {count:,}" for name, count in report.relations.items()),
    ]
    if report.joined.out_of_reach:
        lines.append(f"missed because the parent had left the window: {report.joined.out_of_reach}")
    if run.unreadable:
        lines.append(f"unreadable: {len(run.unreadable)} (first: {run.unreadable[0][1]})")
    return "\n".join(lines)


def _called(name: str, called: Called) -> str:
    return f"{name} {called.rewrite} of {called.total}"


def _cells(tally: Tally) -> list[str]:
    return [
        _share(tally.precision),
        "-".join(map(_share, tally.precision_interval)),
        _share(tally.recall),
        "-".join(map(_share, tally.recall_interval)),
        f"{tally.tp}/{tally.tp + tally.fn}",
        f"{tally.fp}/{tally.fp + tally.tn}",
    ]


def _share(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3f}".removeprefix("0")


def _margin(value: float | None) -> str:
    return "-" if value is None or value == inf else f"{value:.2f}"


def _where(found: Closest) -> str:
    other = "an article that its event does not name" if found.other is None else found.other
    return f"{found.uri} of {other} in order {found.order}"


def _closest(found: Closest | None) -> str:
    return "none" if found is None else f"{found.score:.4f}"
