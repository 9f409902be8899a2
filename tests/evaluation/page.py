"""The section "Measured" of docs/detection.md, made of the figures on file.

Nothing is measured here: the same files give the same page, so a check can tell whether the page was edited
by hand, or a measurement was written down and the page forgotten.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.evaluation import figures

PAGE = Path(__file__).parents[2] / "docs" / "detection.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
ORDER = (
    "sets",
    "seeds",
    "baselines",
    "held_out",
    "relations",
    "degrees",
    "languages",
    "full_window",
    "calibration",
    "clough",
    "stress",
    "readings",
    "speed",
    "memory",
)
"""Sections in the order of the page; others follow by name."""

_COUNT = re.compile(r"[\d/,.()\s-]+")


class PageError(Exception):
    """The page has no place for the figures; the message says which marker is missing."""


def render(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown of the sections, by name."""
    known = [name for name in ORDER if name in sections]
    names = [*known, *sorted(set(sections) - set(ORDER))]
    blocks = [_models({name: sections[name] for name in names})]
    for name in names:
        blocks += _section(name, sections[name])
    return "\n\n".join(blocks)


def put(text: str, rendered: str) -> str:
    """The page with what stands between the markers exchanged; PageError without markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise PageError(f"the page needs the lines {BEGIN} and {END}, in this order")
    return f"{before}{BEGIN}\n{rendered}\n{END}{after}"


def wrong(page: Path | None = None, folder: Path | None = None) -> list[str]:
    """What is not as the files say: the page's text, or a plot that it links to.  Empty if all is well."""
    page, folder = page or PAGE, folder or figures.FOLDER
    sections = figures.read(folder)
    text = page.read_text("utf-8")
    found = []
    if put(text, render(sections)) != text:
        found.append(f"{page.name} does not say what the files in {folder.name} say")
    plots = [plot for one in sections.values() for plot in one.get("page", {}).get("plots", [])]
    return found + [f"no plot {plot} in {folder.name}" for plot in plots if not (folder / plot).is_file()]


def update(page: Path | None = None, folder: Path | None = None) -> None:
    """Write the page again."""
    page = page or PAGE
    text = page.read_text("utf-8")
    page.write_text(put(text, render(figures.read(folder))), "utf-8")


def _models(sections: Mapping[str, Mapping[str, Any]]) -> str:
    versions: dict[str, list[str]] = {}
    for name, one in sections.items():
        versions.setdefault(str(one.get("model_version")), []).append(_title(name, one))
    if len(versions) < 2:
        return "".join(f"Model `{version}`." for version in versions) or "Nothing has been measured yet."
    return "\n".join(f"Model `{version}`: {', '.join(titles)}.  " for version, titles in versions.items())


def _title(name: str, one: Mapping[str, Any]) -> str:
    return str(one.get("page", {}).get("title") or name.replace("_", " ").capitalize())


def _section(name: str, one: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {_title(name, one)}"
    shown = one.get("page")
    if shown is None:
        shown = {"tables": [_leaves(one)]}
    yield from shown.get("text", ())
    for table in shown.get("tables", ()):
        if not table["rows"]:
            continue
        if table.get("title"):
            yield f"{table['title']}:"
        yield _table(table)
    for plot in shown.get("plots", ()):
        yield f"![{Path(plot).stem.replace('_', ' ')}](figures/{plot})"


def _table(table: Mapping[str, Any]) -> str:
    columns = [str(column) for column in table["columns"]]
    right = [_is_number(table["rows"], place) for place in range(len(columns))]
    lines = ["| " + " | ".join(columns) + " |", "|" + "|".join("--:" if r else "---" for r in right) + "|"]
    lines += ["| " + " | ".join(map(cell, row)) + " |" for row in table["rows"]]
    return "\n".join(lines)


def cell(value: figures.Cell) -> str:
    """A share as .987 or 1.000, a count as 1,234, nothing as a dash."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}".removeprefix("0") if abs(value) <= 1 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")


def _is_number(rows: list[list[figures.Cell]], place: int) -> bool:
    return place > 0 and all(not isinstance(row[place], str) or _COUNT.fullmatch(row[place]) for row in rows)


def _leaves(one: Mapping[str, Any]) -> dict[str, Any]:
    """A dict that says nothing of how it is to be printed: a row a figure."""
    rows: list[list[figures.Cell]] = []

    def walk(path: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(f"{path}, {key}" if path else str(key), inner)
        elif isinstance(value, str | int | float) or value is None:
            rows.append([path, value])

    walk("", {key: value for key, value in one.items() if key != "model_version"})
    return figures.table(["figure", "value"], rows)
