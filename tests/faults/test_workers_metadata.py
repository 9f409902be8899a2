"""A broker that has just come back may not know its topics yet: whoever joins then gets no partitions."""

import textwrap
from pathlib import Path

import pytest

from streams.settings import Settings
from streams.topics import Names
from tests.support import made_wire
from tests.support.workers import PROGRAM, WorkerProcess, committed, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

RAW = made_wire.lines(40)
UNKNOWN_AT_FIRST = """
    import time
    from aiokafka.cluster import ClusterMetadata
    known, first = ClusterMetadata.partitions_for_topic, []
    def partitions_for_topic(self, topic):
        first.append(time.monotonic())
        return known(self, topic) if first[-1] - first[0] > 5 else None
    ClusterMetadata.partitions_for_topic = partitions_for_topic
    """


def test_a_worker_without_partitions_gets_them_once_the_broker_knows_them(
    settings: Settings, tmp_path: Path
) -> None:
    """It is ready with nothing to do, and nothing waits that a watchdog could see: it has to ask again."""
    names = Names(settings.prefix)
    produce(settings, names.raw, ((None, line) for line in RAW), partition=0)
    program = textwrap.dedent(UNKNOWN_AT_FIRST) + PROGRAM
    with WorkerProcess("fingerprint", settings, tmp_path / "log", program) as worker:
        worker.wait_ready()
        assert "No partition metadata for topic" in worker.tail()
        wait_until(
            lambda: committed(settings, names.fingerprint_app).get((names.raw, 0)) == len(RAW),
            what="all to be committed",
        )
        assert worker.terminate() == 0, worker.tail()
