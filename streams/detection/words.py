"""Words: what kind of character opens one, where it ends, and the hash that it is compared by."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.characters import DENSE, DIGIT, FOLD, KIND, LETTER, MARK, PUNCT, SPACE, STOP
from streams.detection.flags import WORD
from streams.detection.jit import compiled

PLANE: Final = 0x10000
"""Characters below have an entry in the tables; those beyond stand for themselves."""
_HAN_PLANES: Final = (0x20000, 0x40000)
_PICTOGRAPHS: Final = (0x1F000, 0x1FB00)
_POINT, _COMMA = ord("."), ord(",")
_BAR, _HYPHEN = ord("/"), ord("-")
_THOUSAND: Final = 3
"""Digits after a thousands separator."""

U32 = NDArray[np.uint32]


@compiled
def kind_of(char: int) -> int:
    """Kind of a character: a constant of `characters`."""
    if char < PLANE:
        return int(KIND[char])
    if char >= _HAN_PLANES[0]:
        return DENSE if char < _HAN_PLANES[1] else SPACE
    return PUNCT if _PICTOGRAPHS[0] <= char < _PICTOGRAPHS[1] else LETTER


@compiled
def _mix(hashed: int, char: int) -> int:
    return ((hashed ^ char) * 0x01000193) & 0xFFFFFFFF


@compiled
def _hash_char(hashed: int, char: int) -> int:
    if char >= PLANE:
        return _mix(hashed, char)
    for i in range(3):
        folded = int(FOLD[char, i])
        if folded == 0:
            break
        hashed = _mix(hashed, folded)
    return hashed


@compiled
def _finish(hashed: int) -> int:
    hashed ^= hashed >> 16
    hashed = (hashed * 0x85EBCA6B) & 0xFFFFFFFF
    hashed ^= hashed >> 13
    hashed = (hashed * 0xC2B2AE35) & 0xFFFFFFFF
    hashed ^= hashed >> 16
    return max(hashed & WORD, WORD & -WORD)


@compiled
def _digits_ahead(text: U32, at: int, end: int) -> int:
    n = 0
    while at + n < end and kind_of(text[at + n]) == DIGIT:
        n += 1
    return n


@compiled
def hash_word(text: U32, start: int, end: int) -> int:
    """Hash of a word as it is compared: folded, without thousands separators, decimal comma as a point."""
    hashed = 0x811C9DC5
    for i in range(start, end):
        kind = kind_of(text[i])
        if text[i] in (_BAR, _HYPHEN):
            hashed = _mix(hashed, text[i])
        elif kind in (STOP, PUNCT):
            if _digits_ahead(text, i + 1, end) != _THOUSAND:
                hashed = _mix(hashed, _POINT)
        elif kind != MARK:
            hashed = _hash_char(hashed, text[i])
    return _finish(hashed)


@compiled
def _fraction(text: U32, at: int, n: int) -> bool:
    """Whether the mark at `at`, behind a digit, is the bar of 7/8, or what joins a fraction to 3-7/8."""
    bar = at
    if text[at] == _HYPHEN:
        digits = _digits_ahead(text, at + 1, n)
        bar += 1 + digits if digits else 0
    return bar + 1 < n and text[bar] == _BAR and kind_of(text[bar + 1]) == DIGIT


@compiled
def word_end(text: U32, start: int, n: int) -> int:
    """End of the word that starts here; marks between digits belong to the number: 1,250.5 and 3-7/8."""
    i = start
    while i < n:
        kind = kind_of(text[i])
        if kind not in (LETTER, DIGIT, MARK):
            inside = i > start and i + 1 < n and kind_of(text[i - 1]) == DIGIT
            if inside and text[i] in (_POINT, _COMMA):
                inside = kind_of(text[i + 1]) == DIGIT
            elif inside:
                inside = _fraction(text, i, n)
            if not inside:
                break
        i += 1
    return i
