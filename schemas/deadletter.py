"""What could not be read: the original bytes, why, and where they stood (`wire.deadletter`)."""

import re
from enum import StrEnum
from typing import Annotated, Final, Self

from msgspec import Meta, Struct

DEADLETTER_SCHEMA_VERSION = 1
REDRIVEN_FROM: Final = "copytaster-redriven-from"
"""Header of a message that `copytaster deadletters redrive` put back: where it first stood."""
REDRIVEN_LETTER: Final = "copytaster-redriven-letter"
"""And the position of the dead letter that it was made of."""
_POSITION: Final = re.compile(r"([a-zA-Z0-9._-]{1,249})/([0-9]{1,9})/([0-9]{1,18})")


class Reason(StrEnum):
    """Why a message is no article.

    `NO_TEXT` is a sound item (a picture, an event) with nothing to judge; `POISON` one that ended the worker
    at each of WIRE_ATTEMPTS attempts.
    """

    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_TYPE = "wrong_type"
    NO_URI = "no_uri"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    NOT_A_FINGERPRINT = "not_a_fingerprint"
    POISON = "poison"


class Position(Struct, frozen=True):
    """Where the message stood; as text `topic/partition/offset`."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `topic/partition/offset`; ValueError if it is none."""
        found = _POSITION.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:100]!r} is no position: give topic/partition/offset")
        return cls(found[1], int(found[2]), int(found[3]))


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One unreadable message.  `payload` is base64 of the bytes as they came (`payload_bytes` long)."""

    schema_version: int = DEADLETTER_SCHEMA_VERSION
    reason: Reason
    detail: Annotated[str, Meta(description="what was wrong, with what, and where in the message")]
    position: Position | None
    redriven_from: Annotated[
        Position | None,
        Meta(description="where the message first stood, if it was put back from the dead letters"),
    ] = None
    key: Annotated[str | None, Meta(description="base64 of the message key; cut if too large")] = None
    payload: Annotated[str | None, Meta(description="base64; null for a tombstone; cut if too large")]
    payload_bytes: int
    build: str
