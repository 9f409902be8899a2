"""Lack of progress: a thread that looks at `Progress` and ends a worker that stands still.

Faust only logs a hung agent and stays in its consumer group, silent, for ever; a commit that is stuck behind
a gap does not show at all while articles go on being processed.
"""

import faulthandler
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from streams.workers.exits import ExitCode, leave
from streams.workers.progress import Partition, Progress

LOOK_EVERY_S: Final = 1.0
PAUSE_S: Final = 10.0
"""A watchdog that has not run for so long was stopped with its process, which says nothing of the rest."""
STOP_S: Final = 8.0
"""How long a stop in order may take: supervisors kill after ten seconds, and then there is no exit code."""
ARM_EVERY: Final = 10
"""Looks between two windings of the clock that ends a process whose interpreter is blocked."""
HELD: Final = "a message is in hand and not finished"


class Stall(NamedTuple):
    """What stands still, and whether the message in hand may be the cause."""

    reason: str
    by_message: bool


class StallDetector:
    """Says what stands still.  Pure: `now` is an argument; the state is what it saw at the calls before."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._since: dict[tuple[str, str], tuple[object, float]] = {}
        self._resumed = 0.0

    def forgive(self, now: float) -> None:
        """The whole process was stopped: what stood still meanwhile gets its time again."""
        self._since.clear()
        self._resumed = now

    def check(self, progress: Progress, now: float) -> Stall | None:
        """What has stood still for longer than the timeout; None if all moves or has nothing to do."""
        beat = max(progress.beat, self._resumed)
        if now - beat > self._timeout:
            return Stall(f"the event loop has not run for {now - beat:.0f} s", by_message=True)
        if not progress.ready:
            self._since.clear()
            moved = max(progress.moved, self._resumed)
            if now - moved > self._timeout:
                return Stall(
                    f"neither ready nor a step nearer to it for {now - moved:.0f} s", by_message=False
                )
            return None
        waiting = dict(_what_waits(progress))
        self._since = {
            key: old if (old := self._since.get(key, (mark, now)))[0] == mark else (mark, now)
            for key, mark in waiting.items()
        }
        for (what, place), (mark, since) in self._since.items():
            if now - since > self._timeout:
                return Stall(f"{what} for {now - since:.0f} s: {place}, at {mark}", by_message=what == HELD)
        return None


def _what_waits(progress: Progress) -> Iterator[tuple[tuple[str, str], object]]:
    """Each thing that waits, with the mark that changes as soon as it moves."""
    done, committed, fetched = progress.done.copy(), progress.committed.copy(), progress.fetched.copy()
    taken = progress.taken.copy()
    for tp, offset in taken.items():
        if offset > done.get(tp, 0):
            yield (HELD, _place(tp)), (done.get(tp), offset)
    if progress.queued:
        yield ("messages are fetched and none is taken", "the agent's queue"), tuple(sorted(taken.items()))
    for tp, offset in progress.ends.copy().items():
        if tp in fetched and offset > fetched[tp]:
            yield ("messages wait and none is fetched", _place(tp)), (fetched[tp], done.get(tp))
    for tp, offset in done.items():
        if tp in committed and offset > committed[tp]:
            yield ("messages are processed and not committed", _place(tp)), committed[tp]
    # With nothing to do, nothing else would show that the client does nothing any more.
    yield ("no question is answered", "the client's thread"), progress.answers


def _place(tp: Partition) -> str:
    topic, number = tp
    return f"partition {number} of {topic}"


class Watchdog(threading.Thread):
    """Looks every second; ends the process when something stands still, or a stop takes too long."""

    def __init__(
        self, progress: Progress, timeout: float, count: Callable[[ExitCode, str], dict[str, Any]]
    ) -> None:
        """Watch.

        Args:
            progress: What is watched.
            timeout: Seconds that anything may stand still.
            count: Called when the message in hand may be the cause; gives what the last log line should say.
        """
        super().__init__(name="watchdog", daemon=True)
        self._progress = progress
        self._detector = StallDetector(timeout)
        self._timeout = timeout
        self._count = count

    def run(self) -> None:
        """Look for as long as the process lives."""
        looks, last = 0, time.monotonic()
        while True:
            if looks % ARM_EVERY == 0:
                self._arm()
            time.sleep(LOOK_EVERY_S)
            looks, before, last = looks + 1, last, time.monotonic()
            if last - before > PAUSE_S:
                self._detector.forgive(last)
            self._look(last)

    def _look(self, now: float) -> None:
        progress = self._progress
        if progress.stopping is not None:
            if now - progress.stopping > STOP_S:
                code = ExitCode.STOPPED if progress.all_committed() else ExitCode.UNCOMMITTED
                leave(code, reason=f"the stop was not over after {STOP_S:g} s")
            return
        if stall := self._detector.check(progress, now):
            context = self._count(ExitCode.STUCK, stall.reason) if stall.by_message else {}
            leave(ExitCode.STUCK, reason=stall.reason, **context)

    def _arm(self) -> None:
        """Have the interpreter end the process (exit code 1, with a traceback) if no thread runs any more.

        Machine code that holds the interpreter's lock, a regular expression say, stops this thread too.
        """
        faulthandler.cancel_dump_traceback_later()
        faulthandler.dump_traceback_later(2 * self._timeout + ARM_EVERY * LOOK_EVERY_S, exit=True)
