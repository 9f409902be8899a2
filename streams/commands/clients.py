"""Plain Kafka clients for the commands: settings in, connected kafka-python clients out.

Kafka's errors leave as `BrokerError` and `TopicsError`, each with what to do.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.errors import BrokerError, TopicsError
from streams.settings import Settings
from streams.topics import Names
from streams.topics import topics as all_topics

CONNECT_MS: Final = 10_000
REQUEST_MS: Final = 10_000
DELIVERY_MS: Final = 30_000
"""After so long without an answer an item counts as lost: longer than another broker needs to take over."""
ANSWER_MS: Final = 2_000
QUIET_S: Final = 3.0
LOST_S: Final = 10.0
ROOM_FOR_HEADERS: Final = 1 << 16
POLL_MS: Final = 200


@contextmanager
def kafka_errors(settings: Settings) -> Iterator[None]:
    """Say of Kafka's errors with which broker, and what to do."""
    try:
        yield
    except KafkaError as error:
        raise BrokerError(f"Kafka at {settings.brokers} fails: {error}. Its own log says more") from error


@contextmanager
def _connecting(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (KafkaError, OSError, ValueError) as error:
        raise BrokerError(
            f"no Kafka answers at {settings.brokers}: start one with `copytaster up`,"
            f" or set WIRE_BROKERS to the one that runs ({error})"
        ) from error


@contextmanager
def producer(settings: Settings) -> Iterator[KafkaProducer]:
    """A producer that loses nothing and repeats nothing: all replicas acknowledge, retries are idempotent."""
    with _connecting(settings):
        client = KafkaProducer(
            bootstrap_servers=settings.servers,
            bootstrap_timeout_ms=CONNECT_MS,
            client_id="copytaster-feed",
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            request_timeout_ms=REQUEST_MS,
            delivery_timeout_ms=DELIVERY_MS,
            max_block_ms=DELIVERY_MS,
            compression_type="lz4",
            max_request_size=settings.max_message_bytes + ROOM_FOR_HEADERS,
            allow_auto_create_topics=False,
        )
    try:
        yield client
    finally:
        with suppress(KafkaError):  # it flushes again; whoever wants to know has flushed and heard of it
            client.close(timeout=CONNECT_MS / 1000)


def require(settings: Settings, topic: str) -> None:
    """Raise TopicsError if the topic is not there."""
    with _admin(settings) as admin, kafka_errors(settings):
        if admin.describe_topics([topic])[0]["error_code"]:
            raise _missing(topic)


@contextmanager
def reader(settings: Settings, topics: Iterable[str], *, from_beginning: bool) -> Iterator[KafkaConsumer]:
    """A consumer of all partitions of the topics, in no group: it takes nothing away from anybody.

    Where it starts is fixed when the context is entered: what is written afterwards will be read.

    Raises:
        TopicsError: a topic is not there.
    """
    with _connecting(settings):
        client = KafkaConsumer(
            bootstrap_servers=settings.servers,
            bootstrap_timeout_ms=CONNECT_MS,
            client_id="copytaster-tail",
            group_id=None,
            enable_auto_commit=False,
            # where it goes on when retention takes away what it was about to read
            auto_offset_reset="earliest" if from_beginning else "latest",
            allow_auto_create_topics=False,
            max_partition_fetch_bytes=2 * settings.max_message_bytes + ROOM_FOR_HEADERS,
        )
    try:
        with kafka_errors(settings):
            partitions = _partitions(client, topics)
            client.assign(partitions)
            (client.seek_to_beginning if from_beginning else client.seek_to_end)(*partitions)
            for partition in partitions:
                client.position(partition)
        yield client
    finally:
        client.close()


def _partitions(client: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """All partitions of the topics."""
    found = []
    for topic in topics:
        numbers = client.partitions_for_topic(topic)
        if not numbers:
            raise _missing(topic)
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def poll(client: KafkaConsumer, timeout_ms: int = POLL_MS) -> list[Any]:
    """The records that have come, of all partitions together, in the order in which Kafka got them."""
    batches = client.poll(timeout_ms=timeout_ms).values()
    return sorted((record for batch in batches for record in batch), key=lambda record: record.timestamp)


class Connection:
    """Whether Kafka still answers a reader: nothing comes from a Kafka that is gone, and no error either."""

    def __init__(self, client: KafkaConsumer) -> None:
        self._client = client
        self._heard = time.monotonic()
        self._lost = False

    def change(self, *, heard: bool) -> bool | None:
        """Ask Kafka if nothing came for a while.

        Args:
            heard: Whether something came just now.

        Returns:
            False when Kafka has not answered for `LOST_S`, True when it does again, each once; None between.
        """
        quiet = time.monotonic() - self._heard
        if heard or (quiet > QUIET_S and self._answers()):
            self._heard = time.monotonic()
            was_lost, self._lost = self._lost, False
            return True if was_lost else None
        if quiet > LOST_S and not self._lost:
            self._lost = True
            return False
        return None

    def _answers(self) -> bool:
        try:
            self._client.end_offsets(self._client.assignment(), timeout_ms=ANSWER_MS)
        except KafkaError:
            return False
        return True


def remove(settings: Settings) -> None:
    """Delete the topics and consumer groups of these settings: for a prefix that was made up for one run."""
    names = Names(settings.prefix)
    with _admin(settings) as admin, kafka_errors(settings):
        admin.delete_topics([topic.name for topic in all_topics(settings)])
        admin.delete_groups([names.fingerprint_app, names.match_app])


@contextmanager
def _admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    with _connecting(settings):
        client = KafkaAdminClient(bootstrap_servers=settings.servers, bootstrap_timeout_ms=CONNECT_MS)
    try:
        yield client
    finally:
        client.close()


def _missing(topic: str) -> TopicsError:
    return TopicsError(f"there is no topic {topic}: run `copytaster topics create`")
