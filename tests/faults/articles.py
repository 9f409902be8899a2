"""Articles as an outsider finds them in messages: by the JSON that came, by fingerprints, by events."""

import json
import re
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec

from schemas import Event, Fingerprint, ParentRef, Rewrite
from schemas.codec import event_from_json, fingerprint_from_bytes
from tests.faults.reading import Record

SURROGATES: Final = re.compile("[\ud800-\udfff]")
CONTENT: Final = ("provider", "headline", "body_text", "slugline", "ednote", "pubstatus", "evolvedfrom")
"""What the content digest is made of, in its order (docs/guarantees.md)."""
BESIDE: Final = {"uri", "version", "versioncreated", "language"}
SHORT: Final = 500
"""Characters of a value up to which none is cut."""


class Version(NamedTuple):
    """A version of an item, as it names itself."""

    uri: str
    version: str | None

    def __str__(self) -> str:
        return f"{self.uri} version {self.version}"


class Printed(NamedTuple):
    """A message of `wire.fingerprints`."""

    record: Record
    article: Version
    event_id: str
    digest: bytes
    arrived_ms: int | None
    text: str
    cut: bool

    def says(self, text: str) -> bool:
        """Whether it is of this plain text: it ends with the last word of it, or where it was cut."""
        rest = text.removeprefix(self.text)
        return text.startswith(self.text) and (self.cut or not any(map(str.isalnum, rest)))


class Said(NamedTuple):
    """A verdict."""

    record: Record
    event: Event

    def __str__(self) -> str:
        return f"{self.article} at {self.record}"

    @property
    def article(self) -> Version:
        """Which article it is of."""
        return Version(self.event.article.uri, self.event.article.version)

    def named(self) -> list[tuple[str, ParentRef]]:
        """The earlier articles that it names, and as what."""
        event = self.event
        if isinstance(event, Rewrite):
            return [
                ("rewrite_of", event.rewrite_of),
                *(("other_parents", parent) for parent in event.other_parents),
                *(("alternatives", parent) for parent in event.alternatives),
            ]
        return [("draws_on", source) for source in event.draws_on]


def of_raw(record: Record) -> Version | None:
    """The article as it stands in `wire.raw`; None if the message is no item with a name."""
    try:
        item = json.loads(record.value or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict):
        return None
    uri = next((item[name] for name in ("uri", "guid") if isinstance(item.get(name), str)), None)
    return None if uri is None else Version(_text(uri), _version(item.get("version")))


def sound(record: Record, largest: int) -> bool:
    """Whether a raw message is beyond doubt an article: nothing of it may be among the dead letters."""
    if of_raw(record) is None or len(record.value or b"") > largest // 2:
        return False
    item = json.loads(record.value or b"")
    texts = [item.get(name) for name in ("uri", "body_text", "headline", "versioncreated", "language")]
    return all(isinstance(text, str) for text in texts) and any(map(str.isalnum, texts[1]))


def text_of(record: Record) -> str:
    """The plain text of a sound raw message."""
    return _text(json.loads(record.value or b"")["body_text"])


def digest_of(record: Record) -> bytes | None:
    """The content digest of a sound raw message, made of its JSON as docs/guarantees.md says.

    None for one that says anything by other properties or at unusual length: to know what counts then would
    take the reader that is checked.
    """
    item = json.loads(record.value or b"")
    content = [item.get(name) for name in CONTENT]
    if not item.keys() <= {*CONTENT, *BESIDE} or not all(map(_plain, content[:2] + content[3:])):
        return None
    parts = [None if value is None else _text(value) for value in content]
    return blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()


def printed(record: Record) -> Printed | None:
    """The fingerprint in a message; None if there is none."""
    try:
        fingerprint = fingerprint_from_bytes(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    article = Version(fingerprint.uri, fingerprint.version)
    return Printed(
        record=record,
        article=article,
        event_id=event_id(fingerprint),
        digest=fingerprint.digest,
        arrived_ms=fingerprint.arrived_ms,
        text=fingerprint.body,
        cut=fingerprint.cut,
    )


def said(record: Record) -> Said | None:
    """The event in a message; None if there is none."""
    try:
        return Said(record, event_from_json(record.value or b""))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def event_id(fingerprint: Fingerprint) -> str:
    """The identity of an article version and of its verdict, worked out once more: uri, version, content."""
    parts = msgspec.msgpack.encode((fingerprint.uri, fingerprint.version, fingerprint.digest))
    return blake2b(parts, digest_size=16).hexdigest()


def _plain(value: Any) -> bool:
    """Whether a value other than the body counts as it stands."""
    return value is None or (isinstance(value, str) and len(value) <= SHORT and any(map(str.isalnum, value)))


def _version(value: Any) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None or value == "" else _text(str(value))


def _text(value: str) -> str:
    """Half a surrogate pair cannot be sent on as UTF-8."""
    return SURROGATES.sub("\ufffd", value)
