"""How far a worker has come, written by its event loop and read by the watchdog and the monitor.

Every field is replaced or updated by single operations on plain objects, so that another thread may read it
at any time without a lock: a lock is what a stuck worker would be stuck in.
"""

import time
from typing import Literal, TypeAlias

from schemas import RecoveryState

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
        self.recovery: RecoveryState | None = None
        """How far what was kept is read back; None when nothing is."""
        self._stage = ("", now)
        self.stopping: float | None = None
        """When the worker was told to stop."""
        self.answers = 0
        """How often the client's thread has answered."""
        self.queued = 0
        """Messages that are fetched and wait for the agent."""
        self.rebalance()

    def rebalance(self) -> None:
        """Partitions are being assigned anew: nothing known of them holds."""
        if self.stopping is not None:
            return  # the last one: what was committed is still asked
        self.ready = False
        self.queued = 0
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

    def recovering(self, stage: Literal["reading", "rebuilding"], records: int, of: int) -> None:
        """A recovery has come so far."""
        self.step()
        if self._stage[0] != stage or (self.recovery is None):
            self._stage = stage, self.moved
        self.recovery = RecoveryState(
            stage=stage, records=records, of=of, seconds=round(self.moved - self._stage[1], 3)
        )

    def all_committed(self) -> bool:
        """Whether a restart would read nothing again."""
        committed = self.committed.copy()
        return all(offset <= committed.get(tp, 0) for tp, offset in self.done.copy().items())

    def lag(self) -> int | None:
        """Messages that wait in the input partitions of this worker; None while that is not known.

        The markers that transactional producers leave in a topic count as messages.
        """
        if not self.ready:
            return None
        done = self.done.copy()
        return sum(max(0, end - done[tp]) for tp, end in self.ends.copy().items() if tp in done)
