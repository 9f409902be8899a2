"""Scenes of the group: a worker that comes back to it after a freeze, and one that leaves it in a commit."""

import signal
from collections.abc import Iterable
from typing import Any, Final

from streams.workers.exits import ExitCode
from tests.faults.scenes import GENEROUS_S, Stage
from tests.support import made_wire
from tests.support.workers import WorkerProcess, consume, wait_until

LOAD: Final = 3000
ARTICLES: Final = 40
SESSION_S: Final = 6.0
SLOWLY: Final = """
    import asyncio
    from streams.workers.matching import Matcher
    handle = Matcher.handle
    async def slowly(self, message):
        await asyncio.sleep(0.001)
        await handle(self, message)
    Matcher.handle = slowly
    """
"""So that a fast machine is still under load at the first commit, too."""


def desk_back(stage: Stage) -> None:
    """A worker is frozen under load; another one judges the rest and more, and leaves; the first one wakes.

    It has writes in its buffers, which come behind those of the other one, and a commit on its way, which
    would set back that of the other one.  It gets the desk back in the same process, and must judge by what
    the other one has judged: what derives from that is a rewrite.
    """
    names, held = stage.names, stage.folder / "held"
    fault = f"""{SLOWLY}
    import pathlib
    from aiokafka.consumer.group_coordinator import GroupCoordinator
    commit = GroupCoordinator.commit_offsets
    async def late(self, *args):
        if self.generation == 1:
            pathlib.Path({str(held)!r}).touch()
            while self.generation == 1:
                await asyncio.sleep(0.01)
        await commit(self, *args)
    GroupCoordinator.commit_offsets = late
    """
    articles = list(made_wire.articles(LOAD + ARTICLES))
    stage.fingerprinted(articles[:LOAD])
    with stage.worker("match", fault, session_timeout=SESSION_S) as sleeper:
        wait_until(held.exists, GENEROUS_S, "a commit under load")
        sleeper.process.send_signal(signal.SIGSTOP)
        before = _said(stage)
        stage.expect(before < LOAD, f"it has work in its buffers: {before} of {LOAD}")
        with stage.worker("match", session_timeout=SESSION_S) as second:
            second.wait_ready(GENEROUS_S)
            stage.fingerprinted(articles[LOAD:])
            wait_until(lambda: stage.all_done("match"), GENEROUS_S, "the second worker to do the rest")
            _stop(stage, second)
        sleeper.process.send_signal(signal.SIGCONT)
        wait_until(
            lambda: sleeper.process.poll() is not None or _times_ready(sleeper) > 1, GENEROUS_S, "its desk"
        )
        stage.expect(sleeper.process.poll() is None, f"it gets its desk back: {sleeper.process.poll()}")
        stage.expect(stage.all_done("match"), f"it sets no offset back: {stage.done('match')}")
        stage.fingerprinted(_again(articles[LOAD:]))
        wait_until(lambda: stage.all_done("match"), GENEROUS_S, "what derives from the other's articles")
        _stop(stage, sleeper)
    rewrites = sum(
        b":again" in (message.value or b"") for message in consume(stage.settings, [names.rewrite])
    )
    stage.expect(rewrites == ARTICLES, f"what derives from them is found: {rewrites} of {ARTICLES}")
    stage.finish()


def stopped_in_a_commit(stage: Stage) -> None:
    """SIGTERM while a commit is under way and more has been judged since it began: that is committed too."""
    held = stage.folder / "held"
    fault = f"""{SLOWLY}
    import pathlib
    from streams.workers.consuming import StrictConsumer
    commit = StrictConsumer._commit
    async def slow(self, offsets):
        if not self.should_stop:
            pathlib.Path({str(held)!r}).touch()
        while not self.should_stop:
            await asyncio.sleep(0.01)
        return await commit(self, offsets)
    StrictConsumer._commit = slow
    """
    stage.fingerprinted(made_wire.articles(LOAD))
    with stage.worker("match", fault) as worker:
        wait_until(held.exists, GENEROUS_S, "a commit")
        begun = _said(stage)
        wait_until(lambda: _said(stage) > begun, GENEROUS_S, "work beside it")
        _stop(stage, worker)
    _expect_all_committed(stage)
    stage.finish()


def stopped_in_a_rebalance(stage: Stage) -> None:
    """SIGTERM, and partitions are dealt anew before the last commit: all is committed.

    Faust closes the client then from another thread than its own.  That ends the process with SIGSEGV now and
    then only, so the scene looks who closes it, and who seeks.
    """
    foreign = stage.folder / "foreign"
    fault = f"""{SLOWLY}
    import pathlib
    from aiokafka import AIOKafkaConsumer
    from aiokafka.client import AIOKafkaClient
    from streams.workers.consuming import StrictConsumer
    from streams.workers.delivery import DeliveryApp
    revoke, stop, revoked = StrictConsumer.on_partitions_revoked, DeliveryApp._stop_consumer, []
    async def revoking(self, partitions):
        await revoke(self, partitions)
        revoked.append(partitions)
    async def stopping(self):
        await stop(self)
        thread = self.consumer._thread
        thread.thread_loop.call_soon_threadsafe(thread._consumer._coordinator.request_rejoin)
        before = len(revoked)
        while len(revoked) == before:
            await asyncio.sleep(0.01)
    StrictConsumer.on_partitions_revoked, DeliveryApp._stop_consumer = revoking, stopping
    close, seek = AIOKafkaClient.close, AIOKafkaConsumer.seek
    def note_who(client):
        if client._sync_task and client._sync_task.get_loop() is not asyncio.get_running_loop():
            pathlib.Path({str(foreign)!r}).touch()
    async def closing(self):
        note_who(self)
        await close(self)
    def seeking(self, partition, offset):
        note_who(self._client)
        seek(self, partition, offset)
    AIOKafkaClient.close, AIOKafkaConsumer.seek = closing, seeking
    """
    stage.fingerprinted(made_wire.articles(LOAD))
    with stage.worker("match", fault) as worker:
        wait_until(lambda: _said(stage) > LOAD // 20, GENEROUS_S, "load")
        _stop(stage, worker)
    stage.expect(not foreign.exists(), "nobody but its own thread seeks with the client or closes it")
    _expect_all_committed(stage)
    stage.finish()


def _expect_all_committed(stage: Stage) -> None:
    said, reached = _said(stage), max(stage.done("match").values(), default=0)
    stage.expect(said < LOAD, f"it was under load: {said} of {LOAD}")
    stage.expect(0 <= said - reached <= 1, f"all that was processed is committed: {reached} of {said}")


def _stop(stage: Stage, worker: WorkerProcess) -> None:
    code = worker.terminate()
    stage.expect(code == ExitCode.STOPPED, f"SIGTERM ends the worker with 0: {code}")


def _said(stage: Stage) -> int:
    return len(consume(stage.settings, [stage.names.new, stage.names.rewrite]))


def _again(articles: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """These articles once more, by somebody else."""
    return [article | {"uri": f"{article['uri']}:again", "provider": "Harbour Wire"} for article in articles]


def _times_ready(worker: WorkerProcess) -> int:
    return sum(line.get("event") == "worker ready" for line in worker.logged())
