"""Text to tokens: what a word is, as a number.  Language-neutral: no word lists, no stemming.

A token is a uint32: 27 bits of word hash and 5 flag bits.  Two tokens are the same word if `token & WORD` is
equal; the flags tell what kind of word it is (a figure, a name by its capital, inside quotation marks, first of
a sentence, taken over from a parent), so that the text itself need not be kept.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.characters import (
    DENSE,
    DIGIT,
    FOLD,
    FULLSTOP,
    KIND,
    LETTER,
    MARK,
    NEWLINE,
    PUNCT,
    QUOTE,
    SPACE,
    STOP,
    UPPER,
)
from streams.detection.jit import compiled
from streams.detection.method import METHOD

NUMBER, NAME, QUOTED, FIRST, TAKEN = (np.uint32(1 << bit) for bit in range(5))
WORD = np.uint32(0xFFFFFFE0)

_MAX_QUOTE: Final = METHOD.max_quote
_ABBREVIATION: Final = 3
"""A capitalised word this short before a full stop is an abbreviation (Mr., Jan., U.S.), not a sentence's end."""
_SHOUTING: Final = 0.55
"""Where more of the words have a capital, capitals mean nothing."""

U32 = NDArray[np.uint32]


@compiled
def _kind(char: int) -> int:
    if char < 0x10000:
        return int(KIND[char])
    if char >= 0x20000:
        return DENSE if char < 0x40000 else SPACE
    return PUNCT if 0x1F000 <= char < 0x1FB00 else LETTER


@compiled
def _mix(hashed: int, char: int) -> int:
    return ((hashed ^ char) * 0x01000193) & 0xFFFFFFFF


@compiled
def _hash_char(hashed: int, char: int) -> int:
    if char >= 0x10000:
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
    return max(hashed & 0xFFFFFFE0, 32)


@compiled
def _digits_ahead(text: U32, at: int, end: int) -> int:
    n = 0
    while at + n < end and _kind(text[at + n]) == DIGIT:
        n += 1
    return n


@compiled
def _hash_word(text: U32, start: int, end: int) -> int:
    """Hash of a word as it is compared: folded, without thousands separators, decimal comma as a point."""
    hashed = 0x811C9DC5
    for i in range(start, end):
        kind = _kind(text[i])
        if kind == STOP or kind == PUNCT:
            if _digits_ahead(text, i + 1, end) != 3:
                hashed = _mix(hashed, 46)
        elif kind != MARK:
            hashed = _hash_char(hashed, text[i])
    return _finish(hashed)


@compiled
def _word_end(text: U32, start: int, n: int) -> int:
    """End of the word that starts here; a point or comma between digits belongs to the number."""
    i = start
    while i < n:
        kind = _kind(text[i])
        if kind == LETTER or kind == DIGIT or kind == MARK:
            i += 1
        elif (
            (text[i] == 44 or text[i] == 46)
            and i > start
            and i + 1 < n
            and _kind(text[i - 1]) == DIGIT
            and _kind(text[i + 1]) == DIGIT
        ):
            i += 1
        else:
            break
    return i


@compiled
def _blank(text: U32, at: int, n: int) -> bool:
    if at < 0 or at >= n:
        return True
    kind = _kind(text[at])
    return kind == SPACE or kind == NEWLINE


@compiled
def _ends_sentence(text: U32, at: int, n: int, word: int, length: int, name: bool) -> bool:
    """Whether the stop at `at` ends a sentence, given the length of the word before it."""
    after = at + 1
    while after < n and (_kind(text[after]) == QUOTE or text[after] == 41 or text[after] == 39):
        after += 1
    if not _blank(text, after, n):
        return False
    return not (text[at] == 46 and word and name and length <= _ABBREVIATION)


@compiled
def scan(text: U32, tokens: U32, starts: U32, lengths: U32) -> int:
    """Cut a text into tokens.

    Args:
        text: code points of the text, uint32 (n,).
        tokens: receives the tokens, uint32 (m,); m is the most that are wanted.
        starts: receives the first character of each, uint32 (m,).
        lengths: receives the characters of each, uint32 (m,).

    Returns:
        How many tokens were written.
    """
    n, most = len(text), len(tokens)
    count = names = 0
    i = 0
    first = fresh = True  # next word starts a sentence; ... or stands where a capital means nothing
    quote_left = 0
    length, name = 0, False
    while i < n and count < most:
        kind = _kind(text[i])
        if kind == LETTER or kind == DIGIT:
            end = _word_end(text, i, n)
            flags = 0
            figure = False
            for k in range(i, end):
                figure |= _kind(text[k]) == DIGIT
            capital = text[i] < 0x10000 and UPPER[text[i]]
            if figure:
                flags = 1
            elif capital:
                names += 1
                if not fresh:
                    flags = 2
            if quote_left > 0:
                flags |= 4
                quote_left -= 1
            if first:
                flags |= 8
            tokens[count] = _hash_word(text, i, end) | flags
            starts[count] = i
            lengths[count] = end - i
            count += 1
            length, name = end - i, capital
            first = fresh = False
            i = end
            continue
        if kind == DENSE:
            end = i
            while end < n and (_kind(text[end]) == DENSE or _kind(text[end]) == MARK):
                end += 1
            stop = max(i + 1, end - 1)
            for k in range(i, stop):
                if count >= most:
                    break
                width = min(2, end - k)
                flags = 4 if quote_left > 0 else 0
                quote_left = max(0, quote_left - 1)
                if first:
                    flags |= 8
                tokens[count] = _hash_word(text, k, k + width) | flags
                starts[count] = k
                lengths[count] = width
                count += 1
                first = fresh = False
            length, name = end - i, False
            i = end
            continue
        double = i + 1 < n and (text[i] == 96 or text[i] == 39) and text[i + 1] == text[i]
        if kind == QUOTE or double:
            after = i + 2 if double else i + 1
            opens = not _blank(text, after, n) and (_blank(text, i - 1, n) or _kind(text[i - 1]) == PUNCT)
            if _blank(text, i - 1, n) and _blank(text, after, n):
                opens = quote_left == 0
            quote_left = _MAX_QUOTE if opens else 0
            fresh = fresh or opens
            i = after
            continue
        if kind == NEWLINE:
            fresh = True
            blank = i + 1
            while blank < n and _kind(text[blank]) == SPACE:
                blank += 1
            if blank < n and _kind(text[blank]) == NEWLINE:
                first = True
                quote_left = 0
        elif kind == FULLSTOP:
            first = fresh = True
        elif kind == STOP and _ends_sentence(text, i, n, count > 0, length, name):
            fresh = True
            first = first or text[i] != 58
        i += 1
    if names > _SHOUTING * count:
        for k in range(count):
            if not tokens[k] & NUMBER:
                tokens[k] &= ~NAME
    return count
