"""The rolling window as a store of Faust tables: `desk://`.

A desk holds the entries of its partition in the form that the search needs, and judging changes it.  So a
write to the table is only a line in the changelog here: the desk has already taken it in.  What the store
does is to bring desks up from the changelog when partitions are assigned, to drop them when they are revoked,
and to tell Faust up to which offset it has seen the changelog, so that Faust recovers nothing itself.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import structlog
from faust.stores.base import Store as FaustStore
from faust.types import TP

from schemas import WindowState
from streams.detection import Desk, WindowLimits
from streams.workers.changelog import read_changelog
from streams.workers.exits import LOGGER, ExitCode, leave
from streams.workers.rebuilding import rebuilt

if TYPE_CHECKING:
    from streams.workers.progress import Progress

log = structlog.get_logger(LOGGER)


class Store(FaustStore):
    """One desk for each assigned partition.

    The table's options: `limits` (WindowLimits), `brokers` (list of host:port), `source` (the input topic
    whose partitions are the desks) and `progress` (told how far recovery is).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options: dict[str, Any] = dict(self.options or {})
        self._limits: WindowLimits = options["limits"]
        self._brokers: list[str] = options["brokers"]
        self._source: str = options["source"]
        self._progress: Progress = options["progress"]
        self._ours: dict[int, object] = {}
        """The desks that are ours, each with a mark of the time since when: read back for an earlier time, a
        desk is out of date."""
        self._loading = asyncio.Lock()
        self._desks: dict[int, Desk] = {}
        self._offsets: dict[int, int] = {}
        self._expired: dict[int, list[bytes]] = {}
        self._stale: set[int] = set()

    # What the agent and the monitor ask.

    def desk(self, partition: int) -> Desk:
        """The desk of an assigned partition; KeyError if it is not ours."""
        return self._desks[partition]

    def take_expired(self, partition: int) -> list[bytes]:
        """Keys that had left the window when it was read back; given once, to be deleted from the table."""
        return self._expired.pop(partition, [])

    def windows(self) -> list[WindowState]:
        """The state of each desk."""
        return [
            WindowState(desk=number, articles=len(desk), bytes=desk.nbytes, clock=desk.clock)
            for number, desk in sorted(self._desks.items())
        ]

    # What the app calls when partitions are assigned.

    def assign(self, assigned: Iterable[TP]) -> None:
        """Drop the desks that are no longer ours."""
        ours = {tp.partition for tp in assigned if tp.topic == self._source}
        for number in set(self._ours) - ours:
            self._drop(number)
        self._ours = {number: self._ours.get(number, object()) for number in ours}

    async def bring_up(self) -> None:
        """Bring up the desks that are new: at once one after the other, whoever calls."""
        async with self._loading:
            await self._load(sorted(set(self._ours) - set(self._desks)))

    # What Faust calls.

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        """Nothing: `assign` and `bring_up` are called before (streams/workers/delivery.py)."""

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Read again the partitions to which somebody else wrote after they were read."""
        del active_tps, standby_tps
        stale, self._stale = sorted(self._stale), set()
        async with self._loading:
            await self._load(stale)

    def persisted_offset(self, tp: TP) -> int | None:
        """Offset of the last changelog record that the desk has taken in; -1 for none, None if not ours."""
        return self._offsets.get(tp.partition)

    def set_persisted_offset(self, tp: TP, offset: int) -> None:
        """Kafka has taken a record of ours: the desk knows it.

        If it does not stand right behind the one before, somebody else has written in between: a worker that
        was frozen may have lost the partition and get it back, and its desk lacks what was judged meanwhile.
        """
        number = tp.partition
        if number in self._offsets:
            if offset > self._offsets[number] + 1:
                self._stale.add(number)
            self._offsets[number] = max(offset, self._offsets[number])

    def apply_changelog_batch(
        self, batch: Iterable[Any], to_key: Callable[[Any], Any], to_value: Callable[[Any], Any]
    ) -> None:
        """Records that Faust read: of a worker that had not yet noticed that it lost the partition."""
        del to_key, to_value
        for event in batch:
            self._stale.add(event.message.partition)
            self.set_persisted_offset(event.message.tp, event.message.offset)

    async def need_active_standby_for(self, tp: TP) -> bool:
        """No standby is needed: reading the changelog is fast."""
        del tp
        return False

    def reset_state(self) -> None:
        """Nothing is kept on disk."""

    async def backup_partition(self, tp: Any, flush: bool = True, purge: bool = False, keep: int = 1) -> None:  # noqa: FBT001, FBT002 - Faust's signature
        """Nothing is kept on disk: the changelog is the backup."""

    def restore_backup(self, tp: Any, latest: bool = True, backup_id: int = 0) -> None:  # noqa: FBT001, FBT002 - as above
        """Nothing is kept on disk: the changelog is the backup."""

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Faust has logged the entry; the desk took it in when it judged."""

    def __delitem__(self, key: bytes) -> None:
        """Faust has logged the deletion; the desk let the entry go when it judged."""

    def __len__(self) -> int:
        return sum(map(len, self._desks.values()))

    def __getitem__(self, key: bytes) -> NoReturn:
        raise NotImplementedError("entries are kept by the desks in their own form: ask a Desk")

    def __contains__(self, key: object) -> NoReturn:
        raise NotImplementedError("entries are kept by the desks in their own form: ask a Desk")

    def __iter__(self) -> Iterator[bytes]:
        raise NotImplementedError("entries are kept by the desks in their own form: ask a Desk")

    # How desks come and go.

    def _drop(self, number: int) -> None:
        self._ours.pop(number, None)
        self._desks.pop(number, None)
        self._offsets.pop(number, None)
        self._expired.pop(number, None)
        self._stale.discard(number)
        log.info("desk given away", desk=number)

    async def _load(self, numbers: list[int]) -> None:
        """Bring desks of ours up from the changelog.  Faust would swallow an error: so it ends the worker."""
        marks = {number: self._ours[number] for number in numbers if number in self._ours}
        if not marks:
            return
        topic = self.table.changelog_topic.get_topic_name()
        started = time.monotonic()
        try:
            step = partial(self._progress.recovering, "reading")
            loaded = await read_changelog(self._brokers, topic, marks, step)
            read = time.monotonic()
            for number, part in loaded.items():
                began = time.monotonic()
                desk, expired = await rebuilt(
                    self._limits, number, list(part.entries.values()), self._progress
                )
                if self._ours.get(number) is not marks[number]:
                    continue  # given away meanwhile
                self._desks[number] = desk
                self._offsets[number] = part.end - 1
                self._expired[number] = list(expired)
                log.info(
                    "desk ready",
                    desk=number,
                    articles=len(desk),
                    expired=len(expired),
                    changelog_end=part.end,
                    records=part.records,
                    bytes=part.size,
                    reading_s=round(read - started, 2),
                    rebuilding_s=round(time.monotonic() - began, 2),
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no window to judge by
            leave(
                ExitCode.RECOVERY_FAILED, topic=topic, partitions=[*marks], error=repr(error), exc_info=error
            )
