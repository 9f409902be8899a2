"""A made article and the truth about it."""

from dataclasses import dataclass
from typing import Final

from schemas import Relation
from streams.wire import Article

RELATIONS: Final[dict[str, frozenset[Relation]]] = {
    "copy": frozenset({"copy", "repeat"}),
    "headline": frozenset({"copy", "repeat", "near_copy"}),
    "redateline": frozenset({"near_copy", "copy", "repeat"}),
    "upper": frozenset({"copy", "repeat", "near_copy"}),
    "entities": frozenset({"copy", "repeat", "near_copy"}),
    "mojibake": frozenset({"copy", "repeat", "near_copy"}),
    "typos": frozenset({"near_copy", "copy", "repeat"}),
    "corrected": frozenset({"correction"}),
    "syn10": frozenset({"near_copy", "rewrite"}),
    "syn20": frozenset({"near_copy", "rewrite"}),
    "syn30": frozenset({"rewrite"}),
    "syn40": frozenset({"rewrite"}),
    "syn50": frozenset({"rewrite"}),
    "reorder": frozenset({"near_copy", "rewrite"}),
    "syn20reorder": frozenset({"rewrite"}),
    "syn40reorder": frozenset({"rewrite"}),
    "shuffle": frozenset({"near_copy", "rewrite"}),
    "drop20": frozenset({"excerpt", "near_copy"}),
    "drop40": frozenset({"excerpt"}),
    "trunc60": frozenset({"excerpt"}),
    "trunc30": frozenset({"excerpt"}),
    "trunc10": frozenset({"excerpt"}),
    "lead": frozenset({"excerpt"}),
    "local33": frozenset({"expansion"}),
    "local50": frozenset({"expansion"}),
    "local75": frozenset({"expansion"}),
    "expansion": frozenset({"expansion"}),
    "merge": frozenset({"merge"}),
    "merge3": frozenset({"merge"}),
    "template": frozenset(),
    "figures": frozenset(),
    "quotes": frozenset(),
    "followup": frozenset(),
    "furniture": frozenset(),
}
"""What a derivation of each kind may be called; nothing where the article is a new story.

Where the line between two relations is a matter of taste, both are right.
"""
KINDS: Final = tuple(RELATIONS)
NEW: Final = frozenset(kind for kind, relations in RELATIONS.items() if not relations)
NOISE: Final = frozenset({"copy", "headline", "redateline", "upper", "entities", "mojibake", "typos"})
"""Kinds in which nobody changed what the article says: to call one a correction is wrong."""
CURVES: Final = {
    "words replaced": ("syn10", "syn20", "syn30", "syn40", "syn50"),
    "sentences dropped": ("drop20", "drop40"),
    "cut to": ("trunc60", "trunc30", "trunc10"),
    "local text added": ("local33", "local50", "local75"),
}
"""Kinds that are one kind in several degrees; the degree is the number in the name, in per cent."""


@dataclass(frozen=True)
class Variant:
    """A made article, how it was made, and whether its parents are a right answer."""

    kind: str
    """One of KINDS."""
    article: Article
    derived: bool
    """Whether it is a rewrite of its sources; else it is a new story, whatever it shares with them."""
    sources: tuple[str, ...] = ()
    """The uris of the articles that it was made of."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The uris of all right parents: none of a new story."""
        return self.sources if self.derived else ()

    @property
    def relations(self) -> frozenset[Relation]:
        """What the derivation may be called."""
        return RELATIONS[self.kind]

    @property
    def degree(self) -> int | None:
        """Per cent, of the kinds that come in degrees."""
        digits = "".join(c for c in self.kind if c.isdigit())
        return int(digits) if len(digits) == 2 else None
