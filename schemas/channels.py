"""Every topic as others see it: the record on it, its key, who writes and who reads.

`schemas.generate` makes the AsyncAPI document of these; `streams.topics` adds what the broker has to know
besides: partitions by the settings, sizes, retention.
"""

from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from schemas.attempt import Attempt
from schemas.deadletter import DeadLetter
from schemas.events import NewStory, Rewrite
from schemas.fingerprint import Fingerprint
from schemas.monitor import MonitorSnapshot
from schemas.raw import Ninjs

JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A topic: `name` in documents, `address` on the broker (after the installation's prefix)."""

    name: str
    address: str
    purpose: str
    record: type[Struct]
    key_meaning: str
    content_type: str = JSON
    partitions: int = 1
    """How many there are with default settings."""
    sent_by: tuple[str, ...] = ()
    """Which of our workers write it."""
    received_by: tuple[str, ...] = ()
    """Which of our workers read it."""


RAW: Final = Channel(
    name="raw",
    address="wire.raw",
    purpose="articles as agencies send them",
    record=Ninjs,
    key_meaning="any bytes or none: the key is not read",
    partitions=4,
    received_by=("fingerprint",),
)
FINGERPRINTS: Final = Channel(
    name="fingerprints",
    address="wire.fingerprints",
    purpose="articles ready to be judged, in the order of judgement; a partition is a desk",
    record=Fingerprint,
    key_meaning="the article's uri; the partition is the desk of its language, not a hash of the key",
    content_type=MSGPACK,
    sent_by=("fingerprint",),
    received_by=("match",),
)
NEW: Final = Channel(
    name="newStories",
    address="wire.stories.new",
    purpose="verdicts: new stories",
    record=NewStory,
    key_meaning="the story that the article opens",
    sent_by=("match",),
)
REWRITE: Final = Channel(
    name="rewrites",
    address="wire.stories.rewrite",
    purpose="verdicts: rewrites of X",
    record=Rewrite,
    key_meaning="the story that the article belongs to",
    sent_by=("match",),
)
MONITOR: Final = Channel(
    name="monitor",
    address="wire.monitor",
    purpose="how the workers are doing",
    record=MonitorSnapshot,
    key_meaning="the worker's instance: host and process id",
    sent_by=("fingerprint", "match"),
)
DEADLETTER: Final = Channel(
    name="deadletters",
    address="wire.deadletter",
    purpose="what could not be read, with the reason",
    record=DeadLetter,
    key_meaning="the key of the message that could not be read, at most its first 1,024 bytes",
    sent_by=("fingerprint", "match"),
)
ATTEMPTS: Final = Channel(
    name="attempts",
    address="wire.attempts",
    purpose="messages that ended a worker, until they are done",
    record=Attempt,
    key_meaning="where the message stands; no value: its offset is committed",
    sent_by=("fingerprint", "match"),
    received_by=("fingerprint", "match"),
)

CHANNELS: Final = (RAW, FINGERPRINTS, NEW, REWRITE, MONITOR, DEADLETTER, ATTEMPTS)
"""All topics but the window's changelog, which is nobody's but the match worker's."""
