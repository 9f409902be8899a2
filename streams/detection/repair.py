"""Undo what transmission did to a text: entities, tags, double-encoded UTF-8, Korean in letters.

Not its wording.

`repair` gives the clean text with a map back, because evidence quotes the text as it arrived.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import ftfy
import numpy as np
from ftfy.chardata import UTF8_CLUES, UTF8_DETECTOR_RE
from numpy.typing import NDArray

U32 = NDArray[np.uint32]

_ENTITY: Final = r"(?:amp;)*(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_NAMES: Final = (
    "p|br|div|span|a|b|i|u|em|strong|small|sub|sup|h[1-6]|li|ul|ol|td|th|tr|table|tbody|img|figure|blockquote"
)
_TAG: Final = rf"/?(?:{_NAMES})(?:\s[^<>]{{0,500}})?/?>"  # tags by name: <ABC.N> is a ticker, not markup
_MARKUP: Final = re.compile(rf"[&<](?:(?<=&)(?P<entity>{_ENTITY})|(?<=<)(?P<tag>{_TAG}))", re.IGNORECASE)
"""Opens with a set of characters, to which `re` can jump; so does the next one."""
_BLOCK: Final = re.compile(r"</?(?:p|br|div|h\d|li|tr|table|ul|ol|blockquote)\b", re.IGNORECASE)


_OF_2, _OF_3, _OF_4 = (UTF8_CLUES[f"utf8_first_of_{n}"] for n in (2, 3, 4))
_MORE: Final = f"[{UTF8_CLUES['utf8_continuation']}]"
_DOUBTFUL: Final = re.compile(
    rf"[{_OF_2}{_OF_3}{_OF_4}]"
    rf"(?:(?<=[{_OF_2}]){_MORE}|(?<=[{_OF_3}]){_MORE}{{2}}|(?<=[{_OF_4}]){_MORE}{{3}})"
)
"""Wherever ftfy's own detector finds something this does too, ten times as fast."""
_LETTERS: Final = re.compile("(?:[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?)+")
"""Korean syllables taken apart into their letters, as file systems and some feeds have them (NFD)."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A clean text and, for each of its stretches, where that stood in the original.

    Stretch k begins at `at[k]` in `text` and at `origin[k]` in the original.  Inside an untouched stretch
    (`kept[k]`) characters run in parallel; a replaced one stands for original [origin[k], origin[k + 1]).
    """

    text: str
    at: NDArray[np.int64]
    origin: NDArray[np.int64]
    kept: NDArray[np.bool_]

    def starts(self, position: U32) -> U32:
        """Original position of characters at `position` (n,)."""
        k = np.searchsorted(self.at, position, side="right") - 1
        return (self.origin[k] + np.where(self.kept[k], position - self.at[k], 0)).astype(np.uint32)

    def ends(self, position: U32) -> U32:
        """Original end of stretches that end before `position` (n,), each position > 0."""
        k = np.searchsorted(self.at, position - 1, side="right") - 1
        found = np.where(self.kept[k], self.origin[k] + position - self.at[k], self.origin[k + 1])
        return found.astype(np.uint32)


def repair(text: str) -> Repaired | None:
    """Decode entities (also doubly escaped), drop tags, mend double-encoded UTF-8, compose Korean syllables.

    None if there is nothing to do.
    """
    replacements = _replacements(text)
    if not replacements:
        return None
    pieces: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    kept: list[bool] = []
    done = length = 0
    for start, end, new in sorted(replacements):
        if start < done:
            continue
        for piece, where, same in ((text[done:start], done, True), (new, start, False)):
            if piece:
                at.append(length)
                origin.append(where)
                kept.append(same)
                pieces.append(piece)
                length += len(piece)
        done = end
    at.append(length)
    origin.append(done)
    kept.append(True)
    pieces.append(text[done:])
    return Repaired("".join(pieces), np.array(at), np.array([*origin, len(text)]), np.array(kept))


def _replacements(text: str) -> list[tuple[int, int, str]]:
    """What to replace: (start, end, new text); nothing, soon, in ordinary copy."""
    found = []
    if "&" in text or "<" in text:
        for match in _MARKUP.finditer(text):
            piece = match.group()
            if match.lastgroup == "tag":
                new = "\n\n" if _BLOCK.match(piece) else " "
            else:
                new = html.unescape(html.unescape(piece))
            found.append((*match.span(), new))
    if text.isascii():
        return found
    found += [(*m.span(), unicodedata.normalize("NFC", m.group())) for m in _LETTERS.finditer(text)]
    if (doubtful := _DOUBTFUL.search(text)) is None:
        return found
    for match in UTF8_DETECTOR_RE.finditer(text, doubtful.start()):
        mended = ftfy.fix_encoding(match.group())
        if mended != match.group():
            found.append((*match.span(), mended))
    return found
