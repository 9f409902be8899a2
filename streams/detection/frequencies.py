"""How many stories of the window carry a shingle, or a word: rarity learned from the wire itself.

Stories, not articles: a rewrite counts only what its parent lacks, so a story copied fifty times does not
look like boilerplate, but a phrase in 24 stories does.  Counts go down again when an article leaves, exactly
(also modulo 2^16: a shingle of 65,536 stories is taken for rare, and the next 24 for less and less so), so
they depend only on what is in the window.
"""

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

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
F32 = NDArray[np.float32]


class Frequencies(NamedTuple):
    """Count cells by hash."""

    shingles: NDArray[np.uint16]
    words: NDArray[np.uint32]


def new_frequencies(articles: int) -> Frequencies:
    """Empty counts for a window of so many articles."""
    cells = 1 << int(articles * _SHINGLES_PER_ARTICLE).bit_length()
    return Frequencies(np.zeros(cells, np.uint16), np.zeros(1 << _WORD_CELLS_LOG2, np.uint32))


@compiled
def _cell(counts: Frequencies, key: Scalar) -> Scalar:
    return np.int64(key >> np.uint64(3)) & (len(counts.shingles) - 1)


@compiled
def _word_cell(token: Scalar) -> Scalar:
    return (np.int64(token) & WORD) >> (32 - _WORD_CELLS_LOG2)


@compiled
def count(counts: Frequencies, tokens: U32, keys: U64, step: Scalar) -> None:
    """Add (step 1) or remove (step -1) an article: its words and shingles that are not taken over.

    Args:
        counts: the counts.
        tokens: of the article, uint32 (n,), with the TAKEN flag.
        keys: its shingles, uint64 (n - 2,).
        step: 1 or -1.
    """
    for i in range(len(tokens)):
        if not tokens[i] & TAKEN:
            counts.words[_word_cell(tokens[i])] += np.uint32(step & 0xFFFFFFFF)
    for i in range(len(keys)):
        if not tokens[i] & tokens[i + 1] & tokens[i + 2] & TAKEN:
            counts.shingles[_cell(counts, keys[i])] += np.uint16(step & 0xFFFF)


@compiled
def rarity(counts: Frequencies, keys: U64) -> F32:
    """Of each shingle (n,): 1 if at most one story of the window has it, 0 from 24 stories on."""
    out = np.empty(len(keys), np.float32)
    for i in range(len(keys)):
        df = max(float(counts.shingles[_cell(counts, keys[i])]), _RARE)
        out[i] = max(0.0, 1.0 - np.log2(df / _RARE) / np.log2(_COMMON / _RARE))
    return out


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
