"""How far a worker has come, written by its event loop and read by the watchdog and the monitor.

Every field is replaced or updated by single operations on plain objects, so that another thread may read it
at any time without a lock: a lock is what a stuck worker would be stuck in.
"""

import time
from typing import TypeAlias

Partition: TypeAlias = tuple[str, int]
"""Topic and partition; Faust's TP is one."""


class Progress:
    """Times are of the monotonic clock; offsets are those of the next message, by input partition."""

    def __init__(self) -> None:
        now = time.monotonic()
        self.started = now
        self.beat = now
        """When the event loop last ran."""
        self.moved = now
        """When the start or a recovery last made a step."""
        self.ready = False
        """Whether articles are being processed: false until recovery is done."""
        self.rebalance()

    def rebalance(self) -> None:
        """Partitions are being assigned anew: nothing known of them holds."""
        self.ready = False
        self.ends: dict[Partition, int] = {}
        """How far the topic is written."""
        self.fetched: dict[Partition, int] = {}
        """How far it is fetched."""
        self.taken: dict[Partition, int] = {}
        """How far messages have been taken in hand."""
        self.done: dict[Partition, int] = {}
        """How far they are processed and acknowledged."""
        self.committed: dict[Partition, int] = {}
        """Where a restart would begin."""
        self.step()

    def step(self) -> None:
        """The start or a recovery has made a step."""
        self.moved = time.monotonic()

    def lag(self) -> int | None:
        """Messages that wait in the input partitions of this worker; None while that is not known.

        The markers that transactional producers leave in a topic count as messages.
        """
        if not self.ready:
            return None
        done = self.done.copy()
        return sum(max(0, end - done[tp]) for tp, end in self.ends.copy().items() if tp in done)
