"""The figures of the labelled sets, from the command line.

python -m tests.evaluation                                # all of it
python -m tests.evaluation reuters --errors 10            # one set, with its mistakes
python -m tests.evaluation page                           # all, and the baselines, into docs/detection.md
python -m tests.evaluation score ap89 events.jsonl        # what `copytaster replay` wrote
python -m tests.evaluation stress --set reuters           # rewrites made by rule, with known truth
python -m tests.evaluation speed                          # beside the prototype, one core, in turn
python -m tests.evaluation memory                         # bytes an article in the window
python -m tests.evaluation full ap89                      # in a window full of other articles
python -m tests.evaluation readings score ap89            # verdicts read by people
"""

import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from streams.detection import MODEL_VERSION, WindowLimits
from tests.evaluation import clough as answers
from tests.evaluation import crowded, gate, measure, memory, report, sets, speed, stream
from tests.evaluation import seeds as orders
from tests.evaluation.mistakes import mistakes
from tests.evaluation.readings.commands import readings
from tests.evaluation.score import Report, Tally, score
from tests.evaluation.stress import copy as copies
from tests.evaluation.stress import run as stressing
from tests.evaluation.stress import table as stress_report

WARM = 1000

Errors = Annotated[int, typer.Option(help="Show up to so many mistakes of each kind, with the evidence.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")]
Warm = Annotated[int, typer.Option(help="Reuters articles that go before the seeds, the second time.")]
Per = Annotated[int, typer.Option(min=1, help="Made variants of each kind, at most.")]

app = typer.Typer(
    add_completion=False,
    help="Precision, recall, margins and speed on the labelled sets; all of them if none is named.",
)
app.command("page")(measure.command)
app.add_typer(readings, name="readings")
console = Console()


@app.callback(invoke_without_command=True)
def _everything(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        everything()


@app.command("all")
def everything(
    errors: Errors = 0, json: JsonFile = None, warm: Warm = WARM, per: Per = stressing.PER
) -> None:
    """Every set that is on this machine."""
    figures = {}
    if _here("seeds"):
        figures["seeds"] = _seeds(errors, warm)
    for name in sets.FOLDERS:
        if _here(name):
            figures[name] = _streams(name, errors)
    if _here("clough"):
        figures["clough"] = _clough(errors)
    figures["stress"] = {
        name: _stress(name, per, errors) for name in copies.NAMES if name == "sample" or _here(name)
    }
    _write(json, figures)


@app.command()
def seeds(
    errors: Errors = 0,
    json: JsonFile = None,
    warm: Warm = WARM,
    by_command: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--by-command", help="Also through 120 runs of `copytaster replay`.")
    ] = False,
) -> None:
    """The five seed texts in all 120 orders, alone and after other news."""
    figures = _seeds(errors, warm)
    if by_command:
        result = orders.judge_by_command(sets.seeds())
        console.print(f"through copytaster replay: {result.right} of {result.orders} orders right")
        figures["by_command"] = _seed_figures(result)
    _write(json, {"seeds": figures})


@app.command()
def reuters(errors: Errors = 0, json: JsonFile = None) -> None:
    """21,578 stories of the Reuters wire, 1987."""
    _write(json, {"reuters": _streams("reuters", errors)})


@app.command()
def ap89(errors: Errors = 0, json: JsonFile = None) -> None:
    """1,048 stories of the AP wire, January 1989."""
    _write(json, {"ap89": _streams("ap89", errors)})


@app.command()
def german(errors: Errors = 0, json: JsonFile = None) -> None:
    """3,859 articles of German news portals, January 2021."""
    _write(json, {"german": _streams("german", errors)})


@app.command()
def clough(errors: Errors = 0, json: JsonFile = None) -> None:
    """95 short answers in four degrees of rewriting."""
    _write(json, {"clough": _clough(errors)})


@app.command()
def stress(
    name: Annotated[str | None, typer.Option("--set", help="One of reuters, ap89, german, sample.")] = None,
    per: Per = stressing.PER,
    errors: Errors = 0,
    json: JsonFile = None,
) -> None:
    """Rewrites made by rule, with known truth: recall by kind and by degree, relations."""
    if name is not None and name not in copies.NAMES:
        raise typer.BadParameter(f"{name!r} is no set: one of {', '.join(copies.NAMES)}")
    chosen = [name] if name else [each for each in copies.NAMES if each == "sample" or _here(each)]
    _write(json, {"stress": {each: _stress(each, per, errors) for each in chosen}})


@app.command("full")
def full_window(name: Annotated[str, typer.Argument(help=f"One of {', '.join(sets.FOLDERS)}.")]) -> None:
    """A set in a window that holds nothing else, and in one that other articles fill (some 2 minutes)."""
    for full in (False, True):
        found, before = crowded.crowded(name, full=full)
        tally = found.joined
        console.print(
            f"{name} after {before:,} other articles: precision {tally.precision:.3f}, recall"
            f" {tally.recall:.3f} ({tally.tp} of {tally.tp + tally.fn} found, {tally.fp} false)"
        )


@app.command("speed")
def speed_beside(json: JsonFile = None) -> None:
    """Articles per second beside the prototype, at 120 and 500 words."""
    figures = speed.speed_figures()
    console.print(speed.table(figures))
    _write(json, {"speed": figures})


