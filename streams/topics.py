"""Every topic: its name, and how it is cut and kept.  One table for all commands.

What is on each, who writes it and how it is keyed is said once, in `schemas.channels`.
"""

from dataclasses import dataclass
from typing import Final

from schemas.channels import ATTEMPTS, DEADLETTER, FINGERPRINTS, MONITOR, NEW, RAW, REWRITE
from streams.settings import Settings

WINDOW_TABLE: Final = "window"
DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called on the broker; `prefix` keeps several installations on one cluster apart."""

    prefix: str = ""

    @property
    def raw(self) -> str:
        """Articles as agencies send them."""
        return self.prefix + RAW.address

    @property
    def fingerprints(self) -> str:
        """Articles ready to be judged; a partition is a desk."""
        return self.prefix + FINGERPRINTS.address

    @property
    def new(self) -> str:
        """Verdicts: new stories."""
        return self.prefix + NEW.address

    @property
    def rewrite(self) -> str:
        """Verdicts: rewrites of X."""
        return self.prefix + REWRITE.address

    @property
    def monitor(self) -> str:
        """Snapshots of the workers."""
        return self.prefix + MONITOR.address

    @property
    def deadletter(self) -> str:
        """What could not be read."""
        return self.prefix + DEADLETTER.address

    @property
    def attempts(self) -> str:
        """Messages that ended a worker."""
        return self.prefix + ATTEMPTS.address

    @property
    def fingerprint_app(self) -> str:
        """Faust app and consumer group of the fingerprint workers."""
        return f"{self.prefix}copytaster-fingerprint"

    @property
    def match_app(self) -> str:
        """Faust app and consumer group of the match worker."""
        return f"{self.prefix}copytaster-match"

    @property
    def changelog(self) -> str:
        """The rolling window's changelog, as Faust names it."""
        return f"{self.match_app}-{WINDOW_TABLE}-changelog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as it has to be."""

    name: str
    purpose: str
    partitions: int
    max_message_bytes: int
    retention_ms: int | None
    """None: compacted, kept for ever."""
    min_insync: int
    """Replicas that must have a message before it counts as taken."""

    def config(self) -> dict[str, str]:
        """The topic's Kafka configuration."""
        config = {
            "max.message.bytes": str(self.max_message_bytes),
            "min.insync.replicas": str(self.min_insync),
            # The broker's time, not the writer's: with a writer's clock an hour ahead Kafka would refuse its
            # messages, and with one days behind it would delete them as old before they are read.
            "message.timestamp.type": "LogAppendTime",
        }
        if self.retention_ms is None:
            return config | {
                "cleanup.policy": "compact",
                # What a recovery reads at most: what is kept / (1 - 0.3), and the segment being written: it
                # is never compacted, and on a quiet wire closed after a day.
                "segment.bytes": str(64 << 20),
                "segment.ms": str(DAY_MS),
                "min.cleanable.dirty.ratio": "0.3",
                "delete.retention.ms": str(DAY_MS),
            }
        return config | {"cleanup.policy": "delete", "retention.ms": str(self.retention_ms)}


def topics(settings: Settings) -> tuple[Topic, ...]:
    """All topics of an installation with these settings, in the order of the flow."""
    names = Names(settings.prefix)
    desks, size = settings.desks, settings.max_message_bytes
    # A message is on two replicas at least where there are three, and one broker may be away.
    insync = max(1, settings.replication - 1)
    return (
        Topic(
            name=names.raw,
            purpose=RAW.purpose,
            partitions=settings.raw_partitions,
            max_message_bytes=size,
            retention_ms=7 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.fingerprints,
            purpose=FINGERPRINTS.purpose,
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=7 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.new,
            purpose=NEW.purpose,
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.rewrite,
            purpose=REWRITE.purpose,
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.monitor,
            purpose=MONITOR.purpose,
            partitions=MONITOR.partitions,
            max_message_bytes=1 << 20,
            retention_ms=DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.deadletter,
            purpose=DEADLETTER.purpose,
            partitions=DEADLETTER.partitions,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.attempts,
            purpose=ATTEMPTS.purpose,
            partitions=ATTEMPTS.partitions,
            max_message_bytes=1 << 20,
            retention_ms=None,
            min_insync=insync,
        ),
        Topic(
            name=names.changelog,
            purpose="the rolling window, for recovery",
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=None,
            min_insync=insync,
        ),
    )
