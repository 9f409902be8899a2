"""The command line as people use it: a process of its own, with nothing of this one's WIRE_* variables."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from streams.settings import PREFIX

COPYTASTER = (sys.executable, "-m", "streams")
TIMEOUT_S = 180.0


def environment(**variables: str) -> dict[str, str]:
    """The environment with these WIRE_* variables and no others, and a terminal of a known width."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | {"COLUMNS": "120", "TERM": "dumb"} | variables


def copytaster(
    *arguments: str | Path, stdin: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run one command to its end; the exit code is the test's to look at."""
    return subprocess.run(
        [*COPYTASTER, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        env=environment(**variables),
    )


def write_lines(path: Path, articles: Iterable[dict[str, Any] | bytes]) -> Path:
    """A file of JSON lines, compressed if its name says so; bytes are written as they are."""
    data = b"".join(
        (article if isinstance(article, bytes) else orjson.dumps(article)) + b"\n" for article in articles
    )
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def objects(lines: bytes) -> list[dict[str, Any]]:
    """JSON lines as objects."""
    return [orjson.loads(line) for line in lines.splitlines()]
