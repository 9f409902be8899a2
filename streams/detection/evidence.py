"""Verdict to event: the parent's particulars, and the passages that a reader can check."""

from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from schemas import (
    Alternative,
    ArticleRef,
    Coverage,
    DrawsOn,
    Fingerprint,
    NewStory,
    OtherParent,
    ParentRef,
    Passage,
    Rewrite,
)
from streams.detection.entry import token_spans, unpack
from streams.detection.method import METHOD
from streams.detection.relation import relation
from streams.detection.verdict import Candidate, Parents

_NAMED: Final = 0.05
"""Candidates below this score are no alternative worth naming."""
_DIGITS: Final = 4


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


def new_story(fingerprint: Fingerprint, event_id: str, version: str, candidates: list[Candidate]) -> NewStory:
    """The event of an article that derives from nothing."""
    text = text_of(fingerprint)
    shown = [_Shown(c, text) for c in candidates]
    return NewStory(
        model_version=version,
        event_id=event_id,
        article=_article(fingerprint),
        story_id=event_id,
        score=round(max((c.score for c in candidates), default=0.0), _DIGITS),
        draws_on=[
            DrawsOn(**asdict(s.parent), score=s.score, coverage=s.coverage, passages=s.passages)
            for s in shown
            if s.passages and (s.coverage.article >= METHOD.draws_on or s.longest >= METHOD.draws_on_run)
        ],
    )


def rewrite(
    fingerprint: Fingerprint, event_id: str, version: str, parents: Parents, candidates: list[Candidate]
) -> Rewrite:
    """The event of an article that derives from an earlier one."""
    text = text_of(fingerprint)
    best = _Shown(parents.best, text)
    named = {parents.best.entry.seq, *(c.entry.seq for c in parents.others)}
    others = [_Shown(c, text) for c in parents.others]
    rest = [_Shown(c, text) for c in candidates if c.entry.seq not in named and c.score >= _NAMED]
    return Rewrite(
        model_version=version,
        event_id=event_id,
        article=_article(fingerprint),
        story_id=best.parent.story_id,
        rewrite_of=best.parent,
        relation=relation(parents, fingerprint),
        score=best.score,
        coverage=best.coverage,
        longest_run=best.longest,
        passages=best.passages,
        other_parents=[
            OtherParent(**asdict(s.parent), score=s.score, coverage=s.coverage, passages=s.passages)
            for s in others
        ],
        alternatives=[Alternative(**asdict(s.parent), score=s.score, coverage=s.coverage) for s in rest],
    )


class _Shown:
    """A candidate as the event shows it: body words only, as characters."""

    def __init__(self, candidate: Candidate, text: Text) -> None:
        dossier = unpack(candidate.entry.dossier)
        self.parent = ParentRef(
            **asdict(dossier.event.article),
            event_id=dossier.event.event_id,
            story_id=dossier.event.story_id,
        )
        self.score = round(candidate.score, _DIGITS)
        runs = _in_bodies(candidate, text.headline_tokens)
        self.longest = int(runs[:, 2].max(initial=0))
        starts, ends = token_spans(dossier)
        self.passages = [
            Passage(
                text.body[int(text.starts[i]) : int(text.ends[i + n - 1])],
                (int(text.starts[i]), int(text.ends[i + n - 1])),
                (int(starts[j]), int(ends[j + n - 1])),
            )
            for i, j, n in runs.tolist()
        ]
        self.coverage = Coverage(
            _share(candidate.alignment.covered_a[text.headline_tokens :]),
            _share(candidate.alignment.covered_b[candidate.entry.headline_tokens :]),
        )


def _in_bodies(candidate: Candidate, headline: int) -> NDArray[np.int32]:
    """Passages (k, 3) without what lies in either headline, in the article's order."""
    runs = candidate.alignment.passages
    cut = np.maximum(0, np.maximum(headline - runs[:, 0], candidate.entry.headline_tokens - runs[:, 1]))
    runs = runs + np.stack((cut, cut, -cut), axis=1)
    runs = runs[runs[:, 2] >= METHOD.min_run]
    ordered: NDArray[np.int32] = runs[np.argsort(runs[:, 0], kind="stable")]
    return ordered


def _share(covered: NDArray[np.bool_]) -> float:
    return round(float(covered.mean()), _DIGITS) if len(covered) else 0.0


def _article(fingerprint: Fingerprint) -> ArticleRef:
    return ArticleRef(
        uri=fingerprint.uri,
        version=fingerprint.version,
        provider=fingerprint.provider,
        headline=fingerprint.headline,
        versioncreated=fingerprint.versioncreated,
        language=fingerprint.language,
    )
