"""Variants into a stream: each some way after its sources, few enough that the stream stays what it was."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

import orjson

from streams.wire import Article
from tests.evaluation.stress.copy import Copy
from tests.evaluation.stress.fitness import UnfitError, fits
from tests.evaluation.stress.foreign import ExhaustedError
from tests.evaluation.stress.maker import Maker
from tests.evaluation.stress.variant import KINDS, Variant

GAP = 2000
"""Articles of the stream between the last source and the variant, at most."""
DENSITY = 0.25
"""Variants for one article of the stream, at most: small sets are judged in several passes."""
_TRIES = 60
_AGAIN = 2
"""Passes in which foreign text is asked for once more."""
_TABLES = frozenset({"template", "figures"})


class Item(NamedTuple):
    """A variant and where it goes: before the article at `place` of the stream."""

    place: int
    variant: Variant


@dataclass
class Pass:
    """One stream with its variants: no source serves twice in it, and no foreign sentence."""

    items: list[Item] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def passes(copy: Copy, per: int, seed: int = 7) -> list[Pass]:
    """Up to `per` variants of every kind, dealt into as many passes as they need."""
    maker = Maker(copy.articles, seed, copy.donors)
    rng = Random(seed)  # noqa: S311 - repeatable test data, no secret
    room = max(1, int(DENSITY * len(copy.raw)))
    out: list[Pass] = []
    wanted = [(kind, base, 0) for kind, base in _wanted(copy, per, rng)]
    while wanted:
        maker.foreign.reset()
        current, later = Pass(), []
        for kind, base, tried in wanted:
            if len(current.items) >= room or base in current.used:
                later.append((kind, base, tried))
                continue
            try:
                _deal(copy, maker, rng, current, kind, base)
            except ExhaustedError:
                later += [(kind, base, tried + 1)] if tried < _AGAIN else []
        out.append(current)
        wanted = later
    return [one for one in out if one.items]


def stream(copy: Copy, one: Pass) -> Iterator[bytes]:
    """The articles of the set with the variants between them, as ninjs."""
    items = sorted(one.items, key=lambda item: item.place)
    places = [item.place for item in items]
    for place in range(len(copy.raw) + 1):
        for item in items[bisect_left(places, place) : bisect_left(places, place + 1)]:
            yield ninjs(item.variant.article)
        if place < len(copy.raw):
            yield copy.raw[place]


def ninjs(article: Article) -> bytes:
    """The article as flat ninjs 1.x."""
    fields = {
        "uri": article.uri,
        "headline": article.headline,
        "body_text": article.body,
        "language": article.language,
        "provider": article.provider,
        "versioncreated": article.versioncreated,
    }
    return orjson.dumps({name: value for name, value in fields.items() if value is not None})


def _wanted(copy: Copy, per: int, rng: Random) -> list[tuple[str, int]]:
    """(kind, source) for each variant: kinds with few sources choose first, sources serve evenly."""
    pools = {}
    for kind in KINDS:
        pool = copy.tables if kind in _TABLES else copy.prose
        pools[kind] = [i for i in pool if fits(kind, copy.articles[i])]
    uses: Counter[int] = Counter()
    chosen = []
    for kind in sorted(KINDS, key=lambda kind: len(pools[kind])):
        pool = sorted(rng.sample(pools[kind], len(pools[kind])), key=uses.__getitem__)[:per]
        uses.update(pool)
        chosen += [(kind, i) for i in pool]
    rng.shuffle(chosen)
    return chosen


def _deal(copy: Copy, maker: Maker, rng: Random, one: Pass, kind: str, base: int) -> None:
    """Make the variant and give it a place; what cannot be made of this source is left out."""
    further = {"merge": 1, "merge3": 2}.get(kind, 0)
    for _ in range(_TRIES if further else 1):
        others = rng.sample(copy.prose, further) if further else []
        if base in others or one.used & set(others):
            continue
        try:
            variant = maker.make(kind, copy.articles[base], [copy.articles[i] for i in others])
        except UnfitError:
            continue
        last = max(base, *others) if others else base
        one.items.append(_placed(copy, rng, last, variant))
        one.used.update((base, *others))
        return


def _placed(copy: Copy, rng: Random, last: int, variant: Variant) -> Item:
    """Somewhere after the last source, with the time of what stands before it there."""
    place = min(last + rng.randint(1, GAP), rng.randint(last + 1, len(copy.raw)))
    before = copy.articles[place - 1]
    article = replace(variant.article, versioncreated=before.versioncreated, created=before.created)
    return Item(place, replace(variant, article=article))
