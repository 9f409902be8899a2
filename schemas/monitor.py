"""How a worker is doing; the message on `wire.monitor`, every few seconds, keyed by worker."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

MONITOR_SCHEMA_VERSION = 1


class Latency(Struct, frozen=True):
    """Milliseconds from the raw message's arrival in Kafka to its verdict, over the last interval."""

    p50: float
    p99: float


class WindowState(Struct, frozen=True):
    """The rolling window of one desk."""

    desk: Annotated[int, Meta(description="partition of wire.fingerprints")]
    articles: int
    bytes: Annotated[int, Meta(description="memory of the window's arrays and entries")]
    clock: Annotated[float | None, Meta(description="the desk's event time, seconds since 1970 UTC")]


class RecoveryState(Struct, frozen=True):
    """How far the rolling window is read back; then it is built again in memory."""

    stage: Literal["reading", "rebuilding"]
    records: Annotated[int, Meta(description="of the changelog, or articles of the window, that are done")]
    of: Annotated[int, Meta(description="how many there are")]
    seconds: Annotated[float, Meta(description="since the stage began")]


class MonitorSnapshot(Struct, frozen=True, kw_only=True):
    """One worker's state and what it did since it started and in the last interval."""

    schema_version: int = MONITOR_SCHEMA_VERSION
    worker: Literal["fingerprint", "match"]
    instance: Annotated[str, Meta(description="host and process id")]
    build: str
    model_version: str
    at: Annotated[str, Meta(description="RFC 3339 time of the snapshot")]
    uptime_s: float
    ready: bool
    interval_s: float
    rate: Annotated[float, Meta(description="messages a second over the interval")]
    processed: Annotated[int, Meta(description="messages since start")]
    lag: Annotated[int | None, Meta(description="messages waiting in the assigned input partitions")]
    verdicts: Annotated[dict[str, int], Meta(description="by verdict since start: new_story, rewrite")] = {}
    relations: Annotated[dict[str, int], Meta(description="rewrites by relation since start")] = {}
    repeats: Annotated[int, Meta(description="articles that came again and were known")] = 0
    deadletters: Annotated[dict[str, int], Meta(description="by reason since start")] = {}
    latency_ms: Latency | None = None
    windows: list[WindowState] = []
    recovery: Annotated[RecoveryState | None, Meta(description="null when no window is being read back")] = (
        None
    )
