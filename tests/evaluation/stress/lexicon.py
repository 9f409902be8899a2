"""The words of a stream: which are as common as which, and which are names."""

import re
from collections import Counter
from collections.abc import Iterable
from random import Random

from streams.wire import Article
from tests.evaluation.stress.text import CAPITALISED, INSIDE, NUMBER, WORD

_COMMON = 6000
_NEAR = 40
_PLAIN = 300
_RUN = re.compile(rf"{CAPITALISED.pattern}(?:[ -]{CAPITALISED.pattern})*")


class Lexicon:
    """Words of the copy itself, so that frequencies stay those of the wire."""

    def __init__(self, articles: Iterable[Article], rng: Random) -> None:
        self._random = rng
        lower: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for article in articles:
            lower.update(word for word in WORD.findall(article.body) if word.islower())
            names.update(INSIDE.findall(article.body))
        least = 5 if lower.total() > 100_000 else 1
        self._lower, self._inside = lower, names
        self.common = [word for word, n in lower.most_common(_COMMON) if n >= least]
        self.rank = {word: i for i, word in enumerate(self.common)}
        self._plain = set(self.common[:_PLAIN])
        self.names = [word for word, _ in names.most_common(3000) if word.lower() not in self._plain]

    def spin(self, text: str, rate: float) -> str:
        """Replace words by others of like frequency; names and figures stay.

        Args:
            text: any text with lower-case words.
            rate: 1.25 times this share of all lower-case words is replaced, short ones too: names and
                figures are a fifth of running text, so this is about the share of all words.
        """

        def swap(match: re.Match[str]) -> str:
            word = match.group()
            place = self.rank.get(word)
            return word if place is None or self._random.random() >= rate * 1.25 else self._like(place)

        return WORD.sub(swap, text)

    def figures(self, *texts: str) -> tuple[str, ...]:
        """Every figure replaced by another of as many digits, an equal one by an equal one."""
        changed: dict[str, str] = {}

        def swap(match: re.Match[str]) -> str:
            return changed.setdefault(match.group(), self.other_figure(match.group()))

        return tuple(NUMBER.sub(swap, text) for text in texts)

    def other_figure(self, figure: str) -> str:
        """Another figure of the same form."""
        while True:
            made = "".join(self._random.choice("123456789") if c.isdigit() else c for c in figure)
            if made != figure:
                return made

    def rename(self, *texts: str) -> tuple[str, ...]:
        """Every name replaced by another, an equal one by an equal one, also where it is in capitals."""
        body = max(texts, key=len)
        found = [word for run in _RUN.finditer(body) for word in self._names_of(run, body)]
        changed = {word: self._other_name(word) for word in dict.fromkeys(found)}
        changed |= {old.upper(): new.upper() for old, new in changed.items()}
        return tuple(CAPITALISED.sub(lambda m: changed.get(m.group(), m.group()), text) for text in texts)

    def _names_of(self, run: re.Match[str], text: str) -> list[str]:
        words = CAPITALISED.findall(run.group())
        inside = INSIDE.match(text, run.start()) is not None
        return [
            word
            for i, word in enumerate(words)
            if (inside or i > 0 or self._is_name(word, alone=len(words) == 1))
        ]

    def _is_name(self, word: str, *, alone: bool) -> bool:
        """Of a word that opens a sentence: whether it is a name there."""
        if alone:
            return self._inside[word] > self._lower[word.lower()]
        return word.lower() not in self._plain

    def _other_name(self, word: str) -> str:
        while (other := self._random.choice(self.names)) == word:
            pass
        return other

    def _like(self, place: int) -> str:
        """Another word of the same frequency band: to a matcher, what a synonym is."""
        last = len(self.common) - 1
        while (near := min(max(place + self._random.randint(-_NEAR, _NEAR), 0), last)) == place and last:
            pass
        return self.common[near]
