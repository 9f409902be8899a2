"""What happens to copy on its way without anybody writing: an item's headline and body in, the variant's out.

Pure and without chance: the same item always gives the same variant.
"""

import html
import re
import textwrap
from collections.abc import Callable

import ftfy.bad_codecs  # noqa: F401  registers the codec below

PASSED_THROUGH = "sloppy-windows-1252"
"""Windows-1252 as programs decode it, with the five undefined bytes let through."""

DATELINE = re.compile(r"\A.{0,80}? (?:--|\u2013|\u2014) ")


def make(recipe: str, headline: str, body: str) -> tuple[str, str]:
    """Headline and body of a variant.

    Args:
        recipe: the variant's name and, after a space, what it needs: `truncate 60`, `paragraphs 2-4`.
        headline: of the source.
        body: of the source, one line a paragraph, empty lines between.

    Raises:
        KeyError: there is no such variant.
    """
    name, _, argument = recipe.partition(" ")
    return VARIANTS[name](headline, body, argument)


def _same(headline: str, body: str, _: str) -> tuple[str, str]:
    """Word for word."""
    return headline, body


def _capitals(headline: str, body: str, _: str) -> tuple[str, str]:
    """As over a teleprinter."""
    return headline.upper(), body.upper()


def _entities(headline: str, body: str, times: str) -> tuple[str, str]:
    """Quotation marks and the like escaped for HTML, in plain text; `times` over."""
    for _ in range(int(times or 1)):
        headline, body = html.escape(headline), html.escape(body)
    return headline, body


def _mojibake(headline: str, body: str, _: str) -> tuple[str, str]:
    """UTF-8 read as Windows-1252."""
    return headline.encode().decode(PASSED_THROUGH), body.encode().decode(PASSED_THROUGH)


def _truncate(headline: str, body: str, percent: str) -> tuple[str, str]:
    """The first `percent` of the characters, without the word that the cut falls into."""
    return headline, re.sub(r"\s\S{0,20}\Z", "", body[: len(body) * int(percent) // 100])


def _paragraphs(headline: str, body: str, span: str) -> tuple[str, str]:
    """Paragraphs `first-last` alone, counted from 1."""
    first, last = map(int, span.split("-"))
    return headline, "\n\n".join(body.split("\n\n")[first - 1 : last])


def _dateline(headline: str, body: str, dateline: str) -> tuple[str, str]:
    """Another dateline in place of the source's, or none."""
    return headline, DATELINE.sub(f"{dateline} -- " if dateline else "", body)


def _wrap(headline: str, body: str, width: str) -> tuple[str, str]:
    """Lines broken at `width` columns, paragraphs indented: a wire of old."""
    lines = (textwrap.fill(p, int(width), initial_indent="   ") for p in body.split("\n\n"))
    return headline, "\n".join(lines)


VARIANTS: dict[str, Callable[[str, str, str], tuple[str, str]]] = {
    "same": _same,
    "capitals": _capitals,
    "entities": _entities,
    "mojibake": _mojibake,
    "truncate": _truncate,
    "paragraphs": _paragraphs,
    "dateline": _dateline,
    "wrap": _wrap,
}
