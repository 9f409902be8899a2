"""What the entries of an earlier life say together, before they are taken in."""

from collections.abc import Iterable
from typing import NamedTuple

from streams.detection.entry import Place, check, decode


class Known(NamedTuple):
    """Entries of a desk."""

    in_order: list[tuple[int, bytes, bytes]]
    """Place in the desk's order, key and value of each."""
    oldest: int
    """Place in that order of the oldest article that had not left."""
    reached: Place | None
    """Where the last of them stood in its partition, if it came from one."""


def read_entries(values: Iterable[bytes]) -> Known:
    """Read them one at a time: all of them, read, would take several times the window.

    Raises:
        msgspec.DecodeError: a value is no entry, one of another format, or damaged.
    """
    known = []
    oldest = last = 0
    reached: Place | None = None
    for value in values:
        entry = decode(value)
        check(entry)
        known.append((entry.seq, entry.key, value))
        oldest = max(oldest, entry.oldest)
        if entry.seq > last:
            last, reached = entry.seq, entry.place
    return Known(sorted(known), oldest, reached)
