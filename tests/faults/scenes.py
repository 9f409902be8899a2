"""The stage of a scene: workers with a fault put in front of their program, and what did not hold at the end.

A scene is a function of a `Stage`.  It collects what does not hold instead of raising, so that the proof by
mutation (`tests.faults.mutations`) can run the same scene with a guarantee taken away and say which of its
checks notices.
"""

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import orjson

from streams.settings import Settings
from streams.topics import Names
from streams.workers.exits import ExitCode
from tests.faults.checker import check
from tests.faults.report import Report
from tests.support.workers import PROGRAM, Kind, WorkerProcess, committed, ends, produce, wait_until

IMPATIENT_S: Final = 6.0
"""Stall timeout of workers that are to notice a standstill."""
GENEROUS_S: Final = 120.0
"""For what has to happen at all, on a machine that has other things to do."""


@dataclass(slots=True)
class Stage:
    """An installation of its own, with workers whose program may be changed."""

    settings: Settings
    folder: Path
    mutation: str = ""
    """Python put in front of every worker's program: takes a guarantee away."""
    wrong: list[str] = field(default_factory=list)
    """What did not hold."""
    _fingerprinter: WorkerProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fingerprinter:
            self._fingerprinter.__exit__(kind, error, trace)

    @property
    def names(self) -> Names:
        """Of the topics and groups."""
        return Names(self.settings.prefix)

    def expect(self, holds: object, otherwise: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(otherwise)

    def worker(self, kind: Kind, fault: str = "", **changed: Any) -> WorkerProcess:
        """Start a worker, with a fault in its program and other settings."""
        program = "\n".join([textwrap.dedent(fault), textwrap.dedent(self.mutation), PROGRAM])
        settings = msgspec.structs.replace(self.settings, **changed)
        return WorkerProcess(kind, settings, self.folder / f"{kind}.log", program)

    def feed(self, articles: Iterable[dict[str, Any]]) -> None:
        """Put articles on the wire, all on one partition: they are judged in this order."""
        produce(self.settings, self.names.raw, ((None, orjson.dumps(a)) for a in articles), partition=0)

    def done(self, kind: Kind) -> dict[tuple[str, int], int]:
        """The offsets that workers of a kind have committed."""
        names = self.names
        return committed(self.settings, names.match_app if kind == "match" else names.fingerprint_app)

    def all_done(self, kind: Kind) -> bool:
        """Whether such workers have committed all of their input as it is now."""
        source = self.names.fingerprints if kind == "match" else self.names.raw
        written = {(tp.topic, tp.partition): end for tp, end in ends(self.settings, [source]).items() if end}
        return bool(written) and self.done(kind) == written

    def fingerprinted(self, articles: Iterable[dict[str, Any]]) -> None:
        """Feed articles and wait until they lie on their desk; the worker that does it stays to the end."""
        if self._fingerprinter is None:
            self._fingerprinter = self.worker("fingerprint")
            self._fingerprinter.wait_ready()
        self.feed(articles)
        wait_until(lambda: self.all_done("fingerprint"), GENEROUS_S, "fingerprints of all")

    def last_words(self, worker: WorkerProcess, until: Callable[[], object]) -> dict[str, Any]:
        """The line that says why the worker ended; empty if it is sound when `until` holds."""
        wait_until(
            lambda: worker.process.poll() is not None or until(), GENEROUS_S, f"an end: {worker.tail()}"
        )
        if worker.process.poll() is None:
            return {}
        said = [line for line in worker.logged() if line.get("event") == "worker ends"]
        return said[-1] if said else {"exit_code": worker.process.returncode}

    def match_until_it_ends(
        self, fault: str, code: ExitCode, fails_at: int, **changed: Any
    ) -> dict[str, Any]:
        """Start a match worker that must end for this reason before it commits what fails; its last words."""
        with self.worker("match", fault, **changed) as worker:
            last = self.last_words(worker, lambda: self.all_done("match"))
        self.expect_end(last, code)
        self.expect_committed_below("match", fails_at)
        return last

    def expect_end(self, last: dict[str, Any], code: ExitCode) -> None:
        """The worker must have ended by itself, for this reason."""
        said = last.get("exit", last.get("exit_code", "no: it went on"))
        self.expect(last.get("exit_code") == code, f"the worker ends with {code.name}: {said}")

    def expect_committed_below(self, kind: Kind, offset: int) -> None:
        """What failed at `offset` must not be committed."""
        reached = max(self.done(kind).values(), default=0)
        self.expect(reached <= offset, f"nothing doubtful is committed: {reached}, though {offset} failed")

    def finish(self) -> Report:
        """Let workers without a fault do the rest, and have the checker read all topics."""
        worker = self._fingerprinter or self.worker("fingerprint")
        with worker, self.worker("match") as matcher:
            self._until_done(worker)
            self._until_done(matcher)
        return self.checked()

    def checked(self) -> Report:
        """Have the checker read all topics."""
        report = check(self.settings)
        first = {violation.kind: violation.text for violation in reversed(report.violations)}
        for kind, count in report.kinds().items():
            self.wrong.append(f"{kind} ({count}): {first[kind]}")
        return report

    def _until_done(self, worker: WorkerProcess) -> None:
        worker.wait_ready()
        last = self.last_words(worker, lambda: self.all_done(worker.kind))
        self.expect(not last, f"a {worker.kind} worker without a fault goes on: it ends with {last}")
        if not last:
            code = worker.terminate()
            self.expect(code == 0, f"SIGTERM ends the {worker.kind} worker with 0: {code}")
