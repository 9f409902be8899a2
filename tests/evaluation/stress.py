"""Made rewrites with known truth: what happens to copy, done to an article by rule.

`variants(article, other, rng)` gives articles that derive from it (or, for the templates, only look as if).
Used to fit on degrees of rewriting that no labelled set holds, and to measure recall by degree.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from streams.wire import Article

SENTENCE = re.compile(r"(?<=[.?!\"])\s+(?=[\"A-ZÄÖÜ])")
WORD = re.compile(r"\b[^\W\d_]{2,}\b")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
NAME = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{2,}\b")


@dataclass(frozen=True)
class Variant:
    """A made article, how it was made, and whether its parents are a right answer."""

    kind: str
    article: Article
    derived: bool


class Maker:
    """Makes variants; words come from the copy itself, so frequencies stay those of the wire."""

    def __init__(self, articles: Iterable[Article], seed: int = 7) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable test data, no secret
        copy = list(articles)
        counts = Counter(w for a in copy for w in WORD.findall(a.body) if w.islower())
        self.common = [w for w, n in counts.most_common(6000) if n >= 5]
        self.rank = {w: i for i, w in enumerate(self.common)}
        self.names = [w for w, _ in Counter(w for a in copy for w in NAME.findall(a.body)).most_common(3000)]
        self.filler = [w for a in copy[::17] for w in a.body.split()]

    def variants(self, article: Article, other: Article) -> Iterator[Variant]:
        """Every kind of variant of `article`; `other` is the second source of a merge."""
        paragraphs = article.body.split("\n")
        words = article.body.split()
        for percent in (20, 30, 40, 50):
            yield self._made(f"syn{percent}", article, self.spin(article.body, percent / 100))
        yield self._made("syn40reorder", article, self.reorder(self.spin(article.body, 0.4)))
        yield self._made("shuffle", article, self.shuffle(article.body))
        for percent in (60, 30):
            yield self._made(f"trunc{percent}", article, " ".join(words[: len(words) * percent // 100]))
        yield self._made("lead", article, " ".join(SENTENCE.split(paragraphs[0])[:2]))
        for percent in (33, 50, 75):
            yield self._made(
                f"local{percent}", article, self.add_local(paragraphs, len(words), percent / 100)
            )
        halves = (" ".join(text.split()[: len(text.split()) // 2]) for text in (article.body, other.body))
        yield self._made("merge", article, "\n".join(halves))
        yield Variant("template", self.rename(article), derived=False)
        yield Variant(
            "figures",
            replace(
                article,
                uri=f"{article.uri}/figures",
                body=self.figures(article.body),
                headline=self.figures(article.headline or ""),
            ),
            derived=False,
        )

    def _made(self, kind: str, article: Article, body: str) -> Variant:
        made = replace(
            article, uri=f"{article.uri}/{kind}", provider="elsewhere", headline=self.new_text(7), body=body
        )
        return Variant(kind, made, derived=True)

    def new_text(self, words: int) -> str:
        """Foreign words from anywhere on the wire."""
        return " ".join(self.random.choice(self.filler) for _ in range(words)) + "."

    def spin(self, text: str, rate: float) -> str:
        """Replace this share of the lower-case words by others of like frequency; names and figures stay."""

        def swap(match: re.Match[str]) -> str:
            word = match.group()
            place = self.rank.get(word)
            if place is None or self.random.random() >= rate * 1.25:
                return word
            near = min(max(place + self.random.randint(-40, 40), 0), len(self.common) - 1)
            return self.common[near]

        return WORD.sub(swap, text)

    def reorder(self, text: str) -> str:
        """Swap clauses at commas, and neighbouring sentences."""
        out = []
        for sentence in SENTENCE.split(text):
            front, comma, back = sentence.partition(", ")
            swapped = comma and self.random.random() < 0.6
            out.append(f"{back.rstrip('.')}, {front}." if swapped else sentence)
        for i in range(0, len(out) - 1, 2):
            if self.random.random() < 0.5:
                out[i], out[i + 1] = out[i + 1], out[i]
        return " ".join(out)

    def shuffle(self, text: str) -> str:
        """All sentences in another order."""
        sentences = SENTENCE.split(text)
        self.random.shuffle(sentences)
        return " ".join(sentences)

    def add_local(self, paragraphs: list[str], words: int, share: float) -> str:
        """Add paragraphs of foreign text until they are this share."""
        out, new = list(paragraphs), int(words * share / (1 - share))
        for _ in range(max(1, new // 30)):
            out.insert(self.random.randint(0, len(out)), self.new_text(min(new, 30)))
        return "\n".join(out)

    def figures(self, text: str) -> str:
        """Every figure replaced by another."""
        return NUMBER.sub(
            lambda m: "".join(self.random.choice("123456789") if c.isdigit() else c for c in m.group()), text
        )

    def rename(self, article: Article) -> Article:
        """The frame of an article with other figures and names."""
        renamed: dict[str, str] = {}

        def swap(match: re.Match[str]) -> str:
            return renamed.setdefault(match.group(), self.random.choice(self.names))

        return replace(
            article,
            uri=f"{article.uri}/template",
            headline=NAME.sub(swap, self.figures(article.headline or "")),
            body=NAME.sub(swap, self.figures(article.body)),
        )
