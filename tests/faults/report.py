"""What the checker found: how much of everything there is, and what breaks a promise."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Final

SHOWN: Final = 12
"""Violations of one kind that are printed."""


@unique
class Kind(StrEnum):
    """The promises, each by what breaks it."""

    LOST = "an article without a verdict or a dead letter"
    CONTRADICTION = "two different verdicts for one article version"
    IDENTITY = "an event_id that is not that of its article version"
    UNCOMMITTED = "offsets that are not committed to the end"
    REFERENCE = "a verdict that names an article which came later or never"
    TABLE = "a window that differs from that of an undisturbed run"
    REPLAY = "verdicts that differ from those of a replay"
    ORDER = "verdicts out of the desk's order"
    DEADLETTER = "a dead letter that is none, or says otherwise than what came"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise; `text` names the article and the places."""

    kind: Kind
    text: str


@dataclass(slots=True)
class Counts:
    """How much there was.  Repeats are messages that say once more what an earlier one said."""

    raw: int = 0
    articles: int = 0
    """Article versions: by uri, version and content."""
    fingerprints: int = 0
    fingerprint_repeats: int = 0
    verdicts: int = 0
    verdict_repeats: int = 0
    forgotten: int = 0
    """Judgements of articles that came again after they had left the window."""
    deadletters: int = 0
    deadletter_repeats: int = 0
    changelog: int = 0
    tombstones: int = 0
    window: int = 0
    """Articles in the windows at the end."""
    undeleted: int = 0
    """Articles that left with the very last entry of their desk, and whose deletions were cut off."""

    @property
    def messages(self) -> int:
        """On all topics."""
        return self.raw + self.fingerprints + self.verdicts + self.deadletters + self.changelog

    @property
    def repeats(self) -> int:
        """On all topics."""
        return self.fingerprint_repeats + self.verdict_repeats + self.deadletter_repeats


@dataclass(slots=True)
class Report:
    """Counts and violations; no violations: every promise was kept."""

    counts: Counts = field(default_factory=Counts)
    violations: list[Violation] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every promise was kept."""
        return not self.violations

    def kinds(self) -> Counter[Kind]:
        """How many violations of each kind."""
        return Counter(violation.kind for violation in self.violations)

    def __str__(self) -> str:
        lines = [", ".join(f"{getattr(self.counts, name):,} {name}" for name in self.counts.__slots__)]
        for kind, count in self.kinds().items():
            lines.append(f"{count} x {kind}")
            shown = [violation.text for violation in self.violations if violation.kind is kind][:SHOWN]
            lines += [f"    {text}" for text in shown]
            lines += [f"    and {count - SHOWN} more"] if count > SHOWN else []
        return "\n".join(lines if self.violations else [*lines, "no violation"])
