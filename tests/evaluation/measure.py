"""`make evaluate`: measure, put on file, draw, and write the page again."""

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.evaluation import figures, mistakes, page, sets
from tests.evaluation.parts import PARTS, Bench
from tests.evaluation.score import score

console = Console()
MISTAKES = Path("build") / "mistakes"
"""Has article text, and so stays out of the repository."""


def command(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Measure nothing: is the page as the figures on file say?")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Measure nothing: write the page from the figures on file.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help=f"Sections to measure: {', '.join(PARTS)}.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the figures and plots are kept.")] = figures.FOLDER,
    markdown: Annotated[Path, typer.Option("--page", help="The page with the markers.")] = page.PAGE,
) -> None:
    """Measure ours and the baselines, and write the figures into docs/detection.md."""
    if check:
        _report(page.wrong(markdown, folder))
        return
    if not write:
        _measure(only or list(PARTS), folder)
    page.update(markdown, folder)
    console.print(f"written: {markdown}")


def _measure(names: list[str], folder: Path) -> None:
    """Sections by name; what cannot be measured here stays as it is on file."""
    start = time.perf_counter()
    if unknown := set(names) - set(PARTS):
        raise typer.BadParameter(
            f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
    if find_spec("matplotlib") is None:
        raise typer.BadParameter("the plots need matplotlib: run make evaluate, which installs it")
    bench = Bench(lambda line: _say(start, line))
    bench.run()
    for name, labelled in bench.whole.items():
        events = bench.passes[name].events
        path = MISTAKES / f"{name}.txt"
        mistakes.write(path, score(events, labelled).joined.mistakes, labelled, events)
        _say(start, f"mistakes side by side: {path}")
    for name in names:
        part, needed = PARTS[name]
        if absent := [each for each in needed if not sets.available(each)]:
            _say(start, f"{name}: skipped, not on this machine: {', '.join(absent)}")
            continue
        figures.write(name, part(bench), folder)
        _say(start, f"section {name} is on file")


def _say(start: float, line: str) -> None:
    console.print(f"{time.perf_counter() - start:5.0f} s  {line}", highlight=False)


def _report(found: list[str]) -> None:
    for line in found:
        console.print(f"{line}: run python -m tests.evaluation page --write", highlight=False)
    if found:
        raise typer.Exit(1)
