"""What a derivation is called: declared identity first, the text second (docs/detection.md)."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas import ArticleRef, Declared, Fingerprint, Mark, Relation
from streams.detection.flags import WORD
from streams.detection.lineage import Order, marked, order
from streams.detection.method import METHOD
from streams.detection.verdict import Candidate, Parents

_WHOLE: Final = 0.85
"""Share of both bodies from which one is a copy of the other ..."""
_SAME: Final = 0.995
"""... and from which nothing was changed."""
_PART: Final = 0.7
"""Share of one body from which it is contained in the other."""
_LONGER: Final = 1.15
_CORRECTED: Final = 0.5
"""Share of either body from which it is this article that is marked as corrected, and no earlier one."""
_WITHDRAWN: Final = frozenset({"canceled", "cancelled", "withheld"})


class Claim(NamedTuple):
    """What an article says of itself and its parent."""

    declared: Declared | None
    marked: Mark | None
    order: Order | None
    """Whether it is the later version of the two; only of a declared parent."""
    foreign: bool
    """Whether the two name different providers."""
    withdrawn: bool
    """Whether the item is taken back: then its text, a notice, is not expected to be the parent's."""

    @property
    def own_mark(self) -> Mark | None:
        """The mark, unless it is another sender's, or an older version's: that speaks of what came before."""
        return None if self.foreign or self.order == "earlier" else self.marked


class Likeness(NamedTuple):
    """How much two texts are the same."""

    article: float
    parent: float
    """Share of each body inside passages."""
    longer: float
    """Words of the article's body for one of the parent's."""
    identical: bool
    """Word for word the same, headline and body."""
    unchanged: bool
    """No figure or name was exchanged, both were read to the end, and what they share stands in one order."""


def claim(fingerprint: Fingerprint, best: Candidate, parent: ArticleRef) -> Claim:
    """What the article says of itself and of `parent`, the article that `best` stands for."""
    declared: Declared | None = None
    if best.declared:
        declared = "version" if best.entry.uri == fingerprint.uri else "evolvedfrom"
    providers = fingerprint.provider, best.entry.provider
    return Claim(
        declared,
        marked(fingerprint),
        order(fingerprint, parent, best.entry.created) if declared == "version" else None,
        foreign=None not in providers and providers[0] != providers[1],
        withdrawn=(fingerprint.pubstatus or "").lower() in _WITHDRAWN,
    )


def likeness(best: Candidate, fingerprint: Fingerprint) -> Likeness:
    """How much the article's text and its parent's are the same."""
    alignment, m = best.alignment, best.measures
    a = alignment.covered_a[fingerprint.headline_tokens :]
    b = alignment.covered_b[best.entry.headline_tokens :]
    whole = not (fingerprint.cut or best.entry.cut)
    identical = whole and m.words_a == m.words_b and fingerprint.headline_tokens == best.entry.headline_tokens
    identical = identical and _same_words(fingerprint, best)
    unchanged = whole and m.changed == 0 and (identical or _in_order(alignment.passages))
    return Likeness(_mean(a), _mean(b), len(a) / max(len(b), 1), identical, unchanged)


def relation(parents: Parents, claim: Claim, like: Likeness, fingerprint: Fingerprint) -> Relation:
    """What the derivation is called: by declaration, then by the text."""
    by_version = claim.declared == "version" and claim.order != "earlier"
    if by_version or (claim.declared == "evolvedfrom" and not claim.foreign):
        return _declared(claim, like, shared=len(parents.best.alignment.passages) > 0)
    text = _by_text(parents, claim, like, own=_own(fingerprint, parents.best))
    weak = parents.best.score < METHOD.threshold and not like.identical
    return "update" if weak and claim.order != "earlier" else text


def _declared(claim: Claim, like: Likeness, *, shared: bool) -> Relation:
    """Of a later version: what it is marked as, if the text bears it out."""
    if like.identical or (claim.marked == "repeat" and _resent(like)):
        return "repeat"
    return "correction" if claim.marked == "correction" and shared else "update"


def _by_text(parents: Parents, claim: Claim, like: Likeness, *, own: bool) -> Relation:
    """Of what no version says."""
    mark = claim.own_mark
    if parents.others:
        return "merge"
    if like.unchanged and min(like.article, like.parent) >= _SAME:
        return "repeat" if own or mark == "repeat" else "copy"
    if mark == "repeat" and _resent(like):
        return "repeat"
    if mark == "update" or (mark == "correction" and max(like.article, like.parent) >= _CORRECTED):
        return mark
    return _by_size(like)


def _by_size(like: Likeness) -> Relation:
    if min(like.article, like.parent) >= _WHOLE:
        return "near_copy"
    if like.parent >= _PART and like.longer >= _LONGER:
        return "expansion"
    if like.article >= _PART and like.longer <= 1 / _LONGER:
        return "excerpt"
    return "rewrite"


def _own(fingerprint: Fingerprint, best: Candidate) -> bool:
    return fingerprint.provider is not None and fingerprint.provider == best.entry.provider


def _resent(like: Likeness) -> bool:
    return like.unchanged and min(like.article, like.parent) >= _WHOLE


def _same_words(fingerprint: Fingerprint, best: Candidate) -> bool:
    tokens = np.frombuffer(fingerprint.tokens, "<u4") & WORD
    return bool(np.array_equal(tokens, np.frombuffer(best.entry.tokens, np.uint32) & WORD))


def _in_order(passages: NDArray[np.int32]) -> bool:
    """Whether passages (k, 3) that follow each other in one text do so in the other: nothing was moved."""
    places = passages[np.argsort(passages[:, 0], kind="stable"), 1]
    return bool(np.all(places[1:] >= places[:-1]))


def _mean(covered: NDArray[np.bool_]) -> float:
    return float(covered.mean()) if len(covered) else 0.0
