"""The one place that picks the reader for a message, by what its bytes are.

A format is a row of `FORMATS`: a test of the first bytes and a reader that turns the message into an Article.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson

from schemas import Reason
from streams.errors import UnreadableError
from streams.wire import ninjs
from streams.wire.article import Article
from streams.wire.characters import utf8

BOM: Final = b"\xef\xbb\xbf"
SHOWN: Final = 40
"""How many bytes of a message that nobody can read are quoted in the detail."""


@dataclass(frozen=True, slots=True)
class Format:
    """A wire format: `recognises` gets a message from its first visible byte, the readers all but its BOM."""

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Article]
    read_uri: Callable[[bytes], str]


FORMATS: Final = (Format("ninjs", lambda data: data.startswith(b"{"), ninjs.read, ninjs.read_uri),)
"""Every format that is read, in the order of asking."""


def parse(data: bytes | None, max_bytes: int | None = None) -> Article:
    """Read one message; `max_bytes` is the size above which it is not even looked at.

    Raises:
        UnreadableError: the message is no article that can be judged; `reason` and `detail` say why.
    """
    if data is None:
        raise UnreadableError(Reason.EMPTY, "the message has no value (a tombstone)")
    if max_bytes is not None and len(data) > max_bytes:
        raise UnreadableError(Reason.TOO_LARGE, f"{len(data):,} bytes, the limit is {max_bytes:,}")
    form, content = _format(data)
    return form.read(content)


def uri_of(data: bytes) -> str | None:
    """The `uri` of the article in a message; None where `parse` would find none."""
    try:
        form, content = _format(data)
        return form.read_uri(content)
    except UnreadableError:
        return None


def _format(data: bytes) -> tuple[Format, bytes]:
    """Whose message this is, and what its readers get."""
    content = data.removeprefix(BOM)
    start = content.lstrip()
    if not start:
        raise UnreadableError(Reason.EMPTY, f"nothing but white space in {len(data):,} bytes")
    for form in FORMATS:
        if form.recognises(start):
            return form, content
    raise _unrecognised(content)


def _unrecognised(content: bytes) -> UnreadableError:
    """Say what a message is that no reader wants."""
    known = ", ".join(form.name for form in FORMATS)
    try:
        value = orjson.loads(utf8(content))
    except UnreadableError as error:
        return error
    except orjson.JSONDecodeError:
        return UnreadableError(
            Reason.NOT_JSON, f"starts with {content[:SHOWN]!r}: of no format that is read ({known})"
        )
    return UnreadableError(
        Reason.NOT_AN_OBJECT, f"JSON, but {_KINDS[type(value)]}: an item has to be an object of its own"
    )


_KINDS: Final = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}
