"""The inverted index of the rolling window: shingle to the articles that carry it, bounded and exact on expiry.

A row of 16 postings is one cache line; a posting is a tag of the shingle and the slot of the article.  A full
row gives up its oldest posting, a shingle with 8 postings its own oldest.  As articles also leave the window
oldest first, what a row holds depends only on the articles still in the window: an index rebuilt from
them equals the one that lived through, posting for posting (tests/properties/test_window.py).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.jit import compiled
from streams.detection.method import METHOD

_WAYS: Final = METHOD.ways
_SAME: Final = METHOD.same_shingle
_SHORT: Final = METHOD.short
_FULL: Final = METHOD.full_score
_PER_WORD: Final = METHOD.score_per_word
_MIN_SCORE: Final = METHOD.min_score
_POSTINGS_PER_ARTICLE: Final = 110
_LOAD: Final = 0.6

U64 = NDArray[np.uint64]


class Index(NamedTuple):
    """The table and how a hash is cut into row and tag."""

    table: NDArray[np.uint32]
    slot_bits: int


def new_index(articles: int) -> Index:
    """An empty index for a window of so many articles."""
    slot_bits = int(2 * articles).bit_length()
    rows = 1 << max(4, round(np.log2(articles * _POSTINGS_PER_ARTICLE / _WAYS / _LOAD)))
    return Index(np.zeros((rows, _WAYS), np.uint32), slot_bits)


@compiled
def _row(index: Index, key: int) -> int:
    return np.int64(key >> np.uint64(20)) & (index.table.shape[0] - 1)


@compiled
def _tag(index: Index, key: int) -> int:
    bits = 32 - index.slot_bits
    return max(np.int64(key >> np.uint64(2)) & ((1 << bits) - 1), 1) << index.slot_bits


@compiled
def insert(index: Index, keys: U64, slot: int) -> None:
    """Index article `slot` under its keys (n,)."""
    mask = (1 << index.slot_bits) - 1
    for key in keys:
        row = index.table[_row(index, key)]
        tag = _tag(index, key)
        same = 0
        oldest = oldest_same = -1
        empty = oldest_way = oldest_same_way = -1
        known = False
        for way in range(_WAYS):
            posting = np.int64(row[way])
            if posting == 0:
                empty = way
                continue
            age = (slot - posting) & mask
            if posting & ~mask == tag:
                known |= age == 0
                same += 1
                if age > oldest_same:
                    oldest_same, oldest_same_way = age, way
            if age > oldest:
                oldest, oldest_way = age, way
        if known:
            continue
        if same >= _SAME:
            way = oldest_same_way
        elif empty >= 0:
            way = empty
        else:
            way = oldest_way
        row[way] = np.uint32(tag | slot)


@compiled
def sweep(index: Index, slot: int, live: int, rows: int, first: int) -> None:
    """Drop dead postings from `rows` rows, from `first` on, so that slot numbers can be used again."""
    mask = (1 << index.slot_bits) - 1
    size = index.table.shape[0]
    for k in range(rows):
        row = index.table[(first + k) & (size - 1)]
        for way in range(_WAYS):
            if row[way] and (slot - np.int64(row[way])) & mask > live:
                row[way] = 0


@compiled
def gather(
    index: Index,
    keys: U64,
    text: np.uint64,
    slot: int,
    live: int,
    words: int,
    lengths: NDArray[np.uint16],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Earlier articles that share enough rare shingles.

    A shared shingle counts 1/(1 + df), four times that where only one in four was asked for or indexed; the
    whole text counts `full_score`.

    Args:
        index: the index.
        keys: all shingles of the article, uint64 (n,).
        text: hash of the whole text.
        slot: the slot that the article will get.
        live: how many articles are in the window.
        words: tokens of the article.
        lengths: tokens of the article in each slot.
        most: how many candidates are wanted.

    Returns:
        Slots and scores, best first, ties to the earlier article.
    """
    mask = (1 << index.slot_bits) - 1
    thin = len(keys) > 2 * _SHORT
    size = 16
    while size < 4 * _SAME * (len(keys) + 1):
        size *= 2
        if size >= 1 << 16:
            break
    slots = np.full(size, -1, np.int64)
    scores = np.zeros(size)
    used = np.empty(size, np.int64)
    count = 0
    for i in range(len(keys) + 1):
        key = keys[i] if i < len(keys) else text
        if i < len(keys) and thin and key & np.uint64(3) != 0:
            continue
        row = index.table[_row(index, key)]
        tag = _tag(index, key)
        df = 0
        for way in range(_WAYS):
            posting = np.int64(row[way])
            age = (slot - posting) & mask
            df += posting != 0 and posting & ~mask == tag and 0 < age <= live
        if df == 0:
            continue
        weight = _FULL if i == len(keys) else 1 / (1.0 + df)
        for way in range(_WAYS):
            posting = np.int64(row[way])
            found = posting & mask
            age = (slot - posting) & mask
            if posting == 0 or posting & ~mask != tag or not 0 < age <= live:
                continue
            at = (found * 0x9E3779B1) & (size - 1)
            while slots[at] >= 0 and slots[at] != found:
                at = (at + 1) & (size - 1)
            if slots[at] < 0:
                if count >= size // 2:
                    continue
                slots[at] = found
                used[count] = at
                count += 1
            scores[at] += weight
    best_slot = np.empty(most, np.int64)
    best_score = np.empty(most)
    kept = 0
    for k in range(count):
        found = slots[used[k]]
        length = np.int64(lengths[found])
        score = scores[used[k]] * (4.0 if thin or length - 2 > _SHORT else 1.0)
        if score < max(_MIN_SCORE, min(_FULL, _PER_WORD * min(length, words))):
            continue
        place = kept
        age = (slot - found) & mask
        while place > 0 and (
            score > best_score[place - 1] + 1e-9
            or (abs(score - best_score[place - 1]) <= 1e-9 and age > (slot - best_slot[place - 1]) & mask)
        ):
            place -= 1
        if place >= most:
            continue
        for k2 in range(min(kept, most - 1), place, -1):
            best_slot[k2] = best_slot[k2 - 1]
            best_score[k2] = best_score[k2 - 1]
        best_slot[place] = found
        best_score[place] = score
        kept = min(kept + 1, most)
    return best_slot[:kept], best_score[:kept]
