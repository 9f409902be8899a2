"""Clough and Stevenson's short answers (2011): is the degree of rewriting to be seen in a pair?

Four-way (cut, light, heavy, non) and binary accuracy, each question's answers told by what the answers to
the other four questions teach.  Also binary by the detector as it is shipped, which learns nothing here:
the five originals arrive first, then one answer, at a desk of its own each time.

Published four-way accuracies: .80 (Clough & Stevenson 2011), .84 (Baer, Zesch & Gurevych 2012).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from schemas import Rewrite
from tests.evaluation.logistic import Floats, fit
from tests.evaluation.sets import Answer
from tests.evaluation.stream import Judge

DEGREES = ("cut", "light", "heavy", "non")
NGRAMS = (1, 2, 3, 5)
_WORD = re.compile(r"\w+")

Features: TypeAlias = Callable[[str, str], Sequence[float]]
"""(answer, original) -> what the classifier sees of the pair."""


@dataclass(frozen=True)
class CloughReport:
    """Accuracies over the answers, and who was taken for what."""

    answers: int
    four_way: int
    """Answers given their right degree."""
    confusion: dict[str, dict[str, int]]
    """Degree by the label -> degree told -> answers."""
    binary: int
    """Answers rightly told derived from not derived, by the same features."""
    shipped: int
    """The same, by the verdict of the detector."""
    called: dict[str, tuple[int, int]]
    """Degree -> (answers that the detector called a rewrite of their original, answers)."""
    mistakes: tuple[tuple[str, str], ...]
    """(answer, degree) of those that the detector got wrong."""


def shared_words(answer: str, original: str) -> list[float]:
    """Containment of the answer's n-grams, and the longest common subsequence, as shares of the answer.

    After Clough & Stevenson 2011, section 5.  The logarithm of the 3-grams tells heavy from non, where
    both are near nothing.
    """
    a, b = _words(answer), _words(original)
    shares = [_containment(a, b, n) for n in NGRAMS]
    return [*shares, log2(shares[2] + 0.02), _longest_common(a, b) / max(1, len(a))]


def judge_answers(
    articles: Mapping[str, bytes],
    answers: Sequence[Answer],
    fresh: Callable[[], Judge],
    features: Features = shared_words,
) -> CloughReport:
    """All figures; `fresh` makes a judge that has seen nothing yet."""
    text = {uri: orjson.loads(raw)["body_text"] for uri, raw in articles.items()}
    rows = np.array([features(text[a.uri], text[a.other]) for a in answers])
    degree = np.array([a.label for a in answers])
    question = np.array([a.other for a in answers])
    told = leave_one_out(rows, degree, question)
    derived = np.where(degree == "non", "no", "yes")
    rewrite = np.array([_is_rewrite(articles, a, fresh()) for a in answers])
    right = rewrite == (degree != "non")
    return CloughReport(
        answers=len(answers),
        four_way=int((told == degree).sum()),
        confusion={a: {b: int(((degree == a) & (told == b)).sum()) for b in DEGREES} for a in DEGREES},
        binary=int((leave_one_out(rows, derived, question) == derived).sum()),
        shipped=int(right.sum()),
        called={a: (int(rewrite[degree == a].sum()), int((degree == a).sum())) for a in DEGREES},
        mistakes=tuple((a.uri, a.label) for a, ok in zip(answers, right, strict=True) if not ok),
    )


def leave_one_out(
    rows: Floats, labels: npt.NDArray[np.str_], groups: npt.NDArray[np.str_]
) -> npt.NDArray[np.str_]:
    """The class told for each row by a model of the rows of the other groups."""
    told = np.empty_like(labels)
    for group in np.unique(groups):
        held = groups == group
        told[held] = fit(rows[~held], labels[~held]).predict(rows[held])
    return told


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _containment(a: list[str], b: list[str], n: int) -> float:
    ours, theirs = (set(zip(*(words[i:] for i in range(n)), strict=False)) for words in (a, b))
    return len(ours & theirs) / max(1, len(ours))


def _longest_common(a: list[str], b: list[str]) -> int:
    """Words of the longest common subsequence, one row of the table at a time."""
    other = np.array(b)
    row = np.zeros(len(b) + 1, np.int64)
    for word in a:
        taken = np.append(0, row[:-1] + (other == word))
        row = np.maximum.accumulate(np.maximum(row, taken))
    return int(row[-1])


def _is_rewrite(articles: Mapping[str, bytes], answer: Answer, judge: Judge) -> bool:
    for uri in sorted(uri for uri in articles if uri.startswith("orig_")):
        judge(articles[uri])
    event = judge(articles[answer.uri])
    return isinstance(event, Rewrite) and event.rewrite_of.uri == answer.other
