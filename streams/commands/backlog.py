"""What topics hold now: every record from where they begin to where they end at the moment of asking.

Records come as kafka-python gives them, read beside everybody else.  Held in memory is what one fetch brings,
and for `by_time` some hundred records a partition more.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

from streams.commands.clients import POLL_MS, Connection, kafka_errors, reader
from streams.errors import BrokerError
from streams.settings import Settings

AHEAD: Final = 1000
"""Records of a partition that wait for those of another, at most so many and a fetch."""


class Backlog:
    """The records of some partitions, to be gone through once."""

    def __init__(self, client: KafkaConsumer, settings: Settings, partition: int | None) -> None:
        self._client = client
        self._settings = settings
        with kafka_errors(settings):
            chosen = [tp for tp in client.assignment() if partition in (None, tp.partition)]
            client.assign(chosen)
            self.begins: dict[TopicPartition, int] = dict(client.beginning_offsets(chosen))
            self.ends: dict[TopicPartition, int] = dict(client.end_offsets(chosen))
        self.seek(self.begins)

    def seek(self, begins: Mapping[TopicPartition, int]) -> None:
        """Begin later in some partitions; a partition that is not named is left out."""
        self._open = {tp for tp in begins if self.begins[tp] < self.ends[tp] and begins[tp] < self.ends[tp]}
        self._client.assign(sorted(self._open))
        for tp in self._open:
            self._client.seek(tp, max(begins[tp], self.begins[tp]))
        self.size = sum(self.ends[tp] - max(begins[tp], self.begins[tp]) for tp in self._open)

    def __iter__(self) -> Iterator[Any]:
        """The records as they come: in order within a partition."""
        for batch in self._batches():
            for records in batch.values():
                yield from records

    def by_time(self) -> Iterator[Any]:
        """The records of all partitions in the order in which Kafka got them, as far as its times tell."""
        waiting: dict[TopicPartition, deque[Any]] = {tp: deque() for tp in self._open}
        for batch in self._batches():
            for tp, records in batch.items():
                waiting[tp] += records
            while all(waiting[tp] for tp in self._open) and any(waiting.values()):
                yield _first(waiting)
            self._hold({tp for tp in self._open if len(waiting[tp]) > AHEAD})
        while any(waiting.values()):
            yield _first(waiting)

    def _batches(self) -> Iterator[dict[TopicPartition, list[Any]]]:
        """What each poll brings, up to the ends.

        Raises:
            BrokerError: Kafka does not answer any more.
        """
        connection = Connection(self._client)
        while self._open:
            with kafka_errors(self._settings):
                found = self._client.poll(timeout_ms=POLL_MS)
                lost = connection.change(heard=bool(found)) is False
                done = {tp for tp in self._open if self._client.position(tp) >= self.ends[tp]}
            if lost:
                raise BrokerError(
                    f"Kafka at {self._settings.brokers} does not answer any more: try again when it does"
                )
            self._open -= done
            self._client.pause(*done)
            yield {tp: [r for r in records if r.offset < self.ends[tp]] for tp, records in found.items()}

    def _hold(self, full: set[TopicPartition]) -> None:
        """Fetch nothing more of these partitions for now, but of the other open ones."""
        self._client.pause(*full)
        self._client.resume(*(self._open - full))


@contextmanager
def backlog(settings: Settings, topics: Iterable[str], partition: int | None = None) -> Iterator[Backlog]:
    """What these topics hold, or one partition of each.

    Raises:
        TopicsError: A topic is not there.
        BrokerError: Kafka does not answer.
    """
    with reader(settings, topics, from_beginning=True) as client:
        yield Backlog(client, settings, partition)


def _first(waiting: Mapping[TopicPartition, deque[Any]]) -> Any:
    """Take the earliest of the records at the heads."""
    heads = (tp for tp, records in waiting.items() if records)
    return waiting[min(heads, key=lambda tp: (waiting[tp][0].timestamp, tp))].popleft()
