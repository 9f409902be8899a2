"""What a run found: by kind of input and in all, beside the bounds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np
from rich import box
from rich.table import Table

from tests.fuzz.course import Outcome
from tests.fuzz.plan import Input

REFERENCES: Final = 8_000
"""The slowest article takes at most as long as so many ordinary ones of 500 words ..."""
HANG_S: Final = 15.0
"""... and never so many seconds of the processor, on whatever machine."""
BYTES_PER_BYTE: Final = 64
"""Memory that one message takes at most while it is read, for each byte of the largest message allowed."""
MB: Final = 1_000_000


class Report:
    """Counts, times and memory."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.crashes: list[tuple[Input, Outcome]] = []
        self.seconds: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self._by_kind: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.slowest: tuple[float, str, int] = (0.0, "none", 0)
        self.most: tuple[int, str, int] = (0, "none", 0)
        """Bytes that one input took on top, its kind and its number."""
        self.start = self.peak = self.end = self.window = 0
        """Bytes: after warming up with the window's arrays in memory, at most, at the end; the articles'."""
        self.reference = 0.0
        """Seconds of the processor for an ordinary article of 500 words, measured in the same run."""
        self.digest = ""

    def add(self, one: Input, outcome: Outcome, took: int) -> None:
        """Take one outcome, and how many bytes more than before the process held meanwhile."""
        kind = (one.kind.group, one.kind.name)
        self.results[outcome.result] += 1
        self._by_kind[kind][outcome.result] += 1
        self.seconds[kind].append(outcome.seconds)
        if outcome.result == "dead letter":
            self.reasons[outcome.reason] += 1
        if outcome.result == "crash":
            self.crashes.append((one, outcome))
        self.slowest = max(self.slowest, (outcome.seconds, one.kind.name, len(one.data or b"")))
        self.most = max(self.most, (took, one.kind.name, len(one.data or b"")))

    def broken(self, most_bytes: int) -> Iterator[str]:
        """Each bound that was exceeded, in words; crashes too."""
        for one, outcome in self.crashes:
            yield f"crash at input {one.number} ({one.kind.group}: {one.kind.name}): {outcome.said[:500]}"
        limit = min(HANG_S, REFERENCES * self.reference)
        if self.slowest[0] > limit:
            yield f"slowest article: {self.slowest[0]:.2f} s ({self.slowest[1]}), allowed are {limit:.2f} s"
        if self.most[0] > BYTES_PER_BYTE * most_bytes:
            yield (
                f"memory: {self.most[0] / MB:.0f} MB ({self.most[1]}),"
                f" allowed are {BYTES_PER_BYTE * most_bytes / MB:.0f} MB"
            )

    def by_kind(self) -> Table:
        """A row for each kind."""
        table = Table(title="By kind of input; milliseconds of the processor", box=box.SIMPLE)
        for name in ("", "kind"):
            table.add_column(name)
        for name in (
            "inputs",
            "judged",
            "repeats",
            "dead letters",
            "refused",
            "crashes",
            "p50",
            "p99",
            "max",
        ):
            table.add_column(name, justify="right")
        for (group, name), seconds in self.seconds.items():
            found = self._by_kind[group, name]
            counts = (found[key] for key in ("judged", "repeat", "dead letter", "refused", "crash"))
            times = (*np.percentile(seconds, (50, 99)), max(seconds))
            table.add_row(
                group,
                name,
                f"{len(seconds):,}",
                *(f"{count:,}" for count in counts),
                *(f"{1000 * time:,.1f}" for time in times),
            )
        return table

    def totals(self) -> Table:
        """The figures of the whole run."""
        table = Table(title="In all", box=box.SIMPLE, show_header=False)
        table.add_column()
        table.add_column(justify="right")
        rows = {
            "inputs": f"{self.results.total():,}",
            "judged": f"{self.results['judged']:,}",
            "repeats (said before)": f"{self.results['repeat']:,}",
            "dead letters": f"{self.results['dead letter']:,}",
            **{f"  {reason}": f"{count:,}" for reason, count in self.reasons.most_common()},
            "entries refused when read back": f"{self.results['refused']:,}",
            "crashes": f"{len(self.crashes):,}",
            "an article of 500 words": f"{1000 * self.reference:.2f} ms",
            "slowest article": f"{self.slowest[0]:.2f} s ({self.slowest[1]}, {self.slowest[2] / MB:.2f} MB)",
            "most memory for one message": f"{self.most[0] / MB:.0f} MB"
            f" ({self.most[1]}, {self.most[2] / MB:.2f} MB)",
            "memory at the start": f"{self.start / MB:.0f} MB",
            "... at most": f"{self.peak / MB:.0f} MB",
            "... at the end": f"{self.end / MB:.0f} MB, of which the articles {self.window / MB:.0f} MB",
            "digest of all that was said": self.digest,
        }
        for name, value in rows.items():
            table.add_row(name, value)
        return table
