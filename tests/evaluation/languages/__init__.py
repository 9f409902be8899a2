"""Fictional wire copy in languages that no fit has seen, and what a copy editor would say of each article.

The files below `copy/`, one a language, are in the format of the sample (`streams.sample.reader`).  What
derives was written from its source, what is new was not: so the truth is by construction.  They were written
without a look at the detector, and are in no fit.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

from streams import sample
from streams.sample import shapes
from streams.sample.reader import Item, read
from tests.evaluation.contests import Sample

FOLDER: Final = Path(__file__).parent / "copy"


@cache
def items() -> tuple[Item, ...]:
    """The items of all languages as one wire, in the order of their arrival."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}
    return tuple(sorted(read(texts), key=lambda item: (item.at, item.key)))


def articles() -> list[dict[str, Any]]:
    """The items as ninjs objects."""
    return [shapes.ninjs(item) for item in items()]


def truth() -> dict[str, sample.Truth]:
    """The right verdict on each item, by `streams.sample.identity`."""
    return sample.truth_of(list(items()))


LANGUAGES: Final = Sample("languages", "other languages", articles, truth)
