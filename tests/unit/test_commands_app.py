"""The command line as a whole: help, version, errors."""

import re
import subprocess
import sys

import pytest

from streams import __version__
from streams.commands.app import app
from tests.support.cli import copytaster, environment

HEAVY = ("numpy", "numba", "faust", "kafka", "selectolax")
LEAVES = sorted(command.callback.__name__ for command in app.registered_commands if command.callback)
DEADLETTERS = [f"deadletters {command}" for command in ("list", "show", "redrive")]


def test_version() -> None:
    """--version prints the name and the version of the package."""
    assert copytaster("--version").stdout.decode() == f"copytaster {__version__}\n"


def test_help_names_every_command() -> None:
    """--help lists all commands and what they are for."""
    told = copytaster("--help").stdout.decode()
    names = (
        "demo",
        "up",
        "replay",
        "sample",
        "feed",
        "tail",
        "explain",
        "text",
        "worker",
        "topics",
        "deadletters",
        "settings",
    )
    assert all(re.search(rf"│ {name} +\w", told) for name in names)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["replay", "--help"], ["worker", "--help"], ["deadletters", "redrive", "--help"]],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help answers at once: no numpy, numba, Faust or Kafka is imported for it."""
    program = (
        "import sys\nfrom streams.__main__ import main\n"
        f"sys.argv[1:] = {arguments}\n"
        "try:\n    main()\nfinally:\n"
        f"    sys.stderr.write(' '.join(sorted(set({HEAVY}) & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env=environment(), timeout=60
    )
    assert done.stderr.decode() == ""


@pytest.mark.parametrize("command", [*LEAVES, "topics create", "topics check", *DEADLETTERS])
def test_help_shows_an_example(command: str) -> None:
    """Every command's help shows how it is called."""
    told = copytaster(*command.split(), "--help").stdout.decode()
    assert re.search(rf"Examples?:.*• .*copytaster {command}", told, re.DOTALL)


def test_unknown_command() -> None:
    """A command that does not exist is wrong usage: exit code 2 and a hint."""
    done = copytaster("reply")
    assert done.returncode == 2
    assert b"replay" in done.stderr


def test_unknown_setting() -> None:
    """A misspelt WIRE_* variable is wrong usage: one line that names the right one."""
    done = copytaster("settings", WIRE_BRKERS="localhost:9092")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"copytaster: unknown setting WIRE_BRKERS: did you mean WIRE_BROKERS?\n"


def test_broker_that_does_not_answer() -> None:
    """Without a Kafka, a command ends with code 1 and one line that says what to do."""
    done = copytaster("tail", WIRE_BROKERS="127.0.0.1:1")
    assert done.returncode == 1
    assert re.fullmatch(
        rb"copytaster: no Kafka answers at 127.0.0.1:1: start one with `copytaster up`.*\n", done.stderr
    )
