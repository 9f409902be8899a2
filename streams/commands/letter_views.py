"""Dead letters for people: a letter comes in, lines go out."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
from rich.table import Table
from rich.text import Text

from schemas.codec import to_json
from streams.commands.console import counted, plain
from streams.commands.letters import Letter
from streams.commands.remedies import REMEDIES

if TYPE_CHECKING:
    from schemas import Reason

TEXT_CHARS: Final = 4_000
"""Characters of a text that are shown."""
DUMP_BYTES: Final = 256
"""Bytes that are shown of what is no text."""
ROW_BYTES: Final = 16
STRANGE: Final = 0.1
"""Share of control characters from which decoded bytes are no text."""


class Counts:
    """How many letters of each reason there are, and when the first and the last came."""

    def __init__(self) -> None:
        self._rows: dict[Reason, tuple[int, datetime, datetime]] = {}

    def add(self, letter: Letter) -> None:
        """Count one letter; they come oldest first."""
        count, first, _ = self._rows.get(letter.record.reason, (0, letter.at, letter.at))
        self._rows[letter.record.reason] = count + 1, first, letter.at

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(count for count, _, _ in self._rows.values())

    def table(self) -> Table:
        """One row a reason, most frequent first."""
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
        table.add_column("Reason", no_wrap=True)
        table.add_column("Letters", justify="right", no_wrap=True)
        table.add_column("First", no_wrap=True)
        table.add_column("Last", no_wrap=True)
        for reason, (count, first, last) in sorted(self._rows.items(), key=lambda row: (-row[1][0], row[0])):
            table.add_row(reason.value, f"{count:,}", _time(first), _time(last))
        return table


def line(letter: Letter) -> Text:
    """One letter on one line: when, which message, why, how large, what exactly."""
    record = letter.record
    text = Text(f"{_time(letter.at)}  ", style="dim")
    text.append(f"{record.position or 'nowhere'}", style="not dim bold")
    text.append(f"  {record.reason.value}", style="not dim yellow")
    text.append(f"  {_size(letter)}", style="not dim")
    again = f"  redriven from {record.redriven_from}" if record.redriven_from else ""
    return text.append(f"{again}  {plain(' '.join(record.detail.split()))}", style="not dim")


def as_json(letter: Letter) -> bytes:
    """The record as it is, with its place on `wire.deadletter` and the time in front."""
    own = msgspec.json.encode({"letter": str(letter.place), "time": letter.at.isoformat()})
    return own[:-1] + b"," + to_json(letter.record)[1:]


def facts(letter: Letter) -> Table:
    """All that a letter says of its message, and what to do about it."""
    record = letter.record
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("message", f"{record.position or 'nowhere: nothing says where it stood'}")
    if record.redriven_from:
        table.add_row("redriven from", str(record.redriven_from))
    table.add_row("letter", f"{letter.place}, {_time(letter.at)}, by release {plain(record.build)}")
    table.add_row("reason", Text(record.reason.value, style="yellow"))
    table.add_row("detail", plain(record.detail))
    table.add_row("what to do", REMEDIES[record.reason])
    table.add_row("key", "none" if letter.key is None else _short(letter.key))
    table.add_row("payload", "none: a tombstone" if letter.payload is None else _size(letter))
    return table


def content(payload: bytes) -> Iterator[str]:
    """The lines of a payload: as text if it is text, else the bytes of its beginning."""
    text = _text(payload)
    if text is None:
        yield from _dump(payload[:DUMP_BYTES])
    else:
        yield from plain(text[:TEXT_CHARS]).splitlines()
    rest = len(payload) - DUMP_BYTES if text is None else len(text) - TEXT_CHARS
    if rest > 0:
        more = counted(rest, "byte" if text is None else "character")
        yield f"... and {more} more: --raw writes all of it"


def _text(payload: bytes) -> str | None:
    """The payload as text; None if it is none."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data" or error.start < len(payload) - 4:
            return None
        text = payload[: error.start].decode()  # cut in the middle of a character
    strange = sum(not char.isprintable() and not char.isspace() for char in text[:TEXT_CHARS])
    return None if strange > STRANGE * len(text[:TEXT_CHARS]) else text


def _dump(data: bytes) -> Iterator[str]:
    """Offset, bytes, and the ASCII among them."""
    for start in range(0, len(data), ROW_BYTES):
        row = data[start : start + ROW_BYTES]
        ascii_ = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)  # noqa: PLR2004 - what ASCII prints
        yield f"{start:08x}  {row.hex(' '):<{3 * ROW_BYTES}} {ascii_}"


def _short(key: bytes) -> str:
    """A key on a line."""
    text = _text(key)
    return f"{counted(len(key), 'byte')}, {key[:ROW_BYTES].hex(' ')}" if text is None else plain(text)


def _size(letter: Letter) -> str:
    total = letter.record.payload_bytes
    return counted(total, "byte") + (f", the first {letter.kept:,} are kept" if letter.cut else "")


def _time(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"
