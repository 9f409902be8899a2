"""What the match worker needs to know of an article; the message on `wire.fingerprints` (MessagePack).

The arrays are little-endian bytes, one element a token, in reading order: headline first, then body.
"""

from typing import Annotated

from msgspec import Meta, Struct

FINGERPRINT_SCHEMA_VERSION = 1


class Fingerprint(Struct, frozen=True, kw_only=True, array_like=True):
    """Identity, declared lineage, text and token hashes of one article version."""

    schema_version: int = FINGERPRINT_SCHEMA_VERSION
    uri: str
    version: str | None
    provider: str | None
    headline: str | None
    versioncreated: str | None
    language: str | None
    created: Annotated[float | None, Meta(description="versioncreated as seconds since 1970 UTC")]
    slugline: str | None
    ednote: str | None
    pubstatus: str | None
    evolvedfrom: str | None
    digest: Annotated[
        bytes,
        Meta(
            description="blake2b-128 of a MessagePack array:"
            " provider, headline, body, slugline, ednote, pubstatus, evolvedfrom"
        ),
    ]
    body: Annotated[str, Meta(description="the text that spans count in, up to the last token")]
    tokens: Annotated[bytes, Meta(description="uint32: 27 bits of word hash, 5 flag bits")]
    starts: Annotated[bytes, Meta(description="uint32: first character of the token in its text")]
    lengths: Annotated[bytes, Meta(description="uint16: characters of the token")]
    cut: Annotated[bool, Meta(description="the text goes on beyond the last token")]
    headline_tokens: Annotated[int, Meta(description="how many tokens stand in the headline")]
    arrived_ms: Annotated[
        int | None, Meta(description="when the raw message reached Kafka, for latency only")
    ] = None
