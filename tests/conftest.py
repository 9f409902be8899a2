"""Fixtures of all tests: a real Kafka, and settings with topics of their own on it."""

import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.settings import PREFIX, Settings
from tests.support import broker as brokers

SHARED = Path(__file__).parents[2] / "shared" / "data"


def pytest_configure() -> None:
    """Start from an ordinary process: without the caller's WIRE_* variables, and minding SIGINT.

    The variables say where Kafka is, no more.  Shells start background jobs with SIGINT ignored, and the
    commands that tests interrupt would inherit that.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    brokers.choose()  # remembers WIRE_BROKERS
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


def pytest_report_header() -> str:
    """Say which Kafka the tests run on."""
    kind, detail = brokers.choose()
    return f"Kafka: {kind.value} ({detail})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, and say why."""
    no_sets = "" if SHARED.is_dir() else "the labelled sets are not beside the repository (../shared/data)"
    for item in items:
        if item.get_closest_marker("docker") and brokers.no_docker():
            item.add_marker(pytest.mark.skip(reason=brokers.no_docker()))
        if item.get_closest_marker("shared") and no_sets:
            item.add_marker(pytest.mark.skip(reason=no_sets))


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """Bootstrap servers of a real Kafka, the same for the whole run."""
    with brokers.running_broker() as servers:
        yield servers


@pytest.fixture
def settings(broker: str, tmp_path: Path) -> Settings:
    """Settings of an installation of the test's own on that Kafka, its topics made."""
    from streams.workers.admin import create_topics  # noqa: PLC0415 - imports Faust, for tests with Kafka only

    own = Settings(
        brokers=broker,
        prefix=f"test-{secrets.token_hex(4)}.",
        raw_partitions=2,
        data_dir=str(tmp_path / "faust"),
    )
    create_topics(own)
    return own
