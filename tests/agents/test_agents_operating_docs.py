"""docs/operating.md says what the code says."""

from pathlib import Path

import pytest

from streams.commands.settings import markdown_table
from streams.workers.exits import ExitCode

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_told_with_its_meaning(code: ExitCode) -> None:
    """Number, name and meaning are those of the program."""
    assert f"| {int(code)} | `{code.name}` | {code.meaning} |" in PAGE


def test_the_table_of_settings_is_the_one_that_the_program_prints() -> None:
    """Run `copytaster settings --markdown` and put its output here."""
    assert markdown_table() in PAGE
