"""The short form of `make faults`: workers killed, stopped and replaced, the broker killed, all checked."""

from pathlib import Path

import pytest

from streams.errors import BrokerError
from streams.local import LocalKafka
from tests.faults.campaign import SHORT, run

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

SEED = 1


def test_a_disturbed_installation_loses_and_contradicts_nothing(tmp_path: Path) -> None:
    """Four kills, SIGTERM, a broker killed, a desk handed over in 1,500 articles: every promise is kept."""
    try:
        kafka = LocalKafka().start()
    except BrokerError as error:
        pytest.skip(f"the local Kafka, the one that may be disturbed, does not run here: {error}")
    with kafka:
        outcome = run(SEED, kafka, tmp_path, SHORT, print)
    assert outcome.ok, "\n".join([str(outcome.report), *outcome.problems, *map(str, outcome.ends)])
    assert outcome.kills == SHORT.kills
    assert outcome.report.counts.articles == SHORT.articles
    assert outcome.report.counts.tombstones > 0
    assert outcome.report.counts.repeats > 0
