"""What the rolling table keeps of an article: one compact value, enough to judge and to answer for it again.

An Entry is what the search needs; its `dossier` is what only the naming of a parent needs, left packed until
then.  The event in the dossier has no passage texts: they are cut again from the body when the article
is delivered a second time.
"""

import zlib
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from schemas import Event, Fingerprint, NewStory
from schemas.events import Passage

ENTRY_FORMAT: Final = 1


class Entry(Struct, frozen=True, kw_only=True, array_like=True):
    """One article version in the window, as stored under its identity."""

    format: int = ENTRY_FORMAT
    key: bytes
    seq: int
    """Place in the desk's order, from 1."""
    root: int
    """Place of the first article of its story; its own if it is a new story."""
    parent: int
    """Place of its parent, 0 for a new story."""
    uri: str
    provider: str | None
    created: float | None
    """Declared time, seconds since 1970 UTC."""
    clock: float | None
    """The desk's clock when the article was judged."""
    headline_tokens: int
    cut: bool
    """Whether the text goes on beyond the last token."""
    tokens: bytes
    """uint32, with the TAKEN flag where the parent has the word."""
    dossier: bytes


class Dossier(Struct, frozen=True, kw_only=True, array_like=True):
    """The verdict as first given, and where the body's words stand."""

    spans: bytes
    event: Event


_entry_encoder = msgspec.msgpack.Encoder()
_entry_decoder = msgspec.msgpack.Decoder(Entry)
_dossier_decoder = msgspec.msgpack.Decoder(Dossier)


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


def pack(event: Event, starts: NDArray[np.uint32], lengths: NDArray[np.uint16]) -> bytes:
    """Dossier of an event, without its passage texts, and the spans of the article's tokens."""
    return _entry_encoder.encode(Dossier(spans=_pack_spans(starts, lengths), event=_without_texts(event)))


def unpack(dossier: bytes) -> Dossier:
    """The dossier of an entry."""
    return _dossier_decoder.decode(dossier)


def _pack_spans(starts: NDArray[np.uint32], lengths: NDArray[np.uint16]) -> bytes:
    gaps = starts.astype("<i4")
    gaps[1:] -= starts[:-1].astype("<i4")
    planes = np.concatenate((gaps.view(np.uint8).reshape(-1, 4).T.ravel(), lengths.view(np.uint8)))
    return zlib.compress(planes.tobytes(), 1)


def token_spans(dossier: Dossier) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and past-the-last character of each token in its text, int64 (n,) each."""
    planes = np.frombuffer(zlib.decompress(dossier.spans), np.uint8)
    n = len(planes) // 6
    gaps = np.ascontiguousarray(planes[: 4 * n].reshape(4, n).T).view("<i4").ravel()
    starts = np.cumsum(gaps.astype(np.int64))
    return starts, starts + planes[4 * n :].view("<u2")


def _without_texts(event: Event) -> Event:
    def bare(passages: list[Passage]) -> list[Passage]:
        return [Passage("", p.article, p.parent) for p in passages]

    return _map_passages(event, bare)


def with_texts(event: Event, body: str) -> Event:
    """The event with its passages' texts cut from the article's body again."""

    def full(passages: list[Passage]) -> list[Passage]:
        return [Passage(body[p.article[0] : p.article[1]], p.article, p.parent) for p in passages]

    return _map_passages(event, full)


def _map_passages(event: Event, change: Callable[[list[Passage]], list[Passage]]) -> Event:
    replace = msgspec.structs.replace
    if isinstance(event, NewStory):
        return replace(event, draws_on=[replace(d, passages=change(d.passages)) for d in event.draws_on])
    return replace(
        event,
        passages=change(event.passages),
        other_parents=[replace(p, passages=change(p.passages)) for p in event.other_parents],
    )