@app.command("memory")
def memory_held(json: JsonFile = None) -> None:
    """Bytes an article in a full window, of Reuters copy and of made articles of 500 words."""
    figures = memory.memory_figures()
    console.print(memory.table(figures))
    _write(json, {"memory": figures})


@app.command("score")
def score_file(
    name: str,
    events: Path,
    errors: Errors = 0,
    json: JsonFile = None,
    window_days: Annotated[float, typer.Option(help="The window that the events were made in.")] = (
        WindowLimits().days
    ),
) -> None:
    """Figures of the set NAME from the EVENTS that `copytaster replay` wrote."""
    if name not in sets.FOLDERS:
        raise typer.BadParameter(f"{name!r} is no set: one of {', '.join(sets.FOLDERS)}")
    figures = _scored(sets.load(name), stream.read(events), str(events), errors, window_days)
    _write(json, {name: figures})


def _seeds(errors: int, warm: int) -> dict[str, Any]:
    texts = sets.seeds()
    pasts: dict[str, list[bytes]] = {"nothing": []}
    if warm and sets.available("reuters"):
        pasts[f"{warm:,} Reuters articles"] = stream.table_of(sets.load("reuters").raw[:warm])
    found = {}
    for name, past in pasts.items():
        start = time.perf_counter()
        result = orders.judge_orders(texts, partial(stream.restored, past))
        found[name] = result, time.perf_counter() - start
    near, later, earlier = gate.nearest_across(texts)
    console.print(report.seeds_table(found, f"{later} and {earlier}, {near}"))
    for result, _ in found.values():
        for line in report.seed_mistakes(result, errors):
            console.print(line)
    figures = {name: _seed_figures(result) for name, (result, _) in found.items()}
    return {"after": figures, "nearest_across": {"share": near.share, **near._asdict()}}


def _streams(name: str, errors: int) -> dict[str, Any]:
    """The set in the window as shipped, and, where pairs lie further apart, in one that holds it all."""
    labelled = sets.load(name)
    shipped = WindowLimits()
    windows = {"as shipped": shipped}
    pairs: list[sets.Label | sets.ReadPair] = [*labelled.labels, *labelled.read]
    if any(labelled.days_apart(pair.uri, pair.other) > shipped.days for pair in pairs):
        windows["whole stream"] = stream.WHOLE_STREAM
    return {
        key: _scored(
            labelled,
            stream.run(labelled.raw, stream.shipped(limits)),
            f"window of {limits.days:g} days",
            errors if limits is list(windows.values())[-1] else 0,
            limits.days,
        )
        for key, limits in windows.items()
    }


def _scored(
    labelled: sets.LabelledSet, run: stream.Run, origin: str, errors: int, window_days: float
) -> dict[str, Any]:
    result = score(run.events, labelled, window_days)
    console.print(report.stream_table(labelled, result, run, origin))
    for shown in mistakes(result.joined.mistakes, labelled, run.events, errors):
        console.print(shown)
    return _stream_figures(result, run)


def _clough(errors: int) -> dict[str, Any]:
    articles, labels = sets.clough()
    result = answers.judge_answers(articles, labels, stream.shipped)
    console.print(report.clough_table(result))
    for uri, degree in result.mistakes[:errors]:
        console.print(f"the detector is wrong about {uri} ({degree})")
    n = result.answers
    return {"four_way": result.four_way / n, "binary": result.binary / n, "shipped": result.shipped / n}


def _stress(name: str, per: int, errors: int) -> dict[str, Any]:
    result = stressing.run(name, per)
    figures = result.figures()
    console.print(stress_report.table(figures))
    for shown in stress_report.mistakes(result, errors):
        console.print(shown)
    return figures


def _here(name: str) -> bool:
    if not sets.available(name):
        console.print(f"{name}: skipped, the set is not on this machine (looked in {sets.DATA})")
        return False
    return True


def _seed_figures(result: orders.SeedReport) -> dict[str, Any]:
    right, wrong = result.lowest_right, result.highest_wrong
    return {
        "orders": result.orders,
        "right": result.right,
        "lowest_right": right and right.score,
        "highest_wrong": wrong and wrong.score,
    }


def _stream_figures(result: Report, run: stream.Run) -> dict[str, Any]:
    tallies = {
        "labels": result.labels,
        "by_hand": result.by_hand,
        "read": result.read,
        "joined": result.joined,
    }
    return {
        **{name: _tally_figures(tally) for name, tally in tallies.items()},
        "apart": result.apart,
        "either": result.either,
        "rewrites": result.rewrites,
        "relations": result.relations,
        "events": len(run.events),
        "unreadable": len(run.unreadable),
        "seconds": run.seconds,
    }


def _tally_figures(tally: Tally) -> dict[str, Any]:
    return {
        "precision": tally.precision,
        "recall": tally.recall,
        **{name: getattr(tally, name) for name in ("tp", "fn", "fp", "tn", "out_of_reach")},
    }


def _write(path: Path | None, figures: dict[str, Any]) -> None:
    if path:
        record = {"model_version": MODEL_VERSION, **figures}
        path.write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


if __name__ == "__main__":
    app(prog_name="python -m tests.evaluation")
