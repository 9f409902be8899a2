"""How long a match worker with a full window takes to be ready, and what of it is whose.

The window is that of a Desk that judged the articles in this process, its entries and deletions written to
the changelog as a worker would.  A bare aiokafka consumer reads the same topic first, in the same run.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.table import Table

from streams.detection import Desk, fingerprint
from streams.settings import Settings
from streams.topics import Names
from streams.window import window_limits
from streams.wire import parse
from streams.workers.admin import create_topics
from tests.support import made_wire
from tests.support.workers import Message, WorkerProcess, produce

WORDS: Final = 130
LIMIT_S: Final = 600.0
BATCH: Final = 20_000


def recovery(brokers: str, folder: Path, articles: int) -> Table:
    """Fill a window, start a worker on it, and say where its time went."""
    settings = Settings(
        brokers=brokers,
        prefix=f"bench-{secrets.token_hex(3)}.",
        window_articles=articles,
        window_days=366,
        data_dir=str(folder),
        log_format="json",
    )
    create_topics(settings)
    topic = Names(settings.prefix).changelog
    began = time.perf_counter()
    produce(settings, topic, _changelog(settings, articles), partition=0)
    print(f"{articles:,} articles judged in {time.perf_counter() - began:.0f} s", file=sys.stderr)  # noqa: T201 - progress of minutes
    records, size, bare = asyncio.run(_bare(settings, topic))
    started = time.time()
    with WorkerProcess("match", settings, folder / "log") as worker:
        worker.wait_ready(LIMIT_S)
        lines = {line["event"]: line for line in worker.logged()}
        worker.terminate()
    return _table(articles, (records, size, bare), started, lines)


def _changelog(settings: Settings, count: int) -> Iterator[Message]:
    """What a match worker writes to its table."""
    desk = Desk(window_limits(settings))
    for line in made_wire.lines(count, words=WORDS):
        judgement = desk.judge(fingerprint(parse(line)))
        if judgement.entry is not None:
            yield judgement.key, judgement.entry
        for key in judgement.expired:
            yield key, None


async def _bare(settings: Settings, topic: str) -> tuple[int, int, float]:
    """Records, bytes and seconds of a plain consumer that keeps nothing."""
    tp = TopicPartition(topic, 0)
    began, records, size = time.perf_counter(), 0, 0
    async with AIOKafkaConsumer(
        bootstrap_servers=settings.servers, enable_auto_commit=False, auto_offset_reset="earliest"
    ) as consumer:
        consumer.assign([tp])
        end = (await consumer.end_offsets([tp]))[tp]
        await consumer.seek_to_beginning(tp)
        while await consumer.position(tp) < end:
            for messages in (await consumer.getmany(timeout_ms=500, max_records=BATCH)).values():
                records += len(messages)
                size += sum(len(m.key or b"") + len(m.value or b"") for m in messages)
    return records, size, time.perf_counter() - began


def _table(
    articles: int, read: tuple[int, int, float], started: float, lines: dict[str, dict[str, Any]]
) -> Table:
    records, size, bare = read
    desk = lines["desk ready"]
    assert desk["records"] == records, "the worker and the bare consumer read the same"
    start, up, ready = (_time(lines[name]) for name in ("worker starts", "desk ready", "worker ready"))
    reading, rebuilding = desk["reading_s"], desk["rebuilding_s"]
    table = Table(title=f"Ready with {articles:,} articles of about {WORDS} words in the window")
    table.add_column("what")
    table.add_column("seconds", justify="right")
    for what, seconds in (
        ("process start and imports", start - started),
        ("topics checked, kernels loaded, Faust started, group joined", up - start - reading - rebuilding),
        (f"changelog read, {records:,} records, {size / 1e6:,.0f} MB", reading),
        (f"desk rebuilt, {desk['articles']:,} articles", rebuilding),
        ("streams resumed", ready - up),
        ("from start to ready", ready - started),
        ("beside it: the changelog read by a bare aiokafka consumer", bare),
    ):
        table.add_row(what, f"{seconds:.1f}")
    return table


def _time(line: dict[str, Any]) -> float:
    return datetime.fromisoformat(line["timestamp"]).timestamp()
