"""Markup that no parser of trees should see: measured and read in one pass, whatever it is.

A browser's parser takes time in proportion to depth times tags, and to the square of a tag's attributes:
350 kB of attributes take it four seconds, 4 MB minutes.  Copy is nowhere near that.  What is, or is larger
than any copy, gets its tags cut out by a scanner instead, which sees the same tags as a browser and takes its
time in proportion to the length alone.
"""

import re
from html import unescape
from typing import Final


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


PARAGRAPHS: Final = _tags(
    "address article blockquote body center dd details div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header"
    " hl1 hl2 hr main ol p pre section summary table ul"
)
LINES: Final = _tags("caption li option tr")
CELLS: Final = _tags("td th")

SMALL: Final = 4_000
"""Characters of markup that no parser takes more than a few hundredths of a second for."""
LARGE: Final = 250_000
"""More than any copy has; the parser takes half a second for as much of the worst sort."""
WORK: Final = 300_000
"""Depth times tags ..."""
LONGEST: Final = 10_000
"""... and characters of a single tag up to which the parser is asked; a picture may stand in one."""

_NOT_NESTING: Final = (
    PARAGRAPHS & {"p", "dd", "dt", "hr"} | LINES | CELLS | {"br", "img", "input", "link", "meta"}
)
# As a browser cuts them, each to its end or that of the text: so the pass never goes back, and is linear.
_TOKEN: Final = re.compile(
    r"""
    <!--(?:-?>|(?s:.*?)(?:--!?>|\Z))                        # a comment
    | <(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)                 # what browsers take for one
    | <(?P<raw>iframe|noembed|noframes|script|style|textarea|title|xmp)(?=[\s/>])
      (?s:.*?)(?:</(?P=raw)(?=[\s/>])|\Z)                   # an element with text that is none, ...
      [^>]*+(?:>|\Z)                                        # ... with its end tag
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?: [\s/]++
        | =?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+
        | =
      )*+
      (?:>|\Z)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BREAKS: Final = (
    dict.fromkeys(PARAGRAPHS, "\n\n") | dict.fromkeys(LINES, "\n") | dict.fromkeys(CELLS, " ") | {"br": "\n"}
)
_FOLDED: Final = re.compile(r"\n\n\n+")
_NO_CHARACTER: Final = re.compile(r"&#[0-9]{9,}+;?")
"""Python refuses to read numbers of more than 4,300 digits; the largest character has seven."""


def is_hopeless(markup: str) -> bool:
    """Whether a parser could take seconds for it."""
    if len(markup) <= SMALL or "<" not in markup:
        return False
    if len(markup) > LARGE:
        return True
    tags = depth = deepest = 0
    for token in _TOKEN.finditer(markup):
        if token.end() - token.start() > LONGEST and not token["raw"]:
            return True
        name = token["name"]
        if name and name.lower() not in _NOT_NESTING:
            depth = max(depth - 1, 0) if token["end"] else depth + 1
            deepest = max(deepest, depth)
        tags += 1
    return deepest * tags > WORK


def flat_text(markup: str) -> str:
    """The text between the tags, in lines and paragraphs as the tags tell; scripts and comments are left out.

    What stands in menus or under pictures stays: that would take a tree to tell.
    """
    text = _TOKEN.sub(_break, " ".join(markup.split()))
    lines = unescape(_NO_CHARACTER.sub("\ufffd", text)).split("\n")
    return _FOLDED.sub("\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


def _break(token: re.Match[str]) -> str:
    name = token["name"]
    return _BREAKS.get(name.lower(), "") if name else ""
