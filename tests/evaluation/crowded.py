"""A set judged in a full window: does what else is in it change the verdicts?

Before the set come as many articles as a default window holds, of made-up words in any order, so that nearly
every phrase of theirs is one that no other article has, and takes a cell of its own where phrases are
counted by hash.
"""

import random
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

import orjson

from streams.detection import Desk
from tests.evaluation import sets, stream
from tests.evaluation.score import Report, score

WORDS: Final = 500
"""Of a made article: so long that the words fill the window, before their number does."""
VOCABULARY: Final = 50_000
LETTERS: Final = 7


def crowded(name: str, *, full: bool) -> tuple[Report, int]:
    """Judge a set; with `full`, after other articles that fill the window.

    Returns:
        Events against labels; how many articles were judged before the first.
    """
    labelled = sets.load(name)
    desk = Desk(stream.WHOLE_STREAM)
    judge = stream.at_desk(desk)
    before = stream.WHOLE_STREAM.tokens // WORDS if full else 0
    for raw in _made(labelled, before):
        judge(raw)
    return score(stream.run(labelled.raw, judge).events, labelled), before


def _made(labelled: sets.LabelledSet, count: int) -> Iterator[bytes]:
    """Articles of made-up words, all at the time of the set's first article."""
    first = min(a["versioncreated"] for a in labelled.articles.values() if a.get("versioncreated"))
    rng = random.Random(0)  # noqa: S311 - the same articles each time
    words = ["".join(rng.choices(ascii_lowercase, k=LETTERS)) for _ in range(VOCABULARY)]
    for number in range(count):
        yield orjson.dumps(
            {
                "uri": f"made:{number}",
                "provider": "made",
                "body_text": " ".join(rng.choices(words, k=WORDS)),
                "versioncreated": first,
            }
        )
