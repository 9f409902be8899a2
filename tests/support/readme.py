"""What README.md shows, made again: `python -m tests.support.readme` writes it, test_readme.py compares.

    <!-- run -->          the console block below: its `$` commands are run, in one folder for the whole file
    <!-- event: URI -->   the JSON block below: the event on that article of the sample, its first passages

Other console blocks need a Kafka or a second terminal; of them it is only checked that commands and options
exist.  Measured times stay as they were written.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tests.support.cli import copytaster, environment

README = Path(__file__).parents[2] / "README.md"
CONSOLE = re.compile(r"(?P<mark><!-- run -->\n)?```console\n(?P<body>.*?)```\n", re.DOTALL)
EVENT = re.compile(r"(<!-- event: (?P<uri>\S+) -->\n```json\n)(?P<body>.*?)(```\n)", re.DOTALL)
TIMES = re.compile(r"in [\d.]+ s, +[\d,]+ a second")
WAITING = re.compile(r"^loading the kernels.*\n", re.MULTILINE)
"""Said on a first run, or where much else runs; no part of what a command answers."""
SHOWN_PASSAGES = 2


def commands(text: str) -> Iterator[str]:
    """Every shell command that the text shows."""
    for block in CONSOLE.finditer(text):
        for line in block["body"].splitlines():
            if line.startswith("$ "):
                yield line.removeprefix("$ ")


def refreshed(text: str) -> str:
    """The text with what its commands say now."""
    with tempfile.TemporaryDirectory() as folder:
        text = CONSOLE.sub(lambda block: _ran(block, Path(folder)), text)
    events = {event["article"]["uri"]: event for event in _sample_events()}
    return EVENT.sub(lambda block: block[1] + _shown(events[block["uri"]]) + block[4], text)


def _ran(block: re.Match[str], folder: Path) -> str:
    """A console block after running its commands, if it is marked so."""
    if not block["mark"]:
        return block[0]
    lines = []
    for command in commands(block[0]):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
            text=True,
            env=environment(PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin", COLUMNS="100"),
        )
        said = WAITING.sub("", done.stdout)
        lines += [f"$ {command}", *(line.rstrip() for line in said.splitlines())]
    now = "\n".join(lines).rstrip() + "\n"
    if TIMES.sub("", now) == TIMES.sub("", block["body"]):
        now = block["body"]
    return f"{block['mark']}```console\n{now}```\n"


def _sample_events() -> list[dict[str, Any]]:
    done = copytaster("replay", stdin=copytaster("sample").stdout)
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def _shown(event: dict[str, Any]) -> str:
    """An event as indented JSON, with its first passages only."""
    event["passages"] = event["passages"][:SHOWN_PASSAGES]
    text = orjson.dumps(event, option=orjson.OPT_INDENT_2).decode()
    return re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", text) + "\n"


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text("utf-8")), "utf-8")
