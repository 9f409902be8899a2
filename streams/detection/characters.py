"""What each Unicode character is to the tokeniser, and what it folds to: lookup tables for the kernels.

`KIND[c]` is one of the constants below, `UPPER[c]` whether c is an upper-case letter, `FOLD[c]` up to three
code points that c is compared as: compatibility decomposition (NFKD) without accents and vowel signs,
case-folded, digits of all scripts as 0-9.  Characters beyond the basic plane stand for themselves.
"""

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

SPACE, LETTER, DIGIT, MARK, QUOTE, STOP, NEWLINE, FULLSTOP, DENSE, PUNCT = range(10)
"""STOP ends a sentence where a space follows, FULLSTOP (of East Asian and Indic scripts) always."""

_PLANE: Final = 0x10000
_FOLDS: Final = 3
_DENSE_RANGES: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul: has spaces, but a word carries its particles
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x3131, 0x318E),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7FB),  # Hangul
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # half-width kana
)
_IGNORED: Final = {0x00AD, 0x0640, *range(0x200B, 0x2010), 0xFE0E, 0xFE0F, 0xFEFF}
_QUOTES: Final = {ord(c) for c in '"“”„‟«»「」『』＂'}
_STOPS: Final = {ord(c) for c in ".!?:…"}
_FULLSTOPS: Final = {ord(c) for c in "。！？｡؟।"}
_NEWLINES: Final = {0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029}


def _accent(char: str) -> bool:
    """Accents, Hebrew points, Arabic vowel signs; not the vowels of Indic scripts, which tell words apart."""
    combining = unicodedata.combining(char)
    return 10 <= combining <= 36 or combining >= 200  # noqa: PLR2004 - Unicode's own combining classes


def _kind(code: int) -> int:
    special = (
        (_QUOTES, QUOTE),
        (_STOPS, STOP),
        (_FULLSTOPS, FULLSTOP),
        (_NEWLINES, NEWLINE),
        (_IGNORED, MARK),
    )
    for codes, kind in special:
        if code in codes:
            return kind
    category = unicodedata.category(chr(code))
    if category == "Nd":
        return DIGIT
    if any(first <= code <= last for first, last in _DENSE_RANGES) and category[0] in "LMN":
        return DENSE
    if category[0] == "M":
        return MARK if _accent(chr(code)) else LETTER
    if category[0] in "LN":
        return LETTER
    return SPACE if category[0] in "ZC" else PUNCT


def _fold(code: int) -> str:
    char = chr(code)
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not _accent(c))
    return unicodedata.normalize("NFKD", plain.casefold())[:_FOLDS] or char


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.uint32]]:
    kind = np.zeros(_PLANE, np.uint8)
    upper = np.zeros(_PLANE, np.bool_)
    fold = np.zeros((_PLANE, _FOLDS), np.uint32)
    for code in range(_PLANE):
        kind[code] = found = _kind(code)
        if found in {LETTER, DIGIT, DENSE}:
            upper[code] = chr(code).isupper()
            for i, char in enumerate(_fold(code)):
                fold[code, i] = ord(char)
    return kind, upper, fold


KIND, UPPER, FOLD = _tables()
