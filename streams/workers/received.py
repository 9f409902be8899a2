"""Messages of `wire.fingerprints` as a match worker gets them: what they say, and where they stood."""

import math
from typing import Any, Final

import msgspec
import numpy as np

from schemas import FINGERPRINT_SCHEMA_VERSION, Fingerprint, Reason
from schemas.codec import fingerprint_from_bytes
from streams.detection.entry import Place
from streams.detection.flags import TAKEN
from streams.detection.method import METHOD
from streams.errors import UnreadableError

TOKEN_BYTES: Final = 4
LENGTH_BYTES: Final = 2


def place_of(message: Any) -> Place:
    """Where a message of `wire.fingerprints`, as Faust gives it, stands."""
    return Place(message.offset, round((message.timestamp or 0) * 1000))


def decode(data: bytes | None) -> Fingerprint:
    """Read a message of `wire.fingerprints`.

    Raises:
        UnreadableError: It is none, or not one that `streams.detection.fingerprint` can have made: it must
            not reach the desk, where it would end the worker again and again, or spoil the window.
    """
    try:
        fingerprint = fingerprint_from_bytes(data or b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(Reason.NOT_A_FINGERPRINT, f"no MessagePack fingerprint: {error}") from error
    if fingerprint.schema_version != FINGERPRINT_SCHEMA_VERSION:
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"schema version {fingerprint.schema_version}, this worker reads {FINGERPRINT_SCHEMA_VERSION}:"
            " run workers of one release",
        )
    tokens, left_over = divmod(len(fingerprint.tokens), TOKEN_BYTES)
    if (
        left_over
        or len(fingerprint.starts) != TOKEN_BYTES * tokens
        or len(fingerprint.lengths) != LENGTH_BYTES * tokens
        or not 0 <= fingerprint.headline_tokens <= tokens
    ):
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"arrays of {len(fingerprint.tokens)}, {len(fingerprint.starts)} and {len(fingerprint.lengths)}"
            f" bytes with {fingerprint.headline_tokens} headline tokens do not belong together",
        )
    _check_values(fingerprint, tokens)
    return fingerprint


def _check_values(fingerprint: Fingerprint, count: int) -> None:
    """Refuse what the arrays, now known to belong together, must not say."""
    if count > METHOD.max_tokens:
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT, f"{count:,} tokens, at most {METHOD.max_tokens:,} are"
        )
    if fingerprint.created is not None and not math.isfinite(fingerprint.created):
        raise UnreadableError(Reason.NOT_A_FINGERPRINT, f"created is {fingerprint.created}, which is no time")
    ends = np.frombuffer(fingerprint.starts, "<u4").astype(np.int64) + np.frombuffer(
        fingerprint.lengths, "<u2"
    )
    if ends.max(initial=0) > len(fingerprint.body):
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"a token ends at character {ends.max():,} of a text of {len(fingerprint.body):,}",
        )
    if (np.frombuffer(fingerprint.tokens, "<u4") & TAKEN).any():
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT, "a token is marked as taken from a parent, which only a desk finds out"
        )
