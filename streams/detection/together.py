"""Compare an article with all its candidates in one call of compiled code.

What is made of the article never leaves compiled code: taking such records apart and putting them together
again at each call costs more than most comparisons.  Without candidates nothing is made of it at all.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import literal_unroll
from numpy.typing import NDArray

from streams.detection.align import Alignment, index_article
from streams.detection.compare import Measures, compare, prepare
from streams.detection.frequencies import Frequencies, rarity, specificity
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD
from streams.detection.shingles import shingles

_MIN_RUN = METHOD.min_run
_MEASURES = len(Measures._fields)

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Compared(NamedTuple):
    """The article beside one other."""

    shown: bool
    """Whether there is anything to show a reader."""
    alignment: Alignment
    measures: Measures


def compare_all(
    tokens: U32, headline: int, others: Sequence[tuple[bytes, int]], counts: Frequencies, families: int
) -> list[Compared]:
    """Compare the article with each of the others: what `compare` says of each.

    Args:
        tokens: of the article, uint32 (n,).
        headline: how many of them are its headline.
        others: tokens of each earlier article as it stores them, and how many of them are its headline.
        counts: the window's frequencies.
        families: stories in the window.
    """
    if not others:
        return []
    ends = np.cumsum([len(other) // 4 for other, _ in others])
    joined = np.frombuffer(b"".join([other for other, _ in others]), np.uint32)
    headlines = np.array([words for _, words in others])
    shown, measures, passages, passed, covered_a, covered_b = _compare_all(
        tokens, headline, joined, ends, headlines, *counts, families
    )
    found = []
    begin = first = 0
    for k, (show, row, end, last) in enumerate(
        zip(shown.tolist(), measures.tolist(), ends.tolist(), passed.tolist(), strict=True)
    ):
        alignment = Alignment(passages[first:last], covered_a[k], covered_b[begin:end])
        found.append(Compared(show, alignment, Measures(*row)))
        begin, first = end, last
    return found


@compiled
def _compare_all(
    tokens: U32,
    headline: int,
    others: U32,
    ends: I64,
    headlines: I64,
    of_shingles: U8,
    of_words: U32,
    keys: U32,
    many: U32,
    used: I64,
    families: Scalar,
) -> tuple[Bools, F64, I32, I64, Bools, Bools]:
    counts = Frequencies(of_shingles, of_words, keys, many, used)
    rare, specific = rarity(counts, shingles(tokens)), specificity(counts, tokens, families)
    subject = prepare(index_article(tokens), headline, rare, specific)
    shown = np.empty(len(ends), np.bool_)
    measures = np.empty((len(ends), _MEASURES))
    passages = np.empty((len(others) // _MIN_RUN + len(ends), 3), np.int32)
    passed = np.empty(len(ends), np.int64)
    covered_a = np.empty((len(ends), len(tokens)), np.bool_)
    covered_b = np.empty(len(others), np.bool_)
    begin = first = 0
    for k in range(len(ends)):
        b = others[begin : ends[k]]
        shown[k], alignment, m = compare(subject, b, headlines[k], counts, families)
        i = 0
        for value in literal_unroll(m):  # its fields are of two machine types
            measures[k, i] = value
            i += 1  # noqa: SIM113 - compiled code does not enumerate a record
        last = first + len(alignment.passages)
        passages[first:last] = alignment.passages
        covered_a[k], covered_b[begin : ends[k]] = alignment.covered_a, alignment.covered_b
        begin, first, passed[k] = ends[k], last, last
    return shown, measures, passages[:first], passed, covered_a, covered_b
