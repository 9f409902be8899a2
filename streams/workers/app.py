"""The Faust app that both workers are: its configuration, its input, and what it tells of its progress."""

import asyncio
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiokafka.errors import KafkaError
from faust.sensors import Monitor

from streams.settings import Settings
from streams.workers.attempts import Attempts
from streams.workers.delivery import DeliveryApp
from streams.workers.exits import ExitCode, leave
from streams.workers.monitor import Monitor as SnapshotMonitor
from streams.workers.monitor import report
from streams.workers.outbox import KafkaOutbox, Outbox
from streams.workers.progress import Progress
from streams.workers.web import HOST, serve_probes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

COMMIT_EVERY_S: Final = 1.0
LINGER_S: Final = 0.02
BATCH_BYTES: Final = 1 << 18
QUEUE_MESSAGES: Final = 4096
MAX_POLL_S: Final = 7 * 24 * 3600.0
"""A worker that reads its window back fetches no input and is well: the watchdog judges, not Kafka."""
BEAT_S: Final = 0.25
LOOK_S: Final = 1.0
METADATA_AGE_S: Final = 5.0
"""Who joins a broker that is only just back is given no partitions until the client looks again.  Faust's
five minutes would pass in silence: nothing waits that the watchdog could see."""


class WorkerApp(DeliveryApp):
    """An app with one input topic, `source`, which it processes message by message."""

    def __init__(self, app_id: str, source: str, settings: Settings) -> None:
        self.settings = settings
        self.source = source
        self._reporter: Callable[[], Coroutine[Any, Any, None]] | None = None
        super().__init__(app_id, **options(settings), Monitor=_LeanMonitor)
        self.monitor.progress = self.progress
        self.attempts = Attempts(settings)
        self._stream: Any = None
        if settings.web_port:
            serve_probes(self, self.progress)

    def input(self) -> Any:
        """The input topic: bytes as they came, tombstones too."""
        return self.topic(
            self.source,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            allow_empty=True,
        )

    def reports(self, monitor: SnapshotMonitor, outbox: Outbox) -> None:
        """Have snapshots of that monitor sent as long as the app runs."""
        self._reporter = partial(report, self, monitor, outbox, self.settings)

    async def taken(self, stream: Any) -> "AsyncIterator[Any]":
        """The events of the stream that are of the present assignment; others come again, or to another."""
        self._stream = stream
        async for event in stream.noack().events():
            if self._is_current(event.message):
                yield event
            else:
                self.progress.taken.pop(event.message.tp, None)

    def finished(self, event: Any) -> None:
        """Everything that the event led to is on its way: its offset may commit after the next flush."""
        event.ack()
        message = event.message
        if self._is_current(message):
            self.progress.done[message.tp] = message.offset + 1
        else:
            self.progress.taken.pop(message.tp, None)

    def _is_current(self, message: Any) -> bool:
        return bool(message.generation_id == self.consumer_generation_id)

    def on_assigned(self, assigned: set[Any]) -> None:
        """Let the tables' partitions of others go."""
        for table in self.tables.values():
            table.data.assign(assigned)

    async def bring_up(self) -> None:
        """Learn how often messages were tried, and bring the tables up."""
        try:
            await self.attempts.load(partial(self.progress.recovering, "reading"))
        except Exception as error:  # noqa: BLE001 - whatever it is, a message that ends workers is not known
            leave(ExitCode.RECOVERY_FAILED, error=repr(error), exc_info=error)
        for table in self.tables.values():
            await table.data.bring_up()

    def blame(self, code: ExitCode, error: str) -> dict[str, Any]:
        """Count the end of this worker against the message that is being tried."""
        return self.attempts.count(code, error)

    async def on_start(self) -> None:
        """Begin to tell of progress, before the first partition is assigned."""
        await super().on_start()
        self.add_future(self._beat())
        self.add_future(self._look())
        if self._reporter is not None:
            self.add_future(self._reporter())

    async def _beat(self) -> None:
        while not self.should_stop:
            self.progress.beat = time.monotonic()
            await asyncio.sleep(BEAT_S)

    async def _look(self) -> None:
        """See how far the input is written and fetched, and where the worker began."""
        outbox = KafkaOutbox(self)
        while not self.should_stop:
            if self.progress.ready:
                await self.attempts.forget(self.progress, outbox)
                # A broker that is away or a partition that has just gone: the next look will tell.
                with suppress(KafkaError, TimeoutError):
                    await self._measure()
            await asyncio.sleep(LOOK_S)

    async def _measure(self) -> None:
        progress, consumer = self.progress, self.consumer
        progress.queued = self._stream.channel.queue.qsize() if self._stream is not None else 0
        # A rebalance replaces these: what is found out about the old assignment must not enter the new one.
        done, committed, fetched, ends = progress.done, progress.committed, progress.fetched, progress.ends
        ours = [tp for tp in consumer.assignment() if tp.topic == self.source]
        for tp in ours:
            if tp not in committed:
                start = consumer._committed_offset.get(tp)  # noqa: SLF001 - told nowhere else
                if start is None:
                    start = (await consumer.earliest_offsets(tp))[tp]
                done.setdefault(tp, start)
                committed.setdefault(tp, start)
            position = await consumer.position(tp)
            if position is not None:
                fetched[tp] = position
        # Asked for, not what the last fetch told: a fetch that is stuck tells of no message that waits.
        ends.update(await consumer.highwaters(*ours))


class _LeanMonitor(Monitor):
    """Faust's sensor without its statistics, which cost more than they tell; feeds `Progress` instead."""

    progress: Progress

    def on_message_in(self, tp: Any, offset: int, message: Any) -> None:
        """A stream takes a message in hand."""
        del message
        self.progress.taken[tp] = offset + 1

    def on_stream_event_in(self, tp: Any, offset: int, stream: Any, event: Any) -> None:
        """As above; the time is what Faust's own stall warning asks for."""
        del offset, stream, event
        self.stream_inbound_time[tp] = time.monotonic()

    def on_stream_event_out(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""

    def on_message_out(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""

    def on_table_set(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""

    def on_table_del(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""

    def on_send_initiated(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""

    def on_send_completed(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is measured."""


def options(settings: Settings) -> dict[str, Any]:
    """Faust's configuration: what held in measurements, see docs/decisions/0005-faust.md."""
    largest = 2 * settings.max_message_bytes
    data_dir = Path(settings.data_dir).absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    return {
        "broker": [f"kafka://{server}" for server in settings.servers],
        "datadir": data_dir / "faust",
        "processing_guarantee": "at_least_once",
        "broker_commit_interval": COMMIT_EVERY_S,
        "broker_session_timeout": settings.session_timeout,
        "broker_heartbeat_interval": settings.session_timeout / 4,
        "broker_max_poll_interval": MAX_POLL_S,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": largest,
        "consumer_metadata_max_age_ms": round(1000 * METADATA_AGE_S),
        "producer_linger": LINGER_S,
        "producer_max_batch_size": BATCH_BYTES,
        "producer_max_request_size": largest,
        "producer_compression_type": "lz4",
        "producer_request_timeout": settings.stall_timeout,
        "stream_buffer_maxsize": QUEUE_MESSAGES,
        "stream_wait_empty": False,
        "table_standby_replicas": 0,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "worker_redirect_stdouts": False,
        "web_enabled": bool(settings.web_port),
        "web_port": settings.web_port or 6066,
        "web_host": HOST,
        "web_bind": HOST,
        "web_tables_enabled": False,
        "web_router_enabled": False,
        "web_metrics_enabled": False,
    }
