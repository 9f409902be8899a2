"""The proofs about what came: each raw message has its fingerprint, and that is of its content.

A fingerprint says when its raw message reached Kafka: so articles that are sent twice do not stand in for
each other.  Messages of one batch have one time: of those the content says which of the same name is meant.
"""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults import articles
from tests.faults.articles import Printed, Version
from tests.faults.case import Case
from tests.faults.reading import Record
from tests.faults.report import Kind, Violation

Arrival = tuple[Version, int | None]
"""An article and when it reached Kafka."""


def unread(case: Case) -> Iterator[Violation]:
    """Each raw message has its fingerprint or a dead letter."""
    arrived: dict[Arrival, list[Printed]] = defaultdict(list)
    for one in case.printed:
        arrived[one.article, one.arrived_ms].append(one)
    loosely = {(one.article.uri, one.arrived_ms) for one in case.printed}
    for record in case.evidence.raw:
        if record.place in case.in_letters[record.topic]:
            continue
        article = articles.of_raw(record)
        if article is None:
            yield Violation(Kind.LOST, f"{record}: no item, and no dead letter of it")
            continue
        if articles.sound(record, case.settings.max_message_bytes):
            found = any(_is_of(one, record) for one in arrived.get((article, _time(record)), ()))
        else:
            found = (article.uri, _time(record)) in loosely
        if not found:
            yield Violation(Kind.LOST, f"{article} at {record}: no fingerprint and no dead letter")


def contents(case: Case) -> Iterator[Violation]:
    """A fingerprint's digest is that of the content which came under its name at its time.

    It is made once more from the raw JSON: an event_id that is made of it says which content was judged.
    """
    came: dict[Arrival, set[bytes | None]] = defaultdict(set)
    for record in case.evidence.raw:
        if (article := articles.of_raw(record)) is not None:
            sound = articles.sound(record, case.settings.max_message_bytes)
            came[article, _time(record)].add(articles.digest_of(record) if sound else None)
    for one in case.printed:
        digests = came.get((one.article, one.arrived_ms), {None})
        if None not in digests and one.digest not in digests:
            yield Violation(
                Kind.IDENTITY,
                f"{one.article} at {one.record}: {one.digest.hex()} is no digest of its content",
            )


def _is_of(one: Printed, record: Record) -> bool:
    """Whether a fingerprint is of this sound message: by its digest if that can be made, and by its text."""
    digest = articles.digest_of(record)
    return one.says(articles.text_of(record)) and (digest is None or one.digest == digest)


def _time(record: Record) -> int | None:
    return record.timestamp if record.timestamp > 0 else None
