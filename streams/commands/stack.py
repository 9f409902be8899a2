"""All of copytaster on this machine: a Kafka, the topics and both workers, from start to stop.

`copytaster up` and `copytaster demo` are made of it.  The Kafka is the one of WIRE_BROKERS, or a local one.
"""

import contextlib
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from schemas import MonitorSnapshot
from schemas.codec import from_json
from streams.commands import kernels
from streams.commands.child import Child
from streams.commands.clients import poll, reader
from streams.errors import BrokerError, CopytasterError, SettingsError
from streams.local import LocalKafka
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from streams.workers.exits import ExitCode
from streams.workers.web import port_problem

KINDS: Final = ("fingerprint", "match")
SIGNALLED: Final = 128
"""Above it, an exit code is that and the number of the signal that ended the process."""
LAST_PORT: Final = 65535
READY_S: Final = 120.0
"""It may recover the window of an earlier run; the kernels are compiled before."""


class WorkerEndedError(CopytasterError):
    """A worker ended although nobody asked it to; `code` is its exit code."""

    def __init__(self, child: Child, code: int) -> None:
        super().__init__(f"the {child.kind} worker {_ending(code)}; the end of its log:\n{child.log_tail()}")
        self.code = code


def _ending(code: int) -> str:
    """How a worker ended, in words."""
    if code > SIGNALLED:
        with contextlib.suppress(ValueError):
            killer = signal.Signals(code - SIGNALLED)
            return f"was killed by signal {killer.value} ({killer.name})"
    meaning = next((f" ({known.name}: {known.meaning})" for known in ExitCode if known == code), "")
    return f"ended with exit code {code}{meaning}"


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs; `settings` are those that lead to it."""

    settings: Settings
    workers: tuple[Child, ...]
    kafka: LocalKafka | None

    def check(self) -> None:
        """Raise if a part has ended.

        Raises:
            BrokerError: the local Kafka.
            WorkerEndedError: a worker.
        """
        if self.kafka is not None and self.kafka.pid is None:  # first: workers end for want of it
            raise BrokerError(f"the local Kafka ended; the end of its log:\n{self.kafka.log_tail()}")
        for child in self.workers:
            code = child.exit_code
            if code is not None:
                raise WorkerEndedError(child, code)


@contextlib.contextmanager
def kafka(
    settings: Settings, *, given: bool, folder: Path | None = None, port: int | None = None
) -> Iterator[tuple[Settings, LocalKafka | None]]:
    """A Kafka with all topics, and the settings that lead to it.

    Args:
        settings: As given; `brokers` counts if `given`.
        given: Whether `settings.brokers` names a Kafka that runs; else a local one is started.
        folder: Where the local one keeps its data; None: nowhere.
        port: The local one's port; None: a free one.
    """
    with ExitStack() as stack:
        local = None if given else stack.enter_context(LocalKafka(folder, port))
        if local is not None:
            settings = msgspec.structs.replace(settings, brokers=local.brokers)
        create_topics(settings)
        yield settings, local


@contextlib.contextmanager
def running(settings: Settings, local: LocalKafka | None, folder: Path) -> Iterator[Stack]:
    """Both workers, ready to judge; stopped in order at the end.

    Args:
        settings: They lead to a Kafka with all topics.
        local: That Kafka, if it is ours: it is watched too.
        folder: Where the workers' logs and Faust's files go.

    Raises:
        BrokerError: a port for their probes is taken.
        WorkerEndedError: a worker ended before it was ready.
        CopytasterError: a worker is not ready after `READY_S` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = msgspec.structs.replace(settings, data_dir=str(folder / "faust"))
    each = _each(settings)
    children: list[Child] = []
    monitor = Names(settings.prefix).monitor
    kernels.ready()  # once, rather than in both workers at a time
    try:
        with reader(settings, [monitor], from_beginning=False) as snapshots:
            children += [Child(kind, own, folder / f"{kind}.log") for kind, own in each.items()]
            stack = Stack(settings, tuple(children), local)
            _wait_until_ready(stack, snapshots)
        yield stack
    finally:
        for child in children:
            if local is not None and local.pid is None:
                child.kill()  # an orderly end waits for commits, and Kafka is not there to take them
            child.ask_to_stop()
        for child in children:
            child.wait()


def _each(settings: Settings) -> dict[str, Settings]:
    """The settings of each kind of worker: where there is a port for probes, each has one of its own.

    Raises:
        SettingsError: There is no port after the first.
        BrokerError: A port is taken.
    """
    if not settings.web_port:
        return dict.fromkeys(KINDS, settings)
    if settings.web_port + len(KINDS) - 1 > LAST_PORT:
        raise SettingsError(
            f"WIRE_WEB_PORT: must be less than {LAST_PORT:,} here: the match worker has the next"
        )
    ports = [settings.web_port + place for place in range(len(KINDS))]
    if problem := next(filter(None, map(port_problem, ports)), None):
        raise BrokerError(f"{problem}; the workers have it and the next")
    return {
        kind: msgspec.structs.replace(settings, web_port=port)
        for kind, port in zip(KINDS, ports, strict=True)
    }


def _wait_until_ready(stack: Stack, snapshots: object) -> None:
    """Read wire.monitor until each worker of the stack has said that it is ready."""
    waiting = {str(child.pid): child.kind for child in stack.workers}
    deadline = time.monotonic() + READY_S
    while waiting:
        stack.check()
        if time.monotonic() > deadline:
            logs = (
                f"the end of the {child.kind} worker's log:\n{child.log_tail()}" for child in stack.workers
            )
            raise CopytasterError(
                f"after {READY_S:.0f} s these workers are not ready: "
                + "\n".join((", ".join(waiting.values()), *logs))
            )
        for record in poll(snapshots):
            snapshot = from_json(record.value, MonitorSnapshot)
            if snapshot.ready:
                waiting.pop(snapshot.instance.rpartition(":")[2], None)
