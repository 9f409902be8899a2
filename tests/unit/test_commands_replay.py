"""`copytaster replay`: its contract, by processes of its own."""

import base64
import gzip
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import orjson
import pytest

from schemas import DeadLetter, NewStory, Rewrite
from schemas.codec import event_from_json, from_json
from streams.commands import kernels
from streams.commands.differences import Change, Differences
from streams.commands.replay import replay
from streams.detection.model import MODEL
from streams.errors import BrokerError
from streams.sample import articles
from tests.support import copy
from tests.support.cli import COPYTASTER, copytaster, environment, objects, write_lines

ARTICLES = articles()[:60]
BAD = [b"{broken", b"[1]", b'{"headline": "no uri"}', b'{"uri": "urn:x"}']


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of articles."""
    return write_lines(tmp_path_factory.mktemp("replay") / "day.jsonl", ARTICLES)


@pytest.fixture(scope="module")
def events(day: Path) -> bytes:
    """What replay makes of it."""
    done = copytaster("replay", day)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_one_event_an_article(events: bytes) -> None:
    """Each article gets one event on one line, in the order of the input."""
    named = [(event["article"]["uri"], event["article"]["version"]) for event in objects(events)]
    assert named == [(article["uri"], str(article["version"])) for article in ARTICLES]


def test_events_are_records(events: bytes) -> None:
    """Every line is one of the two records, and both occur in the sample."""
    kinds = {type(event_from_json(line)) for line in events.splitlines()}
    assert kinds == {NewStory, Rewrite}


def test_the_same_bytes_again(day: Path, events: bytes) -> None:
    """The same input gives the same events, byte for byte."""
    assert copytaster("replay", day).stdout == events


def test_standard_input(day: Path, events: bytes) -> None:
    """Nothing and `-` are standard input, plain or gzip."""
    assert copytaster("replay", stdin=day.read_bytes()).stdout == events
    assert copytaster("replay", "-", stdin=gzip.compress(day.read_bytes())).stdout == events


def test_files_are_one_desk(tmp_path: Path, events: bytes) -> None:
    """Several files are read one after the other, as one stream; .gz too."""
    paths = [
        write_lines(tmp_path / "morning.jsonl.gz", ARTICLES[:25]),
        write_lines(tmp_path / "evening.jsonl", ARTICLES[25:]),
    ]
    assert copytaster("replay", *paths).stdout == events


def test_deadletters(tmp_path: Path, events: bytes) -> None:
    """Unreadable lines are collected with reason, place and bytes; the verdicts on the others stay."""
    mixed = write_lines(tmp_path / "mixed.jsonl", [*BAD[:2], *ARTICLES, b"", *BAD[2:]])
    letters = tmp_path / "letters.jsonl"
    done = copytaster("replay", mixed, "--deadletters", letters)
    assert (done.returncode, done.stdout) == (0, events)
    records = [from_json(line, DeadLetter) for line in letters.read_bytes().splitlines()]
    assert [record.reason for record in records] == ["not_json", "not_an_object", "no_uri", "no_text"]
    assert [base64.b64decode(record.payload or "") for record in records] == BAD
    assert {(r.position.topic, r.position.partition) for r in records if r.position} == {(str(mixed), 0)}
    assert [r.position.offset for r in records if r.position] == [1, 2, 64, 65]


def test_deadletters_without_a_file(tmp_path: Path) -> None:
    """Without --deadletters unreadable lines are counted by reason, and are no failure."""
    done = copytaster("replay", write_lines(tmp_path / "bad.jsonl", BAD))
    assert (done.returncode, done.stdout) == (0, b"")
    assert all(text in done.stderr.decode() for text in ("unreadable   4", "no_text 1", "no_uri 1"))


def test_summary(day: Path) -> None:
    """Standard error ends with counts by verdict and relation."""
    done = copytaster("replay", day)
    rewrites = [event for event in objects(done.stdout) if event["event"] == "rewrite"]
    summary = " ".join(done.stderr.decode().split())
    assert f"articles {len(ARTICLES)} in " in summary
    assert f"new stories {len(ARTICLES) - len(rewrites)} rewrites {len(rewrites)}" in summary
    assert all(event["relation"] in summary for event in rewrites)


def test_known_article(tmp_path: Path) -> None:
    """An article that comes again gets the same event again, and the summary says so."""
    article = ARTICLES[0]
    done = copytaster("replay", write_lines(tmp_path / "twice.jsonl", [article, article]))
    first, second = done.stdout.splitlines()
    assert first == second
    assert b"said again   1" in done.stderr


def test_window(tmp_path: Path) -> None:
    """--window-days limits what is remembered: a copy after that is a new story."""
    text = " ".join(f"The {n}th ferry of the day left Port Ellery {n} minutes late." for n in range(30))
    later = {"versioncreated": "2031-03-05T08:00:00Z"}  # what most recent articles say is the desk's time
    articles = [
        copy.article("urn:a", "Ferries late", text, versioncreated="2031-03-01T08:00:00Z"),
        *(copy.article(f"urn:{n}", f"Notice {n}", f"Item number {n} of the day.", **later) for n in range(3)),
        copy.article("urn:b", "Ferries late", text, **later),
    ]
    path = write_lines(tmp_path / "days.jsonl", articles)
    assert objects(copytaster("replay", path).stdout)[-1]["event"] == "rewrite"
    short = copytaster("replay", path, "--window-days", "2")
    assert objects(short.stdout)[-1]["event"] == "new_story"
    from_env = copytaster("replay", path, WIRE_WINDOW_DAYS="2")
    assert from_env.stdout == short.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jsonl"], "there is no nowhere.jsonl"),
        (["."], ". is a folder"),
        (["--window-days", "0", "-"], "--window-days: must be more than 0"),
        (["--window-articles", "5", "-"], "--window-articles: "),
        (["--window-articles", "many", "-"], "--window-articles"),
        (["--deadletters", "nowhere/x.jsonl", "-"], "cannot write nowhere/x.jsonl"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    """What cannot be done is refused with code 2 before anything is read, and the message says what."""
    done = copytaster("replay", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()


def test_a_topic_is_looked_at_before_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for kernels to be told that there is no Kafka, no topic or no desk."""
    monkeypatch.setattr(kernels, "ready", lambda: pytest.fail("the kernels came first"))
    monkeypatch.setenv("WIRE_BROKERS", "127.0.0.1:1")
    with pytest.raises(BrokerError, match="no Kafka answers"):
        replay(from_topic=True)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "there is nothing to compare"),
        ({Change.SAME: 5}, "nothing would change for 5 articles"),
        ({Change.SAME: 5, Change.PARENT_MISSING: 2}, "nothing would change for 5 articles; 2 cannot be told"),
        (
            {Change.SAME: 5, Change.OTHER_PARENT: 1, Change.PARENT_MISSING: 2},
            "1 of 8 verdicts would change; 2 cannot be told",
        ),
    ],
)
def test_what_a_comparison_comes_to(counts: dict[Change, int], said: str) -> None:
    """What cannot be told is named beside what would change, and counts as neither."""
    differences = Differences()
    differences.counts.update(counts)
    assert differences.conclusion() == said


