"""The way of an unreadable message: counted, kept on `wire.deadletter`; too many of them end the worker."""

from typing import Any

from schemas import Position
from schemas.codec import to_json
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names
from streams.workers.deadletters import KEY_BYTES, Share, dead_letter, redriven_from
from streams.workers.exits import ExitCode, leave
from streams.workers.meter import Meter
from streams.workers.outbox import Outbox


class Quarantine:
    """Dead letters of one worker."""

    def __init__(self, settings: Settings, outbox: Outbox, meter: Meter) -> None:
        self._topic = Names(settings.prefix).deadletter
        self._keep = settings.max_message_bytes
        self._share = Share(settings.deadletter_share, settings.deadletter_sample)
        self._limit = (
            f"WIRE_DEADLETTER_SHARE: {settings.deadletter_share:.0%}"
            f" of the last {settings.deadletter_sample} messages"
        )
        self._outbox = outbox
        self._meter = meter

    def passed(self) -> None:
        """A message was an article."""
        self._share.note(None)

    async def put(self, message: Any, error: UnreadableError) -> None:
        """Keep a message that was none, in a record that fits its topic whatever came.

        Args:
            message: As Faust gives it, with key and value as they came.
            error: What was wrong.
        """
        position = Position(message.topic, message.partition, message.offset)
        origin = redriven_from(message.headers)
        letter = dead_letter(error, position, message.key, message.value, self._keep, origin)
        key = None if message.key is None else message.key[:KEY_BYTES]
        await self._outbox.send(self._topic, key, to_json(letter))
        self._meter.dead_letter(error.reason)
        if self._share.note(error.reason):
            leave(
                ExitCode.TOO_MANY_DEADLETTERS,
                limit=self._limit,
                last_reason=error.reason,
                last_detail=letter.detail,
                last_position=repr(position),
            )
