"""A broker's process: started under the guard, watched until it answers, stopped or killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from streams.errors import BrokerError

GUARD: Final = Path(__file__).with_name("guard.py")
READY: Final = b"Kafka Server started"
PORT_TAKEN: Final = b"Address already in use"
START_S: Final = 90.0
POLL_S: Final = 0.05
TAIL_LINES: Final = 25


class PortTakenError(BrokerError):
    """Somebody took the port after we had seen it free."""


class BrokerProcess:
    """A running broker and its guard; `log` gets what it prints."""

    def __init__(self, command: list[str], log: Path, scratch: Path | None) -> None:
        """Start `command`.  `scratch` is removed by the guard if this process dies."""
        self._log = log
        with log.open("wb") as file:
            # isolated and without site-packages: quick to start; a session of its own: Ctrl-C is for us alone
            self._guard = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-S", str(GUARD), str(scratch or ""), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                start_new_session=True,
            )
        self.pid = self._read_pid()

    def _read_pid(self) -> int:
        assert self._guard.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        with self._guard.stdout as answer:
            line = answer.readline()
        if not line:
            self._reap()
            raise BrokerError(f"the local Kafka cannot be run:\n{self.log_tail()}")
        return int(line)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._guard.poll() is None

    def wait_until_ready(self, seconds: float = START_S) -> None:
        """Wait for the line that a broker logs when it answers requests.

        Raises:
            PortTakenError: its port is in use.
            BrokerError: it ended, or took longer; with the end of its log.
        """
        deadline = time.monotonic() + seconds
        while READY not in (text := self._log.read_bytes()):
            if not self.alive:
                self._reap()
                kind = PortTakenError if PORT_TAKEN in text else BrokerError
                raise kind(f"the local Kafka ended while starting; the end of its log:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise BrokerError(
                    f"the local Kafka took over {seconds:.0f} s to start; end of its log:\n{self.log_tail()}"
                )
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Ask for an orderly stop and wait for the end."""
        assert self._guard.stdin is not None  # noqa: S101 - for mypy: it is a pipe
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(b"stop\n")
            self._guard.stdin.flush()
        self._reap()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._reap()

    def _reap(self) -> None:
        self._guard.wait()
        if self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()

    def log_tail(self) -> str:
        """The last lines of its log."""
        lines = self._log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])
