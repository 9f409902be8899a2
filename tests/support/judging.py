"""What the topics must carry: a Desk over the articles in the order of wire.fingerprints."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from schemas import NewStory
from schemas.codec import fingerprint_from_bytes, to_json
from streams.detection import Desk, Judgement
from streams.settings import Settings
from streams.topics import Names
from streams.window import window_limits
from tests.support.workers import consume


@dataclass(frozen=True, slots=True)
class Expected:
    """One message that has to be on a topic."""

    topic: str
    key: bytes
    value: bytes


def expected_events(settings: Settings) -> Iterator[tuple[Expected, Judgement]]:
    """Judge what lies on wire.fingerprints, redeliveries too, one desk a partition, in one life."""
    names = Names(settings.prefix)
    desks = [Desk(window_limits(settings)) for _ in range(settings.desks)]
    for message in consume(settings, [names.fingerprints]):
        judgement = desks[message.partition].judge(fingerprint_from_bytes(message.value))
        event = judgement.event
        topic = names.new if isinstance(event, NewStory) else names.rewrite
        yield Expected(topic, event.story_id.encode(), to_json(event)), judgement


def verdict_of(value: bytes) -> tuple[str, str, str, str, str]:
    """What an event says: article, verdict, parent, relation, and its identity."""
    event = orjson.loads(value)
    parent = event.get("rewrite_of") or {}
    return (
        event["article"]["uri"],
        event["event"],
        parent.get("uri", ""),
        event.get("relation", ""),
        event["event_id"],
    )
