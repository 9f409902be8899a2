"""How many stories of the window carry a shingle, or a word: rarity learned from the wire itself.

Stories, not articles: a rewrite counts only what its parent lacks, so a story copied fifty times does not
look like boilerplate, but a phrase in 24 stories does.  Counts go down again when an article leaves, exactly,
so they depend only on what is in the window.

A shingle's count is half a byte; the few that ever got to 15 stand in a table of their own (`many`).  Those
that have gone down since are put back when the table has to grow (`with_room`).  Words get there too often.

Shingles share cells by chance, in a full window of long articles three in five of them.  How many others a
cell has on average, by the share of cells that are empty (linear counting, Whang et al. 1990), is taken off
what it counts, so that a phrase is nearly as rare in a full window as in a young one.  The count-mean sketch
(Deng & Rafiei 2007) takes off how often those others occur, which a few frequent phrases decide.
"""

from math import log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import FACT, TAKEN, WORD
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD

_RARE: Final = METHOD.rare_df
_COMMON: Final = METHOD.common_df
_COLD: Final = METHOD.cold_families
_PRIOR_FACT: Final = METHOD.prior_fact
_PRIOR_WORD: Final = METHOD.prior_word
_SHINGLES_PER_ARTICLE: Final = 160
_WORD_CELLS_LOG2: Final = 22
_FULL: Final = 15
"""What stands in a cell that is counted in the table."""
_CELL_BITS: Final = 4
_IN_TABLE, _COUNTING = 0, 1
"""Places in `Frequencies.used`."""
_PER_BYTE: Final = 2
_EMPTIEST: Final = 1e-3
"""Share of empty cells that is reckoned with at least; a full default window has two fifths."""
_SMALLEST: Final = 1 << 13

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
F32 = NDArray[np.float32]


class Frequencies(NamedTuple):
    """Count cells by hash."""

    shingles: U8
    """Two cells a byte."""
    words: U32
    keys: U32
    """Which cells of shingles are counted in `many`, by number from 1: open-addressed, 0 if empty."""
    many: U32
    used: NDArray[np.int64]
    """(2,) how many those are, and how many cells count anything."""


def new_frequencies(articles: int) -> Frequencies:
    """Empty counts for a window of so many articles."""
    cells = 1 << int(articles * _SHINGLES_PER_ARTICLE).bit_length()
    words = 1 << _WORD_CELLS_LOG2
    return Frequencies(np.zeros(cells, np.uint8), np.zeros(words, np.uint32), *_table(_SMALLEST))


def with_room(counts: Frequencies, words: int) -> Frequencies:
    """The same counts, ready to count another article of so many words."""
    if 2 * (int(counts.used[_IN_TABLE]) + words) <= len(counts.keys):
        return counts
    left = int(np.count_nonzero(counts.many >= _FULL))
    size = _SMALLEST
    while size < 4 * (left + words):
        size *= 2
    moved = Frequencies(counts.shingles, counts.words, *_table(size))
    moved.used[_COUNTING] = counts.used[_COUNTING]
    _move(counts, moved)
    return moved


def _table(size: int) -> tuple[U32, U32, NDArray[np.int64]]:
    return np.zeros(size, np.uint32), np.zeros(size, np.uint32), np.zeros(2, np.int64)


@compiled
def _place(counts: Frequencies, key: Scalar) -> Scalar:
    """Where in the table a cell is counted, or would be."""
    size = len(counts.keys)
    at = ((np.int64(key) * 0x9E3779B1) >> 12) & (size - 1)
    while counts.keys[at] != 0 and counts.keys[at] != key:
        at = (at + 1) & (size - 1)
    return at


@compiled
def _put(counts: Frequencies, key: Scalar, value: Scalar) -> None:
    """Count a cell in the table from now on."""
    at = _place(counts, key)
    counts.used[_IN_TABLE] += counts.keys[at] == 0
    counts.keys[at], counts.many[at] = key, value


@compiled
def _move(counts: Frequencies, to: Frequencies) -> None:
    """Put what still is much into another table, and the rest back into its cell."""
    for at in range(len(counts.keys)):
        key = np.int64(counts.keys[at])
        if key > 0 and counts.many[at] >= _FULL:
            _put(to, key, counts.many[at])
        elif key > 0:
            _set(counts, key - 1, counts.many[at])


