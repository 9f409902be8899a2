"""`copytaster replay --from-topic` on a real Kafka: what the topics hold, judged again and compared."""

import secrets
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from schemas import Event, Fingerprint, NewStory, Rewrite
from schemas.codec import fingerprint_from_bytes, fingerprint_to_bytes, to_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.model import MODEL, Model
from streams.settings import Settings
from streams.topics import Names
from streams.wire import parse
from streams.workers.admin import create_topics
from tests.support import made_wire
from tests.support.cli import COPYTASTER, copytaster, environment, objects
from tests.support.workers import WorkerProcess, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

ARTICLES = 400
GERMAN = 3
"""Each third article goes to the second desk."""


def lines() -> list[bytes]:
    """The made articles; some say that they are German."""
    made = made_wire.articles(ARTICLES, seed=5)
    return [
        orjson.dumps(article | ({"language": "de"} if number % GERMAN == 0 else {}))
        for number, article in enumerate(made)
    ]


def installation(broker: str, folder: Path) -> Settings:
    """Topics of its own, with two desks."""
    settings = Settings(
        brokers=broker,
        prefix=f"test-{secrets.token_hex(4)}.",
        raw_partitions=1,
        desks=2,
        desk_of_language={"de": 1},
        data_dir=str(folder),
    )
    create_topics(settings)
    return settings


@dataclass
class Judged:
    """Desks of a test's own over what wire.fingerprints holds: what the command has to find out."""

    settings: Settings
    model: Model = MODEL
    limits: WindowLimits = field(default_factory=WindowLimits)

    def events(self) -> dict[str, Event]:
        """The event on each article by its event_id, in the order of judgement, desk by desk."""
        desks = [Desk(self.limits, self.model) for _ in range(2)]
        found: dict[str, Event] = {}
        for message in consume(self.settings, [Names(self.settings.prefix).fingerprints]):
            event = desks[message.partition].judge(fingerprint_from_bytes(message.value)).event
            found.setdefault(event.event_id, event)
        return found


