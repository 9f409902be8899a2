"""Text to tokens: what a word is, as a number.  Language-neutral: no word lists, no stemming.

A token is a uint32: 27 bits of word hash and 5 flag bits.  Two tokens are the same word if `token & WORD`
is equal; the flags tell what kind of word it is (a figure, a name by its capital, inside quotation marks,
first of a sentence, taken over from a parent), so that the text itself need not be kept.

Two passes: `_segment` cuts the text into words and marks, `_flag` reads the marks into the words' flags.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.characters import (
    DENSE,
    DIGIT,
    FULLSTOP,
    LETTER,
    MARK,
    NEWLINE,
    PUNCT,
    QUOTE,
    SPACE,
    STOP,
    UPPER,
)
from streams.detection.flags import FIRST, NAME, NUMBER, QUOTED
from streams.detection.jit import compiled
from streams.detection.method import METHOD
from streams.detection.words import PLANE, hash_word, kind_of, word_end

PLAIN, FIGURE, CAPITAL = range(3)
"""Kinds of words ..."""
OPEN_QUOTE, CLOSE_QUOTE, BARE_QUOTE, POINT, COLON, SENTENCE, LINE, PARAGRAPH, NOTHING = range(3, 12)
"""... and of marks: a bare quotation mark has space on both sides, a point may also be an abbreviation's."""

_MAX_QUOTE: Final = METHOD.max_quote
_POINT, _COLON = ord("."), ord(":")
_CLOSING: Final = (ord(")"), ord("'"))
_DOUBLED: Final = (ord("`"), ord("'"))
"""Typewriter quotation marks: `` and ''."""
_ALL: Final = 0xFFFFFFFF
_ABBREVIATION: Final = 3
"""A capitalised word this short before a full stop is an abbreviation: Mr., Jan., U.S."""
_SHOUTING: Final = 0.55
"""Where more of the words have a capital, capitals mean nothing."""

U32 = NDArray[np.uint32]


@compiled
def _blank(text: U32, at: int) -> bool:
    """Whether there is nothing but space at `at`; the text's ends count as space."""
    if at < 0 or at >= len(text):
        return True
    return kind_of(text[at]) in (SPACE, NEWLINE)


@compiled
def _quote(text: U32, start: int, end: int) -> int:
    """Whether the quotation mark in [start, end) opens or closes: by the space around it, not its shape."""
    before, after = _blank(text, start - 1), _blank(text, end)
    if before and after:
        return BARE_QUOTE
    opens = not after and (before or kind_of(text[start - 1]) == PUNCT)
    return OPEN_QUOTE if opens else CLOSE_QUOTE


@compiled
def _stop(text: U32, at: int) -> int:
    """What the stop at `at` ends, if a space follows (after closing marks)."""
    after = at + 1
    while after < len(text) and (kind_of(text[after]) == QUOTE or text[after] in _CLOSING):
        after += 1
    if not _blank(text, after):
        return NOTHING
    if text[at] == _COLON:
        return COLON
    return POINT if text[at] == _POINT else SENTENCE


@compiled
def _line(text: U32, at: int) -> int:
    """A line's end, or a paragraph's if a blank line follows."""
    after = at + 1
    while after < len(text) and kind_of(text[after]) == SPACE:
        after += 1
    return PARAGRAPH if after < len(text) and kind_of(text[after]) == NEWLINE else LINE


@compiled
def _run_end(text: U32, start: int) -> int:
    """End of a run of a script without spaces."""
    end = start
    while end < len(text) and kind_of(text[end]) in (DENSE, MARK):
        end += 1
    return end


@compiled
def _word_kind(text: U32, start: int, end: int) -> int:
    for i in range(start, end):
        if kind_of(text[i]) == DIGIT:
            return FIGURE
    return CAPITAL if text[start] < PLANE and UPPER[text[start]] else PLAIN


