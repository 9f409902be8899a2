"""WIRE_WEB_PORT: one port for each worker, and a clear end where it is taken."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.commands.stack import LAST_PORT, running
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings
from streams.workers.exits import ExitCode
from streams.workers.web import port_problem
from tests.support.cli import copytaster
from tests.support.ports import two_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens; nobody does on the one before."""
    port = two_free() + 1
    with socket.create_server(("127.0.0.1", port)):
        yield port


def test_a_free_port_is_no_problem() -> None:
    """Nor is none."""
    assert port_problem(two_free()) is None
    assert port_problem(0) is None


def test_a_worker_whose_port_is_taken_says_so(taken: int, tmp_path: Path) -> None:
    """One line with a code, before it asks Kafka for anything, and no traceback."""
    done = copytaster(
        "worker",
        "match",
        WIRE_WEB_PORT=str(taken),
        WIRE_BROKERS="127.0.0.1:1",
        WIRE_LOG_FORMAT="json",
        WIRE_DATA_DIR=str(tmp_path),
    )
    told = done.stderr.decode()
    assert done.returncode == ExitCode.CRASHED, told
    assert f"port {taken} is taken: set WIRE_WEB_PORT" in told.splitlines()[-1]
    assert told.count("worker ends") == 1
    assert "Traceback" not in told


@pytest.mark.parametrize("place", [0, 1], ids=["fingerprint", "match"])
def test_up_looks_at_the_ports_of_both_workers(taken: int, tmp_path: Path, place: int) -> None:
    """The match worker has the port after that of the fingerprint worker."""
    settings = Settings(web_port=taken - place)
    with pytest.raises(BrokerError, match=f"port {taken} is taken"), running(settings, None, tmp_path):
        pass


def test_up_needs_a_second_port(tmp_path: Path) -> None:
    """After the last one there is none."""
    with (
        pytest.raises(SettingsError, match="WIRE_WEB_PORT"),
        running(Settings(web_port=LAST_PORT), None, tmp_path),
    ):
        pass
