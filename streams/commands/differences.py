"""Two verdicts on one article, the one that stands and the one that would be given: what is different."""

from collections import Counter
from enum import StrEnum
from typing import Final

import orjson
from rich.table import Table

from schemas import ArticleRef, Position
from schemas.codec import to_json
from streams.commands.standing import Verdict

MOVED: Final = 0.1
"""What a score may move by unmentioned."""


class Change(StrEnum):
    """What another judgement would change about an article."""

    SAME = "same"
    NEW_TO_REWRITE = "new_to_rewrite"
    REWRITE_TO_NEW = "rewrite_to_new"
    OTHER_PARENT = "other_parent"
    OTHER_RELATION = "other_relation"
    SCORE_MOVED = "score_moved"
    NOT_JUDGED_THEN = "not_judged_then"
    NOT_JUDGED_NOW = "not_judged_now"
    PARENT_MISSING = "parent_missing"


LABELS: Final = {
    Change.SAME: "same",
    Change.NEW_TO_REWRITE: "new -> rewrite",
    Change.REWRITE_TO_NEW: "rewrite -> new",
    Change.OTHER_PARENT: "other parent",
    Change.OTHER_RELATION: "other relation",
    Change.SCORE_MOVED: f"score moved by more than {MOVED:g}",
    Change.NOT_JUDGED_THEN: "not judged then",
    Change.NOT_JUDGED_NOW: "not judged now",
    Change.PARENT_MISSING: "cannot be told: the parent is missing",
}


def change(then: Verdict | None, now: Verdict | None) -> Change:
    """The first difference that counts; at least one of the verdicts has to be there."""
    if then is None:
        return Change.NOT_JUDGED_THEN
    if now is None:
        return Change.NOT_JUDGED_NOW
    if then.event != now.event:
        return Change.NEW_TO_REWRITE if now.event == "rewrite" else Change.REWRITE_TO_NEW
    if then.parent and now.parent and then.parent.event_id != now.parent.event_id:
        return Change.OTHER_PARENT
    if then.relation != now.relation:
        return Change.OTHER_RELATION
    return Change.SCORE_MOVED if abs(then.score - now.score) > MOVED else Change.SAME


def line(
    what: Change,
    place: Position,
    article: ArticleRef,
    event_id: str,
    then: Verdict | None,
    now: Verdict | None,
) -> bytes:
    """One article whose verdict would change, as a JSON object."""
    return orjson.dumps(
        {
            "change": what.value,
            "position": str(place),
            "event_id": event_id,
            "article": orjson.Fragment(to_json(article)),
            "then": None if then is None else orjson.Fragment(to_json(then)),
            "now": None if now is None else orjson.Fragment(to_json(now)),
        }
    )


class Differences:
    """How many articles there are of each kind of change."""

    def __init__(self) -> None:
        self.counts: Counter[Change] = Counter()
        self.unreadable = 0
        """Messages without a verdict, then as now."""

    @property
    def articles(self) -> int:
        """All that were compared."""
        return self.counts.total()

    @property
    def changed(self) -> int:
        """Those whose verdict would be another."""
        return self.articles - self.counts[Change.SAME] - self.counts[Change.PARENT_MISSING]

    def table(self) -> Table:
        """One row a kind of change."""
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("Verdicts", no_wrap=True)
        table.add_column("Articles", justify="right", no_wrap=True)
        table.add_column("Share", justify="right", no_wrap=True)
        for what, label in LABELS.items():
            if what is Change.PARENT_MISSING and not self.counts[what]:
                continue
            share = f"{self.counts[what] / self.articles:.1%}" if self.articles else ""
            style = "bold" if self.counts[what] and what is not Change.SAME else ""
            table.add_row(label, f"{self.counts[what]:,}", share, style=style)
        return table

    def conclusion(self) -> str:
        """What it comes to, in a line."""
        if not self.articles:
            return "there is nothing to compare"
        untold = self.counts[Change.PARENT_MISSING]
        rest = f"; {untold:,} cannot be told" if untold else ""
        if not self.changed:
            return f"nothing would change for {self.articles - untold:,} articles{rest}"
        return f"{self.changed:,} of {self.articles:,} verdicts would change{rest}"
