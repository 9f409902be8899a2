"""How like the sentences of two texts are, allowing for changed words.

The likeness of two sentences is the Dice coefficient of their distinct words; figures and names weigh most,
because rewriters replace plain words.  A name that stands in many sentences of both texts says little about
any two of them: it weighs by the inverse of how many they are (the inverse sentence frequency of text
summarisation, here within the pair).  Without it each sentence of a long running story finds one that is
like it, for its people stand in all of them.

A sentence's soft coverage is its best likeness, from chance (0) to the same sentence (1).  A rewrite changes
words in every sentence; a follow-up stands beside a copied block: this tells the two apart where passages do
not.  Nothing here depends on what else is in the window.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import FACT, QUOTED
from streams.detection.jit import compiled
from streams.detection.method import METHOD

_PLAIN: Final = np.float32(METHOD.plain_word)
_NOTHING: Final = np.float32(1e-6)
_FLOOR: Final = METHOD.soft_floor
_SPAN: Final = METHOD.soft_span

U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Holders(NamedTuple):
    """For each word of a text the sentences that hold it, once each: holders[begin[w] : begin[w + 1]]."""

    begin: I32
    holders: I32
    fact: Bools
    """(w,) whether it is a figure or a name in any place."""


@compiled
def hold(tokens: U32, numbers: I32, of: I32, distinct: int) -> Holders:
    """Find the sentences of each word outside quotation marks.

    Args:
        tokens: of a text, uint32 (n,).
        numbers: number of each word, below `distinct`, int32 (n,).
        of: sentence of each word (n,).
        distinct: how many numbers there are.
    """
    begin = np.zeros(distinct + 1, np.int32)
    fact = np.zeros(distinct, np.bool_)
    seen = np.full(distinct, -1, np.int32)
    for i in range(len(tokens)):
        w = numbers[i]
        if tokens[i] & FACT:
            fact[w] = True
        if not tokens[i] & QUOTED and seen[w] != of[i]:
            seen[w] = of[i]
            begin[w + 1] += 1
    begin[:] = np.cumsum(begin)
    fill = begin[:-1].copy()
    holders = np.empty(max(begin[-1], 1), np.int32)
    seen[:] = -1
    for i in range(len(tokens)):
        w = numbers[i]
        if not tokens[i] & QUOTED and seen[w] != of[i]:
            seen[w] = of[i]
            holders[fill[w]] = of[i]
            fill[w] += 1
    return Holders(begin, holders, fact)


@compiled
def worth(held: Holders, b_tokens: U32, b_numbers: I32, b_of: I32) -> F32:
    """What each word of A (w,) counts in the likeness of A's sentences to B's.

    Args:
        held: A's words and their sentences.
        b_tokens: B's tokens, uint32 (m,).
        b_numbers: B's words in A's numbers, -1 where A lacks the word, int32 (m,).
        b_of: sentence of each of B's words (m,).

    Returns:
        A plain word little; a figure or name 1 by the mean number of sentences that it stands in on the two
        sides, and 1 where B lacks it.
    """
    distinct = len(held.fact)
    holding = np.zeros(distinct, np.int32)
    seen = np.full(distinct, -1, np.int32)
    for j in range(len(b_tokens)):
        w = b_numbers[j]
        if w >= 0 and not b_tokens[j] & QUOTED and seen[w] != b_of[j]:
            seen[w] = b_of[j]
            holding[w] += 1
    value = np.full(distinct, _PLAIN, np.float32)
    for w in range(distinct):
        if held.fact[w]:
            both = holding[w] + held.begin[w + 1] - held.begin[w] if holding[w] else 0
            value[w] = np.float32(2.0 / max(both, 2))
    return value


@compiled
def totals(tokens: U32, numbers: I32, of: I32, value: F32) -> F32:
    """What the distinct words of each sentence (s,) outside quotation marks count together.

    Args:
        tokens: of either text, uint32 (n,).
        numbers: its words in A's numbers, -1 where A lacks the word, int32 (n,); of those each counts.
        of: sentence of each word (n,).
        value: what each of A's words counts (w,).
    """
    total = np.zeros(of[-1] + 1 if len(of) else 0, np.float32)
    seen = np.full(len(value), -1, np.int32)
    for i in range(len(tokens)):
        if tokens[i] & QUOTED:
            continue
        w = numbers[i]
        if w < 0:
            total[of[i]] += np.float32(1.0) if tokens[i] & FACT else _PLAIN
        elif seen[w] != of[i]:
            seen[w] = of[i]
            total[of[i]] += value[w]
    return total


@compiled
def best_matches(
    held: Holders, a_numbers: I32, a_tokens: U32, a_of: I32, b_tokens: U32, b_numbers: I32, b_of: I32
) -> tuple[F32, F32]:
    """Soft coverage, 0 to 1, of each sentence of A (s,) by B's, and of each of B (t,) by A's.

    Args:
        held: A's words and their sentences.
        a_numbers: number of each of A's words, int32 (n,).
        a_tokens: A's tokens, uint32 (n,).
        a_of: sentence of each of A's words (n,).
        b_tokens: B's tokens, uint32 (m,).
        b_numbers: B's words in A's numbers, -1 where A lacks the word, int32 (m,).
        b_of: sentence of each of B's words (m,).
    """
    value = worth(held, b_tokens, b_numbers, b_of)
    total_a, total_b = totals(a_tokens, a_numbers, a_of, value), totals(b_tokens, b_numbers, b_of, value)
    best_a = np.zeros(len(total_a), np.float32)
    best_b = np.zeros(len(total_b), np.float32)
    shared = np.zeros(len(total_a), np.float32)
    seen = np.full(len(value), -1, np.int32)
    j = 0
    for t in range(len(total_b)):
        shared[:] = 0.0
        while j < len(b_tokens) and b_of[j] == t:
            w = b_numbers[j]
            if w >= 0 and not b_tokens[j] & QUOTED and seen[w] != t:
                seen[w] = t
                for s in held.holders[held.begin[w] : held.begin[w + 1]]:
                    shared[s] += value[w]
            j += 1
        for s in range(len(shared)):
            dice = 2 * shared[s] / (total_a[s] + total_b[t] + _NOTHING)
            soft = np.float32(min(max((dice - _FLOOR) / _SPAN, 0.0), 1.0))
            best_a[s] = max(best_a[s], soft)
            best_b[t] = max(best_b[t], soft)
    return best_a, best_b