@pytest.mark.parametrize("name", ["day.jsonl", "./sub/../day.jsonl", "symlink.jsonl", "hardlink.jsonl"])
def test_deadletters_over_the_input(tmp_path: Path, name: str) -> None:
    """Dead letters are not written over what is read, by whatever name: refused before anything happens."""
    (tmp_path / "sub").mkdir()
    path = write_lines(tmp_path / "day.jsonl", ARTICLES[:2])
    before = path.read_bytes()
    (tmp_path / "symlink.jsonl").symlink_to(path)
    (tmp_path / "hardlink.jsonl").hardlink_to(path)
    done = copytaster("replay", path, "--deadletters", f"{tmp_path}/{name}")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Invalid value for --deadletters" in done.stderr
    assert path.read_bytes() == before
    with path.open("rb") as file:
        command = [*COPYTASTER, "replay", "--deadletters", str(tmp_path / name)]
        assert subprocess.run(command, stdin=file, env=environment(), timeout=60, check=False).returncode == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "shell",
    [
        '"$@" <(cat "$DAY")',
        '"$@" <(gzip < "$DAY")',
        'cat "$DAY" | "$@" /dev/stdin',
        'mkfifo fifo; cat "$DAY" > fifo & "$@" fifo',
    ],
)
def test_pipes_by_name(shell: str, day: Path, events: bytes, tmp_path: Path) -> None:
    """A pipe that has a name is read like a file."""
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *COPYTASTER, "replay"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
        env=environment(DAY=str(day)),
    )
    assert (done.returncode, done.stdout) == (0, events), done.stderr


