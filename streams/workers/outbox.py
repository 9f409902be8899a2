"""Messages out: checked for size, then handed to the app's producer directly.

Directly, because Faust's `topic.send` costs twice as much, and because waiting for the client's buffer is the
back-pressure that a worker needs.  Delivery is what the next flush waits for (`streams.workers.delivery`).
"""

from typing import Any, Final, Protocol

from streams.settings import Settings
from streams.topics import topics

ENVELOPE_BYTES: Final = 512
"""Room for the record batch's header, the record's own lengths and the protocol around it."""
EXPANSION: Final = 0.99
"""Incompressible bytes grow under lz4 by up to 1 part in 255."""


class Outbox(Protocol):
    """Where agents put what they have to say."""

    async def send(self, topic: str, key: bytes | None, value: bytes, partition: int | None = None) -> None:
        """Send one message; to a partition by key where none is given."""

    def fits(self, topic: str, key: bytes | None, value: bytes) -> bool:
        """Whether Kafka would take such a message on that topic."""


class KafkaOutbox:
    """The outbox of a running worker."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self._app = app
        self._limits = {
            topic.name: int(topic.max_message_bytes * EXPANSION) - ENVELOPE_BYTES
            for topic in topics(settings)
        }

    async def send(self, topic: str, key: bytes | None, value: bytes, partition: int | None = None) -> None:
        """Hand a message to the producer; a failure ends the process."""
        await self._app.producer.send(topic, key, value, partition, None, None)

    def fits(self, topic: str, key: bytes | None, value: bytes) -> bool:
        """Whether the topic's `max.message.bytes` holds the message, with the batch around it."""
        return len(key or b"") + len(value) <= self._limits[topic]
