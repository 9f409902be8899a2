"""The verdicts that stand on the output topics, small enough to hold those of a desk.

Held is one packed value a verdict, about 300 bytes with its place in the table: 60 MB for 200,000.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import Struct

from schemas import Event, Rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable


class Parent(Struct, frozen=True):
    """What an article is said to derive from."""

    uri: str
    version: str | None
    event_id: str


class Verdict(Struct, frozen=True):
    """What an event says, without the evidence."""

    event: str
    score: float
    relation: str | None = None
    parent: Parent | None = None


class _ParentSaid(Struct, frozen=True):
    uri: str
    event_id: str
    version: str | None = None


class _Said(Struct, frozen=True):
    """The part of an event that is held; whatever else it has is not read."""

    event: str
    event_id: str
    score: float
    relation: str | None = None
    rewrite_of: _ParentSaid | None = None


_Packed: TypeAlias = tuple[str, float, str | None, tuple[str, str | None, str] | None]
_said = msgspec.json.Decoder(_Said)
_unpack = msgspec.msgpack.Decoder(_Packed)


class Standing:
    """Verdicts by the `event_id` of their article."""

    def __init__(self, records: "Iterable[Any]" = ()) -> None:
        self._verdicts: dict[str, bytes] = {}
        self.contradictions = 0
        """Articles about which the topics say one thing and then another: the first counts."""
        self.strange = 0
        """Messages that are no events."""
        for record in records:
            self._add(record.value or b"")

    def __len__(self) -> int:
        return len(self._verdicts)

    def get(self, event_id: str) -> Verdict | None:
        """The verdict on an article; None if none was given."""
        packed = self._verdicts.get(event_id)
        if packed is None:
            return None
        event, score, relation, parent = _unpack.decode(packed)
        return Verdict(event, score, relation, parent and Parent(*parent))

    def _add(self, value: bytes) -> None:
        try:
            said = _said.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.strange += 1
            return
        of = said.rewrite_of
        parent = of and (of.uri, of.version, of.event_id)
        packed = msgspec.msgpack.encode((said.event, said.score, said.relation, parent))
        if self._verdicts.setdefault(said.event_id, packed) != packed:
            self.contradictions += 1


def verdict_of(event: Event) -> Verdict:
    """What an event says, without the evidence."""
    if not isinstance(event, Rewrite):
        return Verdict("new_story", event.score)
    of = event.rewrite_of
    return Verdict("rewrite", event.score, event.relation, Parent(of.uri, of.version, of.event_id))
