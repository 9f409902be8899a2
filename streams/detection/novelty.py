"""What is new in a rewrite: what it says beyond its parents, what it leaves out, what it puts differently.

Added and dropped text is told sentence by sentence: a piece of more than `METHOD.gap` uncovered words whose
words, by their specificity, the other side mostly lacks.  What only says the same in other words is neither.
"""

from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import stride
from streams.detection.flags import FACT, FIRST, NUMBER, WORD
from streams.detection.jit import compiled
from streams.detection.method import METHOD

_GAP: Final = METHOD.gap
_SAID: Final = 0.5
"""Share of a piece's specificity in words that the other side has, from which the piece is said there."""

U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]


Words: TypeAlias = tuple[int, int]
"""[first, past the last)."""
Run: TypeAlias = tuple[int, int, int]
"""A passage: word here, word there, words."""
Kind: TypeAlias = Literal["figure", "name"]
KINDS: Final[tuple[Kind, Kind]] = ("figure", "name")


class Exchange(NamedTuple):
    """A figure or name in the place of another."""

    article: Words
    parent: Words
    kind: Kind


@compiled
def known_words(tokens: U32, other: U32) -> Bools:
    """Which words of a text (n,) stand anywhere in another (m,)."""
    size = 16
    while size < 2 * len(other):
        size *= 2
    table = np.zeros(size, np.uint32)  # no word is 0
    for token in other:
        word = np.int64(token) & WORD
        cell = (word >> 5) & (size - 1)
        step = stride(word)
        while table[cell] != 0 and np.int64(table[cell]) != word:
            cell = (cell + step) & (size - 1)
        table[cell] = word
    out = np.zeros(len(tokens), np.bool_)
    for i in range(len(tokens)):
        word = np.int64(tokens[i]) & WORD
        cell = (word >> 5) & (size - 1)
        step = stride(word)
        while table[cell] != 0 and np.int64(table[cell]) != word:
            cell = (cell + step) & (size - 1)
        out[i] = table[cell] != 0
    return out


@compiled
def unsaid(tokens: U32, headline: int, covered: Bools, known: Bools, weight: F32) -> Bools:
    """Which body words of a text belong to what the other side does not say.

    Args:
        tokens: of the text, uint32 (n,).
        headline: how many of them are its headline.
        covered: whether a word lies in a passage (n,).
        known: whether it stands anywhere on the other side (n,).
        weight: its specificity (n,).

    Returns:
        (n,), true in whole pieces: uncovered stretches, parted where sentences start.
    """
    out = np.zeros(len(tokens), np.bool_)
    start = headline
    while start < len(tokens):
        if covered[start]:
            start += 1
            continue
        end = start
        while end < len(tokens) and not covered[end]:
            end += 1
        if end - start > _GAP:
            piece = start
            for i in range(start + 1, end + 1):
                if i < end and not (tokens[i] & FIRST and i - piece > _GAP and end - i > _GAP):
                    continue
                total = shared = 0.0
                for k in range(piece, i):
                    total += weight[k]
                    shared += weight[k] if known[k] else 0.0
                out[piece:i] = shared <= _SAID * total
                piece = i
        start = end
    return out


def stretches(flags: Bools, most: int) -> list[Words]:
    """The runs of true [first, past the last), in their order; of more than `most` the longest."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).view(np.int8)))
    runs = edges.reshape(-1, 2)
    if len(runs) > most:
        longest = np.argsort(runs[:, 0] - runs[:, 1], kind="stable")[:most]
        runs = runs[np.sort(longest)]
    return [(first, last) for first, last in runs.tolist()]


def exchanges(
    a: U32, b: U32, headlines: tuple[int, int], passages: list[Run], known: tuple[Bools, Bools], most: int
) -> list[Exchange]:
    """Figures and names that differ between passages which follow each other on both sides.

    Args:
        a: tokens of the article, uint32 (n,).
        b: tokens of the parent, uint32 (m,).
        headlines: how many tokens of each are its headline.
        passages: in the bodies, in the article's order.
        known: which words of each stand anywhere in the other, (n,) and (m,).
        most: how many are wanted, from the top.
    """
    found: list[Exchange] = []
    ends = (headlines[0], headlines[1])
    for i, j, words in [*passages, (len(a), len(b), 0)]:
        here, there = (ends[0], i), (ends[1], j)
        if 0 < here[1] - here[0] <= _GAP and 0 < there[1] - there[0] <= _GAP:
            found += _in_gap(a, b, here, there, known)
        if len(found) >= most:
            break
        ends = (i + words, j + words)
    return found[:most]


def _in_gap(a: U32, b: U32, here: Words, there: Words, known: tuple[Bools, Bools]) -> list[Exchange]:
    """Figures face figures and names face names, in their order; names that only moved are no change."""
    one, other = _facts(a, here, b[slice(*there)]), _facts(b, there, a[slice(*here)])
    found: list[Exchange] = []
    for kind in KINDS:
        xs, ys = ([run for run, of in side if of == kind] for side in (one, other))
        if len(xs) == len(ys):
            found += [Exchange(x, y, kind) for x, y in zip(xs, ys, strict=True)]
    return sorted(e for e in found if e.kind == "figure" or _renamed(e, here, there, known))


def _renamed(exchange: Exchange, here: Words, there: Words, known: tuple[Bools, Bools]) -> bool:
    """Whether a name stands for another: it fills the gap as the other did, or neither occurs elsewhere."""
    if (exchange.article, exchange.parent) == (here, there):
        return here[1] - here[0] == there[1] - there[0]
    return not (known[0][slice(*exchange.article)].any() or known[1][slice(*exchange.parent)].any())


def _facts(tokens: U32, gap: Words, facing: U32) -> list[tuple[Words, Kind]]:
    """Runs of facts in a gap that the gap on the other side lacks; a figure is a run of its own."""
    other = {word & WORD for word in facing.tolist()}
    runs: list[tuple[Words, Kind]] = []
    for place, token in enumerate(tokens[slice(*gap)].tolist(), start=gap[0]):
        if not token & FACT or token & WORD in other:
            continue
        kind = KINDS[0] if token & NUMBER else KINDS[1]
        if runs and kind == "name" and runs[-1][1] == "name" and runs[-1][0][1] == place:
            runs[-1] = ((runs[-1][0][0], place + 1), kind)
        else:
            runs.append(((place, place + 1), kind))
    return runs
