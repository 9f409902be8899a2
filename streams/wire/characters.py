"""Bytes to characters, and which characters show: shared by the readers of all formats."""

import re
from typing import Final

from schemas import Reason
from streams.errors import UnreadableError

_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def utf8(data: bytes) -> str:
    """Decode; UnreadableError NOT_UTF8 names the first wrong byte.  No other encoding is guessed at."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            Reason.NOT_UTF8, f"byte 0x{data[error.start]:02x} at position {error.start:,}: {error.reason}"
        ) from error


def visible(text: str | None) -> bool:
    """Whether there is anything to see: not only white space, control and zero-width characters."""
    return text is not None and any(char.isprintable() and not char.isspace() for char in text)


def first(*values: str | None, most: int | None = None) -> str | None:
    """The first value that shows, as it stands, but for what is beyond `most` characters."""
    cut = (value and value[:most] for value in values)
    return next((value for value in cut if visible(value)), None)


def without_lone_surrogates(json: bytes) -> bytes:
    r"""JSON with U+FFFD for each `\uD800` to `\uDFFF` that is half of a pair.

    JavaScript cuts strings between the halves; the rest of such an article is sound.
    """
    if not _SURROGATE.search(json):
        return json
    mended = bytearray(json)  # in place, one for one: a list of pieces would take sixty times the message
    for escape in _ESCAPE.finditer(json):
        if escape[1]:
            mended[escape.start() : escape.end()] = rb"\ufffd"
    return bytes(mended)
