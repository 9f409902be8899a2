"""A message that ended a worker, and how often (`wire.attempts`): kept until its offset is committed."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.deadletter import Position

ATTEMPT_SCHEMA_VERSION = 1


class Attempt(Struct, frozen=True, kw_only=True):
    """How often a message ended a worker that had it in hand.  Its key: topic/partition/offset."""

    schema_version: int = ATTEMPT_SCHEMA_VERSION
    position: Position
    digest: Annotated[str, Meta(description="blake2b-64 of the message's value, hexadecimal")]
    attempts: Annotated[int, Meta(ge=1)]
    exit_code: Annotated[int, Meta(description="of the last attempt: 70 an error, 71 a hang")]
    error: Annotated[str, Meta(description="what the last attempt ended with")]
    build: str
