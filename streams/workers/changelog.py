"""The window's changelog, read in bulk by a consumer of our own: twenty times as fast as Faust's recovery."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.workers.exits import LOGGER

FETCH_BYTES: Final = 16 << 20
REPORT_EVERY_S: Final = 2.0


@dataclass(slots=True)
class Loaded:
    """One partition as the changelog has it."""

    entries: dict[bytes, bytes] = field(default_factory=dict)
    """The last value of each key that was not deleted."""
    end: int = 0
    """Offset after the last record that was read."""


async def read_changelog(
    brokers: list[str], topic: str, partitions: Iterable[int], step: Callable[[], None]
) -> dict[int, Loaded]:
    """Read partitions of a compacted topic from the beginning to their present end.

    Args:
        brokers: Bootstrap servers.
        topic: The changelog.
        partitions: Which of its partitions.
        step: Called after each batch, to show progress.

    Returns:
        What each partition holds.

    Raises:
        aiokafka.errors.KafkaError: If the broker fails.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=brokers,
        enable_auto_commit=False,
        # Assigning starts a reset to this place in the background: the client's "latest" would now and then
        # win over the seek below, and the window would come back empty.
        auto_offset_reset="earliest",
        fetch_max_bytes=4 * FETCH_BYTES,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    await consumer.start()
    try:
        wanted = [TopicPartition(topic, number) for number in partitions]
        consumer.assign(wanted)
        ends = await consumer.end_offsets(wanted)
        for tp, begin in (await consumer.beginning_offsets(wanted)).items():
            consumer.seek(tp, begin)
        loaded = {tp.partition: Loaded(end=ends[tp]) for tp in wanted}
        await _read(consumer, ends, loaded, step)
        return loaded
    finally:
        await consumer.stop()


async def _read(
    consumer: AIOKafkaConsumer,
    ends: dict[TopicPartition, int],
    loaded: dict[int, Loaded],
    step: Callable[[], None],
) -> None:
    """Apply records to `loaded` until every partition's position is at its end."""
    log = structlog.get_logger(LOGGER)
    records, total, reported = 0, sum(ends.values()), time.monotonic()
    todo = {tp for tp in ends if await consumer.position(tp) < ends[tp]}
    while todo:
        batches = await consumer.getmany(*todo, timeout_ms=500, max_records=20_000)
        for tp, messages in batches.items():
            _apply(loaded[tp.partition].entries, messages)
            records += len(messages)
        step()
        await asyncio.sleep(0)
        todo = {tp for tp in todo if await consumer.position(tp) < ends[tp]}
        if time.monotonic() - reported > REPORT_EVERY_S:
            reported = time.monotonic()
            log.info("reading the window back", records=records, offsets=total, partitions_left=len(todo))


def _apply(entries: dict[bytes, bytes], messages: Iterable[object]) -> None:
    for message in messages:
        if message.value is None:  # type: ignore[attr-defined]  # aiokafka publishes no types
            entries.pop(message.key, None)  # type: ignore[attr-defined]  # as above
        else:
            entries[message.key] = message.value  # type: ignore[attr-defined]  # as above
