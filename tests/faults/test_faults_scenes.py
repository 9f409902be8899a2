"""One fault at a time, on a real Kafka with real workers; at the end the checker reads all topics."""

from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from streams.settings import Settings
from streams.topics import Names
from streams.workers.exits import ExitCode
from tests.faults import scenes_delivery, scenes_group, scenes_input, scenes_rebalance, scenes_stuck
from tests.faults.mutants import Scene
from tests.faults.mutations import run
from tests.support.workers import Kind, WorkerProcess, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.mark.parametrize(
    "scene",
    [
        scenes_delivery.refused_write,
        scenes_delivery.held_in_client,
        scenes_delivery.never_acknowledged,
        scenes_delivery.agent_error,
        scenes_delivery.killed_before_the_commit,
        scenes_input.wrong_clock,
        scenes_input.duplicates_and_odd_dates,
        scenes_stuck.dropped_event,
        scenes_stuck.stuck_consumer,
        scenes_stuck.stuck_client,
        scenes_stuck.stuck_producer,
        scenes_rebalance.sigterm_of_match,
        scenes_rebalance.sigterm_of_fingerprint,
        scenes_rebalance.zombie,
        scenes_rebalance.in_hand_while_dealt_anew,
        scenes_group.desk_back,
        scenes_group.stopped_in_a_commit,
        scenes_group.stopped_in_a_rebalance,
    ],
    ids=lambda scene: scene.__name__,
)
def test_a_fault_loses_nothing_and_contradicts_nothing(
    settings: Settings, tmp_path: Path, scene: Scene
) -> None:
    """The scene says what has to happen; after it nothing is wrong."""
    assert run(scene, settings, tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "lost"),
    [("fingerprint", "fingerprints"), ("match", "rewrite"), ("match", "changelog"), ("match", "deadletter")],
)
def test_a_worker_does_not_start_without_one_of_its_topics(
    settings: Settings, tmp_path: Path, kind: Kind, lost: str
) -> None:
    """Also an output or the changelog: it names the topic and the command, and never makes one itself."""
    topic = getattr(Names(settings.prefix), lost)
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        admin.delete_topics([topic])
        wait_until(lambda: topic not in admin.list_topics(), what=f"{topic} to be gone")
        with WorkerProcess(kind, settings, tmp_path / "log") as worker:
            assert worker.wait() == ExitCode.TOPICS, worker.tail()
            (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
        assert line["problems"] == [f"topic {topic} is missing: run `copytaster topics create`"]
        assert topic not in admin.list_topics()
