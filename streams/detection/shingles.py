"""Hashes of 3-word shingles, and which of them stand for the article in the index."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import WORD
from streams.detection.jit import compiled
from streams.detection.method import METHOD

WIDTH: Final = 3
_SHORT: Final = METHOD.short

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]


@compiled
def shingle(first: int, second: int, third: int) -> np.uint64:
    """64-bit hash of three words."""
    h = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15)
    h += np.uint64(second) * np.uint64(0xC2B2AE3D27D4EB4F)
    h += np.uint64(third) * np.uint64(0x165667B19E3779F9)
    h ^= h >> np.uint64(32)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    return h ^ (h >> np.uint64(32))


@compiled
def shingles(tokens: U32) -> U64:
    """Hash of the shingle at each position: tokens (n,) to uint64 (max(0, n - 2),)."""
    n = max(0, len(tokens) - 2)
    out = np.empty(n, np.uint64)
    for i in range(n):
        out[i] = shingle(tokens[i] & WORD, tokens[i + 1] & WORD, tokens[i + 2] & WORD)
    return out


@compiled
def whole(tokens: U32) -> np.uint64:
    """One more key: the text as a whole, so that exact copies are found at any document frequency."""
    h = np.uint64(len(tokens))
    for token in tokens:
        h = (h ^ np.uint64(token & WORD)) * np.uint64(0x100000001B3)
        h ^= h >> np.uint64(29)
    return h


@compiled
def indexed(keys: U64) -> U64:
    """The shingles under which a text is found: all of a short text, one in four of a longer one."""
    if len(keys) <= _SHORT:
        return keys
    out = np.empty(len(keys), np.uint64)
    count = 0
    for key in keys:
        if key & np.uint64(3) == 0:
            out[count] = key
            count += 1
    return out[:count]
