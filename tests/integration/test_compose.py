"""docker-compose.yml as it is: image built, all started, articles in, verdicts out, stopped in order."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer

from streams.local.config import HOST, free_port

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
BUILD_S = 900
COMMAND_S = 300
ANSWER_MS = 60_000

STORY = (
    "Divers have found the wreck of the packet boat Amaranth in forty metres of water off Cape Linde, 118"
    " years after it went down with its mail, the Institute of Maritime Archaeology said on Tuesday.\n\n"
    "The boat left Osk for the mainland on 3 March 1908 with sixteen sacks of letters and was never seen"
    " again. Its bell, which bears the name and the year of its launch, was raised last week and is being"
    " cleaned at the institute's workshop in Brindle Bay.\n\n"
    '"We had looked for it in the wrong place for thirty years because one log book gave the wrong wind,"'
    " said Marit Holm, who led the search. The wreck will stay where it is; a dive to look for the mail is"
    " planned for June."
)
OTHER = (
    "The price of greenhouse tomatoes rose by a fifth in a month at the auction hall of Veldmark, as growers"
    " waited for a new gas contract before they replanted, the hall's weekly report showed.\n\n"
    "Cucumbers were unchanged. The next report is due on Friday."
)


@dataclass(frozen=True)
class Stack:
    """A running compose project."""

    project: str
    brokers: str
    environment: dict[str, str]

    def compose(self, *arguments: str, timeout: float = COMMAND_S) -> str:
        """Run `docker compose` on it; what it prints, or a failure of the test with the services' logs."""
        result = self._run(arguments, timeout)
        if result.returncode:
            logs = self._run(("logs", "--no-color", "--tail", "20"), COMMAND_S)
            what = f"docker compose {' '.join(arguments)} ended with {result.returncode}"
            pytest.fail(f"{what}:\n{result.stderr[-4000:]}\n{logs.stdout}")
        return result.stdout

    def _run(self, arguments: tuple[str, ...], timeout: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "compose", "--project-name", self.project, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The project under a name and a port of its own; gone afterwards, with its data."""
    port = free_port()
    environment = os.environ | {"KAFKA_PORT": str(port)}
    started = Stack(f"copytaster-test-{secrets.token_hex(4)}", f"{HOST}:{port}", environment)
    try:
        started.compose("up", "--build", "--detach", "--wait", timeout=BUILD_S)
        yield started
    finally:
        started.compose("down", "--volumes", "--remove-orphans", "--timeout", "10")


def article(uri: str, provider: str, headline: str, body: str) -> bytes:
    """An article as an agency sends it."""
    fields = {
        "uri": uri,
        "provider": provider,
        "headline": headline,
        "body_text": body,
        "language": "en",
        "versioncreated": "2026-03-03T09:00:00Z",
        "pubstatus": "usable",
    }
    return json.dumps(fields).encode()


def send(brokers: str, values: list[bytes]) -> None:
    """Send to wire.raw, all under one key: they are judged in this order."""
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all")
    for value in values:
        producer.send("wire.raw", value, key=b"one agency").get(timeout=30)
    producer.close()


def read(brokers: str, topic: str, count: int) -> list[dict]:
    """The first `count` records of a topic."""
    consumer = KafkaConsumer(
        topic, bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=ANSWER_MS
    )
    records = [json.loads(message.value) for _, message in zip(range(count), consumer, strict=False)]
    consumer.close()
    return records


def test_verbatim_copy_is_called_a_rewrite(stack: Stack) -> None:
    """A verbatim copy is a rewrite of the first, another story is new, and junk is a dead letter."""
    original = article("urn:example:norda:1", "Norda", "Wreck of mail boat found", STORY)
    copy = article("urn:example:ostwire:7", "Ostwire", "Divers find the Amaranth", STORY)
    other = article("urn:example:norda:2", "Norda", "Tomatoes up by a fifth", OTHER)
    send(stack.brokers, [original, copy, b"{ this is no article", other])

    rewrites = read(stack.brokers, "wire.stories.rewrite", 1)
    assert [event["event"] for event in rewrites] == ["rewrite"]
    assert rewrites[0]["article"]["uri"] == "urn:example:ostwire:7"
    assert rewrites[0]["rewrite_of"]["uri"] == "urn:example:norda:1"
    assert rewrites[0]["relation"] in {"copy", "near_copy"}

    stories = read(stack.brokers, "wire.stories.new", 2)
    assert [event["article"]["uri"] for event in stories] == ["urn:example:norda:1", "urn:example:norda:2"]

    letters = read(stack.brokers, "wire.deadletter", 1)
    assert len(letters) == 1
    assert letters[0]["reason"]


def test_workers_are_not_root(stack: Stack) -> None:
    """The workers run under a user id of their own, and can keep compiled code."""
    uid = stack.compose("exec", "--no-TTY", "match", "id", "-u").strip()
    assert uid == "10001"
    stack.compose("exec", "--no-TTY", "match", "test", "-w", "/var/lib/copytaster/numba")


def test_workers_stop_in_order(stack: Stack) -> None:
    """`docker compose stop` ends both workers with exit code 0, and none was restarted before."""
    stack.compose("stop", "fingerprint", "match")
    for service in ("fingerprint", "match"):
        container = stack.compose("ps", "--all", "--quiet", service).strip()
        state = subprocess.run(
            ["docker", "inspect", "--format", "{{.State.ExitCode}} {{.RestartCount}}", container],
            capture_output=True,
            text=True,
            check=True,
        )
        assert state.stdout.strip() == "0 0", service