def test_damaged_file(tmp_path: Path) -> None:
    """A file that breaks off is an error, not the end of the day: code 1."""
    path = write_lines(tmp_path / "day.jsonl.gz", ARTICLES)
    path.write_bytes(path.read_bytes()[:-100])
    done = copytaster("replay", path)
    assert done.returncode == 1
    assert b"is damaged after line" in done.stderr


def test_reader_that_leaves(tmp_path: Path) -> None:
    """A pipe that is closed early (`| head`) ends replay without a word."""
    path = write_lines(tmp_path / "many.jsonl", ARTICLES * 20)
    with subprocess.Popen(
        [*COPYTASTER, "replay", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read().splitlines()
        assert [line for line in told if not line.startswith(b"loading the kernels")] == []


@pytest.fixture
def live() -> Iterator["subprocess.Popen[bytes]"]:
    """A replay that waits for more on its standard input."""
    with subprocess.Popen(
        [*COPYTASTER, "replay"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        yield process
        process.kill()


@pytest.mark.timeout(120)
def test_verdict_while_the_input_is_open(live: "subprocess.Popen[bytes]") -> None:
    """A verdict comes as soon as its article was read, not when the input ends."""
    assert live.stdin
    assert live.stdout
    for article in ARTICLES[:3]:
        live.stdin.write(orjson.dumps(article) + b"\n")
        live.stdin.flush()
        assert orjson.loads(live.stdout.readline())["article"]["uri"] == article["uri"]


@pytest.mark.timeout(120)
def test_interrupt(live: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C ends it with code 130 and the summary of what was done."""
    assert live.stdin
    assert live.stdout
    assert live.stderr
    live.stdin.write(orjson.dumps(ARTICLES[0]) + b"\n")
    live.stdin.flush()
    live.stdout.readline()
    live.send_signal(2)
    assert live.wait(30) == 130
    told = live.stderr.read()
    assert b"Traceback" not in told
    assert re.search(rb"articles +1  in ", told)


@pytest.mark.slow
def test_compiling_is_said_and_not_counted(day: Path, tmp_path: Path) -> None:
    """On a machine's first run it is said why nothing comes; the rate is that of judging alone."""
    started = time.monotonic()
    done = copytaster("replay", day, NUMBA_CACHE_DIR=str(tmp_path))
    took = time.monotonic() - started
    assert done.returncode == 0
    assert done.stderr.startswith(b"loading the kernels")
    judging = float(done.stderr.split(b" in ")[1].split(b" s,")[0])
    assert judging < took / 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--compare"], "--compare: goes with --from-topic only"),
        (["--desk", "0"], "--desk: goes with --from-topic only"),
        (["--from-topic", "--changes", "x"], "--changes: goes with --compare only"),
        (["--from-topic", "--compare", "--deadletters", "x"], "--deadletters: goes without --compare only"),
        (["--from-topic", "wire.raw", "wire.fingerprints"], "--from-topic: name one topic"),
    ],
)
def test_options_that_say_nothing_together(options: list[str], said: str) -> None:
    """Wrong usage is refused before anything is read or written."""
    done = copytaster("replay", *options)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.decode().replace("│", " ").split())


def test_another_model(day: Path, tmp_path: Path) -> None:
    """--model judges by the weights of a file, and every event names its version."""
    strict = msgspec.structs.replace(MODEL, version="strict", bias=-30.0)
    file = tmp_path / "model.json"
    file.write_bytes(msgspec.json.encode(strict))
    found = objects(copytaster("replay", day, "--model", file).stdout)
    assert {event["model_version"] for event in found} == {"strict"}
    assert all(event["event"] == "new_story" or event["declared"] for event in found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no model as `make fit` writes it"),
        (b'{"version": "x", "bias": 0}', "is no model as `make fit` writes it"),
        (
            b'{"version": "x", "bias": 0, "weights": {"moon": 1}}',
            "weighs what this release does not measure: moon",
        ),
    ],
)
def test_what_is_no_model(day: Path, tmp_path: Path, content: bytes, said: str) -> None:
    """A file that is no model of this release is wrong usage."""
    file = tmp_path / "m.json"
    file.write_bytes(content)
    done = copytaster("replay", day, "--model", file)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.decode().replace("│", " ").split())
