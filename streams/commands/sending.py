"""Messages onto topics, and Kafka's answer to each of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from streams.errors import BrokerError
from streams.settings import Settings

FLUSH_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sent, and where to."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    """None: by the key."""
    headers: Sequence[tuple[str, bytes]] = ()


class Outcome:
    """What became of the messages: how many were sent, and how many of them Kafka has."""

    def __init__(self) -> None:
        self.sent = 0
        self.acknowledged = 0
        self.failures: list[BaseException] = []

    def watch(self, answer: Any) -> None:
        """Count a message that was sent, and Kafka's answer to it when it comes (on the client's thread)."""
        self.sent += 1
        answer.add_callback(self._acknowledge)
        answer.add_errback(self.failures.append)

    def _acknowledge(self, _where: object) -> None:
        self.acknowledged += 1


def send_all(
    messages: Iterable[Message],
    settings: Settings,
    *,
    what: str,
    remedy: str,
    show: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Send messages in their order and wait until all are acknowledged; the first failure ends it.

    Args:
        messages: Taken one by one, as they are sent.
        settings: Where Kafka is.
        what: What they are called if one fails.
        remedy: What to do then.
        show: Gets the number sent so far.

    Raises:
        BrokerError: Kafka does not answer or did not take a message.
    """
    from kafka.errors import KafkaError

    from streams.commands.clients import producer

    outcome = Outcome()
    with producer(settings) as client:
        try:
            for message in messages:
                outcome.watch(
                    client.send(
                        message.topic,
                        value=message.value,
                        key=message.key,
                        partition=message.partition,
                        headers=list(message.headers),
                    )
                )
                show(outcome.sent)
                if outcome.failures:
                    break
            client.flush(timeout=FLUSH_S)
        except KafkaError as error:
            outcome.failures.append(error)
    if outcome.failures:
        raise BrokerError(
            f"Kafka at {settings.brokers} acknowledged {outcome.acknowledged:,} of {outcome.sent:,} {what}"
            f" and then failed: {outcome.failures[0]}. {remedy}"
        )
    return outcome
