"""Figures and names: which were kept and which exchanged inside the frame that two texts share.

A new instance of a template keeps the frame and exchanges the facts; a rewrite keeps the facts.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import Alignment, Indexed
from streams.detection.flags import FACT, NAME, NUMBER
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD

_GAP: Final = METHOD.gap
_OPENING: Final = METHOD.opening
_NEAR: Final = METHOD.near
_ALIGNED: Final = 24
"""An uncovered stretch up to this long is a substitution if it is as long on the other side: a table row."""
_TABLE: Final = 0.2
"""Share of figures from which a text is a table: there figures recur by chance."""

U32 = NDArray[np.uint32]
F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]


@compiled
def _in_gap(covered: Bools, offset: I32) -> Bools:
    """Uncovered positions where the other side says something else instead, (n,).

    They lie in short stretches between covered ones, before the first or after the last; or in longer ones
    that are as long on both sides.

    Args:
        covered: of one side (n,).
        offset: of each covered position, how much further on it stands on the other side, int32 (n,).
    """
    n = len(covered)
    out = np.zeros(n, np.bool_)
    last = -1
    for i in range(n):
        if covered[i]:
            words = i - last - 1
            aligned = last >= 0 and offset[last] == offset[i] and words <= _ALIGNED
            if aligned or words <= (_GAP if last >= 0 else _OPENING):
                out[last + 1 : i] = True
            last = i
    if 0 <= last < n - 1 and n - last - 1 <= _GAP:
        out[last + 1 :] = True
    return out


@compiled
def present_words(article: Indexed, numbers: I32) -> Bools:
    """Which of the article's distinct words the other text has."""
    present = np.zeros(len(article.word_at), np.bool_)
    for number in numbers:
        if number >= 0:
            present[number] = True
    return present


@compiled
def _stays(number: Scalar, at: Scalar, numbers: I32) -> bool:
    """Whether a word of the article stands near the place in the other text that the passages predict."""
    near = numbers[max(0, at - _NEAR) : min(len(numbers), at + _NEAR + 1)]
    return bool(np.any(near == number))


@compiled
def _facts_in_gaps(tokens: U32, covered: Bools, offset: I32) -> tuple[int, int]:
    """(figures, names) in the gaps between passages."""
    gap = _in_gap(covered, offset)
    figures = names = 0
    for j in range(len(tokens)):
        if gap[j]:
            figures += (tokens[j] & NUMBER) != 0
            names += (tokens[j] & NAME) != 0
    return figures, names


@compiled
def exchanged(article: Indexed, b: U32, numbers: I32, alignment: Alignment, density: float) -> F64:
    """[figures changed, names changed, figures kept, names kept, of the figures kept those inside passages].

    All of them stand in the frame that the texts share.  In prose a figure or name that stands anywhere in
    the other text is kept; in a table a figure must stand in its place.  A change must face one on the other
    side, and a misspelt name that was corrected five times is one change.
    """
    tokens, ident = article.tokens, article.ident
    out = np.zeros(5)
    offset, offset_b = np.zeros(len(tokens), np.int32), np.zeros(len(b), np.int32)
    for k in range(len(alignment.passages)):
        i, j, words = alignment.passages[k]
        offset[i : i + words] = j - i
        offset_b[j : j + words] = i - j
    present = present_words(article, numbers)
    gap = _in_gap(alignment.covered_a, offset)
    counted = np.zeros(len(present), np.bool_)
    last = 0
    for i in range(len(tokens)):
        if alignment.covered_a[i]:
            last = i
        if not tokens[i] & FACT or not (alignment.covered_a[i] or gap[i]):
            continue
        name = 1 if tokens[i] & NAME else 0
        anywhere = present[ident[i]] and (name or density < _TABLE)
        if alignment.covered_a[i] or anywhere or _stays(ident[i], i + offset[last], numbers):
            out[2 + name] += 1
            out[4] += alignment.covered_a[i] and not name
        elif not counted[ident[i]]:
            counted[ident[i]] = True
            out[name] += 1
    figures, names = _facts_in_gaps(b, alignment.covered_b, offset_b)
    out[0], out[1] = min(out[0], figures), min(out[1], names)
    return out


@compiled
def facts_known(tokens: U32, known: Bools, specificity: F32) -> float:
    """Share of the specificity of the figures and names among tokens (n,) that the other text has."""
    total = found = 0.0
    for i in range(len(tokens)):
        if tokens[i] & FACT:
            total += np.float64(specificity[i])
            found += np.float64(specificity[i]) if known[i] else 0.0
    return found / total if total > 0 else 0.0


@compiled
def figures_shared(tokens: U32, known: Bools) -> tuple[int, int]:
    """(figures of a text, those among them that the other has)."""
    figures = shared = 0
    for i in range(len(tokens)):
        if tokens[i] & NUMBER:
            figures += 1
            shared += known[i]
    return figures, shared
