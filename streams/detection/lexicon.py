"""Texts kept small: an article's words and where they stand, as numbers of a list of frequent ones.

A word as it is kept is its token and its place beside the word before it (spans.py): as a rule a space
and its own length, so place and word are learned together.  The most frequent such words take one byte,
the next 26,000 two, others three; what is not on the list is written out.  Nothing is lost, so what the
list holds changes no verdict.
"""

import mmap
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import TAKEN
from streams.detection.jit import Scalar, compiled
from streams.detection.spans import ESCAPE, WIDE

_ONE: Final = 150
"""First bytes below this are words of one byte; ..."""
_TWO: Final = 101
"""... so many after them begin words of two bytes, ..."""
_THREE: Final = 255
"""... and the rest up to this, which says that a token and its place follow, words of three."""
_BYTE: Final = 256
_ONES_AND_TWOS: Final = _ONE + _TWO * _BYTE
_MOST: Final = _ONES_AND_TWOS + (_THREE - _ONE - _TWO) * _BYTE * _BYTE
_LARGEST: Final = 6 + WIDE
"""Bytes that a word takes at most."""
_PAD: Final = 2
"""Bytes behind a text, so that three can be read wherever a word begins."""
_PLAIN: Final = 0xFFFFFFFF ^ TAKEN
_SPAN_BITS: Final = 8
_UNIT_BYTES: Final = 8
_ROOM: Final = 0.6
"""Load of the table in which words are looked up, at most."""

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Text = tuple[bytes, bytes]
"""Tokens, uint32, and their places (spans.py)."""


class Lexicon:
    """A list of frequent words, the most frequent first."""

    def __init__(self, units: U64) -> None:
        self._tokens = (units >> np.uint64(_SPAN_BITS)).astype(np.uint32)
        self._spans = (units & np.uint64(_BYTE - 1)).astype(np.uint8)
        self._cells = _cells(self._tokens, self._spans)

    @property
    def nbytes(self) -> int:
        """Memory of the list, bytes."""
        return self._tokens.nbytes + self._spans.nbytes + self._cells.nbytes

    def close(self) -> None:
        """Only read from now on: what is only needed to pack is let go."""
        self._cells = self._cells[:0].copy()

    def pack(self, text: Text) -> bytes:
        """A text in few bytes."""
        tokens, spans = np.frombuffer(text[0], np.uint32), np.frombuffer(text[1], np.uint8)
        packed: bytes = _pack(tokens, spans, self._tokens, self._spans, self._cells).tobytes()
        return packed

    def unpack(self, packed: bytes, words: int) -> Text:
        """The text of so many words that was packed with this list."""
        tokens, spans = _unpack(np.frombuffer(packed, np.uint8), words, self._tokens, self._spans)
        return tokens.tobytes(), spans.tobytes()


class Sample:
    """The words from which a list is learned."""

    def __init__(self, words: int) -> None:
        """Make room for that many words."""
        # Memory of its own, which the system gets back: from the heap it would stay with the process.
        room = mmap.mmap(-1, max(words, 1) * _UNIT_BYTES)
        self._units = np.frombuffer(room, np.uint64)
        self._count = 0

    def add(self, text: Text) -> None:
        """Take the words of a text."""
        tokens, spans = np.frombuffer(text[0], np.uint32), np.frombuffer(text[1], np.uint8)
        self._count += _units(tokens, spans, self._units[self._count :])

    def lexicon(self) -> Lexicon:
        """The list that makes such texts small."""
        units = self._units[: self._count]
        units.sort()
        first = np.flatnonzero(np.diff(units, prepend=~units[:1]))
        counts = np.diff(first, append=len(units))
        return Lexicon(units[first[np.argsort(-counts, kind="stable")[:_MOST]]])


@compiled
def _units(tokens: U32, spans: U8, out: U64) -> Scalar:
    """Write each word with its place as one number, but for those whose place takes more than a byte."""
    count = k = 0
    for token in tokens:
        if spans[k] == ESCAPE:
            k += WIDE
            continue
        out[count] = np.uint64(token & np.uint32(_PLAIN)) << np.uint64(_SPAN_BITS) | np.uint64(spans[k])
        count += 1
        k += 1
    return count


@compiled
def _first(token: Scalar, span: Scalar, mask: Scalar) -> Scalar:
    """Where the search for a word begins."""
    h = (np.uint64(token) << np.uint64(_SPAN_BITS) | np.uint64(span)) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64(h >> np.uint64(40)) & mask


