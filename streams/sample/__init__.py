"""Two days of fictional wire copy, and what a copy editor would say of each item.

In: the texts below `wire/` (written by hand, one file a family), the mechanical variants that `variants`
makes of them, and the market and weather notices of `notices`.  Out: `articles()`, ninjs objects in the
order of their arrival, and `truth()`, the right verdict on each.  The demo and the tests run on them.
Agencies, outlets, places, people and events are all invented.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from streams.sample import notices, shapes
from streams.sample.reader import Item, read

__all__ = ["Truth", "articles", "identity", "truth", "truth_of"]

RELATIONS: dict[str, tuple[str, ...]] = {
    "copy": ("copy", "near_copy"),
    "resend": ("repeat", "copy", "near_copy"),
    "all_caps": ("copy", "near_copy"),
    "entities": ("copy", "near_copy"),
    "mojibake": ("copy", "near_copy"),
    "redateline": ("copy", "near_copy"),
    "new_headline": ("copy", "near_copy"),
    "light_rewrite": ("rewrite", "near_copy"),
    "heavy_rewrite": ("rewrite", "excerpt"),
    "synonym_spin": ("rewrite",),
    "back_translation": ("rewrite",),
    "truncation": ("excerpt",),
    "excerpt": ("excerpt",),
    "expansion": ("expansion", "rewrite"),
    "merge": ("merge", "expansion", "rewrite"),
    "update": ("update",),
    "correction": ("correction",),
}
"""Kinds that derive from earlier copy, and the relations that say so.  Where the line between two relations
is a matter of taste, both are right; an item may name its own."""

NEW_KINDS = frozenset(
    {
        "original",
        "other_agency",
        "template",
        "boilerplate",
        "quote_only",
        "follow_up",
        "headline_only",
        "short",
        "notice",
    }
)
"""Kinds that are news of their own, however much of their wording stood on the wire before."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The right verdict on one item."""

    kind: str
    """How the item was made: a key of `RELATIONS` or a member of `NEW_KINDS`."""
    verdict: Literal["new_story", "rewrite"]
    parents: tuple[str, ...]
    """URIs of earlier items, any of which is a right `rewrite_of`: the whole family so far."""
    relations: tuple[str, ...]


def identity(uri: str, version: str | None) -> str:
    """The key of an item in `truth()`: later versions of an item share its URI."""
    return f"{uri}#{version}"


def articles() -> list[dict[str, Any]]:
    """The sample as ninjs objects in order of arrival: mostly 1.x, some with HTML, some 2.1 and 3.0."""
    return [shapes.ninjs(item) for item in _items()]


def truth() -> dict[str, Truth]:
    """The right verdict on each item, by `identity(uri, version)`."""
    return truth_of(_items())


def truth_of(items: list[Item]) -> dict[str, Truth]:
    """The right verdict on each of these items, which come in this order, by `identity(uri, version)`."""
    by_key = {item.key: item for item in items}
    roots = {item.key: _roots(item, by_key) for item in items}
    return {
        identity(item.uri, item.version): _truth(item, items[:place], roots)
        for place, item in enumerate(items)
    }


def _truth(item: Item, earlier: list[Item], roots: dict[str, frozenset[str]]) -> Truth:
    """An item derives from any earlier one whose text all comes from where its own comes from."""
    if not item.sources:
        return Truth(item.kind, "new_story", (), ())
    family = [other.uri for other in earlier if roots[other.key] <= roots[item.key]]
    return Truth(item.kind, "rewrite", tuple(dict.fromkeys(family)), item.relations or RELATIONS[item.kind])


def _roots(item: Item, by_key: dict[str, Item]) -> frozenset[str]:
    """Keys of the originals that the item goes back to: itself, if it is one."""
    if not item.sources:
        return frozenset({item.key})
    return frozenset().union(*(_roots(by_key[source], by_key) for source in item.sources))


@cache
def _items() -> list[Item]:
    """All items in order of arrival."""
    texts = sorted(files("streams.sample").joinpath("wire").iterdir(), key=lambda file: file.name)
    items = read({file.name: file.read_text("utf-8") for file in texts if file.name.endswith(".txt")})
    return sorted([*items, *notices.items()], key=lambda item: (item.at, item.key))
