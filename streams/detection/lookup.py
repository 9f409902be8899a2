"""Finding an article by a hash of its name, in a few bytes an article and without ever deleting.

Chains of slots, newest first.  Articles leave oldest first, so what is dead stands at the end of its chain,
and a chain is read only as far as places get older and are still live.
"""

from array import array
from collections.abc import Iterator
from typing import Final

_POINTER_BITS: Final = 32
_EMPTY: Final = bytes(4)


class Lookup:
    """Hash to the places in a desk's order that may have it: the caller compares the names."""

    def __init__(self, slot_bits: int) -> None:
        self._bits = slot_bits
        self._mask = (1 << slot_bits) - 1
        self._buckets = self._mask >> 1
        self._heads = array("I", _EMPTY * (self._buckets + 1))
        self._nexts = array("I", _EMPTY * (self._mask + 1))

    @property
    def nbytes(self) -> int:
        """Memory of the chains, bytes."""
        return self._heads.itemsize * (len(self._heads) + len(self._nexts))

    def add(self, hashed: int, seq: int) -> None:
        """Put the newest article under a hash (64 bits)."""
        bucket = hashed & self._buckets
        slot = seq & self._mask
        self._nexts[slot] = self._heads[bucket]
        self._heads[bucket] = self._mark(hashed) << self._bits | slot

    def find(self, hashed: int, seq: int, live: int) -> Iterator[int]:
        """Places under a hash, newest first, seen from place `seq`; none is more than `live` behind it."""
        mark = self._mark(hashed)
        pointer = self._heads[hashed & self._buckets]
        age = 0
        while pointer:
            older = (seq - pointer) & self._mask
            if not age < older <= live:
                return
            if pointer >> self._bits == mark:
                yield seq - older
            age = older
            pointer = self._nexts[pointer & self._mask]

    def _mark(self, hashed: int) -> int:
        """What of the hash stands in a pointer, above the slot; never nothing, which means the end."""
        return (hashed >> _POINTER_BITS) & ((1 << (_POINTER_BITS - self._bits)) - 1) or 1
