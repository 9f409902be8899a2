"""`copytaster deadletters` on a real Kafka: list, show, and back onto the topic."""

import os
import pty
import subprocess
from base64 import b64decode
from pathlib import Path

import msgspec
import orjson
import pytest

from schemas import REDRIVEN_FROM, REDRIVEN_LETTER, DeadLetter, Position, Reason
from schemas.codec import from_json, to_json
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names
from streams.workers.deadletters import dead_letter
from tests.support import made_wire
from tests.support.cli import COPYTASTER, copytaster, environment, objects
from tests.support.workers import WorkerProcess, consume, produce, wait_until

pytestmark = pytest.mark.kafka

KEEP = 4_000_000
GERMAN = "Fähre fällt aus".encode("latin-1")


def letter(
    position: Position,
    payload: bytes | None,
    reason: Reason = Reason.NOT_JSON,
    *,
    keep: int = KEEP,
    origin: Position | None = None,
    key: bytes = b"key",
) -> tuple[bytes | None, bytes]:
    """A message for wire.deadletter, as a worker writes it."""
    record = dead_letter(
        UnreadableError(reason, f"made: {reason.value}"), position, key, payload, keep, origin
    )
    return b"key", to_json(record)


def told(settings: Settings, *arguments: str, code: int = 0) -> tuple[str, str]:
    """What a subcommand says on standard output and standard error, line ends made spaces in neither."""
    done = copytaster("deadletters", *arguments, **settings.to_env())
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def names(settings: Settings) -> Names:
    """What the topics of the test are called."""
    return Names(settings.prefix)


@pytest.fixture
def filled(settings: Settings, names: Names) -> Settings:
    """Six messages on wire.raw, half of them unreadable, with their letters; one letter twice."""
    produce(settings, names.raw, [(b"key", b"{broken"), (b"key", GERMAN), (b"key", b"good")], partition=1)
    produce(settings, names.raw, [(b"key", b"<xml/>")], partition=0)
    letters = [
        letter(Position(names.raw, 1, 0), b"{broken"),
        letter(Position(names.raw, 1, 1), GERMAN, Reason.NOT_UTF8),
        letter(Position(names.raw, 1, 1), GERMAN, Reason.NOT_UTF8),
        letter(Position(names.raw, 0, 0), b"<xml/>"),
    ]
    produce(settings, names.deadletter, letters)
    return settings


def test_list_counts_by_reason_and_names_the_newest(filled: Settings, names: Names) -> None:
    """A row a reason, then the newest letters, the last one last; piped lines are whole."""
    out, _ = told(filled, "list", "--limit", "2")
    lines = out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["Reason", "Letters"],
        ["not_json", "2"],
        ["not_utf8", "2"],
    ]
    assert "the newest 2 of 4:" in lines
    assert f"{names.raw}/1/1  not_utf8  15 bytes  made: not_utf8" in lines[-2]
    assert f"{names.raw}/0/0  not_json  6 bytes  made: not_json" in lines[-1]


def test_list_by_reason_and_time(filled: Settings) -> None:
    """Filters leave out what they say."""
    out, _ = told(filled, "list", "--reason", "not_utf8", "--since", "1h")
    assert "not_utf8" in out
    assert "not_json" not in out
    assert told(filled, "list", "--since", "2101-01-01")[0] == "no dead letters of that kind\n"
    assert "--since" in told(filled, "list", "--since", "yesterday", code=2)[1]


def test_list_as_json(filled: Settings, names: Names) -> None:
    """Each letter is one object: the record, and where and when it came."""
    out, _ = told(filled, "list", "--json")
    found = objects(out.encode())
    assert [one["letter"] for one in found] == [f"{names.deadletter}/0/{n}" for n in range(4)]
    assert [b64decode(one["payload"]) for one in found] == [b"{broken", GERMAN, GERMAN, b"<xml/>"]
    assert len(objects(told(filled, "list", "--json", "--limit", "1")[0].encode())) == 1


def test_what_is_no_letter_is_passed_over(filled: Settings, names: Names) -> None:
    """Something else on the topic is counted, and stops nobody."""
    produce(filled, names.deadletter, [(None, b"{}"), (b"key", None)])
    out, err = told(filled, "list", "--json")
    assert len(objects(out.encode())) == 4
    assert err == "2 messages on wire.deadletter are no dead letters: passed over\n"


