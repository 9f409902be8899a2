"""Bytes to records: whatever is wrong with them is one kind of error, which says what."""

import msgspec
import pytest

from schemas import Fingerprint
from schemas.codec import event_from_json, fingerprint_from_bytes, from_json

DEEP = 100_000
FIELDS = len(Fingerprint.__struct_fields__)


def test_what_is_nested_too_deeply_is_no_record() -> None:
    """Also where a field stands that nobody reads: no RecursionError."""
    deep = b'{"event": "new_story", "x": ' + b"[" * DEEP
    readers = (
        lambda: event_from_json(deep),
        lambda: from_json(deep, dict),
        lambda: fingerprint_from_bytes(b"\x91" * DEEP),
        lambda: fingerprint_from_bytes(_with_more(b"\x91" * DEEP)),
    )
    for reader in readers:
        with pytest.raises(msgspec.DecodeError):
            reader()


def test_text_that_is_no_utf8_is_no_record() -> None:
    """The error says where."""
    with pytest.raises(msgspec.DecodeError, match="byte 0xff in position"):
        event_from_json(b'{"event": "\xff"}')
    with pytest.raises(msgspec.DecodeError, match="byte 0xff in position"):
        fingerprint_from_bytes(b"\xdc" + FIELDS.to_bytes(2, "big") + b"\x01\xa1\xff")


def _with_more(more: bytes) -> bytes:
    """A fingerprint with a field more than there are."""
    values: list[object] = [1, "uri", *[None] * 6, *[None] * 4, b"", "", b"", b"", b"", False, 0, None]
    assert len(values) == FIELDS
    fields = b"".join(map(msgspec.msgpack.encode, values))
    sound = b"\xdc" + FIELDS.to_bytes(2, "big") + fields
    assert fingerprint_from_bytes(sound).uri == "uri"
    return b"\xdc" + (FIELDS + 1).to_bytes(2, "big") + fields + more
