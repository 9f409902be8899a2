"""Scenes of a desk that changes hands: its worker stops, or sleeps, or has a message in hand."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from streams.workers.exits import ExitCode
from tests.faults.scenes import GENEROUS_S, Stage
from tests.support import made_wire
from tests.support.workers import Kind, WorkerProcess, consume, wait_until

LOAD: Final = 3000
ARTICLES: Final = 40
HELD_AT: Final = 29
SESSION_S: Final = 6.0
COMMITS_S: Final = 6.0
"""Some commits long."""


def sigterm_of_match(stage: Stage) -> None:
    """SIGTERM under load: all that was said is committed, so nothing is said again."""
    names = stage.names
    stage.fingerprinted(made_wire.articles(LOAD))
    _stopped_under_load(stage, "match", [names.new, names.rewrite])
    report = stage.finish()
    stage.expect(
        report.counts.verdict_repeats <= 1, f"at most what was in hand: {report.counts.verdict_repeats}"
    )


def sigterm_of_fingerprint(stage: Stage) -> None:
    """SIGTERM under load: all that was sent to the desks is committed, so nothing is sent again."""
    stage.feed(made_wire.articles(LOAD))
    _stopped_under_load(stage, "fingerprint", [stage.names.fingerprints])
    report = stage.finish()
    again = report.counts.fingerprint_repeats
    stage.expect(again <= 1, f"at most what was in hand: {again}")


def _stopped_under_load(stage: Stage, kind: Kind, outputs: list[str]) -> None:
    with stage.worker(kind) as worker:
        worker.wait_ready()
        wait_until(lambda: len(consume(stage.settings, outputs)) > LOAD // 20, GENEROUS_S, "load")
        code = worker.terminate()
    said = len(consume(stage.settings, outputs))
    stage.expect(code == ExitCode.STOPPED, f"SIGTERM under load ends the worker with 0: {code}")
    stage.expect(said < LOAD, f"it was under load: {said} of {LOAD}")
    reached = max(stage.done(kind).values(), default=0)
    stage.expect(0 <= said - reached <= 1, f"all that was processed is committed: {reached} of {said}")


def zombie(stage: Stage) -> None:
    """A worker is stopped past its session, a second one takes its desk, and the first one wakes up."""
    names = stage.names
    articles = list(made_wire.articles(LOAD + ARTICLES))
    stage.fingerprinted(articles[:LOAD])
    with _member(stage) as sleeper:
        wait_until(lambda: len(consume(stage.settings, [names.new, names.rewrite])) > LOAD // 20, GENEROUS_S)
        sleeper.process.send_signal(signal.SIGSTOP)
        before = len(consume(stage.settings, [names.new, names.rewrite]))
        stage.expect(before < LOAD, f"it has work in its buffers: {before} of {LOAD}")
        with _member(stage) as second:
            wait_until(lambda: stage.all_done("match"), GENEROUS_S, "the second worker to do the rest")
            sleeper.process.send_signal(signal.SIGCONT)
            stage.fingerprinted(articles[LOAD:])
            wait_until(
                lambda: sleeper.process.poll() is not None or _times_ready(sleeper) > 1, GENEROUS_S, "an end"
            )
            ended = sleeper.process.poll()
            stage.expect(ended in {None, ExitCode.STUCK, ExitCode.CRASHED}, f"it ends or rejoins: {ended}")
            stage.expect(second.process.poll() is None, "the second worker goes on")
            wait_until(lambda: stage.all_done("match"), GENEROUS_S, "all to be judged")
            for worker in (sleeper, second):
                if worker.process.poll() is None:
                    worker.terminate()
    stage.finish()


@contextmanager
def _member(stage: Stage) -> Iterator[WorkerProcess]:
    """A match worker that is soon missed."""
    with stage.worker("match", session_timeout=SESSION_S) as worker:
        yield worker


def _times_ready(worker: WorkerProcess) -> int:
    return sum(line.get("event") == "worker ready" for line in worker.logged())


def in_hand_while_dealt_anew(stage: Stage) -> None:
    """A message is in hand while partitions are dealt anew: its end counts for nothing in the new assignment.

    It comes again, and may be committed only when that has been worked through.  The first
    handling ends only when it has been fetched again: from then on it must hold the commit.
    """
    fault = f"""
    import asyncio, os, pathlib
    from streams.workers.consuming import StrictConsumer
    from streams.workers.matching import Matcher
    handle, getmany, times, fetched = Matcher.handle, StrictConsumer._getmany, [], []
    async def fetching(self, *args, **options):
        records = await getmany(self, *args, **options)
        if any(record.offset == {HELD_AT} for batch in records.values() for record in batch):
            fetched.append((self.app, self.app.consumer_generation_id))
        return records
    def is_back():
        app, generation = fetched[-1]
        return generation == app.consumer_generation_id
    async def holding(self, message):
        if message.offset == {HELD_AT}:
            times.append(message)
            mark = pathlib.Path({str(stage.folder)!r}, f"held-{{os.getpid()}}-{{len(times)}}")
            mark.touch()
            while mark.exists() or not is_back():
                await asyncio.sleep(0.05)
        await handle(self, message)
    Matcher.handle, StrictConsumer._getmany = holding, fetching
    """
    stage.fingerprinted(made_wire.articles(ARTICLES))
    with stage.worker("match", fault) as first:
        once, again = (stage.folder / f"held-{first.process.pid}-{number}" for number in (1, 2))
        wait_until(once.exists, what="a message in hand")
        wait_until(lambda: max(stage.done("match").values(), default=0) == HELD_AT, what="those before it")
        with stage.worker("match", fault) as second:
            second.wait_ready()
            second.terminate()
        wait_until(lambda: _times_ready(first) > 2, what="the desk to be dealt anew, twice")
        once.unlink()
        wait_until(again.exists, what="the message to come again")
        until = time.monotonic() + COMMITS_S
        while time.monotonic() < until and not any(
            offset > HELD_AT for offset in stage.done("match").values()
        ):
            time.sleep(0.2)
        stage.expect_committed_below("match", HELD_AT)
        first.kill()
    stage.finish()
