"""The proof by mutation: take each guarantee away, and see that a scene notices.

A mutation is Python put in front of the workers' program; the tree is not changed.  The scene runs once as
it is and must find nothing wrong, then with the mutation, and must find what is named here.

    python -m tests.faults.mutations                        all of them, as a table; 1 if one survives
    python -m tests.faults.mutations "forget the tombstone"
"""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from streams.settings import Settings
from streams.workers.admin import create_topics
from tests.faults import scenes_delivery, scenes_input, scenes_rebalance
from tests.faults.scenes import Stage
from tests.support.broker import running_broker

Scene = Callable[[Stage], None]
SHOWN: Final = 200
"""Characters of a finding that are printed."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A guarantee taken away."""

    name: str
    code: str
    """Put in front of the program of every worker of the scene."""
    scene: Scene
    noticed: str
    """What must be wrong then: words of it."""

    def is_noticed(self, wrong: list[str]) -> bool:
        """Whether the scene failed for the reason that it must."""
        return any(self.noticed in line for line in wrong)


MUTATIONS: Final = (
    Mutation(
        "commit before the table's buffer is flushed",
        """
        from streams.workers import delivery
        async def flush(self): pass
        delivery.OrderedBuffer.flush = flush
        """,
        scenes_delivery.held_in_client,
        "a window that differs",
    ),
    Mutation(
        "flush for 100 ms at most, as Faust does",
        """
        from faust.transport.producer import ProducerBuffer
        from streams.workers import delivery
        delivery.OrderedBuffer.flush = ProducerBuffer.flush
        """,
        scenes_delivery.held_in_client,
        "a window that differs",
    ),
    Mutation(
        "commit before Kafka has acknowledged",
        """
        from streams.workers import delivery
        async def flush(self): await self.buffer.flush()
        delivery.StrictProducer.flush = flush
        """,
        scenes_delivery.never_acknowledged,
        "a window that differs",
    ),
    Mutation(
        "only log a failed send",
        """
        from streams.workers import delivery
        def delivered(self, topic, delivery):
            self._undelivered.discard(delivery)
            print(delivery.exception())
        delivery.StrictProducer._delivered = delivered
        """,
        scenes_delivery.refused_write,
        "a window that differs",
    ),
    Mutation(
        "swallow an article's exception",
        """
        from streams.workers.matching import Matcher
        raising = Matcher.handle
        async def swallowing(self, message):
            try:
                await raising(self, message)
            except Exception as error:
                print(error)
        Matcher.handle = swallowing
        """,
        scenes_delivery.agent_error,
        "an article without a verdict",
    ),
    Mutation(
        "leave an agent's exception to Faust",
        """
        import faust
        from streams.workers import delivery
        delivery.DeliveryApp._on_agent_error = faust.App._on_agent_error
        """,
        scenes_delivery.agent_error,
        "an article without a verdict",
    ),
    Mutation(
        "judge a known article again",
        """
        import dataclasses
        from streams.detection.desk import Desk
        from streams.detection.kept import Kept
        weigh, known = Desk.weigh, Kept.known
        def again(self, fingerprint):
            Kept.known = lambda kept, key: None
            judgement = weigh(self, fingerprint)
            Kept.known = known
            if self._window.kept.known(judgement.key) is None:
                return judgement
            return dataclasses.replace(judgement, entry=None, expired=(), article=None)
        Desk.weigh = again
        """,
        scenes_delivery.killed_before_the_commit,
        "two different verdicts",
    ),
    Mutation(
        "judge by wall clock",
        """
        import time
        from streams.detection.window import Window
        Window.time = lambda self, created: time.time()
        """,
        scenes_input.wrong_clock,
        "verdicts that differ from those of a replay",
    ),
    Mutation(
        "forget the tombstone",
        """
        from streams.workers.matching import Matcher
        def write(self, partition, judgement):
            if judgement.entry is not None:
                self._table[judgement.key] = judgement.entry
        Matcher._write = write
        """,
        scenes_input.duplicates_and_odd_dates,
        "a window that differs",
    ),
    Mutation(
        "acknowledge across a rebalance",
        """
        from faust.transport.drivers.aiokafka import Consumer
        from streams.workers import delivery
        delivery.StrictConsumer.ack = Consumer.ack
        """,
        scenes_rebalance.in_hand_while_dealt_anew,
        "nothing doubtful is committed",
    ),
)


def run(scene: Scene, settings: Settings, folder: Path, mutation: str = "") -> list[str]:
    """Play a scene on an installation of its own; what was wrong, also that it came to no end."""
    name = secrets.token_hex(3)
    folder /= name
    folder.mkdir()
    own = msgspec.structs.replace(
        settings, prefix=f"{settings.prefix}{name}.", data_dir=str(folder / "faust")
    )
    create_topics(own)
    with Stage(own, folder, mutation) as stage:
        try:
            scene(stage)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            stage.wrong.append(f"the scene comes to its end: {error}")
        return stage.wrong


def main(wanted: list[str]) -> int:
    """Run mutations and print what noticed each; 1 if one survives."""
    chosen = [mutation for mutation in MUTATIONS if not wanted or mutation.name in wanted]
    if not chosen:
        _say("no such mutation; there are:", ", ".join(mutation.name for mutation in MUTATIONS))
        return 2
    survived = 0
    sound: dict[Scene, list[str]] = {}
    with running_broker() as servers, tempfile.TemporaryDirectory() as temporary:
        settings = Settings(brokers=servers, prefix=f"mutations-{secrets.token_hex(4)}.", raw_partitions=1)
        for mutation in chosen:
            if mutation.scene not in sound:
                sound[mutation.scene] = run(mutation.scene, settings, Path(temporary))
            without = [f"without the mutation: {line}" for line in sound[mutation.scene]]
            wrong = run(mutation.scene, settings, Path(temporary), mutation.code)
            caught = not without and mutation.is_noticed(wrong)
            survived += not caught
            _say("caught  " if caught else "SURVIVED", mutation.name, "by", mutation.scene.__name__)
            for line in [*without, *wrong] or ["nothing is wrong"]:
                _say("        ", line[:SHOWN])
    _say(f"{len(chosen)} mutations, {survived} survived")
    return int(survived > 0)


def _say(*words: str) -> None:
    print(*words, flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
