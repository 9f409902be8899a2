"""Which inputs come, in which order: the same for the same seed and number."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from streams.settings import Settings
from tests.fuzz import bombs, crowds, damage, records
from tests.fuzz.course import Way
from tests.fuzz.damage import Maker

HUGE: Final = 50_000_000
"""Bytes of a message that no topic of ours holds."""
_MOST: Final = Settings().max_message_bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input."""

    group: str
    name: str
    way: Way
    make: Maker
    weight: float
    """How often it comes beside the others, once each has come."""
    first: Maker | None = None
    """What makes the first one, if not `make`."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input."""

    number: int
    kind: Kind
    data: bytes | None


def _huge(rng: random.Random) -> bytes:
    """A message of 50 MB."""
    name = rng.choice(("one word often", "HTML deep", "JSON objects", "white space", "no format"))
    return bombs.KINDS[name](HUGE)


def kinds() -> list[Kind]:
    """Every kind; damaged articles are the bulk."""
    found = [
        Kind("damage", make.__name__.replace("_", " "), "raw", make, 60 if make in damage.OFTEN else 15)
        for make in damage.KINDS
    ]
    found += [
        Kind("crowd", name, "raw", partial(crowds.message, name=name), 30 if name in crowds.OFTEN else 1)
        for name in crowds.KINDS
    ]
    found += [
        Kind("bomb", name, "raw", partial(bombs.sized, **of), 0.3, partial(bombs.largest, **of))
        for name in bombs.KINDS
        for of in ({"name": name, "most": _MOST},)
    ]
    found += [
        Kind("bomb", "50 MB", "raw", _huge, 0.2),
        Kind("record", "fingerprint", "fingerprint", records.damaged_fingerprint, 40),
        Kind("record", "entry", "entry", records.damaged_entry, 20),
    ]
    return found


def inputs(count: int, seed: int) -> Iterator[Input]:
    """That many inputs: first one of each kind, bombs as large as can be; then by weight, of any size."""
    every = kinds()
    rng = random.Random(seed)  # noqa: S311 - the same inputs every time is the point
    order = [*every, *rng.choices(every, [kind.weight for kind in every], k=max(0, count - len(every)))]
    for number, kind in enumerate(order[:count]):
        own = random.Random(f"{seed} {number}")  # noqa: S311 - as above
        make = kind.first if kind.first and number < len(every) else kind.make
        yield Input(number, kind, make(own))
