"""The entry point of `copytaster` and `python -m streams`: the command line, and how its errors end it.

Exit codes: 0 done; 1 an error, ours or the system's, said in one line on standard error; 2 wrong usage or
settings; 130 Ctrl-C.  Anything else is a bug and shows its traceback.
"""

import contextlib
import io
import os
import sys
from typing import Final, NoReturn, TextIO

import typer

from streams.commands.app import app
from streams.errors import CopytasterError, SettingsError

FAILED: Final = 1
WRONG_USAGE: Final = 2


def main() -> None:
    """Run the command of `sys.argv`."""
    _write_any_character()
    try:
        app(prog_name="copytaster")
    except CopytasterError as error:
        _end(str(error), WRONG_USAGE if isinstance(error, SettingsError) else FAILED)
    except OSError as error:
        what = error.strerror or str(error) or type(error).__name__
        _end(what if error.filename is None else f"{error.filename}: {what}", FAILED)


def _write_any_character() -> None:
    """Show what the terminal's encoding does not have as an escape: no ending in the middle of a table."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end(message: str, code: int) -> NoReturn:
    """Say the one line and leave, also where standard output or error cannot be written to."""
    with contextlib.suppress(OSError):
        typer.echo(f"copytaster: {message}", err=True)
    for stream in (sys.stdout, sys.stderr):
        _give_up_unwritten(stream)
    sys.exit(code)


def _give_up_unwritten(stream: TextIO | None) -> None:
    """Keep the interpreter from trying again, at its exit, what just failed: it would end with code 120."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
