"""Records to bytes and back: JSON by orjson, MessagePack (fingerprints) by msgspec."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import orjson

from schemas.events import Event
from schemas.fingerprint import Fingerprint

T = TypeVar("T")

_fingerprint_encoder = msgspec.msgpack.Encoder()
_fingerprint_decoder = msgspec.msgpack.Decoder(Fingerprint)
_event_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def to_json(record: msgspec.Struct) -> bytes:
    """The record as one line of JSON (no newline), fields in the order of the type."""
    return orjson.dumps(msgspec.to_builtins(record))


def from_json(data: bytes, kind: type[T]) -> T:
    """Read one record; msgspec.DecodeError says what is wrong and where."""
    return read(msgspec.json.Decoder(kind).decode, data)


def event_from_json(data: bytes) -> Event:
    """Read an event of either kind by its `event` field; msgspec.DecodeError if it is none."""
    return read(_event_decoder.decode, data)


def fingerprint_to_bytes(fingerprint: Fingerprint) -> bytes:
    """The message value for `wire.fingerprints`."""
    return _fingerprint_encoder.encode(fingerprint)


def fingerprint_from_bytes(data: bytes) -> Fingerprint:
    """Read a value of `wire.fingerprints`; msgspec.DecodeError if it is none."""
    return read(_fingerprint_decoder.decode, data)


def read(decode: Callable[[bytes], T], data: bytes) -> T:
    """What a decoder of msgspec makes of bytes; whatever is wrong with them is a msgspec.DecodeError.

    A decoder passes over fields that it does not know, but not over what is nested a thousand times in them.
    """
    try:
        return decode(data)
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deeply to be read") from error
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"text that is no UTF-8: {error}") from error
