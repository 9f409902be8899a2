"""The dead letters of an installation: `wire.deadletter` is read, letters with their place come out."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from schemas import DeadLetter, Position
from schemas.codec import from_json
from streams.commands.console import ERR, progress_bar
from streams.settings import Settings
from streams.topics import Names

if TYPE_CHECKING:
    from streams.commands.backlog import Backlog


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: the record, where it lies on `wire.deadletter`, and when Kafka got it."""

    record: DeadLetter
    place: Position
    at: datetime

    @property
    def origin(self) -> Position | None:
        """Where the message first stood: before it was put back, if it was."""
        return self.record.redriven_from or self.record.position

    @property
    def names(self) -> tuple[Position | None, Position | None]:
        """The positions by which people may call it."""
        return self.record.position, self.origin

    @property
    def key(self) -> bytes | None:
        """The message's key, at most its first kilobyte."""
        return _decoded(self.record.key)

    @property
    def payload(self) -> bytes | None:
        """The message's value, as much as was kept; None for a tombstone."""
        return _decoded(self.record.payload)

    @property
    def kept(self) -> int:
        """How many bytes of the payload there are."""
        payload = self.record.payload or ""
        return len(payload) // 4 * 3 - payload[-2:].count("=")

    @property
    def cut(self) -> bool:
        """Whether the message was longer than what was kept of it."""
        return self.record.payload_bytes > self.kept


def letters(settings: Settings) -> Iterator[Letter]:
    """All that `wire.deadletter` holds, oldest first; what is no dead letter is counted and passed over.

    Raises:
        TopicsError: The topic is not there.
        BrokerError: Kafka does not answer.
    """
    from streams.commands.backlog import backlog

    with backlog(settings, [Names(settings.prefix).deadletter]) as records:
        yield from _letters(records)


def _letters(records: "Backlog") -> Iterator[Letter]:
    strange = 0
    with progress_bar(scrolling=False) as progress:
        task = progress.add_task("reading dead letters", total=records.size)
        for record in records:
            letter = _letter(record)
            if letter is None:
                strange += 1
            else:
                yield letter
            progress.advance(task)
    if strange:
        ERR.print(f"{strange:,} messages on wire.deadletter are no dead letters: passed over")


def _letter(record: Any) -> Letter | None:
    try:
        content = from_json(record.value or b"", DeadLetter)
        at = datetime.fromtimestamp(max(record.timestamp, 0) / 1000, UTC)
        return Letter(content, Position(record.topic, record.partition, record.offset), at)
    except (msgspec.DecodeError, ValueError, OverflowError):
        return None


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
