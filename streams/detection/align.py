"""Which words of an article stand in an earlier one, in order: seed and extend.

Seeds are equal 3-word shingles; a passage is the longest run of equal words from a seed, at least 4 words.
The article is indexed once (`index_article`), then compared with each candidate (`align`).
Greedy string tiling (Wise 1993) restricted to one pass over the candidate.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import WORD
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD
from streams.detection.shingles import shingle

_MIN_RUN: Final = METHOD.min_run
_HIGH_BITS: Final = 19
_MAX_CHAIN: Final = 8
"""Places of one shingle in the article that are tried: bounds the work on texts that repeat themselves."""

U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]


class Indexed(NamedTuple):
    """An article made ready for comparison: its words numbered, its shingles chained by hash."""

    tokens: U32
    word_table: I32
    """Open-addressed: cell to the number of a distinct word, -1 if empty."""
    word_at: I32
    """Number of a distinct word to its first position."""
    ident: I32
    """Position to the number of its word."""
    heads: I32
    """Shingle cell to its first position, -1 if empty."""
    nexts: I32
    """Position to the next position in the same cell, -1 at the end."""


class Alignment(NamedTuple):
    """What two articles share.  `passages` is int32 (k, 3): position here, position there, words."""

    passages: I32
    covered_a: NDArray[np.bool_]
    covered_b: NDArray[np.bool_]


@compiled
def stride(word: Scalar) -> Scalar:
    """How far the next cell for a word lies: by the bits of its hash that do not choose the first one.

    With the next cell for all, sixteen thousand words sought out for their hashes take a second and a half
    to be looked up.
    """
    return word >> _HIGH_BITS | 1


@compiled
def index_article(tokens: U32) -> Indexed:
    """Number the words and chain the shingles of an article, tokens uint32 (n,)."""
    n = len(tokens)
    size = 16
    while size < 2 * n:
        size *= 2
    word_table = np.full(size, -1, np.int32)
    word_at = np.empty(n, np.int32)
    ident = np.empty(n, np.int32)
    distinct = 0
    for i in range(n):
        word = np.int64(tokens[i]) & WORD
        cell = (word >> 5) & (size - 1)
        step = stride(word)
        while word_table[cell] >= 0 and np.int64(tokens[word_at[word_table[cell]]]) & WORD != word:
            cell = (cell + step) & (size - 1)
        if word_table[cell] < 0:
            word_table[cell] = distinct
            word_at[distinct] = i
            distinct += 1
        ident[i] = word_table[cell]
    heads = np.full(size, -1, np.int32)
    nexts = np.full(max(n, 1), -1, np.int32)
    for i in range(n - 3, -1, -1):
        cell = np.int64(shingle(ident[i], ident[i + 1], ident[i + 2]) >> np.uint64(8)) & (size - 1)
        nexts[i] = heads[cell]
        heads[cell] = i
    return Indexed(tokens, word_table, word_at[:distinct].copy(), ident, heads, nexts)


@compiled
def number_words(article: Indexed, other: U32) -> I32:
    """The article's numbers for the words of another text (m,); -1 where the article lacks the word."""
    size = len(article.word_table)
    out = np.empty(len(other), np.int32)
    for j in range(len(other)):
        word = np.int64(other[j]) & WORD
        cell = (word >> 5) & (size - 1)
        step = stride(word)
        while True:
            number = article.word_table[cell]
            if number < 0 or np.int64(article.tokens[article.word_at[number]]) & WORD == word:
                break
            cell = (cell + step) & (size - 1)
        out[j] = number
    return out


@compiled
def align(article: Indexed, numbers: I32) -> Alignment:
    """Find the passages that an article shares with an earlier text.

    Args:
        article: the article, n words.
        numbers: the earlier text's m words in the article's numbers, -1 for others, int32 (m,).

    Returns:
        The passages in the order of the earlier text, and which positions of either side they cover.
    """
    n, m = len(article.tokens), len(numbers)
    ident = article.ident
    size = len(article.heads)
    covered_a = np.zeros(n, np.bool_)
    covered_b = np.zeros(m, np.bool_)
    passages = np.empty((m // _MIN_RUN + 1, 3), np.int32)
    count = 0
    diagonal = 0
    j = 0
    while j + _MIN_RUN <= m:
        if numbers[j] < 0 or numbers[j + 1] < 0 or numbers[j + 2] < 0:
            j += 1
            continue
        cell = np.int64(shingle(numbers[j], numbers[j + 1], numbers[j + 2]) >> np.uint64(8)) & (size - 1)
        i = article.heads[cell]
        best = best_length = -1
        tried = 0
        while i >= 0 and tried < _MAX_CHAIN:
            length = 0
            while i + length < n and j + length < m and ident[i + length] == numbers[j + length]:
                length += 1
            fresh = length + (0 if covered_a[i] else 1)
            near = best >= 0 and abs(i - j - diagonal) < abs(best - j - diagonal)
            if length >= _MIN_RUN and (fresh > best_length or (fresh == best_length and near)):
                best, best_length = i, fresh
            tried += length > 0
            i = article.nexts[i]
        if best < 0:
            j += 1
            continue
        length = 0
        while best + length < n and j + length < m and ident[best + length] == numbers[j + length]:
            covered_a[best + length] = True
            covered_b[j + length] = True
            length += 1
        passages[count, 0], passages[count, 1], passages[count, 2] = best, j, length
        count += 1
        diagonal = best - j
        j += length
    return Alignment(passages[:count].copy(), covered_a, covered_b)
