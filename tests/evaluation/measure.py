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
ELSEWHERE = Path("build") / "figures"
"""Figures of only some of the sets: they are not put in the place of those of all."""
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
    reuse: Annotated[
        bool, typer.Option("--reuse", help="Take the baselines from the last run that measured them.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Where the figures and plots are kept.")] = figures.FOLDER,
    markdown: Annotated[Path, typer.Option("--page", help="The page with the markers.")] = page.PAGE,
) -> None:
    """Measure ours and the baselines, and write the figures into docs/detection.md."""
    if check:
        _report(page.wrong(markdown, folder))
        return
    if not write and not _measure(only or list(PARTS), folder, reuse=reuse):
        return
    page.update(markdown, folder)
    console.print(page.render(figures.read(folder)), markup=False, highlight=False, soft_wrap=True)
    console.print(f"written: {markdown}")


def _measure(names: list[str], folder: Path, *, reuse: bool) -> bool:
    """Sections by name, to the folder if all sets are here; whether they were."""
    start = time.perf_counter()
    if unknown := set(names) - set(PARTS):
        raise typer.BadParameter(
            f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
    if find_spec("matplotlib") is None:
        raise typer.BadParameter("the plots need matplotlib: run make evaluate, which installs it")
    absent = sorted({each for name in names for each in PARTS[name].sets if not sets.available(each)})
    if absent:
        folder = ELSEWHERE
        _say(
            start,
            f"not on this machine: {', '.join(absent)}; the page stays, what can be had goes to {folder}",
        )
    bench = Bench(lambda line: _say(start, line), folder, reuse)
    bench.run()
    _write_mistakes(bench)
    for name in names:
        part = PARTS[name]
        if not part.sample and not any(map(sets.available, part.sets)):
            bench.say(f"{name}: skipped, none of its sets is here")
            continue
        figures.write(name, part.measure(bench), folder)
        bench.say(f"section {name} is on file")
    return not absent


def _write_mistakes(bench: Bench) -> None:
    for name, labelled in bench.whole.items():
        events = bench.passes[name].events
        path = MISTAKES / f"{name}.txt"
        mistakes.write(path, score(events, labelled).joined.mistakes, labelled, events)
        bench.say(f"mistakes side by side: {path}")


def _say(start: float, line: str) -> None:
    console.print(f"{time.perf_counter() - start:5.0f} s  {line}", highlight=False)


def _report(found: list[str]) -> None:
    for line in found:
        console.print(f"{line}: run python -m tests.evaluation page --write", highlight=False)
    if found:
        raise typer.Exit(1)
