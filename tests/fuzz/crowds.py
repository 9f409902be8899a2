"""Articles that are hard beside each other: boilerplate in all of them, repeats, words that meet in tables.

Each kind goes on from one article to the next, so that the desk holds hundreds alike.
"""

import random
from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
import orjson

from streams.detection.method import METHOD
from streams.detection.tokens import scan
from tests.support.copy import FURNITURE

Crowd = Callable[[random.Random], str]
MOST: Final = METHOD.max_tokens
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_FLOODED: Final = 400
"""Cells of a table of 32,768 in which all words of the flood want to stand."""


def word(number: int) -> str:
    """A word of its own for each number."""
    letters = []
    while number:
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "w" + "".join(letters)


@cache
def words(count: int = MOST) -> list[str]:
    """That many different words."""
    return [word(number) for number in range(count)]


@cache
def flood() -> list[str]:
    """As many words as are judged whose hashes fall into a small part of any table of words."""
    found: list[str] = []
    start = 1 << 20
    while len(found) < MOST:
        some = [word(number) for number in range(start, start + (1 << 17))]
        points = np.frombuffer(" ".join(some).encode("utf-32-le"), np.uint32)
        tokens, _, _ = scan(points, 0, len(some))
        found += [some[at] for at in np.flatnonzero((tokens >> 5 & 0x7FFF) < _FLOODED)]
        start += 1 << 17
    return found[:MOST]


def _boilerplate(rng: random.Random) -> str:
    """Thousands of these differ in one word."""
    return f"{FURNITURE} {word(rng.randrange(10**6))} {FURNITURE}"


def _phrases(rng: random.Random) -> str:
    """The same phrases of five words, as sentences in another order."""
    phrases = [" ".join(words()[at : at + 5]).capitalize() + "." for at in range(0, 200, 5)]
    return " ".join(rng.choices(phrases, k=rng.choice((20, 200))))


def _most_phrases(rng: random.Random) -> str:
    phrases = [" ".join(words()[at : at + 5]).capitalize() + "." for at in range(0, MOST - 5, 5)]
    rng.shuffle(phrases)
    return " ".join(phrases)


def _alternating(rng: random.Random) -> str:
    return "alpha beta " * (MOST // 2 - rng.randrange(3)) + rng.choice(("", "gamma"))


def _alternating_long(rng: random.Random) -> str:
    period = words()[: rng.choice((1, 3, 4, 5, 50))]
    return " ".join(period * (MOST // len(period) + 1))


def _most_words(rng: random.Random) -> str:
    """As many words as are judged, one of them another."""
    text = list(words())
    text[rng.randrange(MOST)] = word(rng.randrange(10**6, 10**7))
    return " ".join(text)


def _every_fifth(rng: random.Random) -> str:
    """Passages of four words, thousands of them."""
    text = list(words())
    text[::5] = [word(rng.randrange(10**6, 10**7)) for _ in text[::5]]
    return " ".join(text)


def _figures(rng: random.Random) -> str:
    """A figure and a name in each of thousands of gaps between passages."""
    text = list(words())
    text[::7] = [str(rng.randrange(10**6)) for _ in text[::7]]
    text[3::7] = [word(rng.randrange(10**6, 10**7)).capitalize() for _ in text[3::7]]
    return " ".join(text)


def _shuffled(rng: random.Random) -> str:
    pieces = [" ".join(words()[at : at + 4]) for at in range(0, MOST, 4)]
    rng.shuffle(pieces)
    return " ".join(pieces)


def _flood(rng: random.Random) -> str:
    text = list(flood())
    at = rng.randrange(MOST)
    return " ".join(text[at:] + text[:at])


def _rows(rng: random.Random) -> str:
    """A table: the same rows with other figures."""
    return "\n".join(f"Team {word(row)} {rng.randrange(9)} {rng.randrange(9)} won lost" for row in range(300))


KINDS: Final[dict[str, Crowd]] = {
    "boilerplate": _boilerplate,
    "phrases": _phrases,
    "phrases to the limit": _most_phrases,
    "a b a b": _alternating,
    "a b c a b c": _alternating_long,
    "all words judged": _most_words,
    "every fifth differs": _every_fifth,
    "figures in gaps": _figures,
    "moved pieces": _shuffled,
    "words that meet": _flood,
    "tables": _rows,
}
OFTEN: Final = ("boilerplate", "phrases", "tables")


def message(rng: random.Random, name: str) -> bytes:
    """The next article of a crowd; one in eight has the uri of an earlier one."""
    number = rng.randrange(8) if rng.random() < 0.125 else rng.getrandbits(40)
    return orjson.dumps(
        {
            "uri": f"urn:fuzz:{name}:{number:x}",
            "version": "1",
            "provider": rng.choice(("Tern Wire", "Quay Press")),
            "headline": "Same line over all of these articles",
            "body_text": KINDS[name](rng),
        }
    )
