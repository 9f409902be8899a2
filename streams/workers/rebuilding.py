"""A desk built again from the entries of its changelog, with its progress to be seen."""

import asyncio
from collections.abc import Iterator
from typing import Final

from streams.detection import Desk, WindowLimits
from streams.workers.changelog import Reporter
from streams.workers.progress import Progress

LOOK_S: Final = 0.25


async def rebuilt(
    limits: WindowLimits, number: int, entries: list[bytes], progress: Progress
) -> tuple[Desk, tuple[bytes, ...]]:
    """A desk of these entries, and the keys of those that had expired.

    In a thread: other desks and the heartbeat go on, and it can be seen how far it is.  The desk reads
    all entries, to know their order, and then takes them in.

    Args:
        limits: Of the window.
        number: The desk's, for the log.
        entries: Its entries in any order.
        progress: Told whenever there is more.

    Raises:
        msgspec.DecodeError: A value is no entry, or one of another format.
    """
    desk, counted = Desk(limits), _Counted(entries)
    report = Reporter("rebuilding the window", desk=number)
    work = asyncio.create_task(asyncio.to_thread(desk.restore, counted))
    done = -1
    while not work.done():
        await asyncio.wait((work,), timeout=LOOK_S)
        before, done = done, counted.read + len(desk)
        if done > before:
            progress.recovering("rebuilding", len(desk), len(entries))
            report(len(desk), len(entries))
    return desk, work.result()


class _Counted:
    """Entries that count how many of them are read."""

    def __init__(self, entries: list[bytes]) -> None:
        self._entries = entries
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for entry in self._entries:
            self.read += 1
            yield entry
