"""The whole measurement of one set: made variants into the stream, through the desk, counted."""

from dataclasses import dataclass
from typing import Any

from streams.detection import MODEL_VERSION
from tests.evaluation import stream
from tests.evaluation.stress import copy as copies
from tests.evaluation.stress.inject import passes
from tests.evaluation.stress.inject import stream as injected
from tests.evaluation.stress.outcome import Answer, answers, figures

PER = 120


@dataclass(frozen=True)
class Stress:
    """What came out for one set."""

    copy: copies.Copy
    answers: list[Answer]
    passes: int
    seconds: float

    def figures(self) -> dict[str, Any]:
        """As plain dicts and numbers."""
        return {
            "set": self.copy.name,
            "model_version": MODEL_VERSION,
            "articles": len(self.copy.raw),
            "variants": len(self.answers),
            "passes": self.passes,
            "seconds": self.seconds,
            **figures(self.answers),
        }


def run(name: str, per: int = PER, seed: int = 7) -> Stress:
    """Up to `per` variants of each kind of the set `name` (one of copy.NAMES), judged within its stream."""
    copy = copies.load(name, seed)
    providers = {article.uri: article.provider for article in reversed(copy.articles)}
    found: list[Answer] = []
    seconds = 0.0
    dealt = passes(copy, per, seed)
    for one in dealt:
        done = stream.run(injected(copy, one), stream.shipped(stream.WHOLE_STREAM))
        found += answers(one.items, done.events, providers)
        seconds += done.seconds or 0.0
    return Stress(copy, found, len(dealt), seconds)


def stress_figures(name: str, per: int = PER) -> dict[str, Any]:
    """The figures of one set, for a report."""
    return run(name, per).figures()
