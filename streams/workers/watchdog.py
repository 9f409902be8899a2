"""Lack of progress: a thread that looks at `Progress` and ends a worker that stands still.

Faust only logs a hung agent and stays in its consumer group, silent, for ever; a commit that is stuck behind
a gap does not show at all while articles go on being processed.
"""

import threading
import time
from collections.abc import Iterator
from typing import Final

from streams.workers.exits import ExitCode, leave
from streams.workers.progress import Partition, Progress

LOOK_EVERY_S: Final = 1.0


class StallDetector:
    """Says what stands still.  Pure: `now` is an argument; the state is what it saw at the calls before."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._since: dict[tuple[str, Partition], tuple[object, float]] = {}

    def check(self, progress: Progress, now: float) -> str | None:
        """What has stood still for longer than the timeout; None if all moves or has nothing to do."""
        if now - progress.beat > self._timeout:
            return f"the event loop has not run for {now - progress.beat:.0f} s"
        if not progress.ready:
            self._since.clear()
            if now - progress.moved > self._timeout:
                return f"neither ready nor a step nearer to it for {now - progress.moved:.0f} s"
            return None
        waiting = dict(_what_waits(progress))
        self._since = {
            key: old if (old := self._since.get(key, (mark, now)))[0] == mark else (mark, now)
            for key, mark in waiting.items()
        }
        for (what, (topic, number)), (mark, since) in self._since.items():
            if now - since > self._timeout:
                return f"{what} for {now - since:.0f} s: partition {number} of {topic}, at {mark}"
        return None


def _what_waits(progress: Progress) -> Iterator[tuple[tuple[str, Partition], object]]:
    """Each thing that waits, with the mark that changes as soon as it moves."""
    done, committed, fetched = progress.done.copy(), progress.committed.copy(), progress.fetched.copy()
    for tp, offset in progress.taken.copy().items():
        if offset > done.get(tp, 0):
            yield ("a message is in hand and not finished", tp), (done.get(tp), offset)
    for tp, offset in progress.ends.copy().items():
        if tp in fetched and offset > fetched[tp]:
            yield ("messages wait and none is fetched", tp), (fetched[tp], done.get(tp))
    for tp, offset in done.items():
        if tp in committed and offset > committed[tp]:
            yield ("messages are processed and not committed", tp), committed[tp]


class Watchdog(threading.Thread):
    """Looks every second; ends the process when something stands still."""

    def __init__(self, progress: Progress, timeout: float) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._progress = progress
        self._detector = StallDetector(timeout)

    def run(self) -> None:
        """Look for as long as the process lives: a shutdown that hangs is a stall too."""
        while True:
            time.sleep(LOOK_EVERY_S)
            if reason := self._detector.check(self._progress, time.monotonic()):
                leave(ExitCode.STUCK, reason=reason)
