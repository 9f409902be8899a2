"""A message that ends its worker at each attempt: it becomes a dead letter, and the wire goes on."""

import textwrap
from pathlib import Path

import msgspec
import pytest

from schemas import Attempt, DeadLetter, Position, Reason
from schemas.codec import from_json
from streams.settings import Settings
from streams.topics import Names
from streams.workers.exits import ExitCode
from tests.support import made_wire
from tests.support.judging import verdict_of
from tests.support.workers import PROGRAM, Kind, WorkerProcess, committed, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

ARTICLES = 30
POISON = ":17"
"""How the uri of the poisonous article ends."""
RAISES_AT_THE_DESK = f"""
    import streams.detection.desk as desk
    weigh = desk.Desk.weigh
    def failing(self, fingerprint, place):
        if fingerprint.uri.endswith("{POISON}"):
            raise ZeroDivisionError("a bug")
        return weigh(self, fingerprint, place)
    desk.Desk.weigh = failing
    """
HANGS_AT_THE_FINGERPRINT = f"""
    import time
    import streams.workers.fingerprinting as fingerprinting
    fingerprint = fingerprinting.fingerprint
    def hanging(article, arrived_ms):
        if article.uri.endswith("{POISON}"):
            time.sleep(1e6)
        return fingerprint(article, arrived_ms)
    fingerprinting.fingerprint = hanging
    """
FAILS_AFTER_THE_DESK = f"""
    import streams.detection.desk as desk
    take = desk.Desk.take
    def failing(self, judgement):
        if judgement.event.article.uri.endswith("{POISON}"):
            raise ZeroDivisionError("half taken")
        return take(self, judgement)
    desk.Desk.take = failing
    """


def _judged(settings: Settings) -> set[str]:
    names = Names(settings.prefix)
    return {verdict_of(message.value)[0] for message in consume(settings, [names.new, names.rewrite])}


@pytest.mark.parametrize(
    ("kind", "fault", "code"),
    [
        ("match", RAISES_AT_THE_DESK, ExitCode.AGENT_ERROR),
        ("fingerprint", HANGS_AT_THE_FINGERPRINT, ExitCode.STUCK),
    ],
    ids=["an error at the desk", "a hang at the fingerprint"],
)
def test_a_poisonous_message_is_put_aside_after_three_attempts(
    settings: Settings, tmp_path: Path, kind: Kind, fault: str, code: ExitCode
) -> None:
    """Three exits, then a dead letter that says what happened; all others get verdicts; no count is left."""
    names = Names(settings.prefix)
    own = msgspec.structs.replace(settings, stall_timeout=20.0, deadletter_sample=10)
    program = textwrap.dedent(fault) + PROGRAM
    other: Kind = "fingerprint" if kind == "match" else "match"
    topic = names.fingerprints if kind == "match" else names.raw
    produce(own, names.raw, ((None, line) for line in made_wire.lines(ARTICLES)), partition=0)
    with WorkerProcess(other, settings, tmp_path / "other.log"):
        for attempt in (1, 2, 3):
            with WorkerProcess(kind, own, tmp_path / "victim.log", program) as worker:
                assert worker.wait() == code, worker.tail()
                (line,) = [line for line in worker.logged() if line["event"] == "worker ends"]
            assert (line["attempt"], line["attempts"], line["counted"]) == (attempt, 3, "yes")
            assert line["message"] == f"{topic}/0/17"
        with WorkerProcess(kind, own, tmp_path / "victim.log", program) as worker:
            wait_until(lambda: len(_judged(own)) >= ARTICLES - 1, what="all others to be judged")
            (letter,) = [from_json(m.value, DeadLetter) for m in consume(own, [names.deadletter], 1)]
            counts = wait_until(
                lambda: [m for m in consume(own, [names.attempts]) if m.value is None],
                what="the count to be deleted",
            )
            assert worker.terminate() == 0, worker.tail()
    assert letter.reason is Reason.POISON
    assert letter.position == Position(topic, 0, 17)
    assert "3 attempts" in letter.detail
    assert f"exit code {int(code)}" in letter.detail
    assert ("ZeroDivisionError('a bug')" if kind == "match" else "the event loop") in letter.detail
    assert len(_judged(own)) == ARTICLES - 1
    assert not any(uri.endswith(POISON) for uri in _judged(own))
    assert [m.key for m in counts] == [str(letter.position).encode()]
    group = names.match_app if kind == "match" else names.fingerprint_app
    assert committed(own, group)[topic, 0] == ARTICLES


def test_a_failure_after_the_desk_was_touched_says_nothing_against_the_message(
    settings: Settings, tmp_path: Path
) -> None:
    """It ends the worker each time, and no count is written: another worker must judge the article."""
    names = Names(settings.prefix)
    own = msgspec.structs.replace(settings, attempts=1)
    program = textwrap.dedent(FAILS_AFTER_THE_DESK) + PROGRAM
    produce(own, names.raw, ((None, line) for line in made_wire.lines(ARTICLES)), partition=0)
    with WorkerProcess("fingerprint", own, tmp_path / "other.log"):
        for _ in range(2):
            with WorkerProcess("match", own, tmp_path / "victim.log", program) as worker:
                assert worker.wait() == ExitCode.AGENT_ERROR, worker.tail()
        with WorkerProcess("match", own, tmp_path / "victim.log") as worker:
            wait_until(lambda: len(_judged(own)) == ARTICLES, what="all to be judged")
            assert worker.terminate() == 0, worker.tail()
    assert consume(own, [names.attempts, names.deadletter]) == []


def test_a_count_is_for_the_message_that_it_names(settings: Settings, tmp_path: Path) -> None:
    """A topic that was made anew has other messages at old places: innocent ones.  Rubbish is passed over."""
    names = Names(settings.prefix)
    raw = made_wire.lines(2)
    position = Position(names.raw, 0, 1)
    count = Attempt(
        position=position, digest="0" * 16, attempts=9, exit_code=70, error="an old one", build="0.0.9"
    )
    produce(
        settings,
        names.attempts,
        [(str(position).encode(), msgspec.json.encode(count)), (b"rubbish", b"{")],
        partition=0,
    )
    produce(settings, names.raw, ((None, line) for line in raw), partition=0)
    with WorkerProcess("fingerprint", settings, tmp_path / "log") as worker:
        assert len(consume(settings, [names.fingerprints], len(raw))) == len(raw)
        assert worker.terminate() == 0, worker.tail()
    assert consume(settings, [names.deadletter]) == []
