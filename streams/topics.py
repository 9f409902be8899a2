"""Every topic: its name, what is on it, how it is keyed, cut and kept.  One table for all commands."""

from dataclasses import dataclass
from typing import Final

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
        return f"{self.prefix}wire.raw"

    @property
    def fingerprints(self) -> str:
        """Articles ready to be judged; a partition is a desk."""
        return f"{self.prefix}wire.fingerprints"

    @property
    def new(self) -> str:
        """Verdicts: new stories."""
        return f"{self.prefix}wire.stories.new"

    @property
    def rewrite(self) -> str:
        """Verdicts: rewrites of X."""
        return f"{self.prefix}wire.stories.rewrite"

    @property
    def monitor(self) -> str:
        """Snapshots of the workers."""
        return f"{self.prefix}wire.monitor"

    @property
    def deadletter(self) -> str:
        """What could not be read."""
        return f"{self.prefix}wire.deadletter"

    @property
    def attempts(self) -> str:
        """Messages that ended a worker."""
        return f"{self.prefix}wire.attempts"

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
    key: str
    record: str
    written_by: str
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
            purpose="articles as agencies send them",
            key="any",
            record="Ninjs",
            written_by="agencies, copytaster feed",
            partitions=settings.raw_partitions,
            max_message_bytes=size,
            retention_ms=7 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.fingerprints,
            purpose="articles ready to be judged, in the order of judgement; a partition is a desk",
            key="uri",
            record="Fingerprint",
            written_by="fingerprint worker",
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=7 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.new,
            purpose="verdicts: new stories",
            key="story_id",
            record="NewStory",
            written_by="match worker",
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.rewrite,
            purpose="verdicts: rewrites of X",
            key="story_id",
            record="Rewrite",
            written_by="match worker",
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.monitor,
            purpose="how the workers are doing",
            key="worker instance",
            record="MonitorSnapshot",
            written_by="both workers",
            partitions=1,
            max_message_bytes=1 << 20,
            retention_ms=DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.deadletter,
            purpose="what could not be read, with the reason",
            key="as it came",
            record="DeadLetter",
            written_by="both workers",
            partitions=1,
            max_message_bytes=2 * size,
            retention_ms=30 * DAY_MS,
            min_insync=insync,
        ),
        Topic(
            name=names.attempts,
            purpose="messages that ended a worker, until they are done",
            key="topic/partition/offset",
            record="Attempt",
            written_by="both workers",
            partitions=1,
            max_message_bytes=1 << 20,
            retention_ms=None,
            min_insync=insync,
        ),
        Topic(
            name=names.changelog,
            purpose="the rolling window, for recovery",
            key="article identity",
            record="Entry",
            written_by="match worker",
            partitions=desks,
            max_message_bytes=2 * size,
            retention_ms=None,
            min_insync=insync,
        ),
    )
