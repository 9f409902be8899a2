"""How the worker is doing, every few seconds: one `MonitorSnapshot` on `wire.monitor`, keyed by worker."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Literal

from schemas import MonitorSnapshot, WindowState
from schemas.codec import to_json
from streams import __version__
from streams.detection import MODEL_VERSION
from streams.settings import Settings
from streams.topics import Names
from streams.workers.meter import Meter
from streams.workers.outbox import Outbox
from streams.workers.progress import Progress

INSTANCE: Final = f"{socket.gethostname()}:{os.getpid()}"


class Monitor:
    """Makes snapshots; `rate` and latencies are of the time since the last one."""

    def __init__(
        self,
        worker: Literal["fingerprint", "match"],
        meter: Meter,
        progress: Progress,
        windows: Callable[[], list[WindowState]] = list,
    ) -> None:
        self._worker = worker
        self._meter = meter
        self._progress = progress
        self._windows = windows
        self._last = (progress.started, 0)

    def snapshot(self, now: float, at: datetime) -> MonitorSnapshot:
        """The worker's state.

        Args:
            now: Monotonic clock, seconds.
            at: The time to write into the snapshot.
        """
        meter, progress = self._meter, self._progress
        (since, before), self._last = self._last, (now, meter.processed)
        interval = max(now - since, 1e-9)
        return MonitorSnapshot(
            worker=self._worker,
            instance=INSTANCE,
            build=__version__,
            model_version=MODEL_VERSION,
            at=at.isoformat(timespec="milliseconds"),
            uptime_s=round(now - progress.started, 3),
            ready=progress.ready,
            interval_s=round(interval, 3),
            rate=round((meter.processed - before) / interval, 2),
            processed=meter.processed,
            lag=progress.lag(),
            verdicts=dict(meter.verdicts),
            relations=dict(meter.relations),
            repeats=meter.repeats,
            deadletters=dict(meter.deadletters),
            latency_ms=meter.take_latency(),
            windows=self._windows(),
            recovery=progress.recovery,
        )


async def report(app: Any, monitor: Monitor, outbox: Outbox, settings: Settings) -> None:
    """Send snapshots until the app stops; the first as soon as its producer runs."""
    topic = Names(settings.prefix).monitor
    while not app.should_stop:
        if app.producer.started:
            snapshot = monitor.snapshot(time.monotonic(), datetime.now(UTC))
            await outbox.send(topic, INSTANCE.encode(), to_json(snapshot))
            await asyncio.sleep(settings.monitor_interval)
        else:
            await asyncio.sleep(0.1)
