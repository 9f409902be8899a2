"""Every topic: its name, what is on it, how it is keyed, cut and kept.  One table for all commands."""

from dataclasses import dataclass
from typing import Final, Literal

from streams.settings import Settings

RAW: Final = "wire.raw"
FINGERPRINTS: Final = "wire.fingerprints"
NEW: Final = "wire.stories.new"
REWRITE: Final = "wire.stories.rewrite"
MONITOR: Final = "wire.monitor"
DEADLETTER: Final = "wire.deadletter"

FINGERPRINT_APP: Final = "copytaster-fingerprint"
MATCH_APP: Final = "copytaster-match"
WINDOW_TABLE: Final = "window"
WINDOW_CHANGELOG: Final = f"{MATCH_APP}-{WINDOW_TABLE}-changelog"

DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it has to be."""

    name: str
    purpose: str
    key: str
    record: str
    partitions: int
    retention_ms: int | None
    """None: compacted, kept for ever."""
    max_message_bytes: int
    written_by: Literal["agencies", "fingerprint", "match", "workers"]

    def config(self) -> dict[str, str]:
        """The topic's Kafka configuration."""
        config = {"max.message.bytes": str(self.max_message_bytes)}
        if self.retention_ms is None:
            return config | {
                "cleanup.policy": "compact",
                "segment.bytes": str(64 << 20),
                "min.cleanable.dirty.ratio": "0.3",
                "delete.retention.ms": str(DAY_MS),
            }
        return config | {"cleanup.policy": "delete", "retention.ms": str(self.retention_ms)}


def topics(settings: Settings) -> tuple[Topic, ...]:
    """All topics of an installation with these settings."""
    desks, raw, size = settings.desks, settings.raw_partitions, settings.max_message_bytes
    return (
        Topic(RAW, "articles as agencies send them", "any", "Ninjs", raw, 7 * DAY_MS, size, "agencies"),
        Topic(
            FINGERPRINTS, "articles ready to be judged, in the order of judgement", "uri", "Fingerprint",
            desks, 7 * DAY_MS, 2 * size, "fingerprint",
        ),
        Topic(NEW, "verdicts: new stories", "story_id", "NewStory", desks, 30 * DAY_MS, size, "match"),
        Topic(REWRITE, "verdicts: rewrites of X", "story_id", "Rewrite", desks, 30 * DAY_MS, size, "match"),
        Topic(MONITOR, "how the workers are doing", "worker instance", "MonitorSnapshot", 1, DAY_MS,
              size, "workers"),
        Topic(DEADLETTER, "what could not be read, with the reason", "as it came", "DeadLetter", 1,
              30 * DAY_MS, 2 * size, "workers"),
        Topic(WINDOW_CHANGELOG, "the rolling window, for recovery", "article identity", "entry", desks,
              None, 2 * size, "match"),
    )  # fmt: skip
