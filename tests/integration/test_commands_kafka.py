"""The commands that talk to Kafka, one by one, on a real one."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from schemas.codec import to_json
from streams.settings import Settings
from streams.topics import Names, topics
from tests.support import made_wire
from tests.support.cli import COPYTASTER, copytaster, environment, objects, write_lines
from tests.support.made_events import new_story, rewrite
from tests.support.workers import consume, produce

pytestmark = pytest.mark.kafka


def variables(settings: Settings) -> dict[str, str]:
    """The settings for another process."""
    return settings.to_env()


def test_topics(broker: str, settings: Settings) -> None:
    """`topics create` makes what `topics check` misses, and running it again changes nothing."""
    fresh = variables(msgspec.structs.replace(settings, brokers=broker, prefix=f"{settings.prefix}fresh."))
    missing = copytaster("topics", "check", **fresh)
    assert missing.returncode == 1
    assert missing.stderr.count(b"is missing: run `copytaster topics create`") == len(topics(settings))
    created = copytaster("topics", "create", **fresh)
    assert created.returncode == 0, created.stderr
    assert created.stdout.count(b" created ") == len(topics(settings))
    again = copytaster("topics", "create", **fresh)
    assert (again.returncode, again.stdout.count(b" present ")) == (0, len(topics(settings)))
    assert copytaster("topics", "check", **fresh).returncode == 0


def test_topics_of_another_shape(settings: Settings) -> None:
    """A topic with another number of partitions is a problem to `check`, and refused by `create`."""
    other = variables(settings) | {"WIRE_RAW_PARTITIONS": "5"}
    for command in ("check", "create"):
        done = copytaster("topics", command, **other)
        assert done.returncode == 1
        assert b"wire.raw has 2 partitions, the settings ask for 5" in done.stderr


def test_feed(settings: Settings, tmp_path: Path) -> None:
    """Every item of a folder is on wire.raw afterwards, byte for byte, keyed by its uri."""
    lines = made_wire.lines(300)
    write_lines(tmp_path / "a.jsonl.gz", lines[:200])
    write_lines(tmp_path / "b.jsonl", [*lines[200:], b"{broken", b"\xff\xfe"])
    done = copytaster("feed", tmp_path, **variables(settings))
    assert done.returncode == 0, done.stderr
    assert b"302 items acknowledged" in done.stderr
    got = consume(settings, [Names(settings.prefix).raw], 302)
    assert sorted(message.value for message in got) == sorted([*lines, b"{broken", b"\xff\xfe"])
    keys = {message.value: message.key for message in got}
    assert keys[b"{broken"] is None
    assert keys[lines[7]] == b"urn:made:1:7"


def test_feed_standard_input_at_a_rate(settings: Settings) -> None:
    """`feed -` reads standard input; --rate holds it back."""
    lines = made_wire.lines(10)
    done = copytaster("feed", "-", "--rate", "20", stdin=b"\n".join(lines), **variables(settings))
    assert done.returncode == 0, done.stderr
    seconds = float(done.stderr.split(b" in ")[1].split(b" s,")[0])
    assert seconds >= 0.4
    assert len(consume(settings, [Names(settings.prefix).raw], 10)) == 10


def test_feed_too_large(settings: Settings, tmp_path: Path) -> None:
    """An item above WIRE_MAX_MESSAGE_BYTES is named and makes feed fail; the others are sent."""
    lines = made_wire.lines(3)
    path = write_lines(tmp_path / "x.jsonl", [lines[0], b'{"uri": "urn:%s"}' % (b"a" * 100_000), *lines[1:]])
    done = copytaster("feed", path, **variables(settings) | {"WIRE_MAX_MESSAGE_BYTES": "100000"})
    assert done.returncode == 1
    told = " ".join(done.stderr.decode().split())
    assert "x.jsonl, line 2: 100,015 bytes are more than WIRE_MAX_MESSAGE_BYTES=100000" in told
    assert len(consume(settings, [Names(settings.prefix).raw], 3)) == 3


@pytest.mark.parametrize("command", [["feed", "-"], ["tail"]])
def test_missing_topic(settings: Settings, command: list[str]) -> None:
    """Without the topics, commands say which is missing and what to run."""
    done = copytaster(*command, stdin=b"{}", **variables(settings) | {"WIRE_PREFIX": "nowhere."})
    assert done.returncode == 1
    assert done.stderr.startswith(b"copytaster: there is no topic nowhere.wire.")
    assert done.stderr.endswith(b": run `copytaster topics create`\n")


EVENTS = [new_story("urn:a"), rewrite("urn:b", "urn:a"), new_story("urn:c")]


@pytest.fixture
def judged(settings: Settings) -> Settings:
    """An installation with three verdicts on its topics."""
    names = Names(settings.prefix)
    for event in EVENTS:
        topic = names.rewrite if event.article.uri == "urn:b" else names.new
        produce(settings, topic, [(event.story_id.encode(), to_json(event))])
    return settings


def test_tail_as_json(judged: Settings) -> None:
    """`tail --json` gives the events as they are, one a line."""
    done = copytaster("tail", "--from-beginning", "--json", "--limit", "3", **variables(judged))
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(to_json(event) for event in EVENTS)


def test_tail_in_words(judged: Settings) -> None:
    """`tail` says each verdict in words."""
    done = copytaster("tail", "--from-beginning", "--limit", "3", **variables(judged))
    told = done.stdout.decode()
    assert told.count("NEW      urn:") == 2
    assert told.count("REWRITE  urn:b\n  rewrite 0.90 of urn:a: ") == 1


def test_tail_is_live(judged: Settings) -> None:
    """Without --from-beginning, only what comes after the start is shown, as it comes."""
    late = to_json(new_story("urn:late"))
    with subprocess.Popen(
        [*COPYTASTER, "tail", "--json", "--limit", "1"],
        stdout=subprocess.PIPE,
        env=environment(**variables(judged)),
    ) as process:
        while process.poll() is None:  # nothing tells when it has begun to listen
            produce(judged, Names(judged.prefix).new, [(b"late", late)])
        assert process.stdout
        assert [event["article"]["uri"] for event in objects(process.stdout.read())] == ["urn:late"]
    assert process.returncode == 0
