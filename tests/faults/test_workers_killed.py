"""kill -9 in the middle of the work: afterwards every article has the verdict of an undisturbed run."""

from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import pytest

from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from tests.support import made_wire
from tests.support.judging import expected_events, verdict_of
from tests.support.workers import Kind, WorkerProcess, committed, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

ARTICLES = 2000
Verdict = tuple[str, str, str, str, str]


def _own(settings: Settings, name: str) -> Settings:
    """An installation of its own on the same broker, with one raw partition: a raw order to compare by."""
    own = msgspec.structs.replace(settings, prefix=f"{settings.prefix}{name}.", raw_partitions=1)
    create_topics(own)
    return own


def _undisturbed(settings: Settings, folder: Path, raw: list[bytes]) -> set[Verdict]:
    own = _own(settings, "calm")
    names = Names(own.prefix)
    produce(own, names.raw, ((None, line) for line in raw))
    with (
        WorkerProcess("fingerprint", own, folder / "calm-fingerprint.log"),
        WorkerProcess("match", own, folder / "calm-match.log"),
    ):
        out = consume(own, [names.new, names.rewrite], len(raw))
    assert len(out) == len(raw)
    return {verdict_of(message.value) for message in out}


def _all_committed(settings: Settings) -> bool:
    names = Names(settings.prefix)
    fingerprints = len(consume(settings, [names.fingerprints]))
    return committed(settings, names.fingerprint_app) == {(names.raw, 0): ARTICLES} and committed(
        settings, names.match_app
    ) == {(names.fingerprints, 0): fingerprints}


@pytest.mark.parametrize("victim", ["match", "fingerprint"])
def test_a_killed_worker_changes_no_verdict(settings: Settings, tmp_path: Path, victim: Kind) -> None:
    """Killed three times in 2,000 articles: the same set of verdicts; repeats in the same bytes."""
    raw = made_wire.lines(ARTICLES)
    calm = _undisturbed(settings, tmp_path, raw)
    own = _own(settings, "killed")
    names = Names(own.prefix)
    outputs = [names.new, names.rewrite] if victim == "match" else [names.fingerprints]
    other: Kind = "fingerprint" if victim == "match" else "match"
    produce(own, names.raw, ((None, line) for line in raw))
    killed_at = []
    with WorkerProcess(other, own, tmp_path / "other.log") as survivor:
        for kill_at in (200, 700, 1200):
            with WorkerProcess(victim, own, tmp_path / "victim.log") as worker:
                wait_until(
                    lambda: len(consume(own, outputs)) >= kill_at,  # noqa: B023 - called at once
                    what=f"{kill_at} messages",
                )
                worker.kill()
            killed_at.append(len(consume(own, outputs)))
        with WorkerProcess(victim, own, tmp_path / "victim.log") as worker:
            wait_until(lambda: _all_committed(own), what="everything to be committed")
            assert worker.terminate() == 0, worker.tail()
        assert survivor.terminate() == 0, survivor.tail()

    out = consume(own, [names.new, names.rewrite])
    said = defaultdict(set)
    for message in out:
        said[verdict_of(message.value)[4]].add((message.topic, message.key, message.value))
    print(  # noqa: T201 - how much the kills cut off, for pytest -rP
        f"{victim} killed after {killed_at}: {len(out) - ARTICLES} repeats among {len(out)} events"
    )
    wrong = {verdict_of(message.value) for message in out} ^ calm
    assert not wrong, f"{len(wrong)} verdicts differ, among them {sorted(wrong)[:4]}"
    assert Counter(map(len, said.values())) == {1: ARTICLES}, "one event_id, one event, in the same bytes"
    assert {m.value for m in out} == {event.value for event, _ in expected_events(own)}
