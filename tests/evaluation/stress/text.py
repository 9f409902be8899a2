"""How made variants take a text apart: paragraphs, sentences, figures, names, quotations."""

import re
from collections.abc import Iterator, Sequence

SENTENCE = re.compile(r"(?<=[.?!\"”“'])\s+(?=[\"„“`A-ZÄÖÜ])")
WORD = re.compile(r"\b[^\W\d_]{2,}\b")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
CAPITALISED = re.compile(r"\b[A-ZÄÖÜ][^\W\d_]+")
INSIDE = re.compile(r"(?<=[a-zäöüß,<(] )[A-ZÄÖÜ][^\W\d_]+|(?<=[<(])[A-ZÄÖÜ][^\W\d_]+")
"""A capital where a capital means something: not after a full stop, not at the start of a line."""
_MARKS = (("``", "`", "''"), ("„", "„“”", "[“”]"), ("“", "“”", "”"), ('"', '"', '"'))
QUOTE = re.compile("|".join(f"{left}([^{none}\n]{{10,400}}?){right}" for left, none, right in _MARKS))
GRAM = 5
"""Words of the runs by which texts are told to be unrelated."""
_GROUP = 2
_FEW = 3


def sentences(text: str) -> list[str]:
    """The sentences of all paragraphs, in order."""
    return [part for line in text.split("\n") for part in SENTENCE.split(line) if part.strip()]


def paragraphs(text: str) -> list[str]:
    """Lines; where a text has hardly any, its sentences two by two."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) >= _FEW:
        return lines
    return grouped(sentences(text))


def quotes(text: str) -> list[str]:
    """What stands in quotation marks and is at least four words, line by line, where the marks pair up."""
    lines = (line for line in text.split("\n") if line.count('"') % 2 == 0)
    found = (next(filter(None, match.groups())) for line in lines for match in QUOTE.finditer(line))
    return [quote for quote in found if len(quote.split()) >= 4]


def grams(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of five words, without case."""
    words = [word.lower() for word in re.findall(r"\w+", text)]
    return zip(*(words[i:] for i in range(GRAM)), strict=False)


def truncated(text: str, percent: int) -> str:
    """The first words, as they stand."""
    words = list(re.finditer(r"\S+", text))
    return text[: words[max(1, len(words) * percent // 100) - 1].end()]


def lead(text: str) -> str:
    """The first paragraph, of which at most two sentences."""
    return " ".join(sentences(paragraphs(text)[0])[:2]) if text.strip() else ""


def front(text: str) -> str:
    """The first half of the paragraphs."""
    lines = paragraphs(text)
    return "\n".join(lines[: max(1, len(lines) // 2)])


def grouped(lines: Sequence[str]) -> list[str]:
    """Sentences to paragraphs of two."""
    return [" ".join(lines[i : i + _GROUP]) for i in range(0, len(lines), _GROUP)]
