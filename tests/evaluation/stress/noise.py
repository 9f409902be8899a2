"""What copy suffers on its way without anybody writing."""

import html
import re
from random import Random

from streams.sample.variants import make

DATELINES = {
    "de": ("Kestrow, 3. Juni (Talkurier) - ", "Hallenbrück (Agentur Elbtal) - ", "Ostmark/Lindheim - "),
    "": ("KESTREL BAY, June 3 (Valley Courier) - ", "MARROWGATE (Harbour Post) -- ", "TARSK, Monday - "),
}
"""Of invented places and agencies, by language; "" stands for all others."""
_LONG_WORD = re.compile(r"\b[^\W\d_]{6,}\b")
_TYPO_RATE = 0.04
_OPENING = re.compile(r"(?:(?<=\s)|\A)(?:\"|``)")
_CURLY = {'"': "\u201d", "''": "\u201d", "'": "\u2019", " - ": " \u2013 "}


def upper(text: str) -> str:
    """As over a teleprinter."""
    return text.upper()


def entities(text: str) -> str:
    """Quotation marks and the like escaped for HTML, in plain text."""
    return html.escape(text)


def mojibake(text: str) -> str:
    """Set with typographic marks, as a portal does, then UTF-8 read as Windows-1252."""
    return make("mojibake", "", typographic(text))[1]


def typographic(text: str) -> str:
    """Curly quotation marks and apostrophes, long dashes."""
    text = _OPENING.sub("\u201c", text)
    for plain, curly in _CURLY.items():
        text = text.replace(plain, curly)
    return text


def typos(text: str, rng: Random) -> str:
    """In one of 25 longer words a letter is dropped, doubled or swapped with the next."""

    def slip(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() >= _TYPO_RATE:
            return word
        i = rng.randint(1, len(word) - 3)
        slips = (
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        )
        return rng.choice(slips)

    return _LONG_WORD.sub(slip, text)


def redateline(text: str, language: str | None, rng: Random) -> str:
    """Another office's dateline in front."""
    code = (language or "")[:2]
    return rng.choice(DATELINES.get(code, DATELINES[""])) + text
