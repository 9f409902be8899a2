"""`copytaster up`: everything on this machine, and nothing of it left afterwards."""

import signal
import socket
from pathlib import Path

import pytest

from streams.sample import articles
from tests.support.cli import copytaster, write_lines
from tests.support.stack import Session

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

READY = r"Kafka is at (\S+), both workers are ready"
ARTICLES = articles()[:40]


def up(folder: Path) -> Session:
    """A stack that keeps its data."""
    return Session("up", "--data-dir", folder, "--port", "0")


def verdicts(brokers: str, count: int) -> list[bytes]:
    """What the topics hold."""
    done = copytaster("tail", "--from-beginning", "--json", "--limit", str(count), WIRE_BROKERS=brokers)
    return sorted(done.stdout.splitlines())


def test_session(tmp_path: Path) -> None:
    """up, feed, tail: the events are those of replay; Ctrl-C stops all; the next start still has them."""
    day, folder = write_lines(tmp_path / "day.jsonl", ARTICLES), tmp_path / "data"
    replayed = sorted(copytaster("replay", day).stdout.splitlines())
    with up(folder) as session:
        brokers = session.read_until(READY)[1]
        fed = copytaster("feed", "--rate", "20", day, WIRE_BROKERS=brokers)
        assert fed.returncode == 0, fed.stderr
        assert verdicts(brokers, len(ARTICLES)) == replayed
        session.read_until("Ctrl-C stops everything")
        session.process.send_signal(signal.SIGINT)
        assert session.wait() == (0, "")
        assert session.left() == []
    with up(folder) as session:
        brokers = session.read_until(READY)[1]
        assert verdicts(brokers, len(ARTICLES)) == replayed
        session.process.terminate()
        assert session.wait() == (0, "")
        assert session.left() == []
    assert {path.name for path in folder.glob("*.log")} == {"fingerprint.log", "match.log"}


def test_worker_that_dies(tmp_path: Path) -> None:
    """When a worker dies, up says which and with what code, ends with it, and leaves nothing running."""
    with up(tmp_path) as session:
        session.read_until(READY)
        session.below("worker", "match").kill()
        code, errors = session.wait()
        assert code == 128 + signal.SIGKILL
        assert "the match worker was killed by signal 9 (SIGKILL); the end of its log:\n" in errors
        assert session.left() == []


def test_killed(tmp_path: Path) -> None:
    """Even after kill -9 of up, neither Kafka nor a worker goes on."""
    with up(tmp_path) as session:
        session.read_until(READY)
        session.process.kill()
        assert session.left() == []


def test_port_that_is_taken() -> None:
    """A port on which somebody listens is refused in one line that says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = copytaster("up", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.decode() == (
        f"copytaster: port {port} is taken: choose another with --port; 0 is any free one\n"
    )
