"""The records on the topics: what each field means, in one place, with no dependency on the rest.

Every record is a msgspec type.  `schemas.codec` turns them into bytes and back, `schemas.generate`
into JSON Schemas and the AsyncAPI document under `schemas/generated/`.
"""

from schemas.attempt import ATTEMPT_SCHEMA_VERSION, Attempt
from schemas.deadletter import REDRIVEN_FROM, REDRIVEN_LETTER, DeadLetter, Position, Reason
from schemas.events import (
    EVENT_SCHEMA_VERSION,
    Added,
    Alternative,
    ArticleRef,
    Change,
    Contradiction,
    Coverage,
    Declared,
    DrawsOn,
    Event,
    Mark,
    NewStory,
    OtherParent,
    ParentRef,
    Passage,
    Relation,
    Rewrite,
)
from schemas.fingerprint import FINGERPRINT_SCHEMA_VERSION, Fingerprint
from schemas.monitor import MONITOR_SCHEMA_VERSION, Latency, MonitorSnapshot, RecoveryState, WindowState
from schemas.raw import Ninjs, NinjsAssociation, NinjsInfosource, NinjsText

__all__ = [
    "ATTEMPT_SCHEMA_VERSION",
    "EVENT_SCHEMA_VERSION",
    "FINGERPRINT_SCHEMA_VERSION",
    "MONITOR_SCHEMA_VERSION",
    "REDRIVEN_FROM",
    "REDRIVEN_LETTER",
    "Added",
    "Alternative",
    "ArticleRef",
    "Attempt",
    "Change",
    "Contradiction",
    "Coverage",
    "DeadLetter",
    "Declared",
    "DrawsOn",
    "Event",
    "Fingerprint",
    "Latency",
    "Mark",
    "MonitorSnapshot",
    "NewStory",
    "Ninjs",
    "NinjsAssociation",
    "NinjsInfosource",
    "NinjsText",
    "OtherParent",
    "ParentRef",
    "Passage",
    "Position",
    "Reason",
    "RecoveryState",
    "Relation",
    "Rewrite",
    "WindowState",
]
