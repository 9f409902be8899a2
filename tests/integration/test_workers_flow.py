"""Both workers on a real Kafka: the verdicts on the topics are those of a Desk over the same articles."""

from collections import Counter
from pathlib import Path

import msgspec
import orjson
import pytest

from schemas import MonitorSnapshot
from schemas.codec import from_json
from streams import sample
from streams.settings import Settings
from streams.topics import Names
from tests.support import made_wire
from tests.support.judging import expected_events, verdict_of
from tests.support.workers import WorkerProcess, committed, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def _both(settings: Settings, folder: Path) -> tuple[WorkerProcess, WorkerProcess]:
    return (
        WorkerProcess("fingerprint", settings, folder / "fingerprint.log"),
        WorkerProcess("match", settings, folder / "match.log"),
    )


def test_the_topics_carry_what_a_desk_says_byte_for_byte(settings: Settings, tmp_path: Path) -> None:
    """Every article of the sample gives one event, with the bytes that Desk.judge gives in the same order."""
    names = Names(settings.prefix)
    raw = [orjson.dumps(article) for article in sample.articles()]
    produce(settings, names.raw, ((None, line) for line in raw))
    fingerprinter, matcher = _both(settings, tmp_path)
    with fingerprinter, matcher:
        out = consume(settings, [names.new, names.rewrite], len(raw))
        assert fingerprinter.terminate() == 0, fingerprinter.tail()
        assert matcher.terminate() == 0, matcher.tail()

    said = Counter((message.topic, message.key, message.value) for message in out)
    expected = [event for event, _ in expected_events(settings)]
    assert said == Counter((event.topic, event.key, event.value) for event in expected)
    for topic in (names.new, names.rewrite):
        assert [m.value for m in out if m.topic == topic] == [
            e.value for e in expected if e.topic == topic
        ], f"{topic} is in the order of judgement"
    assert consume(settings, [names.deadletter]) == []


def test_everything_processed_is_committed_at_the_end(settings: Settings, tmp_path: Path) -> None:
    """After SIGTERM the committed offsets of both groups are the ends of their input topics."""
    names = Names(settings.prefix)
    raw = made_wire.lines(400)
    produce(settings, names.raw, ((None, line) for line in raw))
    fingerprinter, matcher = _both(settings, tmp_path)
    with fingerprinter, matcher:
        consume(settings, [names.new, names.rewrite], len(raw))
        assert fingerprinter.terminate() == 0, fingerprinter.tail()
        assert matcher.terminate() == 0, matcher.tail()

    raw_ends = Counter(message.partition for message in consume(settings, [names.raw]))
    assert committed(settings, names.fingerprint_app) == {
        (names.raw, partition): count for partition, count in raw_ends.items()
    }
    assert committed(settings, names.match_app) == {(names.fingerprints, 0): len(raw)}


def test_a_restarted_match_worker_remembers_the_window(settings: Settings, tmp_path: Path) -> None:
    """Articles after a restart are judged against those before it, and known ones get their old verdict."""
    names = Names(settings.prefix)
    raw = made_wire.lines(300)
    fingerprinter, matcher = _both(settings, tmp_path)
    with fingerprinter:
        with matcher:
            produce(settings, names.raw, ((None, line) for line in raw[:200]))
            consume(settings, [names.new, names.rewrite], 200)
            assert matcher.terminate() == 0, matcher.tail()
        again = raw[:20]
        produce(settings, names.raw, ((None, line) for line in raw[200:] + again))
        with WorkerProcess("match", settings, tmp_path / "match.log") as restarted:
            out = consume(settings, [names.new, names.rewrite], 320)
            ready = [line for line in restarted.logged() if line["event"] == "desk ready"]
            assert [line["articles"] for line in ready] == [200]

    events = {verdict_of(message.value) for message in out}
    assert events == {verdict_of(event.value) for event, _ in expected_events(settings)}
    assert len(out) == 320, "each repeat is said once more"
    assert len({message.value for message in out}) == 300, "in the same bytes"


def test_the_monitor_tells_of_work_and_readiness(settings: Settings, tmp_path: Path) -> None:
    """Snapshots say not ready before recovery, then counts, lag, latency and the window."""
    names = Names(settings.prefix)
    settings = msgspec.structs.replace(settings, monitor_interval=0.5)
    fingerprinter, matcher = _both(settings, tmp_path)
    with fingerprinter, matcher:
        fingerprinter.wait_ready()
        matcher.wait_ready()
        produce(settings, names.raw, ((None, line) for line in [*made_wire.lines(100), b"{broken"]))

        def snapshots(worker: str) -> list[MonitorSnapshot]:
            every = [from_json(m.value, MonitorSnapshot) for m in consume(settings, [names.monitor])]
            return [snapshot for snapshot in every if snapshot.worker == worker]

        def last(worker: str, processed: int) -> MonitorSnapshot | None:
            done = [s for s in snapshots(worker) if s.processed == processed and s.lag == 0]
            return done[-1] if done else None

        matched = wait_until(lambda: last("match", 100), what="a snapshot of 100 verdicts")
        printed = wait_until(lambda: last("fingerprint", 101), what="a snapshot of 101 messages")
    assert not snapshots("match")[0].ready
    assert matched.ready
    assert sum(matched.verdicts.values()) == 100
    assert sum(matched.relations.values()) == matched.verdicts["rewrite"]
    assert matched.windows[0].articles == 100
    assert matched.windows[0].bytes > 0
    assert any(s.latency_ms is not None and s.latency_ms.p50 > 0 for s in snapshots("match"))
    assert printed.deadletters == {"not_json": 1}