@compiled
def _mark(text: U32, at: int) -> tuple[int, int]:
    """(kind, end) of what stands at `at` and is no word."""
    kind = kind_of(text[at])
    doubled = at + 1 < len(text) and text[at] in _DOUBLED and text[at + 1] == text[at]
    if kind == QUOTE or doubled:
        end = at + 2 if doubled else at + 1
        return _quote(text, at, end), end
    if kind == NEWLINE:
        return _line(text, at), at + 1
    if kind == FULLSTOP:
        return SENTENCE, at + 1
    return (_stop(text, at) if kind == STOP else NOTHING), at + 1


@compiled
def _segment(text: U32, most: int) -> tuple[NDArray[np.uint8], U32, U32]:
    """Cut a text into words (at most `most`) and marks: their kinds, starts and ends."""
    n = len(text)
    kinds = np.empty(n, np.uint8)
    starts, ends = np.empty(n, np.uint32), np.empty(n, np.uint32)
    count = words = i = 0
    while i < n and words < most:
        kind = kind_of(text[i])
        if kind == DENSE:
            end = _run_end(text, i)
            for k in range(i, max(i + 1, end - 1)):
                kinds[count], starts[count], ends[count] = PLAIN, k, min(k + 2, end)
                count += 1
                words += 1
        elif kind in (LETTER, DIGIT):
            end = word_end(text, i, n)
            kinds[count], starts[count], ends[count] = _word_kind(text, i, end), i, end
            count += 1
            words += 1
        else:
            mark, end = _mark(text, i)
            if mark != NOTHING:
                kinds[count], starts[count], ends[count] = mark, i, end
                count += 1
        i = end
    return kinds[:count], starts[:count], ends[:count]


@compiled
def _flag(kinds: NDArray[np.uint8], starts: U32, ends: U32, flags: NDArray[np.uint8]) -> None:
    """Read the marks into the flags of the words between them."""
    first = fresh = True  # the next word starts a sentence; ... stands where a capital means nothing
    quote_left = 0
    for k in range(len(kinds)):
        kind = kinds[k]
        if kind <= CAPITAL:
            flags[k] = (NUMBER if kind == FIGURE else 0) | (NAME if kind == CAPITAL and not fresh else 0)
            flags[k] |= (QUOTED if quote_left > 0 else 0) | (FIRST if first else 0)
            quote_left -= quote_left > 0
            first = fresh = False
        elif kind == OPEN_QUOTE or (kind == BARE_QUOTE and quote_left == 0):
            quote_left = _MAX_QUOTE
            fresh = True
        elif kind in (CLOSE_QUOTE, BARE_QUOTE):
            quote_left = 0
        elif kind == POINT:
            short = k > 0 and kinds[k - 1] == CAPITAL and ends[k - 1] - starts[k - 1] <= _ABBREVIATION
            first, fresh = first or not short, fresh or not short
        else:
            fresh = True
            first = first or kind in (SENTENCE, PARAGRAPH)
            quote_left = 0 if kind == PARAGRAPH else quote_left


@compiled
def scan(text: U32, begin: int, most: int) -> tuple[U32, U32, U32]:
    """Cut a text into tokens.

    Args:
        text: code points of the text, uint32 (n,).
        begin: where to start; what stands before is no text.
        most: how many tokens are wanted at most.

    Returns:
        The tokens, and the first and past-the-last character of each, uint32 (m,).
    """
    kinds, begins, ends = _segment(text[begin:], most)
    flags = np.zeros(len(kinds), np.uint8)
    _flag(kinds, begins, ends, flags)
    tokens = np.empty(min(most, len(kinds)), np.uint32)
    count = capitals = 0
    for k in range(len(kinds)):
        if kinds[k] > CAPITAL or count == most:
            continue
        first, last = begins[k] + begin, ends[k] + begin
        tokens[count] = np.uint32(hash_word(text, first, last)) | np.uint32(flags[k])
        begins[count], ends[count] = first, last
        capitals += kinds[k] == CAPITAL
        count += 1
    if capitals > _SHOUTING * count:
        for k in range(count):
            tokens[k] &= np.uint32(_ALL ^ NAME)
    return tokens[:count], begins[:count], ends[:count]
