"""Counting verdicts: events come in, the lines of a summary go out."""

from collections import Counter
from typing import Final

from rich.table import Table
from rich.text import Text

from schemas import Event, Reason, Rewrite

VERDICTS: Final = {"new_story": "new stories", "rewrite": "rewrites"}


class Tally:
    """How many verdicts of each kind there were, and how many articles could not be read."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter({"new_story": 0, "rewrite": 0})
        self.relations: Counter[str] = Counter()
        self.deadletters: Counter[str] = Counter()
        self.repeats = 0

    @property
    def articles(self) -> int:
        """All that came in, readable or not."""
        return self.verdicts.total() + self.deadletters.total()

    def add(self, event: Event, *, repeat: bool = False) -> None:
        """Count one verdict; `repeat`: it was given before and said again."""
        if isinstance(event, Rewrite):
            self.verdicts["rewrite"] += 1
            self.relations[event.relation] += 1
        else:
            self.verdicts["new_story"] += 1
        self.repeats += repeat

    def add_deadletter(self, reason: Reason) -> None:
        """Count one message that was no article."""
        self.deadletters[reason.value] += 1

    def table(self, seconds: float) -> Table:
        """The summary; `seconds` is how long it all took."""
        table = Table.grid(padding=(0, 2))
        table.add_column()
        table.add_column(justify="right")
        table.add_column()
        rate = f"{self.articles / seconds:,.0f} a second" if seconds else ""
        table.add_row("articles", f"{self.articles:,}", f"in {seconds:.1f} s, {rate}")
        table.add_row("new stories", f"{self.verdicts['new_story']:,}")
        table.add_row("rewrites", f"{self.verdicts['rewrite']:,}", _parts(self.relations))
        table.add_row("unreadable", f"{self.deadletters.total():,}", _parts(self.deadletters))
        if self.repeats:
            table.add_row("said again", f"{self.repeats:,}", "articles that were known, by the same event_id")
        return table


def _parts(counts: Counter[str]) -> Text:
    """Counts by kind, most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Text(", ".join(f"{kind} {count:,}" for kind, count in ordered))
