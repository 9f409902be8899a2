"""What could not be read: the original bytes, why, and where they stood (`wire.deadletter`)."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

DEADLETTER_SCHEMA_VERSION = 1


class Reason(StrEnum):
    """Why a message is no article.  `NO_TEXT` is a sound item (a picture, an event) with nothing to judge."""

    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_TYPE = "wrong_type"
    NO_URI = "no_uri"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    NOT_A_FINGERPRINT = "not_a_fingerprint"


class Position(Struct, frozen=True):
    """Where the message stood."""

    topic: str
    partition: int
    offset: int


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One unreadable message.  `payload` is base64 of the bytes as they came (`payload_bytes` long)."""

    schema_version: int = DEADLETTER_SCHEMA_VERSION
    reason: Reason
    detail: Annotated[str, Meta(description="what was wrong, with what, and where in the message")]
    position: Position | None
    key: Annotated[str | None, Meta(description="base64 of the message key; cut if too large")] = None
    payload: Annotated[str | None, Meta(description="base64; null for a tombstone; cut if too large")]
    payload_bytes: int
    build: str
