"""Fictional wire copy in any quantity: the same articles for the same seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

START: Final = datetime(2031, 3, 1, tzinfo=UTC)
SYLLABLES: Final = [
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "za",
    "dro",
    "fen",
    "gal",
    "hin",
    "jor",
    "kas",
    "lum",
    "mer",
    "nad",
    "pol",
]
PROVIDERS: Final = ("Tern Wire", "Quay Press", "Fellside News")
OLDEST_PARENT: Final = 300


def articles(count: int, seed: int = 1, words: int = 120) -> Iterator[dict[str, Any]]:
    """Ninjs objects: six in ten are original, the others copy, cut or reword one of the last few hundred."""
    rng = random.Random(seed)  # noqa: S311 - the same texts every time is the point
    vocabulary = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(6000)})
    bodies: list[str] = []
    for number in range(count):
        body = _body(rng, vocabulary, bodies[-OLDEST_PARENT:], words)
        bodies.append(body)
        yield {
            "uri": f"urn:made:{seed}:{number}",
            "version": "1",
            "provider": rng.choice(PROVIDERS),
            "headline": " ".join(body.split()[:7]).capitalize(),
            "body_text": body,
            "language": "en",
            "versioncreated": (START + timedelta(seconds=20 * number)).isoformat(),
        }


def lines(count: int, seed: int = 1, words: int = 120) -> list[bytes]:
    """The articles as messages for `wire.raw`."""
    return [orjson.dumps(article) for article in articles(count, seed, words)]


def _body(rng: random.Random, vocabulary: list[str], earlier: list[str], words: int) -> str:
    kind = rng.random()
    if not earlier or kind < 0.6:
        return _original(rng, vocabulary, words)
    parent = rng.choice(earlier).split()
    if kind < 0.7:
        return " ".join(parent)
    if kind < 0.8:
        return " ".join(parent[: max(20, len(parent) // 2)])
    if kind < 0.9:
        return " ".join(rng.choice(vocabulary) if rng.random() < 0.1 else word for word in parent)
    return " ".join(parent[: len(parent) // 2]) + " " + _original(rng, vocabulary, words // 2)


def _original(rng: random.Random, vocabulary: list[str], words: int) -> str:
    text = []
    while len(text) < words:
        sentence = rng.choices(vocabulary, k=rng.randint(6, 18))
        sentence[0] = sentence[0].capitalize()
        sentence[-1] += "."
        text += sentence
    return " ".join(text)
