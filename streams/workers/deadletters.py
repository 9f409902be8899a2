"""What could not be read: the record that is kept of it, and how much of it is too much.

Pure: a message and its error go in, a `DeadLetter` comes out; `Share` counts and is asked.
"""

from base64 import b64encode
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from schemas import REDRIVEN_FROM, DeadLetter, Position, Reason
from streams import __version__
from streams.errors import UnreadableError

DETAIL_CHARS: Final = 1000
KEY_BYTES: Final = 1024
"""A longer key is cut, in the record and on the topic."""
SOUND: Final = frozenset({Reason.NO_TEXT})
"""Dead letters that say nothing against the feed: a picture is a sound item with nothing to judge."""


class Share:
    """The share of unreadable messages among the last ones, as a strict limit.

    Until `sample` messages have come, the missing ones count as good: a bad patch at the start of a sound
    feed, or among its first messages, stops nobody.
    """

    def __init__(self, share: float, sample: int) -> None:
        self._most = share * sample
        self._last: deque[bool] = deque(maxlen=sample)
        self.unreadable = 0

    def note(self, reason: Reason | None) -> bool:
        """Count one message.

        Args:
            reason: Why it is a dead letter; None for an article.

        Returns:
            Whether more than the allowed share of the last messages was unreadable.
        """
        bad = reason is not None and reason not in SOUND
        if len(self._last) == self._last.maxlen:
            self.unreadable -= self._last[0]
        self._last.append(bad)
        self.unreadable += bad
        return self.unreadable > self._most


def redriven_from(headers: Iterable[tuple[str, bytes]] | None) -> Position | None:
    """Where a message first stood, by the header of one that was put back from the dead letters."""
    for name, value in headers or ():
        if name == REDRIVEN_FROM:
            with suppress(ValueError):  # anybody may send headers: what is no position says nothing
                return Position.parse(value.decode())
    return None


def dead_letter(
    error: UnreadableError,
    position: Position,
    key: bytes | None,
    payload: bytes | None,
    keep: int,
    origin: Position | None = None,
) -> DeadLetter:
    """The record of a message that could not be read.

    Args:
        error: What was wrong.
        position: Where the message stood.
        key: Its key as it came; `KEY_BYTES` of it are kept.
        payload: Its value as it came.
        keep: How many bytes of the payload are kept at most, so that the record fits its topic.
        origin: Where it first stood, if it was put back from the dead letters.
    """
    return DeadLetter(
        reason=error.reason,
        detail=error.detail[:DETAIL_CHARS],
        position=position,
        redriven_from=origin,
        key=None if key is None else b64encode(key[:KEY_BYTES]).decode(),
        payload=None if payload is None else b64encode(payload[:keep]).decode(),
        payload_bytes=0 if payload is None else len(payload),
        build=__version__,
    )
