"""A text sentence by sentence: where they are, and how much of it those make up that are said elsewhere.

How far a sentence is said in another text is counted in likeness.py.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import FIRST, QUOTED
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD

_LONGEST: Final = 48
"""Words after which a sentence is cut: tables and unpunctuated copy have no stops."""
_SHORTEST: Final = 5
"""A piece of fewer words joins the sentence before it."""
_FEW: Final = 8.0
"""So many words that are not said anywhere are added to each text: one sentence alone proves little."""
_LEAD: Final = METHOD.lead
_ANYWHERE: Final = 1 << 30

U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]


class Sentences(NamedTuple):
    """A text's sentences: the number of each word's sentence, and where each begins and how long it is."""

    of: I32
    """(n,) sentence of each word."""
    words: I32
    """(s,) words outside quotation marks."""
    start: I32
    """(s,) first word."""


@compiled
def sentences(tokens: U32, headline: int) -> Sentences:
    """The sentences of a text, tokens uint32 (n,); its headline, of so many words, is one of its own."""
    of = _cut(tokens, headline)
    count = of[-1] + 1 if len(of) else 0
    words = np.zeros(count, np.int32)
    start = np.zeros(count, np.int32)
    for i in range(len(tokens) - 1, -1, -1):
        start[of[i]] = i
        if not tokens[i] & QUOTED:
            words[of[i]] += 1
    return Sentences(of, words, start)


@compiled
def _cut(tokens: U32, headline: int) -> I32:
    """The number of the sentence that each word (n,) belongs to."""
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
