"""Who runs the broker of a data folder: written at its start, read at the next one.

The guard ends a broker whose owner died, so a broker is left over only when the guard was killed too.  The
next start on the folder ends it then.  A process id alone proves nothing, as systems use them again:
processes are known by id and start time, and a broker also by the configuration file on its command line.
"""

import contextlib
import time
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from streams.errors import BrokerError

with contextlib.suppress(ImportError):  # comes with the extra `local`; LocalKafka says when it is missing
    import psutil

FILE: Final = "owner.json"
END_S: Final = 20.0
POLL_S: Final = 0.05


class Process(Struct, frozen=True):
    """A process that cannot be mistaken for a later one of the same id."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int | None = None) -> "Process":
        """The process `pid`, or this one; raises psutil.NoSuchProcess."""
        process = psutil.Process(pid)
        return cls(process.pid, process.create_time())

    def find(self) -> "psutil.Process | None":
        """The process if it still runs."""
        try:
            process = psutil.Process(self.pid)
            alive = process.create_time() == self.started and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if alive else None


class Ownership(Struct, frozen=True):
    """A broker that runs and the process that asked for it."""

    owner: Process
    broker: Process


def write(folder: Path, broker_pid: int) -> None:
    """Note that this process runs the broker of `folder`."""
    note = Ownership(owner=Process.of(), broker=Process.of(broker_pid))
    temporary = folder / f"{FILE}.new"
    temporary.write_bytes(msgspec.json.encode(note))
    temporary.replace(folder / FILE)


def forget(folder: Path) -> None:
    """Note that nobody runs a broker in `folder`."""
    (folder / FILE).unlink(missing_ok=True)


def take_over(folder: Path, config: Path) -> None:
    """Make sure that no broker runs in `folder`: end one that was left over.

    Raises:
        BrokerError: its owner is alive, or it does not end.
    """
    try:
        note = msgspec.json.decode((folder / FILE).read_bytes(), type=Ownership)
    except (FileNotFoundError, msgspec.DecodeError):
        return
    broker = note.broker.find()
    if broker is not None and str(config) in _command_line(broker):
        if note.owner.find() is not None:
            raise BrokerError(
                f"{folder} is in use: process {note.owner.pid} runs a Kafka in it (process {broker.pid})."
                " Stop that one or use another data folder"
            )
        _end(note.broker, folder)
    forget(folder)


def _command_line(process: "psutil.Process") -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _end(broker: Process, folder: Path) -> None:
    """Kill a left-over broker; an orderly stop would only take longer than Kafka's recovery of its logs."""
    deadline = time.monotonic() + END_S
    while (process := broker.find()) is not None:
        try:
            process.kill()
        except psutil.AccessDenied as error:
            raise BrokerError(
                f"a left-over Kafka of another user runs in {folder}: end process {broker.pid}"
            ) from error
        except psutil.NoSuchProcess:
            return
        if time.monotonic() > deadline:
            raise BrokerError(f"a left-over Kafka in {folder} does not end: end process {broker.pid}")
        time.sleep(POLL_S)
