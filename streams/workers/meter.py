"""What a worker has done: counts since its start, and the latencies of the present interval."""

from collections import Counter
from typing import Final

import numpy as np

from schemas import Event, Latency, Reason, Rewrite

MOST_LATENCIES: Final = 100_000
"""As many as are kept of one interval; the later ones of a very fast one are not missed."""


class Meter:
    """Counts; `take_latency` ends the interval for the latencies."""

    def __init__(self) -> None:
        self.processed = 0
        self.repeats = 0
        self.verdicts: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.deadletters: Counter[str] = Counter()
        self._latencies: list[float] = []

    def dead_letter(self, reason: Reason) -> None:
        """A message could not be read."""
        self.processed += 1
        self.deadletters[reason.value] += 1

    def article(self) -> None:
        """An article was fingerprinted."""
        self.processed += 1

    def repeat(self) -> None:
        """A known article came again: its verdict was said again, or is gone with it (`Desk.held`)."""
        self.processed += 1
        self.repeats += 1

    def verdict(self, event: Event, latency_ms: float | None) -> None:
        """An article was judged for the first time.

        Args:
            event: What was said of it.
            latency_ms: Since its raw message reached Kafka; None if that is not known.
        """
        self.processed += 1
        if isinstance(event, Rewrite):
            self.verdicts["rewrite"] += 1
            self.relations[event.relation] += 1
        else:
            self.verdicts["new_story"] += 1
        if latency_ms is not None and len(self._latencies) < MOST_LATENCIES:
            self._latencies.append(latency_ms)

    def take_latency(self) -> Latency | None:
        """Percentiles since the last call; None without verdicts."""
        values, self._latencies = self._latencies, []
        if not values:
            return None
        p50, p99 = np.percentile(values, (50, 99))
        return Latency(p50=round(float(p50), 1), p99=round(float(p99), 1))
