"""Everything that stands on an installation's topics, read from the beginning with kafka-python.

kafka-python, because the workers use another client: a fault of theirs must not hide itself.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.detection import entry
from streams.settings import Settings
from streams.topics import Names

T = TypeVar("T")
STANDSTILL_S: Final = 60.0
FETCH_BYTES: Final = 16 << 20
Place = tuple[int, int]
"""Partition and offset."""


class Record(NamedTuple):
    """One message; `timestamp` in milliseconds as Kafka has it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None

    @property
    def place(self) -> Place:
        """Where it stands in its topic."""
        return self.partition, self.offset

    @property
    def stands(self) -> entry.Place:
        """The same as the window keeps it of a fingerprint."""
        return entry.Place(self.offset, self.timestamp)

    def __str__(self) -> str:
        return f"{self.topic} {self.partition}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All topics of an installation, each in the order of partitions and offsets."""

    names: Names
    raw: list[Record]
    fingerprints: list[Record]
    verdicts: list[Record]
    letters: list[Record]
    changelog: list[Record]
    ends: dict[tuple[str, int], int]
    """How far the input topics are written."""
    committed: dict[str, dict[tuple[str, int], int]]
    """Committed offsets by group."""


def gather(settings: Settings) -> Evidence:
    """Read it all; nothing may be writing any more."""
    names = Names(settings.prefix)
    wanted = (names.raw, names.fingerprints, names.new, names.rewrite, names.deadletter, names.changelog)
    found: dict[str, list[Record]] = {topic: [] for topic in wanted}
    for record in read(settings.servers, wanted):
        found[record.topic].append(record)
    inputs = {names.fingerprint_app: names.raw, names.match_app: names.fingerprints}
    return Evidence(
        names=names,
        raw=found[names.raw],
        fingerprints=found[names.fingerprints],
        verdicts=found[names.new] + found[names.rewrite],
        letters=found[names.deadletter],
        changelog=found[names.changelog],
        ends=ends(settings.servers, inputs.values()),
        committed=committed(settings.servers, inputs),
    )


def read(servers: list[str], topics: Sequence[str]) -> list[Record]:
    """Every message of these topics, by topic, partition and offset.

    Raises:
        TimeoutError: Kafka gives nothing more though there is more.
    """
    consumer = _consumer(servers)
    try:
        wanted = _partitions(consumer, topics)
        consumer.assign(wanted)
        consumer.seek_to_beginning(*wanted)
        left = {tp: end for tp, end in consumer.end_offsets(wanted).items() if end}
        found: list[Record] = []
        moved = time.monotonic()
        while left := {tp: end for tp, end in left.items() if consumer.position(tp) < end}:
            batches = consumer.poll(timeout_ms=500)
            found += [
                Record(m.topic, m.partition, m.offset, m.timestamp, m.key, m.value)
                for messages in batches.values()
                for m in messages
            ]
            moved = time.monotonic() if batches else moved
            if time.monotonic() - moved > STANDSTILL_S:
                raise TimeoutError(
                    f"nothing came for {STANDSTILL_S:.0f} s, though these are not read: {left}"
                )
    finally:
        consumer.close()
    return sorted(found, key=lambda record: record[:3])


def ends(servers: list[str], topics: Iterable[str]) -> dict[tuple[str, int], int]:
    """How far topics are written, by topic and partition."""
    consumer = _consumer(servers)
    try:
        found = consumer.end_offsets(_partitions(consumer, topics))
    finally:
        consumer.close()
    return {(tp.topic, tp.partition): end for tp, end in found.items()}


def committed(servers: list[str], groups: Iterable[str]) -> dict[str, dict[tuple[str, int], int]]:
    """Committed offsets by group, topic and partition."""
    admin = KafkaAdminClient(bootstrap_servers=servers)
    try:
        found = patiently(lambda: admin.list_group_offsets(dict.fromkeys(groups)))
    finally:
        admin.close()
    return {
        group: {(tp.topic, tp.partition): meta.offset for tp, meta in offsets.items() if meta.offset >= 0}
        for group, offsets in found.items()
    }


def patiently(call: Callable[[], T]) -> T:
    """Call it until Kafka is ready for it: the coordinator of a group takes its time after a start."""
    deadline = time.monotonic() + STANDSTILL_S
    while True:
        try:
            return call()
        except KafkaError as error:
            if not error.retriable or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _consumer(servers: list[str]) -> KafkaConsumer:
    return KafkaConsumer(
        bootstrap_servers=servers,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=5000,
        max_partition_fetch_bytes=FETCH_BYTES,
    )


def _partitions(consumer: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """All partitions of these topics; LookupError for a topic without: nothing could be proven from it."""
    found = []
    for topic in topics:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise LookupError(f"Kafka knows no partition of {topic}")
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found
