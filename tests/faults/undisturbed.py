"""The undisturbed run: one life of each desk over the order in `wire.fingerprints`, as in replay."""

from dataclasses import dataclass

from schemas import Event, NewStory
from schemas.codec import fingerprint_from_bytes, to_json
from streams.detection import Desk
from streams.settings import Settings
from streams.topics import Names
from streams.window import window_limits
from tests.faults.reading import Place, Record


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement that is no repeat: the message that has to be on a topic, and the article's place."""

    place: Place
    topic: str
    key: bytes
    value: bytes
    event: Event


@dataclass(slots=True)
class Undisturbed:
    """What has to be on the topics: judgements by event_id in their order, and each desk's table."""

    judged: dict[str, list[Judged]]
    tables: dict[int, dict[bytes, bytes]]


def run(settings: Settings, fingerprints: list[Record]) -> Undisturbed:
    """Judge everything in the order in which it stands.

    Args:
        settings: The window's limits.
        fingerprints: What the desks had to judge, by partition and offset.
    """
    names, result = Names(settings.prefix), Undisturbed({}, {n: {} for n in range(settings.desks)})
    desks = [Desk(window_limits(settings)) for _ in range(settings.desks)]
    for record in fingerprints:
        desk, table = desks[record.partition], result.tables[record.partition]
        judgement = desk.judge(fingerprint_from_bytes(record.value or b""), record.stands)
        if judgement.entry is None:
            continue
        event = judgement.event
        topic = names.new if isinstance(event, NewStory) else names.rewrite
        judged = Judged(record.place, topic, event.story_id.encode(), to_json(event), event)
        result.judged.setdefault(event.event_id, []).append(judged)
        for key in judgement.expired:
            table.pop(key, None)
        table[judgement.key] = judgement.entry
    return result
