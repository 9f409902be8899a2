"""`copytaster settings`: every setting, its value here, its default and its meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from streams.commands.console import OUT, plain
from streams.settings import PREFIX, Settings


@dataclass(frozen=True, slots=True)
class Row:
    """One setting, as people read and write it."""

    variable: str
    value: str
    default: str
    allowed: str
    meaning: str


def settings(
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Without this machine's values, as a Markdown table.")
    ] = False,
) -> None:
    """Print every setting: the WIRE_* variable, its value here, its default and its meaning.

    Examples:
    - `copytaster settings`
    - `WIRE_WINDOW_DAYS=3 copytaster settings`
    """
    if markdown:
        typer.echo(markdown_table())
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("Variable", "Value", "Default", "Meaning"):
        table.add_column(column, overflow="fold", no_wrap=column == "Variable")
    for row in rows(Settings.from_env()):
        value = Text(plain(row.value), style="bold" if row.value != row.default else "")
        table.add_row(row.variable, value, row.default, row.meaning)
    OUT.print(table)


def rows(current: Settings) -> Iterator[Row]:
    """All settings in the order of the type."""
    properties = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"]
    for name, schema in properties.items():
        yield Row(
            variable=PREFIX + name.upper(),
            value=_text(getattr(current, name)),
            default=_text(schema["default"]),
            allowed=_allowed(schema),
            meaning=schema["description"],
        )


def markdown_table() -> str:
    """The table of docs/operating.md."""
    lines = ["| variable | default | allowed | meaning |", "|---|---|---|---|"]
    for row in rows(Settings()):
        default = f"`{row.default}`" if row.default else "empty"
        lines.append(f"| `{row.variable}` | {default} | {row.allowed} | {row.meaning} |")
    return "\n".join(lines)


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _allowed(schema: dict[str, Any]) -> str:
    """The bounds of a value, for people."""
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    words = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
    return ", ".join(f"{text} {schema[key]:,}" for key, text in words.items() if key in schema)
