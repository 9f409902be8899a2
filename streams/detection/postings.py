"""The inverted index of the rolling window: shingle to the articles that carry it.

Bounded in size, and exact when articles leave.
A row of 16 postings is one cache line; a posting is a tag of the shingle and the slot of the article.  A full
row gives up its oldest posting, a shingle with 8 postings its own oldest.  As articles also leave the window
oldest first, what a row holds depends only on the articles still in the window: an index rebuilt from
them equals the one that lived through, posting for posting (tests/properties/test_detection_window.py).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD

_WAYS: Final = METHOD.ways
_SAME: Final = METHOD.same_shingle
_SHORT: Final = METHOD.short
_FULL: Final = METHOD.full_score
_PER_WORD: Final = METHOD.score_per_word
_MIN_SCORE: Final = METHOD.min_score
_POSTINGS_PER_ARTICLE: Final = 110
_LOAD: Final = 0.6
_SAMPLED: Final = 4.0
_LARGEST_TALLY: Final = 1 << 16
_ALL: Final = 0xFFFFFFFF

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


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
def _row(index: Index, key: Scalar) -> NDArray[np.uint32]:
    row: NDArray[np.uint32] = index.table[np.int64(key >> np.uint64(20)) & (index.table.shape[0] - 1)]
    return row


@compiled
def _tag(index: Index, key: Scalar) -> Scalar:
    """The shingle's mark in a posting, above the slot's bits; never nothing, which means an empty place."""
    bits = 32 - index.slot_bits
    mark: Scalar = np.int64(key >> np.uint64(2)) & ((1 << bits) - 1)
    return np.int64(max(mark, 1)) << index.slot_bits


@compiled
def _place(row: NDArray[np.uint32], tag: Scalar, slot: Scalar, mask: Scalar) -> Scalar:
    """Where in its row a new posting goes; -1 if the article stands there already.

    Of two postings of the oldest article the lower one makes room, wherever in the row they stand: that
    depends on what has been there, and a desk that was restored has never had it.
    """
    same = 0
    oldest = oldest_same = -1
    empty = oldest_way = oldest_same_way = -1
    for way in range(_WAYS):
        posting = np.int64(row[way])
        if posting == 0:
            empty = way
            continue
        age = (slot - posting) & mask
        if posting & ~mask == tag:
            if age == 0:
                return -1
            same += 1
            if age > oldest_same:
                oldest_same, oldest_same_way = age, way
        if age > oldest or (age == oldest and posting < np.int64(row[oldest_way])):
            oldest, oldest_way = age, way
    if same >= _SAME:
        return oldest_same_way
    return empty if empty >= 0 else oldest_way


@compiled
def insert(index: Index, keys: U64, slot: Scalar) -> None:
    """Index article `slot` under its keys (n,)."""
    mask = (1 << index.slot_bits) - 1
    for key in keys:
        row = _row(index, key)
        tag = _tag(index, key)
        way = _place(row, tag, slot, mask)
        if way >= 0:
            row[way] = np.uint32(tag | slot)


@compiled
def sweep(table: U32, slot_bits: Scalar, slot: Scalar, live: Scalar, rows: Scalar, first: Scalar) -> None:
    """Drop dead postings from `rows` rows, from `first` on, so that slot numbers can be used again."""
    mask = (1 << slot_bits) - 1
    size = table.shape[0]
    for k in range(rows):
        row = table[(first + k) & (size - 1)]
        for way in range(_WAYS):
            if row[way] and (slot - np.int64(row[way])) & mask > live:
                row[way] = 0


@compiled
def _hits(index: Index, key: Scalar, slot: Scalar, live: Scalar, hits: I64, at: int) -> Scalar:
    """Write the slots of live articles that carry a shingle into `hits`, from `at` on; how many they are."""
    mask = (1 << index.slot_bits) - 1
    row = _row(index, key)
    tag = _tag(index, key)
    alike = 0
    for way in range(_WAYS):  # without a branch, so that rows with nothing to find cost a few instructions
        alike += row[way] & np.uint32(_ALL ^ mask) == np.uint32(tag)
    if alike == 0:
        return 0
    count = 0
    for way in range(_WAYS):
        posting = np.int64(row[way])
        if posting & ~mask == tag and 0 < (slot - posting) & mask <= live:
            hits[at + count] = posting & mask
            count += 1
    return count


@compiled
def _asked(index: Index, keys: U64, text: Scalar) -> U64:
    """The keys that are looked up: all shingles, or one in four of a long text's, and last the whole text.

    Their rows are touched in passing: no such load waits for another, so the processor fetches many rows at
    a time, and the search then finds them in its cache.
    """
    thin = len(keys) > 2 * _SHORT
    asked = np.empty(len(keys) + 2, np.uint64)
    touched = np.uint32(0)
    count = 0
    for key in keys:
        if not thin or key & np.uint64(3) == 0:
            asked[count] = key
            touched |= _row(index, key)[0]
            count += 1
    asked[count] = text
    asked[count + 1] = touched  # stored beyond the end: what nobody reads the compiler would leave out
    return asked[: count + 1]


@compiled
def _tally(index: Index, asked: U64, slot: Scalar, live: Scalar) -> tuple[I64, F64]:
    """Slots that share a shingle and the sum of 1/(1 + df) over what they share, in the order first met."""
    hits = np.empty(_SAME * len(asked) + _WAYS, np.int64)
    dfs = np.empty(len(asked), np.int64)
    total = 0
    for i in range(len(asked)):
        dfs[i] = _hits(index, asked[i], slot, live, hits, total)
        total += dfs[i]
    size = 64
    while size < min(2 * total, _LARGEST_TALLY):
        size *= 2
    cells = np.full(size, -1, np.int32)
    slots = np.empty(min(total, size // 2), np.int64)
    scores = np.zeros(len(slots))
    count = first = 0
    for i in range(len(asked)):
        weight = _FULL if i == len(asked) - 1 else 1 / (1.0 + dfs[i])
        for found in hits[first : first + dfs[i]]:
            cell = (found * 0x9E3779B1) & (size - 1)
            while cells[cell] >= 0 and slots[cells[cell]] != found:
                cell = (cell + 1) & (size - 1)
            if cells[cell] < 0:
                if count == len(slots):
                    continue
                cells[cell] = count
                slots[count] = found
                count += 1
            scores[cells[cell]] += weight
        first += dfs[i]
    return slots[:count], scores[:count]


@compiled
def gather(
    table: U32,
    slot_bits: Scalar,
    keys: U64,
    text: Scalar,
    slot: Scalar,
    live: Scalar,
    words: Scalar,
    lengths: NDArray[np.uint16],
) -> I64:
    """Earlier articles that share enough rare shingles, all that pass the bar, best first.

    A shared shingle counts 1/(1 + df), four times that where only one in four was asked for or indexed; the
    whole text counts `full_score`.  Ties go to the earlier article.

    Args:
        table: of the index.
        slot_bits: of the index.
        keys: all shingles of the article, uint64 (n,).
        text: hash of the whole text, uint64.
        slot: the slot that the article will get.
        live: how many articles are in the window.
        words: tokens of the article.
        lengths: tokens of the article in each slot.
    """
    index = Index(table, slot_bits)
    mask = (1 << slot_bits) - 1
    slots, scores = _tally(index, _asked(index, keys, text), slot, live)
    passed = 0
    for k in range(len(slots)):
        length = np.int64(lengths[slots[k]])
        score = scores[k] * (_SAMPLED if len(keys) > 2 * _SHORT or length - 2 > _SHORT else 1.0)
        if score >= max(_MIN_SCORE, min(_FULL, _PER_WORD * min(length, words))):
            slots[passed], scores[passed] = slots[k], score
            passed += 1
    slots, scores = slots[:passed], scores[:passed]
    oldest_first = np.argsort(-((slot - slots) & mask), kind="mergesort")
    best_first = oldest_first[np.argsort(-scores[oldest_first], kind="mergesort")]
    return slots[best_first]
