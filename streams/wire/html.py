"""HTML and XHTML to text: markup in, lines of plain text with blank lines between paragraphs out.

The reader is lexbor, a browser's parser, because agencies' markup is anything from XHTML to tag soup.  Only
what a reader would take for copy is kept: no scripts, pictures with their captions, menus or forms.
"""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streams.wire.markup import CELLS, LINES, PARAGRAPHS, flat_text, is_hopeless


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


DROPPED: Final = _tags(
    "aside audio button canvas embed figcaption figure form head iframe math nav noscript object script"
    " select style svg template textarea title video"
)
# XML's empty elements: HTML ignores the slash, and an unclosed <script> or <figure> would swallow the copy.
_EMPTY_DROPPED: Final = re.compile(rf"<({'|'.join(sorted(DROPPED))})(?=[\s/])([^<>]*)/>", re.IGNORECASE)


def to_text(html: str) -> str:
    """The text of a piece of HTML, XHTML or HTML-like XML; never raises, whatever the input.

    Paragraphs and other blocks are separated by a blank line; `<br>`, list items and table rows start a new
    line; white space is folded; entities are characters.  Of an NITF document only the content is taken.
    """
    markup = _EMPTY_DROPPED.sub(r"<\1\2></\1>", html.encode("utf-8", "replace").decode())
    if is_hopeless(markup):
        return flat_text(markup)
    tree = LexborHTMLParser(markup)
    lines = _Lines()
    contents = tree.css(r"body\.content") or tree.css("body")
    for content in contents:
        _walk(content, lines)
    return lines.text()


class _Lines:
    """Text under construction: pieces of a line are gathered until a break of one or two newlines."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._gap = 0

    def add(self, text: str) -> None:
        """Go on with the line."""
        self._line.append(text)

    def end(self, newlines: int) -> None:
        """End the line; before the next one there will be at least so many newlines."""
        self._flush()
        self._gap = max(self._gap, newlines)

    def line_break(self) -> None:
        """A `<br>`: two in a row make a paragraph, as in copy of agencies that know no other."""
        self._flush()
        self._gap = min(self._gap + 1, 2)

    def text(self) -> str:
        """All lines, without white space around them."""
        self._flush()
        return "".join(self._done)

    def _flush(self) -> None:
        if not self._line:
            return
        text = " ".join("".join(self._line).split())
        self._line.clear()
        if text:
            self._done += ["\n" * self._gap if self._done else "", text]
            self._gap = 0


def _walk(start: LexborNode, lines: _Lines) -> None:
    """Feed a subtree to `lines`, in document order, with a stack of our own: depth is the sender's choice."""
    stack: list[tuple[LexborNode, bool]] = [(start, False)]
    preformatted = 0
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if node.is_text_node:
            _add_text(node.text_content or "", lines, preformatted=preformatted > 0)
        elif tag in DROPPED or node.is_comment_node:
            continue
        elif tag == "br":
            lines.line_break()
        else:
            preformatted += (tag == "pre") * (-1 if leaving else 1)
            _boundary(tag, lines)
            if not leaving:
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))


def _add_text(text: str, lines: _Lines, *, preformatted: bool) -> None:
    if not preformatted:
        lines.add(text)
        return
    first, *others = text.split("\n")
    lines.add(first)
    for other in others:
        lines.line_break()
        lines.add(other)


def _boundary(tag: str, lines: _Lines) -> None:
    """What the start or the end of an element does to the line."""
    if tag in PARAGRAPHS:
        lines.end(2)
    elif tag in LINES:
        lines.end(1)
    elif tag in CELLS:
        lines.add(" ")