def test_show_text_and_bytes(filled: Settings, names: Names) -> None:
    """A text is shown as text, anything else as a dump; both with the reason and what to do."""
    text, _ = told(filled, "show", f"{names.raw}/1/0")
    assert text.endswith("\n\n{broken\n")
    assert "Have the feed send ninjs" in " ".join(text.split())
    dump, _ = told(filled, "show", f"{names.raw}/1/1")
    assert "the last of 2 letters about this message" in dump
    assert "00000000  46 e4 68 72 65 20 66 e4 6c 6c 74 20 61 75 73" in dump
    assert dump.endswith("F.hre f.llt aus\n")


def test_show_raw_writes_the_bytes(filled: Settings, names: Names) -> None:
    """--raw is the message as it came and nothing else."""
    done = copytaster("deadletters", "show", f"{names.raw}/1/1", "--raw", **filled.to_env())
    assert done.stdout == GERMAN


def test_a_position_that_no_letter_names(filled: Settings, names: Names) -> None:
    """One line says so and what lists them; what is no position is wrong usage."""
    for command in (["show"], ["redrive", "--yes"]):
        _, err = told(filled, *command, f"{names.raw}/1/2", code=1)
        assert err == (
            f"copytaster: no dead letter is about {names.raw}/1/2: `copytaster deadletters list` names them\n"
        )
        assert "topic/partition/offset" in told(filled, *command, "wire.raw/x", code=2)[1]


def test_redrive_puts_back_bytes_key_and_partition(filled: Settings, names: Names) -> None:
    """The messages stand behind what was there, once each, and say where they come from."""
    before = consume(filled, [names.raw])
    out, _ = told(filled, "redrive", "--all", "--yes")
    assert out.endswith("3 put back, acknowledged by Kafka\n")
    after = consume(filled, [names.raw])
    new = [message for message in after if message not in before]
    assert [message for message in after if message in before] == before
    assert [(m.partition, m.offset, m.key, m.value) for m in new] == [
        (0, 1, b"key", b"<xml/>"),
        (1, 3, b"key", b"{broken"),
        (1, 4, b"key", GERMAN),
    ]
    assert dict(new[2].headers) == {
        REDRIVEN_FROM: f"{names.raw}/1/1".encode(),
        REDRIVEN_LETTER: f"{names.deadletter}/0/2".encode(),
    }


def test_redrive_does_nothing_twice(filled: Settings, names: Names) -> None:
    """What was put back is known by its headers; --again puts it back once more."""
    told(filled, "redrive", f"{names.raw}/1/0", "--yes")
    out, err = told(filled, "redrive", "--reason", "not_json", "--yes")
    assert f"already redriven: {names.raw}/1/0 stands at {names.raw}/1/3" in err
    assert "1 put back" in out
    out, _ = told(filled, "redrive", "--reason", "not_json", "--yes")
    assert out == "nothing to redrive\n"
    assert "2 put back" in told(filled, "redrive", "--reason", "not_json", "--yes", "--again")[0]
    values = [message.value for message in consume(filled, [names.raw])]
    assert (values.count(b"{broken"), values.count(b"<xml/>"), values.count(GERMAN)) == (3, 3, 1)


def test_a_redriven_message_with_a_letter_can_be_put_back_anew(filled: Settings, names: Names) -> None:
    """The last letter stands for the message, by its first position or its new one."""
    told(filled, "redrive", f"{names.raw}/0/0", "--yes")
    first, now = Position(names.raw, 0, 0), Position(names.raw, 0, 1)
    produce(filled, names.deadletter, [letter(now, b"<xml/>", origin=first)])
    assert f"redriven from  {first}" in told(filled, "show", str(first))[0]
    out, err = told(filled, "redrive", str(first), str(now), "--yes")
    assert ("1 put back" in out, err) == (True, "")
    last = consume(filled, [names.raw])[2]
    assert dict(last.headers)[REDRIVEN_FROM] == str(first).encode()
    assert dict(last.headers)[REDRIVEN_LETTER] == f"{names.deadletter}/0/4".encode()
    assert f"{now} stands at {names.raw}/0/2" in told(filled, "redrive", str(first), "--yes")[1]


