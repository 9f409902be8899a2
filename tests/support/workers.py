"""Real workers as processes, and what they read and write, for tests and benchmarks."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord

from streams.settings import PREFIX, Settings

T = TypeVar("T")
Kind = Literal["fingerprint", "match"]
Message = tuple[bytes | None, bytes | None]
"""Key and value."""
DEFAULT_WAIT_S = 90.0
PROGRAM = (
    "import sys\n"
    "from streams.settings import Settings\n"
    "from streams.workers import run_worker\n"
    "sys.exit(run_worker(sys.argv[1], Settings.from_env()))\n"
)


def environment(settings: Settings) -> dict[str, str]:
    """These settings as WIRE_* variables beside the rest of the environment."""
    values = msgspec.to_builtins(settings)
    return {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)} | {
        PREFIX + name.upper(): json.dumps(value) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


def wait_until(condition: Callable[[], T], timeout: float = DEFAULT_WAIT_S, what: str = "it") -> T:
    """Poll until the condition gives something true; AssertionError after the timeout."""
    deadline = time.monotonic() + timeout
    while True:
        if found := condition():
            return found
        assert time.monotonic() < deadline, f"waited {timeout:g} s in vain for {what}"
        time.sleep(0.05)


class WorkerProcess:
    """A worker in a process of its own; killed at the end of the `with` block if it still runs."""

    def __init__(self, kind: Kind, settings: Settings, log: Path, program: str = PROGRAM) -> None:
        self.kind = kind
        self.log = log
        self._from = log.stat().st_size if log.exists() else 0
        with log.open("ab") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, kind],
                env=environment(settings),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def logged(self) -> list[dict[str, Any]]:
        """The log lines of this process (not of one before it with the same file)."""
        with self.log.open("rb") as file:
            file.seek(self._from)
            lines = file.read().splitlines()
        return [json.loads(line) for line in lines if line.startswith(b"{")]

    def wait_ready(self, timeout: float = DEFAULT_WAIT_S) -> Self:
        """Wait until it processes messages."""

        def ready() -> bool:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.tail()}"
            return any(line.get("event") == "worker ready" for line in self.logged())

        wait_until(ready, timeout, f"the {self.kind} worker to be ready: {self.tail()}")
        return self

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:]

    def terminate(self, timeout: float = DEFAULT_WAIT_S) -> int:
        """SIGTERM; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def kill(self) -> None:
        """SIGKILL, as a machine that fails."""
        self.process.kill()
        self.process.wait()

    def wait(self, timeout: float = DEFAULT_WAIT_S) -> int:
        """Its exit code, once it ends by itself."""
        return self.process.wait(timeout)


def produce(
    settings: Settings, topic: str, messages: Iterable[Message], partition: int | None = None
) -> None:
    """Write messages in order, acknowledged by the broker."""

    async def write() -> None:
        size = 2 * settings.max_message_bytes
        producer = AIOKafkaProducer(
            bootstrap_servers=settings.servers,
            acks="all",
            enable_idempotence=True,  # a retry must not change the order
            linger_ms=5,
            max_batch_size=1 << 18,
            max_request_size=size,
        )
        async with producer:
            sent = [await producer.send(topic, value, key, partition) for key, value in messages]
            await asyncio.gather(*sent)

    asyncio.run(write())


def consume(
    settings: Settings, topics: Sequence[str], count: int = 0, timeout: float = DEFAULT_WAIT_S
) -> list[ConsumerRecord]:
    """Everything on these topics, by topic, partition and offset.

    Args:
        settings: Where Kafka is.
        topics: Which.
        count: Wait until there are that many messages; 0: take what is there now.
        timeout: How long to wait at most; AssertionError then.
    """

    async def read() -> list[ConsumerRecord]:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.servers, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        async with consumer:
            return await _read(consumer, topics, count, time.monotonic() + timeout)

    return sorted(asyncio.run(read()), key=lambda m: (m.topic, m.partition, m.offset))


async def _read(
    consumer: AIOKafkaConsumer, topics: Sequence[str], count: int, deadline: float
) -> list[ConsumerRecord]:
    partitions = [
        TopicPartition(topic, number) for topic in topics for number in await _partitions(consumer, topic)
    ]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    found: list[ConsumerRecord] = []
    while True:
        for messages in (await consumer.getmany(timeout_ms=200)).values():
            found += messages
        ends = await consumer.end_offsets(partitions)
        if len(found) >= count and all([await consumer.position(p) >= ends[p] for p in partitions]):
            return found
        assert time.monotonic() < deadline, f"{len(found)} of {count} messages on {', '.join(topics)}"


def ends(settings: Settings, topics: Sequence[str]) -> dict[TopicPartition, int]:
    """How far these topics are written."""

    async def look() -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.servers, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        async with consumer:
            wanted = [TopicPartition(t, n) for t in topics for n in await _partitions(consumer, t)]
            return dict(await consumer.end_offsets(wanted))

    return asyncio.run(look())


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[int]:
    metadata = await consumer._client.fetch_all_metadata()
    return sorted(metadata.partitions_for_topic(topic) or ())


def committed(settings: Settings, group: str) -> dict[tuple[str, int], int]:
    """Committed offsets of a consumer group by topic and partition."""
    from kafka.admin import KafkaAdminClient  # noqa: PLC0415 - slow to import, rarely needed

    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    try:
        offsets = admin.list_group_offsets({group: None})
    finally:
        admin.close()
    return {
        (tp.topic, tp.partition): meta.offset
        for tp, meta in offsets.get(group, {}).items()
        if meta.offset >= 0
    }
