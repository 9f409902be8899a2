"""Messages out: handed to the app's producer directly.

Directly, because Faust's `topic.send` costs twice as much, and because waiting for the client's buffer is the
back-pressure that a worker needs.  Delivery is what the next flush waits for (`streams.workers.delivery`).
"""

from typing import Any, Protocol


class Outbox(Protocol):
    """Where agents put what they have to say."""

    async def send(
        self, topic: str, key: bytes | None, value: bytes | None, partition: int | None = None
    ) -> None:
        """Send one message; to a partition by key where none is given."""


class KafkaOutbox:
    """The outbox of a running worker."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def send(
        self, topic: str, key: bytes | None, value: bytes | None, partition: int | None = None
    ) -> None:
        """Hand a message to the producer; a failure ends the process."""
        await self._app.producer.send(topic, key, value, partition, None, None)
