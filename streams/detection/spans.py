"""Where a text's words stand, in a byte a word."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from schemas import Fingerprint
from streams.detection.jit import compiled

_LENGTHS, _GAPS = 30, 8
"""A word of up to 30 characters after up to 6 others than word characters is one byte; ..."""
_NOWHERE: Final = 240
"""... so is one of the headline, which stands nowhere in the body; ..."""
ESCAPE: Final = 255
WIDE: Final = 7
"""... others take seven, this byte first."""

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U8 = NDArray[np.uint8]


def spans_of(fingerprint: Fingerprint) -> bytes:
    """Where the words of an article stand in its body; those of its headline stand nowhere."""
    starts, lengths = np.frombuffer(fingerprint.starts, "<u4"), np.frombuffer(fingerprint.lengths, "<u2")
    packed: bytes = squeeze(starts, lengths).tobytes()
    return packed


@compiled
def squeeze(starts: U32, lengths: NDArray[np.uint16]) -> U8:
    """Spans of words as bytes: one for each ordinary word."""
    out = np.empty(WIDE * len(starts), np.uint8)
    count = 0
    last = np.int64(0)
    for i in range(len(starts)):
        length = np.int64(lengths[i])
        gap = np.int64(starts[i]) - last + 1
        if 0 < length <= _LENGTHS and 0 <= gap < _GAPS:
            out[count] = (length - 1) * _GAPS + gap
            count += 1
        elif length == 0 and starts[i] == 0 and last == 0:
            out[count] = _NOWHERE
            count += 1
        else:
            out[count] = ESCAPE
            for byte in range(4):
                out[count + 1 + byte] = (np.int64(starts[i]) >> (8 * byte)) & 0xFF
            out[count + 5], out[count + 6] = length & 0xFF, length >> 8
            count += WIDE
        last = np.int64(starts[i]) + length
    return out[:count].copy()


@compiled
def words_in(packed: U8) -> int:
    """How many words `spread` finds; -1 if the last one is cut off."""
    count = i = 0
    while i < len(packed):
        i += WIDE if packed[i] == ESCAPE else 1
        count += 1
    return count if i == len(packed) else -1


@compiled
def spread(packed: U8) -> tuple[I64, I64]:
    """(starts, ends) of words from `squeeze`."""
    starts, ends = np.empty(len(packed), np.int64), np.empty(len(packed), np.int64)
    count = i = 0
    last = np.int64(0)
    while i < len(packed):
        if packed[i] == ESCAPE:
            start = np.int64(0)
            for byte in range(4):
                start |= np.int64(packed[i + 1 + byte]) << (8 * byte)
            length = np.int64(packed[i + 5]) | np.int64(packed[i + 6]) << 8
            i += WIDE
        elif packed[i] == _NOWHERE:
            start = length = np.int64(0)
            i += 1
        else:
            start = last + np.int64(packed[i] % _GAPS) - 1
            length = np.int64(packed[i] // _GAPS) + 1
            i += 1
        last = start + length
        starts[count], ends[count] = start, last
        count += 1
    return starts[:count].copy(), ends[:count].copy()
