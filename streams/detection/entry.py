"""What the rolling table keeps of an article: one compact value, enough to judge and to answer for it again.

An Entry is what the search needs; its `dossier` (dossier.py) is what only the naming of a parent needs, left
packed until then.
"""

from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct

from schemas import Fingerprint

ENTRY_FORMAT: Final = 4


class Particulars(Struct, frozen=True, kw_only=True, array_like=True):
    """What is known of an article version beside its text and its event."""

    format: int = ENTRY_FORMAT
    key: bytes
    seq: int
    """Place in the desk's order, from 1."""
    oldest: int
    """Place of the oldest article that was left once this one was in the window; its own if none was."""
    root: int
    """Place of the first article of its story; its own if it is a new story."""
    uri: str
    provider: str | None
    created: float | None
    """Declared time, seconds since 1970 UTC."""
    clock: float | None
    """The desk's clock when the article was judged."""
    headline_tokens: int
    cut: bool
    """Whether the text goes on beyond the last token."""


class Entry(Particulars, frozen=True, kw_only=True, array_like=True):
    """One article version in the window, as stored under its identity."""

    tokens: bytes
    """uint32, with the TAKEN flag where the parent has the word."""
    spans: bytes
    """Where they stand in the body, as spans.py writes it."""
    dossier: bytes


_entry_encoder = msgspec.msgpack.Encoder()
_entry_decoder = msgspec.msgpack.Decoder(Entry)


def identity(fingerprint: Fingerprint) -> bytes:
    """Key of an article version: 16 bytes of its uri, version and content."""
    parts = (fingerprint.uri, fingerprint.version, fingerprint.digest)
    return blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()


def encode(entry: Entry) -> bytes:
    """The value in the table."""
    return _entry_encoder.encode(entry)


def decode(value: bytes) -> Entry:
    """Read a value of the table; msgspec.DecodeError if it is none, or of another format."""
    entry = _entry_decoder.decode(value)
    if entry.format != ENTRY_FORMAT:
        raise msgspec.ValidationError(
            f"an entry of format {entry.format}, this release reads {ENTRY_FORMAT}:"
            " run the release that wrote the window, or start with an empty changelog"
        )
    return entry