def test_dry_run_and_nobody_to_ask(filled: Settings, names: Names) -> None:
    """A dry run says how many and where; without a terminal nothing happens unless --yes."""
    before = consume(filled, [names.raw])
    out, _ = told(filled, "redrive", "--all", "--dry-run")
    assert f"{names.raw}, partition 1 not_utf8 1" in " ".join(out.split())
    assert out.endswith("would put back 3\n")
    assert "--yes" in told(filled, "redrive", "--all", code=2)[1]
    assert "one of the three" in told(filled, "redrive", "--all", "--reason", "empty", code=2)[1]
    assert consume(filled, [names.raw]) == before


@pytest.mark.parametrize(("answer", "put_back"), [(b"y\n", 3), (b"n\n", 0)], ids=["yes", "no"])
def test_redrive_asks_on_a_terminal(filled: Settings, names: Names, answer: bytes, put_back: int) -> None:
    """Whoever sits at a terminal is asked first, with the number of messages."""
    before = len(consume(filled, [names.raw]))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COPYTASTER, "deadletters", "redrive", "--all"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(**filled.to_env()),
    ) as process:
        os.write(ours, answer)
        out, _ = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert b"Put 3 back? [y/N]" in out
    assert process.returncode == (0 if put_back else 1)
    assert len(consume(filled, [names.raw])) == before + put_back


def test_what_cannot_be_put_back(settings: Settings, names: Names) -> None:
    """A cut payload, another installation's topic, a partition that is gone: each refused in a line."""
    letters = [
        letter(Position(names.raw, 0, 5), b"x" * 200, keep=100),
        letter(Position("other.wire.raw", 0, 5), b"x"),
        letter(Position(names.raw, 9, 5), b"x"),
        letter(Position(names.raw, 0, 6), b"x" * 99_990),
        letter(Position(names.raw, 0, 7), b"x", key=b"k" * 2000),
        letter(Position(names.fingerprints, 0, 3), b"\xc1", Reason.NOT_A_FINGERPRINT, key=b"k" * 1023),
    ]
    produce(settings, names.deadletter, letters)
    narrow = msgspec.structs.replace(settings, max_message_bytes=100_000)
    out, err = told(narrow, "redrive", "--all", "--yes", code=1)
    assert "1 put back" in out
    assert len(err.splitlines()) == 5
    for what in (
        f"{names.raw}/0/5: only 100 of its 200 bytes are kept",
        "other.wire.raw/0/5: it did not come from a topic of this installation",
        f"{names.raw}/9/5: its partition is not there any more",
        f"{names.raw}/0/6: its 99,990 bytes are more than {names.raw} takes",
        f"{names.raw}/0/7: its key may be cut: letters keep 1,024 bytes of one",
    ):
        assert f"not redriven: {what}" in err
    assert [m.value for m in consume(settings, [names.fingerprints])] == [b"\xc1"]
    assert consume(settings, [names.raw]) == []


@pytest.mark.slow
def test_from_dead_letter_to_the_desk(settings: Settings, names: Names, tmp_path: Path) -> None:
    """What a larger limit lets through reaches its desk last; what stays broken names both positions."""
    narrow = msgspec.structs.replace(settings, max_message_bytes=100_000)  # of a topic that takes more
    large = orjson.dumps({"uri": "urn:made:long", "body_text": "on to it we go " * 6500})
    produce(narrow, names.raw, [(b"k", large), (b"k", b"{broken")], partition=1)
    with WorkerProcess("fingerprint", narrow, tmp_path / "narrow.log") as worker:
        letters = [from_json(m.value, DeadLetter) for m in consume(narrow, [names.deadletter], 2)]
        assert worker.terminate() == 0, worker.tail()
    assert [one.reason.value for one in letters] == ["too_large", "not_json"]
    produce(narrow, names.raw, [(None, line) for line in made_wire.lines(5)], partition=1)

    assert "2 put back" in told(settings, "redrive", "--all", "--yes")[0]
    with WorkerProcess("fingerprint", settings, tmp_path / "wide.log") as worker:
        judged = consume(settings, [names.fingerprints], 6)
        wait_until(lambda: len(consume(settings, [names.deadletter])) == 3, what="the third letter")
        assert worker.terminate() == 0, worker.tail()
    assert [m.key for m in judged] == [*(b"urn:made:1:%d" % n for n in range(5)), b"urn:made:long"]
    again = from_json(consume(settings, [names.deadletter])[-1].value, DeadLetter)
    assert (again.position, again.redriven_from) == (Position(names.raw, 1, 8), Position(names.raw, 1, 1))
