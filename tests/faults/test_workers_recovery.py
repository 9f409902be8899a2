"""Recovery is visible while it lasts, may last long, and ends the worker when it stands still."""

import json
import textwrap
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas import MonitorSnapshot
from schemas.codec import from_json
from streams.local.config import free_port
from streams.settings import Settings
from streams.topics import Names
from streams.workers.exits import ExitCode
from tests.support import made_wire
from tests.support.judging import expected_events
from tests.support.workers import PROGRAM, WorkerProcess, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

ARTICLES = 60
SLOWLY = """
    import asyncio
    import streams.workers.changelog as changelog
    from aiokafka import AIOKafkaConsumer
    class Slow(AIOKafkaConsumer):
        async def getmany(self, *partitions, timeout_ms=0, max_records=None):
            await asyncio.sleep({pause})
            return await super().getmany(*partitions, timeout_ms=timeout_ms, max_records={most})
    changelog.AIOKafkaConsumer = Slow
    """
"""The reader takes a few records at a time and pauses before each."""
NEVER = """
    import streams.workers.changelog as changelog
    from aiokafka import AIOKafkaConsumer
    class Deaf(AIOKafkaConsumer):
        async def getmany(self, *partitions, timeout_ms=0, max_records=None):
            await __import__("asyncio").sleep(0.1)
            return {}
    changelog.AIOKafkaConsumer = Deaf
    """


@pytest.fixture
def window(settings: Settings, tmp_path: Path) -> Settings:
    """An installation whose window holds sixty articles."""
    names = Names(settings.prefix)
    produce(settings, names.raw, ((None, line) for line in made_wire.lines(ARTICLES)), partition=0)
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"),
        WorkerProcess("match", settings, tmp_path / "match.log") as worker,
    ):
        consume(settings, [names.new, names.rewrite], ARTICLES)
        assert worker.terminate() == 0, worker.tail()
    return settings


def _slowed(pause: float, most: int) -> str:
    return textwrap.dedent(SLOWLY.format(pause=pause, most=most)) + PROGRAM


def _ready(port: int) -> tuple[int, dict[str, Any]] | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return None


def test_a_long_recovery_is_seen_and_keeps_its_place_in_the_group(window: Settings, tmp_path: Path) -> None:
    """It takes three times the session timeout and the stall timeout: one join, no stall, right verdicts."""
    names, port = Names(window.prefix), free_port()
    own = msgspec.structs.replace(
        window, session_timeout=6.0, stall_timeout=7.0, monitor_interval=0.5, web_port=port
    )
    with WorkerProcess("match", own, tmp_path / "slow.log", _slowed(2.0, 5)) as worker:
        half_way = wait_until(
            lambda: (found := _ready(port)) and found[1].get("recovery", {}).get("of") == ARTICLES and found,
            what="progress on /ready",
        )
        worker.wait_ready()
        assert _ready(port) == (200, {"ready": True, "lag": 0})
        logged = worker.logged()
        assert worker.terminate() == 0, worker.tail()
    assert half_way[0] == 503
    assert not half_way[1]["ready"]
    progress = [line for line in logged if line["event"] == "reading back what was kept"]
    assert {line["of"] for line in progress} == {ARTICLES}
    assert [line["records"] for line in progress] == sorted({line["records"] for line in progress})
    assert progress[-1]["seconds"] > 2 * own.stall_timeout
    desks = [line for line in logged if line["event"] == "desk ready"]
    assert [line["articles"] for line in desks] == [ARTICLES], "it was read once"
    assert len([line for line in logged if line["event"] == "worker ready"]) == 1, "and the group stayed"
    snapshots = [from_json(m.value, MonitorSnapshot) for m in consume(own, [names.monitor])]
    seen = [s for s in snapshots if s.worker == "match" and s.recovery is not None]
    assert len(seen) > 5
    assert not any(s.ready for s in seen)
    assert max(s.recovery.records for s in seen if s.recovery) > min(
        s.recovery.records for s in seen if s.recovery
    )


def test_a_second_worker_may_join_while_a_window_is_read_back(window: Settings, tmp_path: Path) -> None:
    """The rebalance neither waits for the reading nor begins it anew, and no verdict differs."""
    names = Names(window.prefix)
    own = msgspec.structs.replace(window, session_timeout=6.0)
    with (
        WorkerProcess("fingerprint", own, tmp_path / "fingerprint.log"),
        WorkerProcess("match", own, tmp_path / "first.log", _slowed(2.0, 6)) as first,
    ):
        wait_until(
            lambda: any(line["event"] == "reading back what was kept" for line in first.logged()),
            what="the reading to begin",
        )
        with WorkerProcess("match", own, tmp_path / "second.log", _slowed(2.0, 6)) as second:
            produce(own, names.raw, ((None, line) for line in made_wire.lines(20, seed=2)), partition=0)
            out = consume(own, [names.new, names.rewrite], ARTICLES + 20)
            loads = [line for w in (first, second) for line in w.logged() if line["event"] == "desk ready"]
            assert first.terminate() == 0, first.tail()
            assert second.terminate() == 0, second.tail()
    assert {m.value for m in out} == {event.value for event, _ in expected_events(own)}
    assert 1 <= len(loads) <= 2, "once, or once each if the desk moved"


def test_a_recovery_that_stands_still_ends_the_worker(window: Settings, tmp_path: Path) -> None:
    """Asking again and again is no progress."""
    own = msgspec.structs.replace(window, stall_timeout=6.0)
    with WorkerProcess("match", own, tmp_path / "deaf.log", textwrap.dedent(NEVER) + PROGRAM) as worker:
        assert worker.wait() == ExitCode.STUCK, worker.tail()
        (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
    assert "neither ready nor a step nearer" in line["reason"]


def test_a_stop_during_a_recovery_is_soon_over(window: Settings, tmp_path: Path) -> None:
    """Nothing is in hand, so nothing is lost: 0."""
    with WorkerProcess("match", window, tmp_path / "slow.log", _slowed(3.0, 1)) as worker:
        wait_until(
            lambda: any(line["event"] == "reading back what was kept" for line in worker.logged()),
            what="the reading to begin",
        )
        assert worker.terminate(timeout=30.0) == 0, worker.tail()
