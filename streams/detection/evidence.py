"""Verdict to event: the parent's particulars, and the passages that a reader can check."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from schemas import (
    Added,
    Alternative,
    ArticleRef,
    Change,
    Contradiction,
    Coverage,
    DrawsOn,
    Fingerprint,
    NewStory,
    OtherParent,
    ParentRef,
    Passage,
    Rewrite,
)
from streams.detection import novelty
from streams.detection.dossier import Facts, token_spans, unpack
from streams.detection.lineage import marked
from streams.detection.method import METHOD
from streams.detection.relation import claim, contradictions, likeness, relation, unknown_parent
from streams.detection.reuse import kind
from streams.detection.verdict import Candidate, Parents

_NAMED: Final = 0.05
"""Candidates below this score are no alternative worth naming."""
_DIGITS: Final = 4
_MOST: Final = 40
"""Added stretches, and changes, that an event names at most."""

Weights: TypeAlias = Callable[[NDArray[np.uint32]], NDArray[np.float32]]


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
    tokens = np.frombuffer(fingerprint.tokens, "<u4")
    shown = [s for s in (_Shown(c, text) for c in candidates) if s.passages]
    shown.sort(key=lambda s: -s.coverage.article)
    mark = marked(fingerprint)
    none: list[Contradiction] = ["marked_without_parent"] if mark else []
    return NewStory(
        model_version=version,
        event_id=event_id,
        article=_article(fingerprint),
        story_id=event_id,
        score=round(max((c.score for c in candidates), default=0.0), _DIGITS),
        draws_on=[
            DrawsOn(
                **asdict(s.parent),
                kind=kind(s.candidate, tokens),
                score=s.score,
                coverage=s.coverage,
                passages=s.passages,
            )
            for s in shown
        ],
        marked=mark,
        contradictions=[*none, *unknown_parent(fingerprint, candidates)],
    )


def rewrite(
    fingerprint: Fingerprint,
    event_id: str,
    version: str,
    parents: Parents,
    candidates: list[Candidate],
    weights: Weights,
) -> Rewrite:
    """The event of an article that derives from an earlier one.

    Args:
        fingerprint: of the article.
        event_id: the article's.
        version: of the model.
        parents: the parent, and those that explain what it leaves over.
        candidates: all that were compared, best first.
        weights: tokens (n,) to their specificity (n,) in the window.
    """
    text = text_of(fingerprint)
    best = _Shown(parents.best, text)
    named = {parents.best.entry.seq, *(c.entry.seq for c in parents.others)}
    others = [_Shown(c, text) for c in parents.others]
    alternatives = (c for c in candidates if c.entry.seq not in named and (c.declared or c.score >= _NAMED))
    rest = [_Shown(c, text) for c in alternatives]
    said, like = claim(fingerprint, parents.best, best.parent), likeness(parents.best, fingerprint)
    called = relation(parents, said, like, fingerprint)
    versions = fingerprint.version, best.parent.version
    news = describe(fingerprint, parents, best, text, weights)
    return Rewrite(
        model_version=version,
        event_id=event_id,
        article=_article(fingerprint),
        story_id=best.parent.story_id,
        rewrite_of=best.parent,
        relation=called,
        declared=said.declared,
        marked=said.marked,
        contradictions=[
            *contradictions(parents, said, like, called, versions),
            *unknown_parent(fingerprint, candidates),
        ],
        score=best.score,
        coverage=best.coverage,
        longest_run=best.longest,
        passages=best.passages,
        added=news.added,
        dropped=news.dropped,
        changes=news.changes,
        other_parents=[
            OtherParent(**asdict(s.parent), score=s.score, coverage=s.coverage, passages=s.passages)
            for s in others
        ],
        alternatives=[Alternative(**asdict(s.parent), score=s.score, coverage=s.coverage) for s in rest],
    )


class _News(NamedTuple):
    added: list[Added]
    dropped: float
    changes: list[Change]


def describe(
    fingerprint: Fingerprint, parents: Parents, best: "_Shown", text: Text, weights: Weights
) -> _News:
    """What the article adds to all its parents, and leaves out and changes against the best."""
    a, entry = np.frombuffer(fingerprint.tokens, "<u4"), parents.best.entry
    b = np.frombuffer(entry.tokens, np.uint32)
    if not len(a) or not len(b):
        return _News([], 0.0, [])
    others = [np.frombuffer(c.entry.tokens, np.uint32) for c in parents.others]
    covered = parents.best.alignment.covered_a.copy()
    for further in parents.others:
        covered |= further.alignment.covered_a
    known = novelty.known_words(a, b), novelty.known_words(b, a)
    anywhere = known[0].copy()
    for other in others:
        anywhere |= novelty.known_words(a, other)
    fresh = novelty.unsaid(a, fingerprint.headline_tokens, covered, anywhere, weights(a))
    gone = novelty.unsaid(b, entry.headline_tokens, parents.best.alignment.covered_b, known[1], weights(b))
    headlines = fingerprint.headline_tokens, entry.headline_tokens
    exchanged = novelty.exchanges(a, b, headlines, best.runs, known, _MOST)
    return _News(
        [_added(text, stretch) for stretch in novelty.stretches(fresh, _MOST)],
        _share(gone[entry.headline_tokens :]),
        _changes(text, best, exchanged, Facts(best.dossier, b, entry.headline_tokens)) if exchanged else [],
    )


def _added(text: Text, words: novelty.Words) -> Added:
    span = int(text.starts[words[0]]), int(text.ends[words[1] - 1])
    return Added(text.body[slice(*span)], span)


def _changes(text: Text, best: "_Shown", exchanged: list[novelty.Exchange], facts: Facts) -> list[Change]:
    found = []
    for here, there, of in exchanged:
        now = int(text.starts[here[0]]), int(text.ends[here[1] - 1])
        was = int(best.starts[there[0]]), int(best.ends[there[1] - 1])
        words = facts.text(*was)
        if words is not None:
            found.append(Change(of, words, text.body[slice(*now)], now, was))
    return found


class _Shown:
    """A candidate as the event shows it: body words only, as characters."""

    def __init__(self, candidate: Candidate, text: Text) -> None:
        self.candidate = candidate
        self.dossier = unpack(candidate.entry.dossier)
        self.parent = ParentRef(
            **asdict(self.dossier.article),
            event_id=candidate.entry.key.hex(),
            story_id=self.dossier.story_id,
        )
        self.score = round(candidate.score, _DIGITS)
        self.runs = _in_bodies(candidate, text.headline_tokens)
        self.longest = max((words for _, _, words in self.runs), default=0)
        self.starts, self.ends = token_spans(self.dossier)
        self.passages = [self._passage(text, *run) for run in self.runs]
        self.coverage = Coverage(
            _share(candidate.alignment.covered_a[text.headline_tokens :]),
            _share(candidate.alignment.covered_b[candidate.entry.headline_tokens :]),
        )

    def _passage(self, text: Text, i: int, j: int, words: int) -> Passage:
        here = int(text.starts[i]), int(text.ends[i + words - 1])
        there = int(self.starts[j]), int(self.ends[j + words - 1])
        return Passage(text.body[slice(*here)], here, there)


def _in_bodies(candidate: Candidate, headline: int) -> list[novelty.Run]:
    """Passages without what lies in either headline, in the article's order."""
    other = candidate.entry.headline_tokens
    found = []
    for i, j, words in candidate.alignment.passages.tolist():
        cut = max(0, headline - i, other - j)
        if words - cut >= METHOD.min_run:
            found.append((i + cut, j + cut, words - cut))
    return sorted(found)


def _share(covered: NDArray[np.bool_]) -> float:
    return round(int(np.count_nonzero(covered)) / len(covered), _DIGITS) if len(covered) else 0.0


def _article(fingerprint: Fingerprint) -> ArticleRef:
    return ArticleRef(
        uri=fingerprint.uri,
        version=fingerprint.version,
        provider=fingerprint.provider,
        headline=fingerprint.headline,
        versioncreated=fingerprint.versioncreated,
        language=fingerprint.language,
    )
