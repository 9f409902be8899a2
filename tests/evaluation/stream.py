"""A set through the detector: raw articles in, the event of each out.

`run` is the path of the workers and of `copytaster replay` (parse, fingerprint, judge), in this process.
`read` takes the events that `copytaster replay` wrote, so that figures can be had from the command's
own output.  Other methods are measured by giving `run` another Judge.
"""

import gzip
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from schemas import Event
from schemas.codec import event_from_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.errors import UnreadableError
from streams.wire import Article, parse

WHOLE_STREAM: Final = WindowLimits(days=366)
"""No set is longer: nothing leaves, as the other methods forget nothing."""

Judge: TypeAlias = Callable[[bytes], Event]
"""Judges the next article of a stream; UnreadableError for what is none."""


@dataclass(frozen=True)
class Run:
    """What came out of one pass over a stream."""

    events: dict[str, Event]
    """The first event of each article, by uri, in the order of the stream."""
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    """(place in the stream, why) of the messages that no event came of."""
    seconds: float | None = None
    """How long parsing and judging took; None for events read from a file."""


def shipped(limits: WindowLimits | None = None) -> Judge:
    """The product's own way: a fresh desk behind parse and fingerprint."""
    return at_desk(Desk(limits or WindowLimits()))


def at_desk(desk: Desk) -> Judge:
    """Judge at a desk that may have seen articles before."""

    def judge(raw: bytes) -> Event:
        return desk.judge(fingerprint(parse(raw))).event

    return judge


def run(raw: Iterable[bytes], judge: Judge) -> Run:
    """Judge the articles in their order."""
    events: dict[str, Event] = {}
    unreadable = []
    start = time.perf_counter()
    for place, data in enumerate(raw):
        try:
            event = judge(data)
        except UnreadableError as error:
            unreadable.append((place, f"{error.reason}: {error.detail}"))
            continue
        events.setdefault(event.article.uri, event)
    return Run(events, unreadable, time.perf_counter() - start)


def article_of(raw: bytes) -> Article | None:
    """The article of a message, None if there is none to be read in it."""
    try:
        return parse(raw)
    except UnreadableError:
        return None


def table_of(raw: Iterable[bytes], limits: WindowLimits | None = None) -> list[bytes]:
    """The table entries of a desk that has judged these articles: a past to restore other desks from."""
    desk = Desk(limits or WindowLimits())
    table: dict[bytes, bytes] = {}
    for data in raw:
        try:
            judgement = desk.judge(fingerprint(parse(data)))
        except UnreadableError:
            continue
        for key in judgement.expired:
            table.pop(key, None)
        if judgement.entry is not None:
            table[judgement.key] = judgement.entry
    return list(table.values())


def restored(entries: Iterable[bytes], limits: WindowLimits | None = None) -> Judge:
    """A desk that takes up where the one that wrote the entries stopped."""
    desk = Desk(limits or WindowLimits())
    desk.restore(entries)
    return at_desk(desk)


def by_command(raw: Iterable[bytes]) -> dict[str, Event]:
    """The events of `copytaster replay` for these articles, by uri; CalledProcessError if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "streams", "replay", "-"],
        input=b"".join(data + b"\n" for data in raw),
        capture_output=True,
        check=True,
    )
    return {event.article.uri: event for event in map(event_from_json, done.stdout.splitlines())}


def read(path: Path) -> Run:
    """Events that `copytaster replay` wrote, one JSON object a line (`.gz` too).

    Raises:
        ValueError: A line is no event; the message says which.
    """
    events: dict[str, Event] = {}
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                event = event_from_json(line)
            except msgspec.MsgspecError as error:
                raise ValueError(f"{path}:{number} is no event of copytaster replay: {error}") from error
            events.setdefault(event.article.uri, event)
    return Run(events)