@compiled
def _cells(tokens: U32, spans: U8) -> NDArray[np.int32]:
    """Open-addressed: cell to the number of a word, -1 if empty."""
    size = 16
    while _ROOM * size < len(tokens):
        size *= 2
    cells = np.full(size, -1, np.int32)
    for number in range(len(tokens)):
        cell = _first(tokens[number], spans[number], size - 1)
        while cells[cell] >= 0:
            cell = (cell + 1) & (size - 1)
        cells[cell] = number
    return cells


@compiled
def _number(token: Scalar, span: Scalar, tokens: U32, spans: U8, cells: NDArray[np.int32]) -> Scalar:
    """Number of a word, -1 if it is not on the list."""
    cell = _first(token, span, len(cells) - 1)
    while cells[cell] >= 0 and not (tokens[cells[cell]] == token and spans[cells[cell]] == span):
        cell = (cell + 1) & (len(cells) - 1)
    return np.int64(cells[cell])


@compiled
def _write(number: Scalar, out: U8, at: Scalar) -> Scalar:
    """Write a word's number; where the next goes."""
    if number < _ONE:
        out[at] = number
        return at + 1
    if number < _ONES_AND_TWOS:
        rest = number - _ONE
        out[at], out[at + 1] = _ONE + rest // _BYTE, rest % _BYTE
        return at + 2
    rest = number - _ONES_AND_TWOS
    out[at] = _ONE + _TWO + rest // (_BYTE * _BYTE)
    out[at + 1], out[at + 2] = rest // _BYTE % _BYTE, rest % _BYTE
    return at + 3


@compiled
def _pack(tokens: U32, spans: U8, known: U32, places: U8, cells: NDArray[np.int32]) -> U8:
    """Numbers of the words, and, if a parent has any of them, a bit for each word."""
    n = len(tokens)
    out = np.empty(_LARGEST * n + n // 8 + 1 + _PAD, np.uint8)
    taken = np.zeros(n // 8 + 1, np.uint8)
    any_taken = False
    at = k = 0
    for i in range(n):
        token = tokens[i] & np.uint32(_PLAIN)
        if tokens[i] & TAKEN:
            any_taken = True
            taken[i // 8] |= 1 << i % 8
        width = WIDE if spans[k] == ESCAPE else 1
        number = _number(token, spans[k], known, places, cells) if width == 1 else -1
        if number >= 0:
            at = _write(number, out, at)
        else:
            out[at] = _THREE
            for byte in range(4):
                out[at + 1 + byte] = (np.int64(token) >> (8 * byte)) & 0xFF
            out[at + 5 : at + 5 + width] = spans[k : k + width]
            at += 5 + width
        k += width
    if any_taken:
        out[at : at + len(taken)] = taken
        at += len(taken)
    out[at : at + _PAD] = 0
    return out[: at + _PAD]


@compiled
def _unpack(packed: U8, n: int, known: U32, places: U8) -> tuple[U32, U8]:
    """Tokens and places of n words."""
    tokens = np.empty(n, np.uint32)
    spans = np.empty(WIDE * n, np.uint8)
    at: Scalar = 0
    k = 0
    for i in range(n):
        first = np.int64(packed[at])
        if first == _THREE:
            token = np.int64(0)
            for byte in range(4):
                token |= np.int64(packed[at + 1 + byte]) << (8 * byte)
            tokens[i] = token
            at += 5
            width = WIDE if packed[at] == ESCAPE else 1
            spans[k : k + width] = packed[at : at + width]
            at += width
            k += width
            continue
        # Without branches, which the processor would guess wrong at every other word.
        two, three = np.int64(first >= _ONE), np.int64(first >= _ONE + _TWO)
        number = first + two * ((first - _ONE) * (_BYTE - 1) + packed[at + 1])
        far = ((first - _ONE - _TWO) * _BYTE + packed[at + 1]) * _BYTE + packed[at + 2] + _ONES_AND_TWOS
        number += three * (far - number)
        at += 1 + two + three
        tokens[i], spans[k] = known[number], places[number]
        k += 1
    if at + _PAD < len(packed):
        for i in range(n):
            if packed[at + i // 8] >> (i % 8) & 1:
                tokens[i] |= TAKEN
    return tokens, spans[:k]
