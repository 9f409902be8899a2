"""Scenes of a worker that stands still though its process lives: each must end in bounded time."""

import time
from collections.abc import Sequence
from typing import Any, Final

from streams.workers.exits import ExitCode
from tests.faults.scenes import IMPATIENT_S, Stage
from tests.support import made_wire
from tests.support.workers import wait_until

ARTICLES: Final = 40
HALF: Final = ARTICLES // 2
NOTICED_S: Final = 60.0
"""From the standstill to the end: the timeout, and what a loaded machine takes to start and to look."""


def dropped_event(stage: Stage) -> None:
    """An event is dropped with its acknowledgement (Faust issue 596): the commit never passes it.

    A single one, which Faust's own commit passes (`Consumer._new_offset` allows a difference of 1).
    """
    fault = f"""
    from faust.transport.consumer import Consumer
    ack = Consumer.ack
    def dropping(self, message):
        return message.offset != {HALF} and ack(self, message)
    Consumer.ack = dropping
    """
    stage.fingerprinted(made_wire.articles(ARTICLES))
    last = stage.match_until_it_ends(fault, ExitCode.STUCK, HALF, stall_timeout=IMPATIENT_S)
    _expect_said(stage, last, "processed and not committed")
    stage.finish()


def stuck_consumer(stage: Stage) -> None:
    """The client asks Kafka for nothing more, though messages wait: no error, no new offset, nothing."""
    fault = """
    import asyncio
    from aiokafka.consumer.fetcher import Fetcher
    fetch = Fetcher._proc_fetch_request
    async def stuck(self, *args, **kwargs):
        if told_to():
            await asyncio.sleep(1e6)
        return await fetch(self, *args, **kwargs)
    Fetcher._proc_fetch_request = stuck
    """
    articles = list(made_wire.articles(ARTICLES))
    stage.fingerprinted(articles[:HALF])
    _stands_still(stage, fault, "none is fetched", articles[HALF:])


def stuck_client(stage: Stage) -> None:
    """The thread in which the client runs hangs, while there is nothing to do."""
    fault = """
    import time
    from aiokafka.consumer.fetcher import Fetcher
    fetched = Fetcher.fetched_records
    async def hanging(self, *args, **kwargs):
        if told_to():
            time.sleep(1e6)
        return await fetched(self, *args, **kwargs)
    Fetcher.fetched_records = hanging
    """
    stage.fingerprinted(made_wire.articles(ARTICLES))
    _stands_still(stage, fault, "the client's thread")


def stuck_producer(stage: Stage) -> None:
    """Nothing that is sent to the next topic is ever acknowledged: nothing commits, and the worker ends."""
    topic = stage.names.fingerprints
    fault = f"""
    import asyncio, aiokafka
    send = aiokafka.AIOKafkaProducer.send
    async def unanswered(self, topic, *args, **kwargs):
        if topic == {topic!r}:
            return asyncio.get_running_loop().create_future()
        return await send(self, topic, *args, **kwargs)
    aiokafka.AIOKafkaProducer.send = unanswered
    """
    with stage.worker("fingerprint", fault, stall_timeout=IMPATIENT_S) as worker:
        worker.wait_ready()
        stage.feed(made_wire.articles(ARTICLES))
        last = stage.last_words(worker, lambda: stage.all_done("fingerprint"))
    stage.expect_end(last, ExitCode.STUCK)
    stage.expect_committed_below("fingerprint", 0)
    stage.finish()


def _stands_still(stage: Stage, fault: str, what: str, then: Sequence[dict[str, Any]] = ()) -> None:
    """A worker that has judged all there is stands still, as soon as `told_to` tells the fault to.

    Args:
        stage: With articles on their desk.
        fault: Python that asks `told_to()`.
        what: Words by which the worker must say what stands still.
        then: Articles that come after that.
    """
    stop, stopped = stage.folder / "stop", stage.folder / "stopped"
    switch = f"""
    import pathlib
    def told_to():
        told = pathlib.Path({str(stop)!r}).exists()
        if told:
            pathlib.Path({str(stopped)!r}).touch()
        return told
    """
    with stage.worker("match", switch + fault, stall_timeout=IMPATIENT_S) as worker:
        wait_until(lambda: stage.all_done("match"), what="all to be judged")
        stop.touch()
        wait_until(stopped.exists, what="the worker to stand still")
        if then:
            stage.fingerprinted(then)
        began = time.monotonic()
        last = stage.last_words(worker, lambda: time.monotonic() > began + NOTICED_S)
    stage.expect_end(last, ExitCode.STUCK)
    _expect_said(stage, last, what)
    stage.finish()


def _expect_said(stage: Stage, last: dict[str, Any], what: str) -> None:
    """The reason that a worker gives for its end must name what stands still."""
    reason = last.get("reason", "")
    stage.expect(what in reason, f"it says what stands still: {reason}")
