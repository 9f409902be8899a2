"""Whatever part of a worker fails, it ends with a code, and commits nothing doubtful; a stop always ends."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import msgspec
import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from streams.local import LocalKafka
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from streams.workers.exits import ExitCode
from tests.support import made_wire
from tests.support.workers import (
    PROGRAM,
    Kind,
    WorkerProcess,
    committed,
    consume,
    ends,
    environment,
    produce,
    wait_until,
)

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

RAISE = "def fails(*a, **k): raise ZeroDivisionError('a bug')\n"
STOP_S = 25.0
"""The eight seconds of a stop, and what a loaded machine adds."""


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("fingerprint", "import streams.workers.monitor as m; m.Monitor.snapshot = fails"),
        ("fingerprint", "import streams.workers.app as a; a.WorkerApp._measure = fails"),
        ("fingerprint", "import streams.workers.attempts as a; a.Attempts.forget = fails"),
        ("match", "import streams.workers.store as s; s.Store.assign = fails"),
        ("match", "import streams.workers.store as s; s.Store.bring_up = fails"),
        ("match", "import streams.workers.store as s; s.Store.persisted_offset = fails"),
    ],
    ids=["a snapshot", "a look", "a count's deletion", "an assignment", "a bringing up", "a recovery"],
)
def test_a_part_that_fails_ends_the_worker(settings: Settings, tmp_path: Path, kind: Kind, part: str) -> None:
    """No part dies alone and leaves a worker that looks alive."""
    with WorkerProcess(kind, settings, tmp_path / "log", RAISE + part + "\n" + PROGRAM) as worker:
        assert worker.wait() in {ExitCode.CRASHED, ExitCode.RECOVERY_FAILED}, worker.tail()
        (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
    assert "ZeroDivisionError" in line["error"]


@pytest.mark.parametrize("topic", ["monitor", "deadletter", "attempts"])
def test_a_side_topic_that_takes_nothing_ends_the_worker_too(
    settings: Settings, tmp_path: Path, topic: str
) -> None:
    """Snapshots and dead letters are sent like verdicts; a count that cannot be written keeps nobody."""
    names = Names(settings.prefix)
    narrowed = getattr(names, topic)
    fault = (
        "import streams.workers.fingerprinting as f; f.fingerprint = fails\n" if topic == "attempts" else ""
    )
    code = ExitCode.AGENT_ERROR if fault else ExitCode.SEND_FAILED
    own = msgspec.structs.replace(settings, monitor_interval=1.0 if topic == "monitor" else 1e6)
    raw = [*made_wire.lines(1), b"x" * 500] if fault else [b"x" * 500]
    with WorkerProcess("fingerprint", own, tmp_path / "log", RAISE + fault + PROGRAM) as worker:
        worker.wait_ready()
        _narrow(settings, narrowed)
        if topic != "monitor":
            produce(own, names.raw, ((None, line) for line in raw), partition=0)
        assert worker.wait() == code, worker.tail()
        (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
    if fault:
        assert line["counted"].startswith("no: "), line
    else:
        assert line["topic"] == narrowed
    assert committed(own, names.fingerprint_app) == {}


def test_a_log_that_nobody_reads_ends_the_worker(settings: Settings) -> None:
    """Behind a full pipe the event loop stands still, and the last words are not waited for."""
    own = msgspec.structs.replace(settings, stall_timeout=6.0)
    chatty = textwrap.dedent("""
        import structlog
        import streams.workers.fingerprinting as f
        handle = f.Fingerprinter.handle
        async def chatty(self, message):
            structlog.get_logger("copytaster.worker").warning("x" * 20_000)
            await handle(self, message)
        f.Fingerprinter.handle = chatty
        """)
    produce(own, Names(own.prefix).raw, ((None, line) for line in made_wire.lines(40)), partition=0)
    with subprocess.Popen(
        [sys.executable, "-c", chatty + PROGRAM, "fingerprint"], env=environment(own), stderr=subprocess.PIPE
    ) as worker:
        try:
            assert worker.wait(90) == ExitCode.STUCK
        finally:
            worker.kill()


def test_a_blocked_interpreter_ends_the_worker(settings: Settings, tmp_path: Path) -> None:
    """A regular expression that never ends holds the interpreter's lock: no thread of ours runs any more."""
    own = msgspec.structs.replace(settings, stall_timeout=5.0)
    endless = textwrap.dedent("""
        import re
        import streams.workers.fingerprinting as f
        f.fingerprint = lambda *a: re.match(r"(a+)+$", "a" * 80 + "b")
        """)
    produce(own, Names(own.prefix).raw, [(None, made_wire.lines(1)[0])], partition=0)
    with WorkerProcess("fingerprint", own, tmp_path / "log", endless + PROGRAM) as worker:
        assert worker.wait() == 1, worker.tail()
        assert "re.match" in worker.tail() or "/re/" in worker.tail(), "the traceback shows where"


