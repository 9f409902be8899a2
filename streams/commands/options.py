"""Options that several commands take, and the settings that they change."""

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from streams.settings import PREFIX, Settings

Files: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        allow_dash=True,
        show_default=False,
        metavar="FILE",
        help="JSON lines, .gz too; `-` or nothing: standard input.",
    ),
]


def settings_with(**options: object) -> Settings:
    """The settings of the environment, changed by the options that were given (those not None).

    Raises:
        SettingsError: a variable or an option makes no sense; it is called by its WIRE_* name.
    """
    given = {PREFIX + name.upper(): str(value) for name, value in options.items() if value is not None}
    return Settings.from_env(os.environ | given)