@pytest.fixture(scope="module")
def undisturbed(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation whose workers judged all articles, and ended."""
    folder = tmp_path_factory.mktemp("undisturbed")
    settings = installation(broker, folder / "faust")
    names = Names(settings.prefix)
    produce(settings, names.raw, [(None, line) for line in [*lines(), lines()[7], b"{broken"]])
    with (
        WorkerProcess("fingerprint", settings, folder / "fingerprint.log") as first,
        WorkerProcess("match", settings, folder / "match.log") as second,
    ):
        consume(settings, [names.new, names.rewrite], ARTICLES + 1)
        assert (first.terminate(), second.terminate()) == (0, 0)
    return settings


def replayed(
    settings: Settings, *arguments: str | Path, code: int = 0
) -> "subprocess.CompletedProcess[bytes]":
    """What `replay --from-topic` says."""
    done = copytaster("replay", "--from-topic", *arguments, **settings.to_env())
    assert done.returncode == code, done.stderr.decode()
    return done


def counts(told: bytes) -> dict[str, int]:
    """The table of a comparison."""
    rows = [line.rsplit(maxsplit=2) for line in told.decode().splitlines() if line.endswith("%")]
    return {label.strip(): int(count.replace(",", "")) for label, count, _ in rows}


def expected(then: dict[str, Event], now: dict[str, Event]) -> dict[str, str]:
    """Which articles' verdicts differ and how, by the events themselves."""
    found = {}
    for event_id, was in then.items():
        will = now[event_id]
        if isinstance(was, NewStory) and isinstance(will, Rewrite):
            found[event_id] = "new_to_rewrite"
        elif isinstance(was, Rewrite) and isinstance(will, NewStory):
            found[event_id] = "rewrite_to_new"
        elif isinstance(was, Rewrite) and isinstance(will, Rewrite):
            if was.rewrite_of.event_id != will.rewrite_of.event_id:
                found[event_id] = "other_parent"
            elif was.relation != will.relation:
                found[event_id] = "other_relation"
        if event_id not in found and abs(was.score - will.score) > 0.1:
            found[event_id] = "score_moved"
    return found


def test_nothing_would_change(undisturbed: Settings) -> None:
    """With the settings of the workers, every verdict is the one that stands: on both desks, and on each."""
    done = replayed(undisturbed, "--compare")
    assert counts(done.stdout) == {
        "same": ARTICLES,
        "new -> rewrite": 0,
        "rewrite -> new": 0,
        "other parent": 0,
        "other relation": 0,
        "score moved by more than 0.1": 0,
        "not judged then": 0,
        "not judged now": 0,
    }
    assert done.stdout.endswith(b"\n\nnothing would change for 400 articles\n")
    one = replayed(undisturbed, "--compare", "--desk", "1")
    assert counts(one.stdout)["same"] == len(range(0, ARTICLES, GERMAN))


def test_nothing_would_change_from_the_raw_articles(undisturbed: Settings) -> None:
    """Fingerprinted anew, the articles get the same verdicts; what is none has none, then or now."""
    done = replayed(undisturbed, "wire.raw", "--compare")
    assert done.stdout.endswith(b"\n\nnothing would change for 400 articles\n")
    assert b"1 messages are no articles" in done.stderr


def test_events_are_those_of_the_topics(undisturbed: Settings, tmp_path: Path) -> None:
    """Without --compare the events come out, byte for byte those that the workers said."""
    names = Names(undisturbed.prefix)
    said = sorted(message.value for message in consume(undisturbed, [names.new, names.rewrite]))
    done = replayed(undisturbed)
    assert sorted(done.stdout.splitlines()) == said
    assert "said again 1 " in " ".join(done.stderr.decode().split())
    letters = tmp_path / "letters.jsonl"
    raw = replayed(undisturbed, names.raw, "--deadletters", letters)
    assert sorted(raw.stdout.splitlines()) == said
    (letter,) = objects(letters.read_bytes())
    assert letter["position"] == {"topic": names.raw, "partition": 0, "offset": ARTICLES + 1}


@pytest.mark.parametrize("shift", [-4.0, 4.0], ids=["stricter", "looser"])
def test_another_model(undisturbed: Settings, tmp_path: Path, shift: float) -> None:
    """A model that asks for more, or for less: exactly the articles that it judges otherwise are named."""
    model = msgspec.structs.replace(MODEL, version="other", bias=MODEL.bias + shift)
    file, changes = tmp_path / "model.json", tmp_path / "changes.jsonl"
    file.write_bytes(msgspec.json.encode(model))
    done = replayed(undisturbed, "--compare", "--model", file, "--changes", changes)
    then, now = Judged(undisturbed).events(), Judged(undisturbed, model).events()
    wanted = expected(then, now)
    found = objects(changes.read_bytes())
    assert {change["event_id"]: change["change"] for change in found} == wanted
    assert len(found) == len(wanted) > 0
    assert done.stdout.decode().endswith(f"{len(wanted)} of {ARTICLES} verdicts would change\n")
    for change in found:
        for side, events in (("then", then), ("now", now)):
            check_side(change[side], events[change["event_id"]])
        assert change["article"]["uri"] == then[change["event_id"]].article.uri


def check_side(side: dict[str, Any], event: Event) -> None:
    """One side of a change is what the event says."""
    parent = event.rewrite_of if isinstance(event, Rewrite) else None
    assert side == {
        "event": "rewrite" if parent else "new_story",
        "score": event.score,
        "relation": event.relation if isinstance(event, Rewrite) else None,
        "parent": parent and {"uri": parent.uri, "version": parent.version, "event_id": parent.event_id},
    }


def test_another_window(undisturbed: Settings, tmp_path: Path) -> None:
    """With a smaller window, what derives from what has left it is new; nothing else changes."""
    changes = tmp_path / "changes.jsonl"
    replayed(undisturbed, "--compare", "--window-articles", "100", "--changes", changes)
    then = Judged(undisturbed).events()
    now = Judged(undisturbed, limits=WindowLimits(articles=100)).events()
    found = {change["event_id"]: change["change"] for change in objects(changes.read_bytes())}
    assert found == expected(then, now)
    assert "rewrite_to_new" in found.values()


@pytest.fixture
def by_hand(broker: str, tmp_path: Path) -> Settings:
    """An installation without workers: fingerprints of desk 0, their verdicts and entries, put there."""
    settings = installation(broker, tmp_path)
    put(settings, [fingerprint(parse(line)) for line in made_wire.lines(150, seed=6)], Desk())
    return settings


def put(settings: Settings, articles: list[Fingerprint], desk: Desk) -> None:
    """Fingerprints with the verdicts and entries that this desk gives them."""
    names, judgements = Names(settings.prefix), [desk.judge(article) for article in articles]
    produce(settings, names.fingerprints, map(message, articles), partition=0)
    for topic, kind in ((names.new, NewStory), (names.rewrite, Rewrite)):
        said = [(b"k", to_json(j.event)) for j in judgements if isinstance(j.event, kind)]
        produce(settings, topic, said, partition=0)
    kept = [(j.key, j.entry) for j in judgements if j.entry is not None]
    produce(settings, names.changelog, kept, partition=0)


def message(article: Fingerprint) -> tuple[bytes, bytes]:
    """A message for wire.fingerprints."""
    return article.uri.encode(), fingerprint_to_bytes(article)


def test_an_article_that_comes_again_after_it_had_left(broker: str, tmp_path: Path) -> None:
    """It is in the window once more, as it was: what derives from it then has the verdict that stands."""
    settings = installation(broker, tmp_path)
    lines = made_wire.lines(150, seed=6)
    heir = orjson.dumps(orjson.loads(lines[0]) | {"uri": "urn:heir", "provider": "Harbour Wire"})
    articles = [fingerprint(parse(line)) for line in [*lines, lines[0], heir]]
    put(settings, articles, Desk(WindowLimits(articles=100)))
    done = replayed(settings, "--compare", "--window-articles", "100")
    assert counts(done.stdout)["same"] == len(articles) - 1


def test_not_judged_then(by_hand: Settings, tmp_path: Path) -> None:
    """Articles without a verdict on the topics, and other things there, are told apart."""
    names = Names(by_hand.prefix)
    (late,) = (fingerprint(parse(line)) for line in made_wire.lines(1, seed=9))
    produce(by_hand, names.fingerprints, [message(late), (b"k", b"\xc1")], partition=0)
    produce(by_hand, names.new, [(b"k", b"{}")], partition=0)
    changes = tmp_path / "changes.jsonl"
    done = replayed(by_hand, "--compare", "--changes", changes)
    (change,) = objects(changes.read_bytes())
    assert (change["change"], change["then"], change["article"]["uri"]) == ("not_judged_then", None, late.uri)
    assert change["position"] == f"{names.fingerprints}/0/150"
    assert counts(done.stdout)["same"] == 150
    assert b"1 messages on the output topics are no events" in done.stderr
    assert b"1 messages are no articles" in done.stderr


def test_not_judged_now(by_hand: Settings, tmp_path: Path) -> None:
    """An article whose verdict no longer fits its topic is named."""
    changes, names, desk = tmp_path / "changes.jsonl", Names(by_hand.prefix), Desk()
    letters = str.maketrans("0123456789", "àáâãäåæçèé")
    text = " ".join(f"{number:016d}".translate(letters) for number in range(15_000))
    for uri, topic in (("urn:long", names.new), ("urn:copy", names.rewrite)):
        article = fingerprint(parse(orjson.dumps({"uri": uri, "body_text": text})))
        produce(by_hand, names.fingerprints, [message(article)], partition=1)
        produce(by_hand, topic, [(b"k", to_json(desk.judge(article).event))], partition=1)
    assert counts(replayed(by_hand, "--compare", "--desk", "1").stdout)["same"] == 2
    narrow = msgspec.structs.replace(by_hand, max_message_bytes=100_000)
    replayed(narrow, "--compare", "--desk", "1", "--changes", changes)
    (change,) = objects(changes.read_bytes())
    assert (change["change"], change["now"]) == ("not_judged_now", None)
    assert change["then"]["parent"]["uri"] == "urn:long"


def test_a_topic_that_lost_its_beginning(by_hand: Settings) -> None:
    """What its window still holds stands in for it; without that, verdicts on it cannot be told."""
    from kafka import TopicPartition  # noqa: PLC0415 - slow to import, rarely needed
    from kafka.admin import KafkaAdminClient  # noqa: PLC0415 - as above

    names = Names(by_hand.prefix)
    admin = KafkaAdminClient(bootstrap_servers=by_hand.servers)
    admin.delete_records({TopicPartition(names.fingerprints, 0): 90})
    admin.close()
    whole = replayed(by_hand, "--compare")
    assert whole.stdout.endswith(b"\n\nnothing would change for 60 articles\n")
    kept = consume(by_hand, [names.changelog])
    produce(by_hand, names.changelog, [(kept[0].key, b"\xc1damaged")], 0)
    damaged = replayed(by_hand, code=1).stderr.decode()
    assert f"copytaster: {names.changelog}, partition 0, cannot be read: " in damaged
    assert "Traceback" not in damaged
    produce(by_hand, names.changelog, [(m.key, None) for m in kept], 0)
    without = counts(replayed(by_hand, "--compare").stdout)
    assert without["cannot be told: the parent is missing"] > 0
    assert without["rewrite -> new"] == without["other parent"] == 0


@pytest.mark.parametrize("compare", [True, False], ids=["compare", "events"])
def test_ctrl_c(broker: str, tmp_path: Path, *, compare: bool) -> None:
    """Ctrl-C ends it with code 130 and says what was judged by then."""
    settings = installation(broker, tmp_path / "faust")
    names, changes = Names(settings.prefix), tmp_path / "changes.jsonl"
    made = [fingerprint(parse(line)) for line in made_wire.lines(6000, seed=6)]
    produce(settings, names.fingerprints, map(message, made), partition=0)
    options = ("--compare", "--changes", str(changes)) if compare else ()
    with subprocess.Popen(
        [*COPYTASTER, "replay", "--from-topic", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**settings.to_env()),
    ) as process:
        assert process.stdout
        if compare:
            wait_until(lambda: changes.exists() and changes.stat().st_size, what="the first change")
        else:
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=90)
    assert process.returncode == 130
    if compare:
        assert out.endswith(b"verdicts would change, as far as it was compared\n")
        assert 0 < counts(out)["not judged then"] < 6000
    else:
        assert b"articles" in err
        assert len(out.splitlines()) < 5999


def test_clear_errors(undisturbed: Settings, settings: Settings) -> None:
    """No Kafka, no topic, nothing on it, no such desk: one line each."""
    nowhere = msgspec.structs.replace(settings, prefix="nowhere.")
    gone = msgspec.structs.replace(settings, brokers="127.0.0.1:1")
    for where, arguments, code, said in (
        (gone, ["--compare"], 1, "copytaster: no Kafka answers at 127.0.0.1:1: start one"),
        (nowhere, [], 1, "there is no topic nowhere.wire.fingerprints: run `copytaster topics create`"),
        (settings, [], 1, f"{settings.prefix}wire.fingerprints is empty: there is nothing to judge"),
        (settings, ["raw.wire"], 2, "raw.wire holds no articles to judge"),
        (undisturbed, ["--desk", "2"], 2, "there is no desk 2: there are 2, counted from 0"),
    ):
        done = replayed(where, *arguments, code=code)
        assert said in " ".join(done.stderr.decode().replace("│", " ").split())
        assert done.stdout == b""
