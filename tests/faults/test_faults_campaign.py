"""The short form of `make faults`: workers killed, stopped and replaced, the broker killed, all checked."""

import signal
from pathlib import Path

import pytest

from streams.errors import BrokerError
from streams.local import LocalKafka
from streams.workers.exits import ExitCode
from tests.faults.campaign import SHORT, run, without_excuse
from tests.faults.fleet import End

SEED = 1


@pytest.mark.kafka
@pytest.mark.slow
def test_a_disturbed_installation_loses_and_contradicts_nothing(tmp_path: Path) -> None:
    """Four kills, SIGTERM, a broker killed, a desk handed over in 1,500 articles: every promise is kept."""
    try:
        kafka = LocalKafka().start()
    except BrokerError as error:
        pytest.skip(f"the local Kafka, the one that may be disturbed, does not run here: {error}")
    with kafka:
        outcome = run(SEED, kafka, tmp_path, SHORT, print)
    assert outcome.ok, "\n".join([str(outcome.report), *outcome.problems, *map(str, outcome.ends)])
    by_signal = [end for end in outcome.ends if end.code == -signal.SIGKILL]
    assert len(by_signal) == outcome.kills == SHORT.kills
    assert outcome.report.counts.articles == SHORT.articles
    assert outcome.report.counts.tombstones > 0


@pytest.mark.parametrize(
    "code", [ExitCode.AGENT_ERROR, ExitCode.TOO_MANY_DEADLETTERS, ExitCode.STOPPED, 1, -11]
)
def test_a_worker_that_ends_by_a_bug_breaks_the_campaign(code: int) -> None:
    """Though the next one makes it good: no disturbance gives a reason for it."""
    assert without_excuse(End("match", code, "itself"))


@pytest.mark.parametrize(
    ("code", "asked"), [(ExitCode.SEND_FAILED, "itself"), (ExitCode.STOPPED, "SIGTERM"), (-9, "kill -9")]
)
def test_a_worker_that_ends_by_a_disturbance_does_not(code: int, asked: str) -> None:
    """Kafka was away, or it was told to."""
    assert not without_excuse(End("match", code, asked))
