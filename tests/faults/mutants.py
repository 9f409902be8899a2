"""The guarantees taken away, one at a time, and the scene that must notice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.faults import scenes_delivery, scenes_group, scenes_input, scenes_rebalance, scenes_stuck
from tests.faults.scenes import Stage

Scene = Callable[[Stage], None]


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
        "the worker ends with AGENT_ERROR",
    ),
    Mutation(
        "judge a known article again",
        """
        import dataclasses
        from streams.detection.desk import Desk
        from streams.detection.kept import Kept
        weigh, known = Desk.weigh, Kept.known
        def again(self, fingerprint, place):
            Kept.known = lambda kept, key: None
            judgement = weigh(self, fingerprint, place)
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
        from streams.workers.consuming import StrictConsumer
        def ack(self, message):
            self._open[message.tp].discard(message.offset)
            return Consumer.ack(self, message)
        StrictConsumer.ack = ack
        """,
        scenes_rebalance.in_hand_while_dealt_anew,
        "nothing doubtful is committed",
    ),
    Mutation(
        "leave the holes between offsets to Faust",
        """
        from faust.transport.drivers.aiokafka import Consumer
        from streams.workers.consuming import StrictConsumer
        StrictConsumer._new_offset = Consumer._new_offset
        StrictConsumer._add_gap = Consumer._add_gap
        """,
        scenes_stuck.dropped_event,
        "nothing doubtful is committed",
    ),
    Mutation(
        "take a desk that comes back for what it was",
        """
        from streams.workers.store import Store
        def known(self, tp, offset):
            if tp.partition in self._offsets:
                self._offsets[tp.partition] = max(offset, self._offsets[tp.partition])
        Store.set_persisted_offset = known
        """,
        scenes_group.desk_back,
        "verdicts that differ from those of a replay",
    ),
    Mutation(
        "commit as whoever the worker is by then",
        """
        from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
        from streams.workers.consuming import StrictThread
        StrictThread.on_start = AIOKafkaConsumerThread.on_start
        """,
        scenes_group.desk_back,
        "it sets no offset back",
    ),
    Mutation(
        "leave the last commit to Faust",
        """
        from faust.transport.drivers.aiokafka import Consumer
        from streams.workers.consuming import StrictConsumer
        StrictConsumer.on_stop = Consumer.on_stop
        """,
        scenes_group.stopped_in_a_commit,
        "all that was processed is committed",
    ),
    Mutation(
        "forget at a stop what is acknowledged and not committed",
        """
        from faust.transport.drivers.aiokafka import Consumer
        from streams.workers.consuming import StrictConsumer
        StrictConsumer.on_partitions_revoked = Consumer.on_partitions_revoked
        """,
        scenes_group.stopped_in_a_rebalance,
        "all that was processed is committed",
    ),
    Mutation(
        "close the client from another thread, as Faust does",
        """
        from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
        from streams.workers.consuming import StrictThread
        StrictThread.close = AIOKafkaConsumerThread.close
        """,
        scenes_group.stopped_in_a_rebalance,
        "nobody but its own thread",
    ),
)
