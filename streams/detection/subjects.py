"""Whose news it is: a notice in the words of another, about somebody else.

Wires print the same short form for one company, bank or market after the other, and the figures may even be
the same.  What differs is what the headline begins with.  A figure there names nobody: the number of dead
changes from one version to the next.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import Indexed
from streams.detection.flags import NUMBER
from streams.detection.jit import compiled

_SUBJECT: Final = 3
"""Words at the front of a headline that say whose news it is."""
_OPENING: Final = 10
"""A text without a headline has one of so many words."""
_OTHER: Final = 2.0
"""So many words, by the root of their specificity, make another subject."""
_ALIKE: Final = 0.5
"""Dice of two headlines from which they have the same form."""

U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]


@compiled
def other_subject(
    article: Indexed,
    b: U32,
    headlines: tuple[int, int],
    numbers: I32,
    known: Bools,
    own: F32,
    theirs: F32,
) -> float:
    """How far two headlines of one form begin with words that the other text lacks, 0 to 1.

    Args:
        article: the article, of n words.
        b: tokens of the other text, uint32 (m,).
        headlines: how many words are headline, of the article and of the other text.
        numbers: the other text's words in the article's numbers, -1 where the article lacks the word,
            int32 (m,).
        known: which of the article's words the other text has (n,).
        own: specificity of the article's words (n,).
        theirs: specificity of the other text's words (m,).
    """
    end_a = headlines[0] if headlines[0] > 0 else min(_OPENING, len(own))
    end_b = headlines[1] if headlines[1] > 0 else min(_OPENING, len(b))
    here = _lacking(article.tokens[: min(_SUBJECT, end_a)], known, own)
    there = _lacking(b[: min(_SUBJECT, end_b)], numbers >= 0, theirs)
    form = _dice(article, end_a, numbers, end_b)
    return float(min(here, there, _OTHER) / _OTHER * min(form / _ALIKE, 1.0))


@compiled
def _lacking(words: U32, known: Bools, specificity: F32) -> float:
    """What those words that are no figures and that the other text lacks count together."""
    total = 0.0
    for i in range(len(words)):
        if not known[i] and not words[i] & NUMBER:
            total += np.sqrt(np.float64(specificity[i]))
    return float(total)


@compiled
def _dice(article: Indexed, end_a: int, numbers: I32, end_b: int) -> float:
    """Dice coefficient of two openings: the distinct words that both have, by the words of each."""
    open_words = np.zeros(len(article.word_at), np.bool_)
    for i in range(end_a):
        open_words[article.ident[i]] = True
    shared = 0
    for w in numbers[:end_b]:
        if w >= 0 and open_words[w]:
            open_words[w] = False
            shared += 1
    return 2.0 * shared / max(end_a + end_b, 1)