@compiled
def _small(counts: Frequencies, cell: Scalar) -> Scalar:
    """What stands in a cell."""
    return np.int64(counts.shingles[cell >> 1]) >> _CELL_BITS * (cell & 1) & _FULL


@compiled
def _set(counts: Frequencies, cell: Scalar, value: Scalar) -> None:
    """Let a value up to _FULL stand in a cell."""
    shift = _CELL_BITS * (cell & 1)
    other = np.int64(counts.shingles[cell >> 1]) & ~(_FULL << shift)
    counts.shingles[cell >> 1] = np.uint8(other | np.int64(value) << shift)


@compiled
def _much(counts: Frequencies, cell: Scalar) -> float:
    """The count of a cell that is counted in the table."""
    return float(counts.many[_place(counts, cell + 1)])


@compiled
def _cell(counts: Frequencies, key: Scalar) -> Scalar:
    return np.int64(key >> np.uint64(3)) & (_PER_BYTE * len(counts.shingles) - 1)


@compiled
def _word_cell(token: Scalar) -> Scalar:
    return (np.int64(token) & WORD) >> (32 - _WORD_CELLS_LOG2)


@compiled
def count(counts: Frequencies, tokens: U32, keys: U64, step: Scalar) -> None:
    """Add (step 1) or remove (step -1) an article: its words and shingles that are not taken over.

    Args:
        counts: the counts, with room for it.
        tokens: of the article, uint32 (n,), with the TAKEN flag.
        keys: its shingles, uint64 (n - 2,).
        step: 1 or -1.
    """
    for i in range(len(tokens)):
        if not tokens[i] & TAKEN:
            counts.words[_word_cell(tokens[i])] += np.uint32(step & 0xFFFFFFFF)
    for i in range(len(keys)):
        if not tokens[i] & tokens[i + 1] & tokens[i + 2] & TAKEN:
            _add(counts, _cell(counts, keys[i]), step)


@compiled
def _add(counts: Frequencies, cell: Scalar, step: Scalar) -> None:
    """Count a shingle of a cell once more, or once less."""
    small = _small(counts, cell)
    if small == _FULL:
        at = _place(counts, cell + 1)
        before = np.int64(counts.many[at])
        counts.many[at] = before + step
    else:
        before = small
        _set(counts, cell, small + step)
        if small + step == _FULL:
            _put(counts, cell + 1, _FULL)
    counts.used[_COUNTING] += np.int64(before + step > 0) - np.int64(before > 0)


@compiled
def rarity(counts: Frequencies, keys: U64) -> F32:
    """Of each shingle (n,): 1 if at most one story of the window has it, 0 from 24 stories on."""
    out = np.empty(len(keys), np.float32)
    chance = _chance(counts)
    for i in range(len(keys)):
        cell = _cell(counts, keys[i])
        small = _small(counts, cell)
        df = max((_much(counts, cell) if small == _FULL else float(small)) - chance, _RARE)
        out[i] = max(0.0, 1.0 - np.log2(df / _RARE) / np.log2(_COMMON / _RARE))
    return out


@compiled
def _chance(counts: Frequencies) -> float:
    """How many other shingles a cell has on average, by the share of cells that have none."""
    cells = _PER_BYTE * len(counts.shingles)
    return -log(max(1 - counts.used[_COUNTING] / cells, _EMPTIEST))


@compiled
def specificity(counts: Frequencies, tokens: U32, families: Scalar) -> F32:
    """How much each word (n,) says about which story this is: 0 if one story in four has it, 1 if one has it.

    While the window is young, figures and names (by form) stand in for rare words.
    """
    top = np.log2(families + 2.0)
    trust = families / (families + _COLD)
    out = np.empty(len(tokens), np.float32)
    for i in range(len(tokens)):
        df = max(float(counts.words[_word_cell(tokens[i])]), 1.0)
        idf = (np.log2((families + 2.0) / (df + 1.0)) / top - 0.2) / 0.8
        idf = min(max(idf, 0.0), 1.0) ** 2
        prior = _PRIOR_FACT if tokens[i] & FACT else _PRIOR_WORD
        out[i] = trust * idf + (1 - trust) * prior
    return out
