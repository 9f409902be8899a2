"""`copytaster up` and `demo` as processes: their lines as they come, and what they started."""

import re
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.support.cli import COPYTASTER, environment

END_S = 60.0


class Session:
    """A long command and everything below it; nothing of it is left after the `with` block."""

    def __init__(self, *arguments: str | Path, **variables: str) -> None:
        self.process = subprocess.Popen(
            [*COPYTASTER, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(**variables),
        )
        self.printed: list[str] = []
        self._below: list[psutil.Process] = []

    def read_until(self, pattern: str) -> re.Match[str]:
        """Read lines until one matches; AssertionError with all that was said if none does."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed.append(line)
            if found := re.search(pattern, line):
                self._below = psutil.Process(self.process.pid).children(recursive=True)
                return found
        assert self.process.stderr
        raise AssertionError(f"no {pattern!r} in {''.join(self.printed)}{self.process.stderr.read()}")

    def below(self, *words: str) -> psutil.Process:
        """The process below whose command line ends in these words."""
        found = [process for process in self._below if process.cmdline()[-len(words) :] == list(words)]
        # the guard's command line ends like that of what it guards: the innermost is meant
        return found[-1]

    def wait(self) -> tuple[int, str]:
        """The exit code and what was said on standard error."""
        _, errors = self.process.communicate(timeout=END_S)
        return self.process.returncode, errors

    def left(self) -> list[psutil.Process]:
        """What still runs of all that ran below, after waiting for it to end."""
        _, alive = psutil.wait_procs(self._below, timeout=END_S)
        return alive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it in any case; the guards end what is below."""
        self.process.kill()
        self.process.communicate()
        for process in self.left():
            process.kill()
