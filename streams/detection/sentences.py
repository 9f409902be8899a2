"""Sentence by sentence: how much of a text is said in another, allowing for changed words.

A sentence's likeness to another is the Dice coefficient of their distinct words; figures and names weigh
most, because rewriters replace plain words.  Its soft coverage is its best likeness, from chance (0) to the
same sentence (1).  A rewrite changes words in every sentence; a follow-up stands beside a copied block:
this tells the two apart where passages do not.  The weights go by form alone, so that likeness does not
depend on what else is in the window.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import FACT, FIRST, QUOTED
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD

_LONGEST: Final = 48
"""Words after which a sentence is cut: tables and unpunctuated copy have no stops."""
_SHORTEST: Final = 5
"""A piece of fewer words joins the sentence before it."""
_PLAIN: Final = np.float32(METHOD.plain_word)
_FEW: Final = 8.0
"""So many words that are not said anywhere are added to each text: one sentence alone proves little."""
_NOTHING: Final = np.float32(1e-6)
_LEAD: Final = METHOD.lead
_ANYWHERE: Final = 1 << 30
_FLOOR: Final = METHOD.soft_floor
_SPAN: Final = METHOD.soft_span

U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]


class Sentences(NamedTuple):
    """A text's sentences: the number of each word's sentence, and per sentence its weight and own words."""

    of: I32
    """(n,) sentence of each word."""
    weight: F32
    """(s,) weight of the distinct words outside quotation marks."""
    words: I32
    """(s,) words outside quotation marks."""
    start: I32
    """(s,) first word."""


@compiled
def weights(tokens: U32) -> F32:
    """Weight of each word (n,) for likeness."""
    out = np.ones(len(tokens), np.float32)
    for i in range(len(tokens)):
        if not tokens[i] & FACT:
            out[i] = _PLAIN
    return out


@compiled
def cut(tokens: U32, headline: int) -> I32:
    """The number of the sentence that each word (n,) belongs to; the headline is a sentence of its own."""
    of = np.empty(len(tokens), np.int32)
    number = 0
    length = 0
    for i in range(len(tokens)):
        boundary = i == headline or (tokens[i] & FIRST and length >= _SHORTEST and i > headline)
        if i > 0 and (boundary or length >= _LONGEST):
            number += 1
            length = 0
        of[i] = number
        length += 1
    return of


@compiled
def weigh(tokens: U32, numbers: I32, distinct: int, weight_of: F32, of: I32) -> Sentences:
    """Sum up each sentence.

    Args:
        tokens: uint32 (n,).
        numbers: number of each word, below `distinct`, or -1 for words not to be told apart, int32 (n,).
        distinct: how many numbers there are.
        weight_of: of each word (n,).
        of: sentence of each word (n,).
    """
    count = of[-1] + 1 if len(of) else 0
    weight = np.zeros(count, np.float32)
    words = np.zeros(count, np.int32)
    start = np.zeros(count, np.int32)
    seen = np.full(distinct, -1, np.int32)
    for i in range(len(tokens) - 1, -1, -1):
        start[of[i]] = i
    for i in range(len(tokens)):
        if tokens[i] & QUOTED:
            continue
        words[of[i]] += 1
        number = numbers[i]
        if number >= 0:
            if seen[number] == of[i]:
                continue
            seen[number] = of[i]
        weight[of[i]] += weight_of[i]
    return Sentences(of, weight, words, start)


class Holders(NamedTuple):
    """For each word of a text the sentences that hold it, once each: holders[begin[w] : begin[w + 1]]."""

    begin: I32
    holders: I32
    value: F32
    """(w,) weight of the word."""


@compiled
def hold(tokens: U32, numbers: I32, of: I32, weight: F32, distinct: int) -> Holders:
    """Find the sentences of each word, from tokens, word numbers, sentences and weights, (n,) each."""
    begin = np.zeros(distinct + 1, np.int32)
    value = np.zeros(distinct, np.float32)
    seen = np.full(distinct, -1, np.int32)
    for i in range(len(tokens)):
        w = numbers[i]
        if not tokens[i] & QUOTED and seen[w] != of[i]:
            seen[w] = of[i]
            begin[w + 1] += 1
            value[w] = weight[i]
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
    return Holders(begin, holders, value)


@compiled
def best_matches(held: Holders, a: Sentences, b_tokens: U32, b_numbers: I32, b: Sentences) -> tuple[F32, F32]:
    """Soft coverage, 0 to 1, of each sentence of A (s,) by B's, and of each of B (t,) by A's.

    Args:
        held: A's words and their sentences.
        a: A's sentences.
        b_tokens: B's tokens, uint32 (m,).
        b_numbers: B's words in A's numbers, -1 where A lacks the word, int32 (m,).
        b: B's sentences.
    """
    best_a = np.zeros(len(a.weight), np.float32)
    best_b = np.zeros(len(b.weight), np.float32)
    shared = np.zeros(len(a.weight), np.float32)
    seen = np.full(len(held.value), -1, np.int32)
    j = 0
    for t in range(len(b.weight)):
        shared[:] = 0.0
        while j < len(b_tokens) and b.of[j] == t:
            w = b_numbers[j]
            if w >= 0 and not b_tokens[j] & QUOTED and seen[w] != t:
                seen[w] = t
                for s in held.holders[held.begin[w] : held.begin[w + 1]]:
                    shared[s] += held.value[w]
            j += 1
        for s in range(len(shared)):
            dice = 2 * shared[s] / (a.weight[s] + b.weight[t] + _NOTHING)
            soft = np.float32(min(max((dice - _FLOOR) / _SPAN, 0.0), 1.0))
            best_a[s] = max(best_a[s], soft)
            best_b[t] = max(best_b[t], soft)
    return best_a, best_b


@compiled
def share(best: F32, text: Sentences) -> float:
    """Word-weighted mean soft coverage of a text's sentences (s,), shrunk where there are few words."""
    return _mean(best, text, _ANYWHERE, _FEW)


@compiled
def lead_share(best: F32, text: Sentences) -> float:
    """The same of the sentences that begin among the first 50 words, not shrunk; 0 if they have none."""
    return _mean(best, text, _LEAD, 0.0)


@compiled
def _mean(best: F32, text: Sentences, until: Scalar, unsaid: float) -> float:
    """Word-weighted mean of what begins before word `until`, with so many words more that count nothing."""
    total = 0.0
    words = unsaid
    for s in range(len(best)):
        if text.start[s] < until:
            total += best[s] * text.words[s]
            words += text.words[s]
    return total / words if words > 0 else 0.0


@compiled
def touched(covered: NDArray[np.bool_], of: I32) -> float:
    """Share of a text's words (n,) that stand in a sentence with a passage in it."""
    if len(covered) == 0:
        return 0.0
    has = np.zeros(of[-1] + 1, np.bool_)
    for i in range(len(covered)):
        if covered[i]:
            has[of[i]] = True
    total = 0
    for i in range(len(covered)):
        total += has[of[i]]
    return total / len(covered)
