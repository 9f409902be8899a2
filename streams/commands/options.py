"""Options that several commands take, and the settings that they change."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from streams.commands.inputs import STDIN, is_one_of
from streams.errors import SettingsError
from streams.settings import PREFIX, Settings

Files: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        callback=lambda paths: readable(paths or [], folders=False),
        show_default=False,
        metavar="FILE",
        help="JSON lines, .gz too; `-` or nothing: standard input.",
    ),
]


def readable(paths: list[Path], *, folders: bool) -> list[Path]:
    """The paths, if all can be read; `-` is standard input.

    Raises:
        typer.BadParameter: one is not there, is not ours to read, or is a folder where none is wanted.
    """
    for path in paths:
        if path == STDIN:
            continue
        if path.is_dir() and not folders:
            raise typer.BadParameter(f"{path} is a folder: give its files")
        if not path.exists():
            raise typer.BadParameter(f"there is no {path}")
        if not os.access(path, os.R_OK):
            raise typer.BadParameter(f"{path} cannot be read: look at its permissions")
    return paths


def refuse_overwriting(path: Path | None, inputs: Iterable[Path], option: str) -> None:
    """Refuse an output that is one of the inputs: opening it would empty it.

    Raises:
        typer.BadParameter: it is, under whatever name.
    """
    if path is not None and is_one_of(path, inputs):
        raise typer.BadParameter(
            f"{path} is also read: writing would destroy it; name another file", param_hint=option
        )


def settings_with(**options: object) -> Settings:
    """The settings of the environment, changed by the options that were given (those not None).

    Raises:
        SettingsError: a variable or an option makes no sense.
    """
    given = {name: str(value) for name, value in options.items() if value is not None}
    try:
        return Settings.from_env(os.environ | {PREFIX + name.upper(): value for name, value in given.items()})
    except SettingsError as error:
        told = str(error)
        for name in given:  # call it as it was typed
            told = told.replace(PREFIX + name.upper(), "--" + name.replace("_", "-"))
        raise SettingsError(told) from error
