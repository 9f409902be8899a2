"""The sentences of a text in another order, or fewer of them."""

from random import Random

from tests.evaluation.stress.fitness import UnfitError
from tests.evaluation.stress.text import sentences

_SWAP = 0.5
_CLAUSES = 0.6


def reordered(body: str, rng: Random) -> str:
    """Clauses swapped at commas, and neighbouring sentences; UnfitError if that changes nothing."""
    out = []
    for sentence in sentences(body):
        front, comma, back = sentence.partition(", ")
        swapped = comma and rng.random() < _CLAUSES
        out.append(f"{back.rstrip('.')}, {front}." if swapped else sentence)
    for i in range(0, len(out) - 1, 2):
        if rng.random() < _SWAP:
            out[i], out[i + 1] = out[i + 1], out[i]
    made = " ".join(out)
    if made == " ".join(sentences(body)):
        raise UnfitError("nothing to put in another order")
    return made


def shuffled(body: str, rng: Random) -> str:
    """All sentences in another order; there have to be two that differ."""
    lines = sentences(body)
    while (made := rng.sample(lines, len(lines))) == lines:
        pass
    return " ".join(made)


def dropped(body: str, percent: int, rng: Random) -> str:
    """Without this share of the sentences, but always with the first."""
    lines = sentences(body)
    kept = max(1, len(lines) - 1 - round(len(lines) * percent / 100))
    chosen = sorted(rng.sample(range(1, len(lines)), kept))
    return " ".join([lines[0], *(lines[i] for i in chosen)])
