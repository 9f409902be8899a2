"""README.md and the help say what is so: commands exist, and what needs no Kafka is run."""

import re
import shlex
from typing import Any

import pytest
import typer.main

from streams.commands.app import app
from streams.detection.method import METHOD
from tests.support.readme import README, commands, refreshed

TEXT = README.read_text("utf-8")
ROOT: Any = typer.main.get_command(app)


def helps(command: Any) -> str:
    """The help of a command and of those below it."""
    below = getattr(command, "commands", {}).values()
    return "\n".join([command.help or "", *map(helps, below)])


SHOWN = [*commands(TEXT), *re.findall(r"`([^`\n]*\bcopytaster [^`\n]+)`", TEXT + helps(ROOT))]


def calls(shell: str) -> list[list[str]]:
    """The arguments of every copytaster in a shell line."""
    found: list[list[str]] = []
    inside = False
    lexer = shlex.shlex(shell, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    for word in lexer:
        if word == "copytaster":
            found.append([])
            inside = True
        elif set(word) <= set("|&;<>"):
            inside = False
        elif inside:
            found[-1].append(word)
    return found


@pytest.mark.parametrize("shell", sorted(set(SHOWN)))
def test_commands_exist(shell: str) -> None:
    """Every copytaster that is shown is a command with these options."""
    for words in calls(shell):
        command = ROOT
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        if command is ROOT:
            assert words in (["--help"], ["--version"], ["..."]), f"{words} is no command"
            continue
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known


def test_there_is_something_to_check() -> None:
    """README shows the commands that a newcomer needs."""
    shown = {words[0] for shell in SHOWN for words in calls(shell) if words}
    assert shown >= {
        "demo",
        "up",
        "feed",
        "tail",
        "text",
        "replay",
        "explain",
        "sample",
        "settings",
        "topics",
        "worker",
    }


@pytest.mark.slow
def test_readme_shows_what_happens() -> None:
    """Commands that need no Kafka say what README shows; `python -m tests.support.readme` writes it again."""
    assert refreshed(TEXT) == TEXT


def test_limit_of_words() -> None:
    """README says how much of a text is judged."""
    assert f"a text is judged by its first {METHOD.max_tokens:,} words" in TEXT.lower()


def test_make_targets_exist() -> None:
    """Every `make` in README and CONTRIBUTING is a target."""
    makefile = (README.parent / "Makefile").read_text("utf-8")
    contributing = (README.parent / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?:`|^\$ )make (\w+)", TEXT + contributing, re.MULTILINE))
    assert named >= {"demo", "test"}
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_links_lead_somewhere() -> None:
    """Every link to a file of the repository leads to one."""
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert linked
    assert [link for link in linked if not (README.parent / link).exists()] == []
