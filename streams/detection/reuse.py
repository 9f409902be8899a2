"""What a new story took from an earlier article: quotes, boilerplate, or background."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from streams.detection.flags import QUOTED
from streams.detection.method import METHOD
from streams.detection.verdict import Candidate

_QUOTES: Final = 0.5
"""Share of the shared words inside quotation marks from which they are quotes."""
_COMMON: Final = 0.45
"""Mean rarity of the shared shingles below which they are boilerplate: some six stories carry them."""

Kind = Literal["background", "quotes", "boilerplate"]


def kind(candidate: Candidate, tokens: NDArray[np.uint32]) -> Kind:
    """What the words are that an article, tokens (n,), shares with an earlier one."""
    quoted = (tokens & QUOTED) != 0
    covered = candidate.alignment.covered_a
    if quoted[covered].mean() >= _QUOTES:
        return "quotes"
    seen = np.zeros(len(tokens), np.bool_)
    for start, _, words in candidate.alignment.passages.tolist():
        seen[start : start + words - 2] = True
    starts = np.flatnonzero(seen)
    # As Measures.mass counts them.
    most = np.where(quoted[starts] & quoted[starts + 2], METHOD.quoted, 1.0).sum()
    return "boilerplate" if candidate.measures.mass < _COMMON * most else "background"
