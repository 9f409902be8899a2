"""How workers end: every failure has its exit code, says why in one line, and commits nothing doubtful."""

import textwrap
from pathlib import Path

import msgspec
import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from streams.settings import Settings
from streams.topics import Names
from streams.workers.exits import ExitCode
from tests.support import made_wire
from tests.support.judging import verdict_of
from tests.support.workers import PROGRAM, Kind, WorkerProcess, committed, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

RAW = made_wire.lines(40)


def _with(fault: str) -> str:
    """The worker's program with a fault put in before it runs."""
    return textwrap.dedent(fault) + PROGRAM


def _last_words(worker: WorkerProcess, code: ExitCode) -> dict[str, object]:
    """The one line that says why; the exit code must be the one that it names."""
    assert worker.wait() == code, worker.tail()
    (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
    assert line["exit_code"] == code
    assert line["meaning"] == code.meaning
    return line


@pytest.mark.parametrize("kind", ["fingerprint", "match"])
def test_missing_topics_end_a_worker_at_its_start(broker: str, tmp_path: Path, kind: Kind) -> None:
    """It names each topic and the command that makes them."""
    settings = Settings(brokers=broker, prefix="never-made.", data_dir=str(tmp_path / "faust"))
    with WorkerProcess(kind, settings, tmp_path / "log") as worker:
        line = _last_words(worker, ExitCode.TOPICS)
    assert "topic never-made.wire.raw is missing: run `copytaster topics create`" in str(line["problems"])


def test_another_partition_count_ends_a_worker_at_its_start(settings: Settings, tmp_path: Path) -> None:
    """A desk map for more desks than there are must not start."""
    more = msgspec.structs.replace(settings, desks=3)
    with WorkerProcess("match", more, tmp_path / "log") as worker:
        line = _last_words(worker, ExitCode.TOPICS)
    assert "has 1 partitions, the settings ask for 3" in str(line["problems"])


def test_an_agents_error_ends_the_worker_and_its_message_comes_again(
    settings: Settings, tmp_path: Path
) -> None:
    """Article 25 fails: it is not committed, and a worker without the fault judges all forty."""
    names = Names(settings.prefix)
    fault = """
        import streams.detection.desk as desk
        weigh = desk.Desk.weigh
        def failing(self, fingerprint, place):
            if fingerprint.uri.endswith(":25"):
                raise ZeroDivisionError("a bug")
            return weigh(self, fingerprint, place)
        desk.Desk.weigh = failing
        """
    with WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"):
        produce(settings, names.raw, ((None, line) for line in RAW), partition=0)
        with WorkerProcess("match", settings, tmp_path / "match.log", _with(fault)) as worker:
            line = _last_words(worker, ExitCode.AGENT_ERROR)
        assert line["error"] == "ZeroDivisionError('a bug')"
        assert committed(settings, names.match_app).get((names.fingerprints, 0), 0) <= 25
        with WorkerProcess("match", settings, tmp_path / "match.log"):
            wait_until(
                lambda: committed(settings, names.match_app).get((names.fingerprints, 0)) == 40,
                what="all to be committed",
            )
    out = consume(settings, [names.new, names.rewrite])
    assert len({verdict_of(message.value) for message in out}) == 40


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("hung", "async def stop(*a, **k): await __import__('asyncio').sleep(1e6)"),
        ("blocked", "async def stop(*a, **k): __import__('time').sleep(1e6)"),
    ],
    ids=["a hung agent", "a blocked event loop"],
)
def test_a_worker_that_stands_still_ends(settings: Settings, tmp_path: Path, name: str, fault: str) -> None:
    """After the stall timeout, with what stands still; its message is not committed."""
    names = Names(settings.prefix)
    impatient = msgspec.structs.replace(settings, stall_timeout=12.0)
    program = f"{fault}\nimport streams.workers.quarantine as q\nq.Quarantine.put = stop\n{PROGRAM}"
    with WorkerProcess("fingerprint", impatient, tmp_path / "log", program) as worker:
        worker.wait_ready()
        produce(settings, names.raw, [(b"bad", b"{")], partition=0)
        line = _last_words(worker, ExitCode.STUCK)
    expected = {"hung": "in hand and not finished", "blocked": "the event loop has not run"}
    assert expected[name] in str(line["reason"])
    assert committed(settings, names.fingerprint_app) == {}


def test_a_message_that_kafka_refuses_ends_the_worker(settings: Settings, tmp_path: Path) -> None:
    """A topic narrowed while the worker runs: what the message belongs to is not committed."""
    names = Names(settings.prefix)
    with WorkerProcess("fingerprint", settings, tmp_path / "log") as worker:
        worker.wait_ready()
        _narrow(settings, names.fingerprints)
        produce(settings, names.raw, ((None, line) for line in RAW), partition=0)
        line = _last_words(worker, ExitCode.SEND_FAILED)
    assert line["topic"] == names.fingerprints
    assert committed(settings, names.fingerprint_app) == {}


def test_a_window_that_cannot_be_read_back_ends_the_worker(settings: Settings, tmp_path: Path) -> None:
    """Something that is no entry stands in the changelog."""
    names = Names(settings.prefix)
    produce(settings, names.changelog, [(b"key", b"no entry at all")], partition=0)
    with WorkerProcess("match", settings, tmp_path / "log") as worker:
        line = _last_words(worker, ExitCode.RECOVERY_FAILED)
    assert line["topic"] == names.changelog


def test_a_feed_of_rubbish_ends_the_worker_before_it_drains(settings: Settings, tmp_path: Path) -> None:
    """More than the share of the last messages: the last reason is named, the rest stays on the wire."""
    names = Names(settings.prefix)
    strict = msgspec.structs.replace(settings, deadletter_share=0.5, deadletter_sample=100)
    produce(settings, names.raw, ((None, b"FERRY LATE") for _ in range(500)), partition=0)
    with WorkerProcess("fingerprint", strict, tmp_path / "log") as worker:
        line = _last_words(worker, ExitCode.TOO_MANY_DEADLETTERS)
    assert line["last_reason"] == "not_json"
    assert "WIRE_DEADLETTER_SHARE: 50%" in str(line["limit"])
    assert len(consume(settings, [names.deadletter])) <= 51


def test_a_broker_that_is_not_there_ends_a_worker_at_its_start(tmp_path: Path) -> None:
    """Nobody listens on that port."""
    settings = Settings(brokers="127.0.0.1:1", data_dir=str(tmp_path / "faust"))
    with WorkerProcess("match", settings, tmp_path / "log") as worker:
        line = _last_words(worker, ExitCode.BROKER)
    assert "127.0.0.1:1" in str(line["error"])


def _narrow(settings: Settings, topic: str) -> None:
    """Have the topic refuse messages of more than 100 bytes."""
    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    try:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"max.message.bytes": "100"})])
    finally:
        admin.close()
