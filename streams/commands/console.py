"""Where commands write: results to standard output, everything that is said about them to standard error.

The consoles take no markup: values, paths and headlines come from outside and may hold brackets.  What is
styled is a `Text`, or says its style.
"""

import errno
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.text import Text

OUT: Final = Console(highlight=False, emoji=False, markup=False)
ERR: Final = Console(stderr=True, highlight=False, emoji=False, markup=False)
PATIENCE_S: Final = 2.0
"""So long nobody wonders what is going on."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_line(line: bytes) -> None:
    """Put one line on standard output, at once: whoever reads it may be waiting for it."""
    with writing("standard output"):
        if sys.stdout is None:  # closed by whoever started us
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()


@contextmanager
def writing(where: str) -> Iterator[None]:
    """Have errors of writing name what was written to: the system does so only when a file is opened."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, where) from error


def plain(text: str) -> str:
    """The text without control characters (but line ends and tabs): copy must not steer a terminal."""
    return _CONTROL.sub("�", text)


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 byte`, `2,000 bytes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show(text: Text) -> None:
    """Print lines: cut at the width of a terminal, whole where somebody collects them."""
    if OUT.is_terminal:
        OUT.print(text, no_wrap=True, overflow="ellipsis")
    else:
        OUT.print(text, soft_wrap=True)


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Say what takes so long, if it does: a status that goes away on a terminal, else one plain line."""
    status = ERR.status(Text(f"{what} ...")) if ERR.is_terminal else None
    timer = threading.Timer(
        PATIENCE_S, status.start if status else partial(ERR.print, f"{what} ...", soft_wrap=True)
    )
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if status:
            status.stop()


def progress_bar(*, scrolling: bool = True) -> Progress:
    """Progress on standard error, gone when done; silent if that is no terminal, or results scroll there.

    Args:
        scrolling: Whether results come while it moves, not only at the end.
    """
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal or (scrolling and OUT.is_terminal),
    )
