"""What a new story took from an earlier article: quotes, boilerplate, or background."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from streams.detection.compare import shared_mass
from streams.detection.flags import QUOTED
from streams.detection.jit import compiled
from streams.detection.verdict import Candidate

_QUOTES: Final = 0.5
"""Share of the shared words inside quotation marks from which they are quotes."""
_COMMON: Final = 0.45
"""Mean rarity of the shared shingles below which they are boilerplate: some six stories carry them."""

U32 = NDArray[np.uint32]
Kind = Literal["background", "quotes", "boilerplate"]


def kind(candidate: Candidate, tokens: U32) -> Kind:
    """What the words are that an article, tokens (n,), shares with an earlier one."""
    quoted, most = _shared(tokens, candidate.alignment.covered_a, candidate.alignment.passages)
    if quoted >= _QUOTES:
        return "quotes"
    return "boilerplate" if candidate.measures.mass < _COMMON * most else "background"


@compiled
def _shared(tokens: U32, covered: NDArray[np.bool_], passages: NDArray[np.int32]) -> tuple[float, float]:
    """(share of the shared words that are quoted, the mass of the shared shingles if all were rare)."""
    words = quoted = 0
    for i in range(len(tokens)):
        if covered[i]:
            words += 1
            quoted += (tokens[i] & QUOTED) != 0
    most, _ = shared_mass(tokens, np.ones(len(tokens), np.float32), passages)
    return quoted / max(words, 1), most
