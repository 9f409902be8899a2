"""`copytaster demo`: shows the main job, and leaves nothing behind."""

import re
import signal

import pytest
from kafka.admin import KafkaAdminClient

from tests.support.cli import copytaster
from tests.support.ports import two_free
from tests.support.stack import Session

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def test_demo(broker: str) -> None:
    """Every verdict of the sample is right, with ports for probes; topics and groups are gone afterwards."""
    done = copytaster("demo", "--fast", WIRE_BROKERS=broker, WIRE_WEB_PORT=str(two_free()))
    told = done.stdout.decode()
    assert done.returncode == 0, told[-3000:] + done.stderr.decode()
    assert "All as it should be" in told
    assert len(re.findall(r"^ +\d+\.\d s  ", told, re.MULTILINE)) == 4, "every step is timed"
    admin = KafkaAdminClient(bootstrap_servers=broker)
    try:
        assert not [name for name in admin.list_topics() if name.startswith("demo-")]
        assert not [group for group in admin.list_groups() if str(group).startswith("demo-")]
    finally:
        admin.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_demo(number: int, code: int) -> None:
    """Ctrl-C or SIGTERM in the middle stops everything, with no more than a word."""
    with Session("demo", "--rate", "2") as session:
        session.read_until("^NEW")
        session.process.send_signal(number)
        assert session.wait() == (code, "")
        assert session.left() == []
