"""Headline and body of a ninjs item, from wherever its generation has them."""

from collections.abc import Iterable, Iterator
from typing import Final

from schemas import Ninjs, NinjsText
from streams.wire.characters import first, visible
from streams.wire.html import to_text

MARKUP: Final = 1_000_000
"""Characters of markup without any text to see, after which no further headline or body is looked at."""
LEAST: Final = 100
"""What a piece of markup counts at least: a hundred thousand empty paragraphs would take seconds too."""


def headline_of(item: Ninjs, most: int) -> str | None:
    """The headline, at most so many characters of it.

    Of several the one in the role "main", else the one without a role, else the first.
    """
    plain = first(item.headline, most=most)
    if plain is not None:
        return plain
    ranks = {"main": 0, "": 1}
    headlines = sorted(item.headlines or (), key=lambda one: ranks.get((one.role or "").lower(), 2))
    return next(_shown(((one.value, _distance_from_plain(one) > 0) for one in headlines), most), None)


def body_of(item: Ninjs) -> str:
    """The text of the item; "" if it has none.

    Plain text comes first and stays as it is, character for character, so that spans hold in the original;
    then HTML, then other markup, as text.
    """
    if visible(item.body_text):
        return item.body_text or ""
    bodies = sorted(item.bodies or (), key=_distance_from_plain)
    plain = (one.value for one in bodies if _distance_from_plain(one) == 0)
    as_is = first(*plain)
    if as_is is not None:
        return as_is
    marked_up = (item.body_html, item.body_xhtml, *(one.value for one in bodies))
    return next(_shown((value, True) for value in marked_up), "")


def _shown(values: Iterable[tuple[str | None, bool]], most: int | None = None) -> Iterator[str]:
    """The texts that show, of values and whether each is markup, as far as `MARKUP` reaches."""
    read = 0
    for value, is_markup in values:
        if read > MARKUP:
            return
        if not value:
            continue
        if is_markup:
            read += max(len(value), LEAST)
        text = (to_text(value) if is_markup else value)[:most]
        if visible(text):
            yield text


def _distance_from_plain(text: NinjsText) -> int:
    """0 for plain text, 1 for HTML, 2 for other markup, by what is declared; plain if nothing is."""
    declared = f"{text.contenttype or text.content_type or text.role or ''}".lower()
    if "html" in declared:
        return 1
    return 2 if "xml" in declared or "nitf" in declared else 0
