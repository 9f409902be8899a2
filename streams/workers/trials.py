"""Messages that ended a worker, and the one that is being tried: what `wire.attempts` says, kept in memory.

Pure: `streams.workers.attempts` reads and writes the topic.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final

import msgspec
import structlog

from schemas import Attempt, Position, Reason
from schemas.codec import from_json
from streams import __version__
from streams.errors import UnreadableError
from streams.workers.exits import LOGGER, ExitCode
from streams.workers.progress import Partition

ERROR_CHARS: Final = 500


class Trials:
    """How often each message was tried; `trying` says which one is at the moment.

    Tried means: read, decoded, weighed, all that depends on the message alone and changes nothing.  What goes
    wrong afterwards (Kafka does not take a message, a desk is half changed) says nothing against the message.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: dict[Position, Attempt] = {}
        self._current: Any = None

    def learn(self, values: Iterable[bytes]) -> None:
        """Know these records of `wire.attempts`, and no others."""
        self._known = {attempt.position: attempt for attempt in _readable(values)}

    def poison(self, message: Any) -> UnreadableError | None:
        """Why a message must not be tried again; None if it may."""
        known = self._known and self._of(message)
        if not known or known.attempts < self._limit:
            return None
        return UnreadableError(
            Reason.POISON,
            f"{known.attempts} attempts ended the worker, the last with exit code {known.exit_code}:"
            f" {known.error}",
        )

    @contextmanager
    def trying(self, message: Any) -> Iterator[None]:
        """Have whatever ends the worker within count against the message; an UnreadableError is an answer."""
        self._current = message
        try:
            yield
        except Exception as error:
            if isinstance(error, UnreadableError):
                self._current = None
            raise
        except BaseException:  # cancelled: nothing is wrong with the message
            self._current = None
            raise
        self._current = None

    def failed(self, code: ExitCode, error: str) -> Attempt | None:
        """The record of an attempt that ends the worker now; None if no message is being tried."""
        message = self._current
        if message is None:
            return None
        known = self._of(message)
        return Attempt(
            position=_position(message),
            digest=_digest(message),
            attempts=1 + (known.attempts if known else 0),
            exit_code=int(code),
            error=error[:ERROR_CHARS],
            build=__version__,
        )

    def take_done(self, committed: Mapping[Partition, int]) -> list[Position]:
        """Messages whose offset is committed: their records may go.  Each is given once."""
        if not self._known:
            return []
        done = [
            position
            for position in self._known
            if position.offset < committed.get((position.topic, position.partition), 0)
        ]
        for position in done:
            del self._known[position]
        return done

    def _of(self, message: Any) -> Attempt | None:
        """What is known of a message; of another one at the same place (the topic was made anew), nothing."""
        known = self._known.get(_position(message))
        return known if known is not None and known.digest == _digest(message) else None


def _readable(values: Iterable[bytes]) -> Iterator[Attempt]:
    for value in values:
        try:
            yield from_json(value, Attempt)
        except msgspec.DecodeError as error:
            structlog.get_logger(LOGGER).warning(
                "no record of an attempt", error=str(error), value=value[:100]
            )


def _position(message: Any) -> Position:
    return Position(message.topic, message.partition, message.offset)


def _digest(message: Any) -> str:
    return blake2b(message.value or b"", digest_size=8).hexdigest()
