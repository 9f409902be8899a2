"""Figures on file: what `make evaluate` and other measurements found, for the page to print.

One JSON file a section in docs/figures, with the model that it is of.  A section is a dict of any shape; what
the page prints of it stands under `page`: paragraphs, tables and plots, in that order.  So a
measurement that knows nothing of the page needs to write no more than a dict:

    write("stress", {"recall": {"syn40": 0.97}, "page": section("Stress", ["Made rewrites."], [table(...)])})
"""

from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import orjson

from streams.detection import MODEL_VERSION

FOLDER = Path(__file__).parents[2] / "docs" / "figures"
Cell = str | int | float | None


def section(
    title: str, text: Sequence[str] = (), tables: Sequence[dict[str, Any]] = (), plots: Sequence[str] = ()
) -> dict[str, Any]:
    """What the page prints: a heading, paragraphs, tables (see `table`), SVG files in the folder."""
    return {"title": title, "text": list(text), "tables": list(tables), "plots": list(plots)}


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], title: str = "") -> dict[str, Any]:
    """Columns and rows; a float is printed as a share of three digits, None as a dash."""
    return {
        "title": title,
        "columns": list(columns),
        "rows": [[_plain(cell) for cell in row] for row in rows],
    }


def write(name: str, figures: Mapping[str, Any], folder: Path | None = None) -> Path:
    """Put a section on file, with the model that was measured."""
    path = (folder or FOLDER) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"model_version": MODEL_VERSION, **figures}
    path.write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
    return path


def read(folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """All sections on file, by name."""
    return {path.stem: orjson.loads(path.read_bytes()) for path in sorted((folder or FOLDER).glob("*.json"))}


def _plain(cell: Cell) -> Cell:
    """No nan in a file: JSON has none, and the page says a dash."""
    return None if isinstance(cell, float) and isnan(cell) else cell