def test_a_stop_while_kafka_is_away_is_over_in_time_and_says_what_is_not_committed(tmp_path: Path) -> None:
    """Frozen in the middle of the work: 78.  What was not committed is read again once Kafka is back."""
    with LocalKafka() as kafka:
        settings = Settings(brokers=kafka.start().brokers, raw_partitions=1, data_dir=str(tmp_path / "faust"))
        create_topics(settings)
        names = Names(settings.prefix)
        raw = made_wire.lines(3000)
        produce(settings, names.raw, ((None, line) for line in raw))
        with WorkerProcess("fingerprint", settings, tmp_path / "log") as worker:
            consume(settings, [names.fingerprints], 200)
            code, seconds = _stopped_without(kafka, worker)
            (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
        assert (code, line["exit_code"]) == (ExitCode.UNCOMMITTED, ExitCode.UNCOMMITTED)
        assert seconds < STOP_S
        with WorkerProcess("fingerprint", settings, tmp_path / "log") as worker:
            wait_until(lambda: len(_keys(settings, names.fingerprints)) == len(raw), what="all to be read")
            assert worker.terminate() == 0, worker.tail()
        sent = len(consume(settings, [names.fingerprints]))
        with WorkerProcess("match", settings, tmp_path / "idle.log") as idle:
            idle.wait_ready()
            consume(settings, [names.new, names.rewrite], sent)
            assert idle.terminate() == 0, idle.tail()
        with WorkerProcess("match", settings, tmp_path / "idle.log") as idle:
            idle.wait_ready()
            code, seconds = _stopped_without(kafka, idle)
        assert code == ExitCode.STOPPED, "nothing was in hand"
        assert seconds < STOP_S


def test_a_broker_that_is_away_does_not_end_an_idle_worker(tmp_path: Path) -> None:
    """For three times the stall timeout Kafka answers nothing; the client's thread does."""
    with LocalKafka() as kafka:
        brokers = kafka.start().brokers
        settings = Settings(brokers=brokers, data_dir=str(tmp_path / "faust"), monitor_interval=1e6)
        own = msgspec.structs.replace(settings, stall_timeout=6.0)
        create_topics(settings)
        names = Names(settings.prefix)
        with WorkerProcess("fingerprint", own, tmp_path / "log") as worker:
            worker.wait_ready()
            assert kafka.pid is not None
            os.kill(kafka.pid, signal.SIGSTOP)
            try:
                with pytest.raises(subprocess.TimeoutExpired):
                    worker.process.wait(3 * own.stall_timeout)
            finally:
                os.kill(kafka.pid, signal.SIGCONT)
            produce(settings, names.raw, ((None, line) for line in made_wire.lines(20)))
            # Kafka may have forgotten it: before it is in its group again, it processes and cannot commit.
            wait_until(lambda: _in_group(settings) and _all_committed(settings), what="all to be committed")
            assert worker.terminate() == ExitCode.STOPPED, worker.tail()
        assert len(_keys(settings, names.fingerprints)) == 20


def _stopped_without(kafka: LocalKafka, worker: WorkerProcess) -> tuple[int, float]:
    """Exit code and seconds of a stop while Kafka is frozen."""
    assert kafka.pid is not None
    os.kill(kafka.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        return worker.terminate(timeout=90.0), time.monotonic() - began
    finally:
        os.kill(kafka.pid, signal.SIGCONT)


def _in_group(settings: Settings) -> bool:
    """Whether the fingerprint workers' group has one member, which has its partitions."""
    group = Names(settings.prefix).fingerprint_app
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        described = admin.describe_groups([group])[group]
    return described["group_state"] == "Stable" and len(described["members"]) == 1


def _all_committed(settings: Settings) -> bool:
    """Whether the fingerprint workers have committed all of their input."""
    names = Names(settings.prefix)
    written = {(tp.topic, tp.partition): end for tp, end in ends(settings, [names.raw]).items() if end}
    return bool(written) and committed(settings, names.fingerprint_app) == written


def _keys(settings: Settings, topic: str) -> set[bytes]:
    return {message.key for message in consume(settings, [topic])}


def _narrow(settings: Settings, topic: str) -> None:
    """Have the topic refuse messages of more than 100 bytes."""
    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    try:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"max.message.bytes": "100"})])
    finally:
        admin.close()
