"""Articles from files: JSON lines or single JSON documents, plain or gzip, or standard input.

Paths come in, items go out one by one with the place where each stood, so that what follows can say of an
unreadable one where it is.  Items are the bytes as they are; nothing is decoded but to tell a file of JSON
lines from one pretty-printed document.
"""

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import orjson

from streams.errors import CopytasterError

STDIN: Final = Path("-")
SUFFIXES: Final = (".json", ".jsonl", ".ndjson")
_GZIP_MAGIC: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Item:
    """One article's bytes, without the line's end, and where they stood (`line` counts from 1)."""

    data: bytes
    source: str
    line: int


class Inputs:
    """The items of all paths, in order; iterate once.  Blank lines are no items.

    `document`: any of them may be one document over several lines, not only what is called .json.  To see
    that, a file whose first line is no JSON is read to its end: nothing for a pipe that stays open.
    """

    def __init__(self, paths: Iterable[Path], *, document: bool = False) -> None:
        self._paths = tuple(paths) or (STDIN,)
        self._document = document
        self._done = 0
        self._open: io.BufferedReader | None = None

    @property
    def from_terminal(self) -> bool:
        """Whether somebody has to type the items."""
        return STDIN in self._paths and sys.stdin is not None and sys.stdin.isatty()

    @property
    def total_bytes(self) -> int | None:
        """Size of all files as they lie on disk; None if one of them is a pipe."""
        if not all(path.is_file() for path in self._paths):
            return None
        return sum(path.stat().st_size for path in self._paths)

    @property
    def read_bytes(self) -> int:
        """How much of `total_bytes` was read; only meaningful where that is known."""
        return self._done + (_position(self._open) if self._open else 0)

    def __iter__(self) -> Iterator[Item]:
        for path in self._paths:
            if path == STDIN:
                yield from _items(_stdin(), "-", document=self._document)
                continue
            with path.open("rb") as file:
                self._open = file
                yield from _items(file, str(path), document=self._document or ".json" in path.suffixes)
                self._done += _position(file)
                self._open = None


def is_one_of(path: Path, inputs: Iterable[Path]) -> bool:
    """Whether writing to `path` would destroy one of the inputs: the same file under whatever name."""
    try:
        written = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(written.st_mode) and any(
        os.path.samestat(written, read) for read in map(_status, inputs) if read
    )


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.fstat(0) if path == STDIN else path.stat()
    except OSError:
        return None


def _stdin() -> io.BufferedReader:
    if sys.stdin is None:
        raise CopytasterError("standard input is closed: give files")
    return cast("io.BufferedReader", sys.stdin.buffer)


def _position(file: io.BufferedReader) -> int:
    """How far a file was read; a pipe does not know."""
    return file.tell() if file.seekable() else 0


def files_under(path: Path) -> list[Path]:
    """The article files in a folder and its subfolders, by name; the path itself if it is no folder."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and _is_article_file(file))


def _is_article_file(file: Path) -> bool:
    name = file.name.removesuffix(".gz")
    return not name.startswith(".") and name.endswith(SUFFIXES)


def _items(file: io.BufferedReader, source: str, *, document: bool) -> Iterator[Item]:
    """The items of one open file; a damaged gzip file is an error that says how far it could be read."""
    lines: Iterator[bytes] = file
    if file.peek(2)[:2] == _GZIP_MAGIC:
        lines = iter(gzip.GzipFile(fileobj=file))
    number = 0
    try:
        for number, line in enumerate(_joined(lines) if document else lines, start=1):
            if line.strip():
                yield Item(line.rstrip(b"\r\n"), source, number)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CopytasterError(f"{source} is damaged after line {number}: {error}; fetch it again") from error


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, or all of them as one where the file is a single document over several lines."""
    head = next(lines, b"")
    while head.isspace():
        yield head
        head = next(lines, b"")
    if not _is_json(head):
        rest = list(lines)
        document = head + b"".join(rest)
        lines = iter(rest)
        if _is_json(document):
            head, lines = document, iter(())
    yield head
    yield from lines


def _is_json(data: bytes) -> bool:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True
