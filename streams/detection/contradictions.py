"""Where what an article says of itself and what its text says disagree."""

from typing import Final

from schemas import Contradiction, Fingerprint, Relation
from streams.detection.method import METHOD
from streams.detection.relation import Claim, Likeness
from streams.detection.verdict import Candidate, Parents

_OTHER_SOURCE: Final = 0.3
"""An article that explains this much more of the text than the declared parent is its source."""


def contradictions(
    parents: Parents, claim: Claim, like: Likeness, named: Relation, version: tuple[str | None, str | None]
) -> list[Contradiction]:
    """Where declaration, marks and text disagree.

    Args:
        parents: the parents.
        claim: what the article says of itself.
        like: how much its text and the best parent's are the same.
        named: the relation that was given.
        version: of the article, and of the best parent.
    """
    best = parents.best
    told = claim.declared is not None and not like.identical and not claim.withdrawn
    told = told and min(best.measures.words_a, best.measures.words_b) >= METHOD.min_tokens
    shared = like.article > 0
    mark = claim.own_mark
    checks: list[tuple[Contradiction, bool]] = [
        ("older_version", claim.order == "earlier"),
        (
            "same_version",
            claim.declared == "version" and None not in version and version[0] == version[1] and told,
        ),
        ("no_common_text", told and not shared),
        ("little_common_text", told and shared and best.score < METHOD.threshold),
        ("text_from_other", told and _from_other(parents)),
        ("marked_unchanged", mark in {"correction", "update"} and like.identical),
        ("repeat_changed", mark == "repeat" and named not in {"repeat", "copy"}),
        (
            "marked_without_parent",
            mark == "correction" and claim.declared is None and named not in {"correction", "repeat", "copy"},
        ),
    ]
    return [name for name, holds in checks if holds]


def _from_other(parents: Parents) -> bool:
    explained = parents.best.measures.cover_a + _OTHER_SOURCE
    return any(c.score >= METHOD.threshold and c.measures.cover_a >= explained for c in parents.others)


def unknown_parent(fingerprint: Fingerprint, candidates: list[Candidate]) -> list[Contradiction]:
    """Whether the article names a parent that the window does not hold."""
    named = fingerprint.evolvedfrom
    if not named or any(c.declared and c.entry.uri == named for c in candidates):
        return []
    return ["parent_unknown"]
