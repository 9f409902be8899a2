"""What is seen of an answer and its original, to tell the degree of rewriting by: views, rows of numbers.

Three of them, so that it is seen what each is worth: the words of the whole answer, the part of it that
derives, and what the detector itself measures.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from math import log2
from typing import TypeAlias

import numpy as np
import orjson

from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import parse

NGRAMS = (1, 2, 3, 5)
HALF = 0.5
"""A sentence derives if so much of it stands, in order, in one sentence of the original,"""
SOME = 0.2
"""or if so many of its 3-grams stand anywhere in the original."""
SHORT = 3
"""Fewer words are a heading or the stub of a formula, not a sentence."""
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n")

Features: TypeAlias = Callable[[str, str], Sequence[float]]
"""(answer, original) -> what the classifier sees of the pair."""
Words: TypeAlias = list[str]


def shared_words(answer: str, original: str) -> list[float]:
    """Containment of the answer's n-grams, and the longest common subsequence, as shares of the answer.

    After Clough & Stevenson 2011, section 5.  The logarithm of the 3-grams tells heavy from non, where
    both are near nothing.
    """
    a, b = _words(answer), _words(original)
    shares = [_containment(a, b, n) for n in NGRAMS]
    return [*shares, _log_share(shares[2]), longest_common(a, b) / max(1, len(a))]


def derived_part(answer: str, original: str) -> list[float]:
    """How much of the answer derives, and how close to the original that part stays.

    Answers to one question draw on other texts too, so a share of the whole answer mixes up how much was
    taken with how far it was changed.  Here the sentences that derive are measured apart: 1-, 3- and
    5-gram containment (Clough & Stevenson 2011) and the longest common subsequence with the nearest
    sentence of the original, means over their words.  Sentence by sentence as in METER (Clough,
    Gaizauskas, Piao & Wilks 2002), content and structure together as in Baer, Zesch & Gurevych 2012.

    Returns:
        1- and 3-grams and log 3-grams of the whole, the share of words in sentences that derive, then
        subsequence, 1-, 3- and 5-grams of those sentences (0 where none derives).
    """
    b, theirs = _words(original), _sentences(original)
    whole = [_containment(_words(answer), b, n) for n in (1, 3)]
    ours = _sentences(answer)
    if not ours or not theirs:
        return [*whole, _log_share(whole[1]), 0.0, 0.0, 0.0, 0.0, 0.0]
    nearest = [max(longest_common(s, t) for t in theirs) / len(s) for s in ours]
    rows = np.array(
        [[lcs, *(_containment(s, b, n) for n in (1, 3, 5))] for lcs, s in zip(nearest, ours, strict=True)]
    )
    words = np.array([len(s) for s in ours], np.float64)
    taken = words * ((rows[:, 0] >= HALF) | (rows[:, 2] > SOME))
    means = taken @ rows / max(1.0, taken.sum())
    return [*whole, _log_share(whole[1]), float(taken.sum() / words.sum()), *map(float, means)]


def detector_measures(answer: str, original: str) -> list[float]:
    """What the detector measures between the two, at a desk that knows the original alone.

    Returns:
        log of the longest passage, words inside passages and sentences said too (of either text), figures
        and names kept; zeros where the original is no candidate.
    """
    desk = Desk(WindowLimits(articles=2))
    desk.judge(fingerprint(parse(orjson.dumps({"uri": "original", "body_text": original}))))
    found = desk.candidates(fingerprint(parse(orjson.dumps({"uri": "answer", "body_text": answer}))))
    if not found:
        return [0.0] * 6
    m = found[0].measures
    return [log2(1 + m.longest), m.cover_a, m.cover_b, m.soft_a, m.soft_b, m.facts_a]


VIEWS: Mapping[str, Features] = {
    "words": shared_words,
    "derived part": derived_part,
    "detector": detector_measures,
}


def longest_common(a: Words, b: Words) -> int:
    """Words of the longest common subsequence, one row of the table at a time."""
    other = np.array(b)
    row = np.zeros(len(b) + 1, np.int64)
    for word in a:
        taken = np.append(0, row[:-1] + (other == word))
        row = np.maximum.accumulate(np.maximum(row, taken))
    return int(row[-1])


def _words(text: str) -> Words:
    return _WORD.findall(text.casefold())


def _sentences(text: str) -> list[Words]:
    return [words for words in map(_words, _STOP.split(text)) if len(words) >= SHORT]


def _containment(a: Words, b: Words, n: int) -> float:
    ours, theirs = (set(zip(*(words[i:] for i in range(n)), strict=False)) for words in (a, b))
    return len(ours & theirs) / max(1, len(ours))


def _log_share(share: float) -> float:
    return log2(share + 0.02)
