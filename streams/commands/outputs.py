"""Files that commands write beside standard output."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import typer

from streams.commands.console import writing


@contextmanager
def opened(path: Path | None, option: str) -> Iterator[BinaryIO | None]:
    """The file of an option, closed at the end; None if there is to be none.

    Raises:
        typer.BadParameter: It cannot be opened.
        OSError: What was written does not reach it.
    """
    if path is None:
        yield None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise typer.BadParameter(f"cannot write {path}: {error.strerror}", param_hint=option) from error
    try:
        yield file
    except BaseException:
        with suppress(OSError):  # what could not be written cannot be written now
            file.close()
        raise
    with writing(str(path)):
        file.close()
