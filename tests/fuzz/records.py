"""What is between the workers, damaged: messages of `wire.fingerprints`, entries of the changelog."""

import random
from functools import cache
from typing import Any, Final

import msgspec

from schemas import Fingerprint
from schemas.codec import fingerprint_to_bytes
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.entry import Entry
from streams.wire import parse
from tests.fuzz.damage import sound

SMALL: Final = WindowLimits(articles=100)
_SOME: Final = 60
_VALUES: Final = (
    None,
    True,
    -1,
    0,
    1,
    2**31,
    2**63,
    2**64 - 1,
    1e308,
    float("nan"),
    "",
    "x",
    b"",
    b"x" * 15,
    [],
)
_FROM: Final = {"fingerprint": Fingerprint, "entry": Entry}


@cache
def fingerprints() -> list[bytes]:
    """Sound messages of `wire.fingerprints`."""
    return [fingerprint_to_bytes(fingerprint(parse(data), 1_900_000_000_000)) for data in sound()[:_SOME]]


@cache
def entries() -> list[bytes]:
    """Sound entries of one desk, in its order."""
    desk = Desk(SMALL)
    judged = [desk.judge(fingerprint(parse(data))) for data in sound()[:_SOME]]
    return [judgement.entry for judgement in judged if judgement.entry]


def damaged_fingerprint(rng: random.Random) -> bytes | None:
    """Bytes or fields of a fingerprint are others."""
    return None if rng.random() < 0.01 else _damaged(rng, fingerprints(), "fingerprint")


def damaged_entry(rng: random.Random) -> bytes:
    """Bytes or fields of an entry are others."""
    return _damaged(rng, entries(), "entry")


def _damaged(rng: random.Random, values: list[bytes], kind: str) -> bytes:
    value = rng.choice(values)
    pick = rng.random()
    if pick < 0.4:
        return _bits(rng, value)
    if pick < 0.5:
        return value[: rng.randrange(len(value))]
    if pick < 0.6:
        other = rng.choice(values)
        return value[: rng.randrange(len(value))] + other[rng.randrange(len(other)) :]
    return _fields(rng, value, values, kind)


def _bits(rng: random.Random, value: bytes) -> bytes:
    data = bytearray(value)
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _fields(rng: random.Random, value: bytes, values: list[bytes], kind: str) -> bytes:
    """Some fields of another value, of any type, or cut; the rest is sound."""
    fields: list[Any] = msgspec.msgpack.decode(value)
    others: list[Any] = msgspec.msgpack.decode(rng.choice(values))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(_FROM[kind].__struct_fields__))
        pick = rng.random()
        if pick < 0.4:
            fields[at] = rng.choice(_VALUES)
        elif pick < 0.6:
            fields[at] = others[at]
        elif pick < 0.65:
            return _nested(fields)
        elif isinstance(fields[at], bytes) and fields[at]:
            fields[at] = (
                _bits(rng, fields[at]) if pick < 0.8 else fields[at][: rng.randrange(len(fields[at]))]
            )
    return msgspec.msgpack.encode(fields)


def _nested(fields: list[Any]) -> bytes:
    """A field more than there are, in which arrays stand in arrays in arrays."""
    begin = b"\xdc" + (len(fields) + 1).to_bytes(2, "big")
    return begin + b"".join(map(msgspec.msgpack.encode, fields)) + b"\x91" * 100_000 + b"\x90"
