"""What every baseline has in common: an article as words, the nearest earlier one, and a verdict from it.

A baseline says "rewrite of the nearest earlier article" from its threshold on, and otherwise "new story",
which names the nearest too, with its similarity: so the figures at other thresholds can be had from
the same run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from schemas import ArticleRef, Coverage, DrawsOn, Event, NewStory, ParentRef, Rewrite
from streams.wire import parse
from tests.evaluation.stream import Judge

NGRAM = 3
_WORD = re.compile(r"\w+")
_UNKNOWN = Coverage(0.0, 0.0)


@dataclass(frozen=True)
class Copy:
    """An article as the baselines see it: headline and body, as parsed and otherwise untouched."""

    uri: str
    version: str | None
    headline: str
    text: str

    @cached_property
    def words(self) -> list[str]:
        """Words of headline and body, case folded."""
        return _WORD.findall(self.text.casefold())

    @cached_property
    def shingles(self) -> list[str]:
        """The distinct runs of three words, in the order of the text; of a shorter text the text itself."""
        words = self.words
        runs = (" ".join(words[i : i + NGRAM]) for i in range(max(1, len(words) - NGRAM + 1)))
        return list(dict.fromkeys(runs)) if words else []


class Match(NamedTuple):
    """The nearest earlier article, and how near it is: 0 to 1, whatever the method's measure."""

    uri: str
    similarity: float


class Method(Protocol):
    """Knows the articles of one stream."""

    def nearest(self, copy: Copy) -> Match | None:
        """The nearest of the articles so far, the earliest of equals, and take this one in."""


@dataclass(frozen=True)
class Baseline:
    """A method that a user would take instead."""

    name: str
    threshold: float
    """Similarity from which the nearest is called the parent."""
    fresh: Callable[[], Method]
    source: str
    """Where the rule stands, in a sentence."""
    needs: tuple[str, ...] = ()
    """Modules without which it cannot run."""
    slow: bool = False
    """Measured on a sample of each set."""

    def judge(self) -> Judge:
        """A judge that has seen nothing yet."""
        method = self.fresh()

        def judge(raw: bytes) -> Event:
            copy = read(raw)
            return verdict(copy, method.nearest(copy), self.threshold)

        return judge


def read(raw: bytes) -> Copy:
    """Parse as the workers do; UnreadableError for what is no article."""
    article = parse(raw)
    headline = article.headline or ""
    return Copy(article.uri, article.version, headline, f"{headline}\n{article.body}")


def verdict(copy: Copy, match: Match | None, threshold: float) -> Event:
    """The event that says it."""
    article = ArticleRef(uri=copy.uri, version=copy.version)
    score = min(1.0, max(0.0, match.similarity)) if match else 0.0
    if match is None or match.similarity < threshold:
        drawn = [_drawn(match.uri, score)] if match else []
        return NewStory(
            model_version="", event_id="", article=article, story_id="", score=score, draws_on=drawn
        )
    return Rewrite(
        model_version="",
        event_id="",
        article=article,
        story_id="",
        rewrite_of=ParentRef(uri=match.uri, event_id="", story_id=""),
        relation="rewrite",
        score=score,
        coverage=_UNKNOWN,
        longest_run=0,
        passages=[],
    )


def _drawn(uri: str, score: float) -> DrawsOn:
    return DrawsOn(
        uri=uri,
        event_id="",
        story_id="",
        kind="background",
        score=score,
        coverage=_UNKNOWN,
        passages=[],
    )
