"""Scenes of delivery: what Kafka does not take, and what raises, must not be committed."""

from itertools import islice
from typing import Any, Final

from streams.workers.exits import ExitCode
from tests.faults.scenes import IMPATIENT_S, Stage
from tests.support import made_wire
from tests.support.workers import consume, wait_until

ARTICLES: Final = 40
FAILS_AT: Final = 29

REFUSED: Final = f"""
import asyncio, aiokafka
from aiokafka.errors import KafkaStorageError

send, table = aiokafka.AIOKafkaProducer.send, []

async def refusing(self, topic, *args, **kwargs):
    table.append(topic) if topic.endswith("changelog") else None
    if len(table) == {FAILS_AT + 1} and topic.endswith("changelog"):
        refused = asyncio.get_running_loop().create_future()
        refused.set_exception(KafkaStorageError("no space left on device"))
        return refused
    return await send(self, topic, *args, **kwargs)

aiokafka.AIOKafkaProducer.send = refusing
"""
"""One record of the changelog is not taken, as on a full disk; those before and after it are."""

HELD_IN_CLIENT: Final = f"""
import asyncio, aiokafka

send, table = aiokafka.AIOKafkaProducer.send, []

async def holding(self, topic, *args, **kwargs):
    table.append(topic) if topic.endswith("changelog") else None
    if len(table) > {FAILS_AT} and topic.endswith("changelog"):
        await asyncio.sleep(1e6)
    return await send(self, topic, *args, **kwargs)

aiokafka.AIOKafkaProducer.send = holding
"""
"""The client has no room for more of the changelog: table writes stay in Faust's buffer."""

NEVER_ACKNOWLEDGED: Final = HELD_IN_CLIENT.replace(
    "await asyncio.sleep(1e6)", "return asyncio.get_running_loop().create_future()"
)
"""The broker never answers to what is sent of the changelog."""


def copies(count: int) -> list[dict[str, Any]]:
    """The made articles once more by somebody else: each derives from one that must be in the window."""
    return [
        article | {"uri": article["uri"] + ":again", "provider": "Harbour Wire"}
        for article in made_wire.articles(count)
    ]


def refused_write(stage: Stage) -> None:
    """A full disk under the changelog: the worker ends before it commits, and a sound one goes on."""
    _fails(stage, REFUSED, ExitCode.SEND_FAILED)


def held_in_client(stage: Stage) -> None:
    """Table writes wait for the client: no commit passes them, and the worker ends as stuck."""
    _fails(stage, HELD_IN_CLIENT, ExitCode.STUCK, stall_timeout=IMPATIENT_S)


def never_acknowledged(stage: Stage) -> None:
    """Table writes wait for the broker: no commit passes them, and the worker ends as stuck."""
    _fails(stage, NEVER_ACKNOWLEDGED, ExitCode.STUCK, stall_timeout=IMPATIENT_S)


def agent_error(stage: Stage) -> None:
    """One article raises once: its offset is not committed, and it is judged when it comes again."""
    fault = f"""
    from streams.workers.matching import Matcher
    handle = Matcher.handle
    async def failing(self, message):
        if message.offset == {FAILS_AT}:
            raise ZeroDivisionError("a bug")
        await handle(self, message)
    Matcher.handle = failing
    """
    _fails(stage, fault, ExitCode.AGENT_ERROR, stall_timeout=IMPATIENT_S)


def _fails(stage: Stage, fault: str, code: ExitCode, **changed: Any) -> None:
    """In the middle of what there is the worker ends; a sound one goes on, also with what derives from it."""
    stage.fingerprinted(made_wire.articles(ARTICLES))
    stage.match_until_it_ends(fault, code, FAILS_AT, **changed)
    stage.fingerprinted(copies(ARTICLES))
    stage.finish()


def killed_before_the_commit(stage: Stage) -> None:
    """Nothing of a life was committed: all is read again, known, and says the same under the same ids."""
    names = stage.names
    stage.fingerprinted(made_wire.articles(ARTICLES))
    no_commit = """
    from faust.transport.consumer import Consumer
    async def commit(self, *args, **kwargs): return False
    Consumer.commit = commit
    """
    with stage.worker("match", no_commit) as worker:
        for written in ([names.new, names.rewrite], [names.changelog]):
            wait_until(lambda topics=written: len(consume(stage.settings, topics)) == ARTICLES)
        worker.kill()
    stage.expect_committed_below("match", 0)
    stage.fingerprinted(islice(copies(ARTICLES), ARTICLES // 2))
    report = stage.finish()
    stage.expect(
        report.counts.verdict_repeats == ARTICLES,
        f"each verdict of the life that was lost is said again: {report.counts.verdict_repeats}",
    )
