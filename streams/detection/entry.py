"""What the rolling table keeps of an article: one compact value, enough to judge and to answer for it again.

An Entry is what the search needs; its `dossier` (dossier.py) is what only the naming of a parent needs, left
packed until then.
"""

import struct
from hashlib import blake2b
from math import isfinite
from typing import Final, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from schemas import Fingerprint
from schemas.codec import read
from streams.detection.method import METHOD
from streams.detection.spans import words_in

ENTRY_FORMAT: Final = 4
KEY_BYTES: Final = 16
LEFT: Final = struct.Struct("<16sq")
"""How an entry names an article that left for it: identity and offset (departures.py)."""
NOWHERE: Final = -1
"""In place of an offset: of an article that came from no topic."""
_TOKEN_BYTES: Final = 4
_LAST: Final = 1 << 53
"""Beyond any place in a desk's order, and any offset."""
_NAMED: Final = 200
"""Characters of a uri that an error names."""


class Place(NamedTuple):
    """Where the fingerprint of an article stands in its partition."""

    offset: int
    appended_ms: int
    """When the broker took it, milliseconds since 1970 UTC."""


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
    place: Place | None = None
    """None of an article that came from no topic."""
    left: bytes = b""
    """Which articles left for it, as departures.py writes it."""


_entry_encoder = msgspec.msgpack.Encoder()
_entry_decoder = msgspec.msgpack.Decoder(Entry)


def identity(fingerprint: Fingerprint) -> bytes:
    """Key of an article version: 16 bytes of its uri, version and content."""
    parts = (fingerprint.uri, fingerprint.version, fingerprint.digest)
    return blake2b(msgspec.msgpack.encode(parts), digest_size=KEY_BYTES).digest()


def encode(entry: Entry) -> bytes:
    """The value in the table."""
    return _entry_encoder.encode(entry)


def decode(value: bytes) -> Entry:
    """Read a value of the table; msgspec.DecodeError if it is none, or one of another format."""
    entry = read(_entry_decoder.decode, value)
    if entry.format != ENTRY_FORMAT:
        raise msgspec.ValidationError(
            f"an entry of format {entry.format}, this release reads {ENTRY_FORMAT}:"
            " run the release that wrote the window, or start with an empty changelog"
        )
    return entry


def check(entry: Entry) -> None:
    """Refuse what no desk can have written: compiled code, which checks nothing, would read beyond arrays.

    Raises:
        msgspec.DecodeError: the entry is damaged; the text says which and where.
    """
    words, left_over = divmod(len(entry.tokens), _TOKEN_BYTES)
    places = words_in(np.frombuffer(entry.spans, np.uint8))
    times = (entry.created, entry.clock)
    offset = 0 if entry.place is None else entry.place.offset
    checks = {
        f"{len(entry.tokens)} bytes of words": not left_over and words <= METHOD.max_tokens,
        f"{words} words at {places} places": words == places,
        f"{entry.headline_tokens} of {words} words in the headline": 0 <= entry.headline_tokens <= words,
        f"a key of {len(entry.key)} bytes": len(entry.key) == KEY_BYTES,
        f"no place in an order up to {_LAST}": 0 < entry.seq <= _LAST,
        f"it follows on {entry.root}": 0 < entry.root <= entry.seq,
        f"{entry.oldest} is the oldest": 0 < entry.oldest <= entry.seq,
        f"its fingerprint stood at {offset}": 0 <= offset <= _LAST,
        f"{len(entry.left)} bytes of what left for it": not len(entry.left) % LEFT.size,
        f"made at {entry.created}, judged at {entry.clock}": all(t is None or isfinite(t) for t in times),
    }
    wrong = next((what for what, holds in checks.items() if not holds), None)
    if wrong:
        raise msgspec.DecodeError(f"the entry of {entry.uri[:_NAMED]!r} at {entry.seq} is damaged: {wrong}")
