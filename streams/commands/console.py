"""Where commands write: results to standard output, everything that is said about them to standard error."""

import re
import sys
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.text import Text

OUT: Final = Console(highlight=False, emoji=False)
ERR: Final = Console(stderr=True, highlight=False, emoji=False)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_line(line: bytes) -> None:
    """Put one line on standard output, at once: whoever reads it may be waiting for it."""
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def plain(text: str) -> str:
    """The text without control characters (but line ends and tabs): copy must not steer a terminal."""
    return _CONTROL.sub("�", text)


def show(text: Text) -> None:
    """Print lines: cut at the width of a terminal, whole where somebody collects them."""
    if OUT.is_terminal:
        OUT.print(text, no_wrap=True, overflow="ellipsis")
    else:
        OUT.print(text, soft_wrap=True)


def progress_bar() -> Progress:
    """Progress on standard error, gone when done; silent if that is no terminal, or results scroll there."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal or OUT.is_terminal,
    )
