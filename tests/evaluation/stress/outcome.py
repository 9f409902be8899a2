"""What the desk made of the variants, counted by kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import Event, Rewrite
from tests.evaluation.stress.inject import Item
from tests.evaluation.stress.variant import CURVES, KINDS, NEW, NOISE, Variant


@dataclass(frozen=True)
class Answer:
    """A variant and the event about it."""

    variant: Variant
    event: Event
    base_provider: str | None

    @property
    def named(self) -> tuple[str, ...]:
        """The parents that the event names; none of a new story."""
        if not isinstance(self.event, Rewrite):
            return ()
        return (self.event.rewrite_of.uri, *(parent.uri for parent in self.event.other_parents))

    @property
    def right(self) -> bool:
        """Derived: one of its parents is named.  New: it is not called a rewrite of its source.

        Page furniture has no source in the stream: any parent is wrong.
        """
        if self.variant.derived:
            return bool(set(self.named) & set(self.variant.parents))
        if self.variant.kind == "furniture":
            return not self.named
        return not set(self.named) & set(self.variant.sources)

    @property
    def whole(self) -> bool:
        """All parents are named."""
        return self.variant.derived and set(self.variant.parents) <= set(self.named)

    @property
    def of_other(self) -> bool:
        """It is called a rewrite of something that it has nothing from, and of nothing else."""
        return bool(self.named) and not set(self.named) & set(self.variant.sources)

    @property
    def drawn(self) -> bool:
        """A new story that names its source (of page furniture: another page) in what it draws on."""
        return self.drawn_as is not None

    @property
    def drawn_as(self) -> str | None:
        """What it is said to have from its source: background, quotes or boilerplate."""
        if isinstance(self.event, Rewrite):
            return None
        furnished = self.variant.kind == "furniture"
        for source in self.event.draws_on:
            if source.uri.endswith("/furniture") if furnished else source.uri in self.variant.sources:
                return source.kind
        return None

    @property
    def relation(self) -> str:
        """What it is called."""
        return self.event.relation if isinstance(self.event, Rewrite) else "new"

    @property
    def named_right(self) -> bool:
        """Found, and by a right name; a correction that another provider runs is also a near copy."""
        right = self.variant.relations | ({"near_copy"} if not self.own and self._corrects else set())
        return self.right and self.relation in right

    @property
    def _corrects(self) -> bool:
        return self.variant.kind == "corrected"

    @property
    def own(self) -> bool:
        """Whether it came from the provider of its source."""
        return self.variant.article.provider == self.base_provider


@dataclass
class Count:
    """The answers of one kind."""

    answers: list[Answer] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Counts and shares; `share` is None where there is nothing to share."""
        found = self.answers
        right = [answer for answer in found if answer.right]
        own, foreign = ([a for a in found if a.own is same] for same in (True, False))
        return {
            "n": len(found),
            "right": len(right),
            "share": share(len(right), len(found)),
            "whole": sum(answer.whole for answer in found),
            "of_other": sum(answer.of_other for answer in found),
            "drawn": sum(answer.drawn for answer in found),
            "drawn_as": dict(Counter(a.drawn_as for a in found if a.drawn_as).most_common()),
            "relations": dict(Counter(answer.relation for answer in found).most_common()),
            "relation_right": sum(answer.named_right for answer in right),
            "same_provider": share(sum(a.right for a in own), len(own)),
            "other_provider": share(sum(a.right for a in foreign), len(foreign)),
        }


def answers(
    items: Iterable[Item], events: Mapping[str, Event], providers: Mapping[str, str | None]
) -> list[Answer]:
    """The variants with their events; `providers` are those of the sources, by uri."""
    return [
        Answer(item.variant, events[item.variant.article.uri], providers[item.variant.sources[0]])
        for item in items
        if item.variant.article.uri in events
    ]


def figures(found: Iterable[Answer]) -> dict[str, Any]:
    """Everything that is reported: by kind, by degree, relations, noise taken for a correction."""
    counts = {kind: Count() for kind in KINDS}
    for answer in found:
        counts[answer.variant.kind].answers.append(answer)
    kinds = {kind: count.figures() for kind, count in counts.items()}
    derived = [kinds[kind] for kind in KINDS if kind not in NEW]
    return {
        "kinds": kinds,
        "curves": {
            name: {kind[-2:]: kinds[kind]["share"] for kind in members} for name, members in CURVES.items()
        },
        "derived": _together(derived),
        "new": _together([kinds[kind] for kind in NEW]),
        "relations": {
            "right": sum(kind["relation_right"] for kind in derived),
            "n": sum(kind["right"] for kind in derived),
        },
        "noise_called_correction": {
            "of": sum(kinds[kind]["n"] for kind in NOISE),
            "n": sum(kinds[kind]["relations"].get("correction", 0) for kind in NOISE),
        },
    }


def share(part: int, whole: int) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def _together(kinds: list[dict[str, Any]]) -> dict[str, Any]:
    right, n = sum(kind["right"] for kind in kinds), sum(kind["n"] for kind in kinds)
    return {"n": n, "right": right, "share": share(right, n)}
