"""docs/operating.md says what the code says."""

import re
from pathlib import Path

import pytest

from schemas import Reason
from streams.commands.settings import markdown_table
from streams.settings import Settings
from streams.workers.deadletters import Share
from streams.workers.exits import ExitCode

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_told_with_its_meaning(code: ExitCode) -> None:
    """Number, name and meaning are those of the program."""
    assert f"| {int(code)} | `{code.name}` | {code.meaning} |" in PAGE


def test_the_way_past_unreadable_messages() -> None:
    """The command that the page shows does what it says: with that share, a worker never gives up."""
    shown = re.search(r"^\$ WIRE_DEADLETTER_SHARE=(\S+) copytaster worker fingerprint$", PAGE, re.MULTILINE)
    assert shown
    settings = Settings.from_env({"WIRE_DEADLETTER_SHARE": shown[1]})
    share = Share(settings.deadletter_share, settings.deadletter_sample)
    assert not any(share.note(Reason.NOT_JSON) for _ in range(3 * settings.deadletter_sample))


def test_the_table_of_settings_is_the_one_that_the_program_prints() -> None:
    """Run `copytaster settings --markdown` and put its output here."""
    assert markdown_table() in PAGE
