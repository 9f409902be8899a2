"""Marking verdicts on the sample against its truth."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from rich.table import Table

from schemas import Event, NewStory, Rewrite
from streams.sample import Truth, identity

NEW: Final = "new_story"


@dataclass(slots=True)
class Marks:
    """What was right and what was wrong, so far."""

    truth: dict[str, Truth]
    right: Counter[str] = field(default_factory=Counter)
    """Verdict and parent right, by kind."""
    relations: Counter[str] = field(default_factory=Counter)
    """Relation right too, by kind."""
    wrong: list[tuple[Truth, Event]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, event: Event) -> bool:
        """Mark one verdict; returns whether verdict and parent are right.  Repeats are marked once."""
        key = identity(event.article.uri, event.article.version)
        truth = self.truth[key]
        right = is_right(event, truth)
        if key not in self.seen:
            self.seen.add(key)
            self.right[truth.kind] += right
            self.relations[truth.kind] += right and has_right_relation(event, truth)
            if not right:
                self.wrong.append((truth, event))
        return right

    @property
    def missing(self) -> list[str]:
        """The articles that got no verdict."""
        return [key for key in self.truth if key not in self.seen]

    @property
    def perfect(self) -> bool:
        """Whether every article got the right verdict and the right parent."""
        return not self.missing and not self.wrong

    def table(self) -> Table:
        """Right of all, by kind: what derives from earlier copy first."""
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("Kind of item")
        table.add_column("Right verdict")
        for column in ("Items", "Verdict and parent right", "Relation right too"):
            table.add_column(column, justify="right")
        items = Counter((truth.verdict == NEW, truth.kind) for truth in self.truth.values())
        for (new, kind), count in sorted(items.items()):
            style = "" if self.right[kind] == count else "red"
            relation = "" if new else str(self.relations[kind])
            verdict = "new story" if new else "rewrite"
            table.add_row(kind, verdict, str(count), str(self.right[kind]), relation, style=style)
        rewrites = sum(self.relations[kind] for new, kind in items if not new)
        total = (str(len(self.truth)), str(self.right.total()), str(rewrites))
        table.add_row("all", "", *total, style="bold")
        return table


def is_right(event: Event, truth: Truth) -> bool:
    """Whether the verdict and, for a rewrite, the parent are right."""
    if isinstance(event, Rewrite):
        return truth.verdict != NEW and event.rewrite_of.uri in truth.parents
    return truth.verdict == NEW


def has_right_relation(event: Event, truth: Truth) -> bool:
    """Whether the relation is one that fits the way the item was made."""
    return isinstance(event, NewStory) or event.relation in truth.relations
