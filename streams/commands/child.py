"""A worker as a child process: its log in a file, ended in order by us and in any case when we are gone."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from streams.errors import CopytasterError
from streams.settings import Settings, environment

GUARD: Final = Path(__file__).parents[1] / "local" / "guard.py"
TAIL_LINES: Final = 15


class Child:
    """`copytaster worker KIND` under the guard that the local Kafka has too."""

    def __init__(self, kind: str, settings: Settings, log: Path) -> None:
        self.kind = kind
        self.log = log
        with log.open("ab") as file:
            # a session of its own: Ctrl-C is for us, and we stop it in order
            self._guard = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-S", str(GUARD), "", sys.executable, "-m", "streams", "worker", kind],
                env=environment(settings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                start_new_session=True,
            )
        self.pid = self._read_pid()

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._guard.poll()

    def ask_to_stop(self) -> None:
        """Ask for an orderly end: what is in hand is done and committed."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()

    def kill(self) -> None:
        """End it at once (SIGKILL); nothing to do for one that has ended."""
        if self._guard.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for the end; the guard kills a worker that does not come to one."""
        return self._guard.wait()

    def log_tail(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])

    def _read_pid(self) -> int:
        line = self._guard.stdout.readline() if self._guard.stdout else b""
        if not line:
            raise CopytasterError(f"the {self.kind} worker cannot be run:\n{self.log_tail()}")
        return int(line)
