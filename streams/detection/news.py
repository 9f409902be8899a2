"""What an event says is new in a rewrite: stretches and changes found by `novelty`, as text with spans."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from schemas import Added, Change, Fingerprint
from streams.detection import novelty
from streams.detection.dossier import Facts
from streams.detection.shown import Shown, Text, share
from streams.detection.verdict import Parents

_MOST: Final = 40
"""Added stretches, and changes, that an event names at most."""

Weights: TypeAlias = Callable[[NDArray[np.uint32]], NDArray[np.float32]]
"""Tokens (n,) to their specificity (n,) in the window."""


class News(NamedTuple):
    """What `Rewrite` holds under the same names."""

    added: list[Added]
    dropped: float
    changes: list[Change]


def describe(fingerprint: Fingerprint, parents: Parents, best: Shown, text: Text, weights: Weights) -> News:
    """What the article adds to all its parents, and leaves out and changes against the best."""
    a, entry = np.frombuffer(fingerprint.tokens, "<u4"), parents.best.entry
    b = np.frombuffer(entry.tokens, np.uint32)
    if not len(a) or not len(b):
        return News([], 0.0, [])
    others = [np.frombuffer(c.entry.tokens, np.uint32) for c in parents.others]
    covered = parents.best.alignment.covered_a.copy()
    for further in parents.others:
        covered |= further.alignment.covered_a
    known = novelty.known_words(a, b), novelty.known_words(b, a)
    anywhere = known[0].copy()
    for other in others:
        anywhere |= novelty.known_words(a, other)
    fresh = novelty.unsaid(a, fingerprint.headline_tokens, covered, anywhere, weights(a))
    gone = novelty.unsaid(b, entry.headline_tokens, parents.best.alignment.covered_b, known[1], weights(b))
    headlines = fingerprint.headline_tokens, entry.headline_tokens
    exchanged = novelty.exchanges(a, b, headlines, best.runs, known, _MOST)
    return News(
        [_added(text, stretch) for stretch in novelty.stretches(fresh, _MOST)],
        share(gone[entry.headline_tokens :]),
        _changes(text, best, exchanged, Facts(best.dossier, b, entry.headline_tokens)) if exchanged else [],
    )


def _added(text: Text, words: novelty.Words) -> Added:
    span = int(text.starts[words[0]]), int(text.ends[words[1] - 1])
    return Added(text.body[slice(*span)], span)


def _changes(text: Text, best: Shown, exchanged: list[novelty.Exchange], facts: Facts) -> list[Change]:
    found = []
    for here, there, of in exchanged:
        now = int(text.starts[here[0]]), int(text.ends[here[1] - 1])
        was = int(best.starts[there[0]]), int(best.ends[there[1] - 1])
        words = facts.text(*was)
        if words is not None:
            found.append(Change(of, words, text.body[slice(*now)], now, was))
    return found
