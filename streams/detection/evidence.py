"""Verdict to event: what a desk says, with the evidence that a reader can check."""

from typing import Final

import numpy as np
from msgspec.structs import asdict

from schemas import (
    Alternative,
    ArticleRef,
    Contradiction,
    DrawsOn,
    Fingerprint,
    NewStory,
    OtherParent,
    Rewrite,
)
from streams.detection.contradictions import contradictions, unknown_parent
from streams.detection.lineage import marked
from streams.detection.news import Weights, describe
from streams.detection.relation import claim, likeness, relation
from streams.detection.reuse import kind
from streams.detection.shown import DIGITS, Shown, text_of
from streams.detection.verdict import Candidate, Parents

_NAMED: Final = 0.05
"""Candidates below this score are no alternative worth naming."""


def new_story(fingerprint: Fingerprint, event_id: str, version: str, candidates: list[Candidate]) -> NewStory:
    """The event of an article that derives from nothing."""
    text = text_of(fingerprint)
    tokens = np.frombuffer(fingerprint.tokens, "<u4")
    shown = [s for s in (Shown(c, text) for c in candidates) if s.passages]
    shown.sort(key=lambda s: -s.coverage.article)
    mark = marked(fingerprint)
    none: list[Contradiction] = ["marked_without_parent"] if mark else []
    return NewStory(
        model_version=version,
        event_id=event_id,
        article=_article(fingerprint),
        story_id=event_id,
        score=round(max((c.score for c in candidates), default=0.0), DIGITS),
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
    best = Shown(parents.best, text)
    named = {parents.best.entry.seq, *(c.entry.seq for c in parents.others)}
    others = [Shown(c, text) for c in parents.others]
    alternatives = (c for c in candidates if c.entry.seq not in named and (c.declared or c.score >= _NAMED))
    rest = [Shown(c, text) for c in alternatives]
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


def _article(fingerprint: Fingerprint) -> ArticleRef:
    return ArticleRef(
        uri=fingerprint.uri,
        version=fingerprint.version,
        provider=fingerprint.provider,
        headline=fingerprint.headline,
        versioncreated=fingerprint.versioncreated,
        language=fingerprint.language,
    )
