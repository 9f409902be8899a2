"""Workers under a supervisor that starts them again, as systemd would, and remembers how each ended."""

import itertools
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from streams.settings import Settings
from streams.workers.exits import ExitCode
from tests.support.workers import Kind, WorkerProcess, wait_until

LOOK_S: Final = 0.1
PAUSE_S: Final = 0.3
"""Between a worker's end and its next start."""
STOP_S: Final = 30.0
READY_S: Final = 150.0
ERROR_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class End:
    """How a worker ended: its exit code, on whose account, and its last words if it had any."""

    kind: Kind
    code: int
    asked: str
    """"kill -9", "SIGTERM" or "itself"."""
    words: str = ""

    def __str__(self) -> str:
        name = ExitCode(self.code).name if self.code in set(ExitCode) else ""
        return f"{self.kind} by {self.asked}: {self.code} {name}".rstrip()


class Supervised:
    """One place for a worker: the process in it is another one after each end."""

    def __init__(self, kind: Kind, settings: Settings, log: Path) -> None:
        self.kind = kind
        self._settings = settings
        self._log = log
        self.wanted = True
        self.process = WorkerProcess(kind, settings, log)
        self.ended_at = 0.0
        """When its process ended and was seen to; 0 while it runs."""

    def begin(self) -> None:
        """Start the next process."""
        self.ended_at = 0.0
        self.process = WorkerProcess(self.kind, self._settings, self._log)

    @property
    def runs(self) -> bool:
        """Whether its process has not ended."""
        return self.process.process.poll() is None

    @property
    def ready(self) -> bool:
        """Whether the process that runs now has begun to process messages."""
        return self.runs and any(line["event"] == "worker ready" for line in self.process.logged())

    def last_words(self) -> str:
        """What it said of its end, and what its log says of the last error before."""
        lines = self.process.logged()
        said = [line for line in lines if line.get("event") == "worker ends"]
        errors = [line for line in lines if line not in said and "exception" in line]
        last = (
            f"; before: {errors[-1].get('event')} ... {errors[-1]['exception'][-ERROR_CHARS:]}"
            if errors
            else ""
        )
        return f"{said[-1] if said else self.process.tail()[-ERROR_CHARS:]}{last}"


class Fleet:
    """All workers of an installation; a thread starts those that end again."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self.workers: list[Supervised] = []
        self.ends: list[End] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left running, whatever happened."""
        self._over.set()
        self._thread.join()
        for worker in self.workers:
            worker.process.__exit__(None, None, None)

    def add(self, kind: Kind) -> Supervised:
        """One more worker of that kind."""
        name = f"{kind}-{next(self._numbers)}"
        own = msgspec.structs.replace(self._settings, data_dir=str(self._folder / name))
        with self._lock:
            worker = Supervised(kind, own, self._folder / f"{name}.log")
            self.workers.append(worker)
        return worker

    def of(self, kind: Kind) -> list[Supervised]:
        """The workers of that kind that are wanted."""
        return [worker for worker in self.workers if worker.kind == kind and worker.wanted]

    def kill(self, *victims: Supervised) -> None:
        """End them by SIGKILL, all at once; they are started again.

        One that has just ended by itself is killed as soon as it runs again: so many die as are told to.
        """
        left = list(victims)

        def killed() -> bool:
            with self._lock:
                running = [worker for worker in left if worker.runs]
                for worker in running:
                    worker.process.process.kill()
                for worker in running:
                    by_us = worker.process.process.wait() == -signal.SIGKILL
                    self._ended(worker, "kill -9" if by_us else "itself")
                    if by_us:
                        left.remove(worker)
            return not left

        wait_until(killed, READY_S, "workers to be killed")

    def stop(self, worker: Supervised, *, retire: bool = False) -> End:
        """SIGTERM, and SIGKILL if it does not end in time.  Started again but if it retires."""
        process = worker.process.process
        with self._lock:
            worker.wanted = False
            process.terminate()
        deadline = time.monotonic() + STOP_S
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(LOOK_S)
        with self._lock:
            process.kill()  # does nothing to one that has ended
            end = self._ended(worker, "SIGTERM")
            worker.wanted = not retire
            if retire:
                self.workers.remove(worker)
        return end

    def wait_ready(self, *workers: Supervised) -> None:
        """Wait until these, or all, process messages."""
        for worker in workers or tuple(self.workers):
            wait_until(lambda: worker.ready, READY_S, f"a {worker.kind} worker to be ready")  # noqa: B023 - now

    def _ended(self, worker: Supervised, asked: str) -> End:
        code = worker.process.process.wait()
        words = "" if code in {0, -signal.SIGKILL} else worker.last_words()
        end = End(worker.kind, code, asked, words)
        self.ends.append(end)
        worker.ended_at = time.monotonic()
        return end

    def _watch(self) -> None:
        """Start again what has ended, after a pause."""
        while not self._over.wait(LOOK_S):
            with self._lock:
                for worker in self.workers:
                    if worker.wanted and not worker.runs:
                        self._revive(worker)

    def _revive(self, worker: Supervised) -> None:
        if worker.ended_at == 0.0:
            self._ended(worker, "itself")
        if time.monotonic() - worker.ended_at > PAUSE_S:
            worker.begin()
