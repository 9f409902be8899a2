"""An earlier article as an event shows it: particulars, passages and coverage."""

from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from schemas import Coverage, Fingerprint, ParentRef, Passage
from streams.detection.dossier import token_spans, unpack
from streams.detection.method import METHOD
from streams.detection.novelty import Run
from streams.detection.verdict import Candidate

DIGITS: Final = 4
"""Decimals of scores and shares."""


class Text(NamedTuple):
    """Where the tokens of the judged article stand."""

    body: str
    headline_tokens: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def text_of(fingerprint: Fingerprint) -> Text:
    """The judged article's token spans."""
    starts = np.frombuffer(fingerprint.starts, "<u4").astype(np.int64)
    ends = starts + np.frombuffer(fingerprint.lengths, "<u2")
    return Text(fingerprint.body, fingerprint.headline_tokens, starts, ends)


class Shown:
    """A candidate as the event shows it: body words only, as characters."""

    def __init__(self, candidate: Candidate, text: Text) -> None:
        self.candidate = candidate
        self.dossier = unpack(candidate.entry)
        self.parent = ParentRef(
            **asdict(self.dossier.article),
            event_id=candidate.entry.key.hex(),
            story_id=self.dossier.story_id,
        )
        self.score = round(candidate.score, DIGITS)
        self.runs = _in_bodies(candidate, text.headline_tokens)
        self.longest = max((words for _, _, words in self.runs), default=0)
        self.starts, self.ends = token_spans(self.dossier)
        self.passages = [self._passage(text, *run) for run in self.runs]
        self.coverage = Coverage(
            share(candidate.alignment.covered_a[text.headline_tokens :]),
            share(candidate.alignment.covered_b[candidate.entry.headline_tokens :]),
        )

    def _passage(self, text: Text, i: int, j: int, words: int) -> Passage:
        here = int(text.starts[i]), int(text.ends[i + words - 1])
        there = int(self.starts[j]), int(self.ends[j + words - 1])
        return Passage(text.body[slice(*here)], here, there)


def _in_bodies(candidate: Candidate, headline: int) -> list[Run]:
    """Passages without what lies in either headline, in the article's order."""
    other = candidate.entry.headline_tokens
    found = []
    for i, j, words in candidate.alignment.passages.tolist():
        cut = max(0, headline - i, other - j)
        if words - cut >= METHOD.min_run:
            found.append((i + cut, j + cut, words - cut))
    return sorted(found)


def share(covered: NDArray[np.bool_]) -> float:
    """Share of the words (n,) that are flagged, 0 of none."""
    return round(int(np.count_nonzero(covered)) / len(covered), DIGITS) if len(covered) else 0.0
