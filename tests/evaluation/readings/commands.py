"""`python -m tests.evaluation readings`: draw verdicts for a reader, keep the answers, count them."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from streams.detection import MODEL_VERSION
from tests.evaluation import sets
from tests.evaluation.readings import figures, keep, sheets
from tests.evaluation.readings.records import Kind, ReadingError, verdict_readings
from tests.evaluation.readings.verdicts import answers_by_article, right, sample, shipped_events, verdicts

Rewrites = Annotated[int, typer.Option(help="How many rewrite verdicts.")]
NewStories = Annotated[int, typer.Option("--new", help="How many new-story verdicts.")]

readings = typer.Typer(add_completion=False, help="Verdicts drawn at random and read by people.")
console = Console()


@readings.command()
def draw(
    name: str,
    out: Annotated[Path, typer.Option(help="Folder for the sheets and their key; outside the repository.")],
    rewrites: Rewrites = 60,
    new: NewStories = 60,
    seed: Annotated[int, typer.Option(help="Of the order of items, and of the articles in each.")] = 1,
    per_sheet: Annotated[int, typer.Option(min=1, help="Items a sheet.")] = 20,
    words: Annotated[int, typer.Option(min=0, help="Words of a body, at most; 0 for all.")] = 0,
) -> None:
    """Write sheets of the verdicts on NAME that have not been read, up to the wanted numbers."""
    labelled = _set(name)
    found = verdicts(shipped_events(labelled), labelled)
    answers = answers_by_article(verdict_readings(name))
    unread = []
    for kind, number in _wanted(rewrites, new).items():
        drawn = sample(found, name, kind, number)
        to_read = [v for v in drawn if right(kind, v.parent, answers.get(v.uri)) is None]
        unread += to_read
        console.print(f"{name}: {len(drawn)} of {number} {kind} verdicts drawn, {len(to_read)} to be read")
    key = sheets.Key(name, MODEL_VERSION, tuple(sheets.items(unread, labelled, seed)))
    for path in sheets.write(out, key, labelled, per_sheet, words):
        console.print(str(path), soft_wrap=True)


@readings.command("keep")
def keep_answers(name: str, answers: Path, key: Path) -> None:
    """Check the ANSWERS to sheets of NAME against their KEY, and store them."""
    _set(name)
    try:
        kept = keep.keep(name, answers, key)
    except ReadingError as error:
        raise typer.BadParameter(str(error)) from error
    console.print(f"{name}: {len(kept)} readings kept")


@readings.command("keep-pairs")
def keep_pairs(name: str, files: list[Path]) -> None:
    """Check pairs of NAME that were read for the fit, and store them."""
    try:
        kept = keep.keep_read_pairs(_set(name), files)
    except ReadingError as error:
        raise typer.BadParameter(str(error)) from error
    console.print(f"{name}: {len(kept)} pairs kept")


@readings.command()
def score(
    name: str,
    rewrites: Rewrites = 60,
    new: NewStories = 60,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Count the drawn verdicts on NAME that are right in the readers' eyes; list those that are wrong."""
    _set(name)
    found: dict[str, Any] = figures.readings_figures(name, wanted=_wanted(rewrites, new))
    console.print(figures.table(found))
    for line in figures.wrong_lines(found):
        console.print(line, soft_wrap=True, markup=False, highlight=False)
    if json:
        json.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


def _wanted(rewrites: int, new: int) -> dict[Kind, int]:
    return {"rewrite": rewrites, "new_story": new}


def _set(name: str) -> sets.LabelledSet:
    if name not in sets.FOLDERS:
        raise typer.BadParameter(f"{name!r} is no set: one of {', '.join(sets.FOLDERS)}")
    try:
        return sets.load(name)
    except sets.MissingSetError as error:
        raise typer.BadParameter(str(error)) from error
