"""What the commands say when Kafka goes away while they run."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from schemas.codec import to_json
from streams.local import LocalKafka
from streams.settings import Settings
from streams.workers.admin import create_topics
from tests.support import made_wire
from tests.support.cli import COPYTASTER, environment
from tests.support.made_events import new_story
from tests.support.stack import Session
from tests.support.workers import produce

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.fixture
def kafka() -> Iterator[LocalKafka]:
    """A Kafka of the test's own, with all topics."""
    with LocalKafka() as running:
        create_topics(Settings(brokers=running.brokers))
        yield running


def start(*arguments: str, kafka: LocalKafka) -> "subprocess.Popen[bytes]":
    """A command that goes on until its input ends."""
    return subprocess.Popen(
        [*COPYTASTER, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(WIRE_BROKERS=kafka.brokers),
    )


def test_feed(kafka: LocalKafka) -> None:
    """Feed says in one line how many items Kafka has acknowledged, and fails."""
    with start("feed", "-", kafka=kafka) as process:
        assert process.stdin
        process.stdin.write(b"".join(line + b"\n" for line in made_wire.lines(20)))
        process.stdin.flush()
        wait_for_records(kafka, 20)
        kafka.kill()
        _, told = process.communicate(b"".join(line + b"\n" for line in made_wire.lines(5)), timeout=90)
    assert process.returncode == 1
    assert re.fullmatch(
        rf"copytaster: Kafka at {kafka.brokers} acknowledged 20 of 2[1-5] items and then failed: .*\n",
        told.decode(),
    )


def wait_for_records(kafka: LocalKafka, count: int) -> None:
    """Return when wire.raw has so many."""
    from kafka import KafkaConsumer, TopicPartition  # noqa: PLC0415 - the fixture has that name

    client = KafkaConsumer(bootstrap_servers=kafka.brokers)
    try:
        partitions = [TopicPartition("wire.raw", n) for n in client.partitions_for_topic("wire.raw") or ()]
        while sum(client.end_offsets(partitions).values()) < count:
            time.sleep(0.1)
    finally:
        client.close()


def test_tail(kafka: LocalKafka) -> None:
    """Tail says once that Kafka does not answer, and once that it does again."""
    produce(Settings(brokers=kafka.brokers), "wire.stories.new", [(b"a", to_json(new_story("urn:a")))])
    with start("tail", "--from-beginning", "--json", kafka=kafka) as process:
        try:
            assert process.stdout
            assert process.stderr
            process.stdout.readline()
            kafka.kill()
            assert process.stderr.readline().decode() == (
                f"Kafka at {kafka.brokers} does not answer; still trying\n"
            )
            kafka.start()
            assert process.stderr.readline().decode() == f"Kafka at {kafka.brokers} answers again\n"
        finally:
            process.kill()


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "temporary"])
def test_up(tmp_path: Path, *, kept: bool) -> None:
    """Up notices within seconds, shows the end of Kafka's log, and leaves nothing running."""
    folder = ("--data-dir", str(tmp_path)) if kept else ()
    with Session("up", "--port", "0", *folder) as session:
        session.read_until("both workers are ready")
        java = [p for p in psutil.Process(session.process.pid).children(recursive=True) if p.name() == "java"]
        java[-1].send_signal(signal.SIGKILL)
        killed = time.monotonic()
        code, told = session.wait()
        assert time.monotonic() - killed < 8
        assert code == 1
        assert told.startswith("copytaster: the local Kafka ended; the end of its log:\n")
        assert len(told.splitlines()) > 10
        assert session.left() == []
