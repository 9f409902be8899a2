"""The proofs about what is kept: the tables of the desks, and the dead letters."""

from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from schemas import DeadLetter
from streams.detection.entry import Entry, decode
from tests.faults import articles
from tests.faults.case import Case
from tests.faults.reading import Record
from tests.faults.report import Kind, Violation


def tables(case: Case) -> Iterator[Violation]:
    """Each desk's table, folded from its changelog, equals that of the undisturbed run, entry for entry."""
    for number, expected in case.calm.tables.items():
        records = [record for record in case.evidence.changelog if record.partition == number]
        actual = fold(records)
        excused = undeleted(records)
        for key, value in expected.items():
            if key not in actual:
                yield Violation(
                    Kind.TABLE, f"{_article(value)} ({key.hex()}) is not in the table of desk {number}"
                )
            elif actual[key].value != value:
                yield Violation(Kind.TABLE, f"{_article(value)} ({key.hex()}) differs at {actual[key]}")
        for key in actual.keys() - expected.keys() - excused:
            record = actual[key]
            yield Violation(
                Kind.TABLE,
                f"{_article(record.value)} ({record.key!r}) at {record} should not be in the table",
            )


def fold(records: list[Record]) -> dict[bytes, Record]:
    """A table from its changelog: the last value of each key, but of those that were deleted last."""
    table: dict[bytes, Record] = {}
    for record in records:
        if record.value is None:
            table.pop(record.key or b"", None)
        else:
            table[record.key or b""] = record
    return table


def undeleted(records: list[Record]) -> set[bytes]:
    """Keys that are still in the table though they have left, and for which there is an excuse.

    The excuse: the entry that drove them out is the last that was written, so the worker ended before the
    deletions, and none has come after it that would have had to write them.
    """
    puts = [record for record in records if record.value is not None]
    if not puts or (last := _entry(puts[-1].value)) is None:
        return set()
    before = max((entry.oldest for record in puts[:-1] if (entry := _entry(record.value))), default=0)
    left = {key: entry for key, record in fold(records).items() if (entry := _entry(record.value))}
    return {key for key, entry in left.items() if before <= entry.seq < last.oldest}


def letters(case: Case) -> Iterator[Violation]:
    """Dead letters are of what came: with its bytes, with one reason a message, and of no sound article."""
    came = {(r.topic, r.place): r for r in (*case.evidence.raw, *case.evidence.fingerprints)}
    readable = {record.offset for record, _ in case.letters}
    for record in case.evidence.letters:
        if record.offset not in readable:
            yield Violation(Kind.DEADLETTER, f"{record}: no dead letter")
    said: dict[tuple[str, int, int], set[bytes | None]] = defaultdict(set)
    for record, letter in case.letters:
        position = letter.position
        if position is None:
            yield Violation(Kind.DEADLETTER, f"{record}: says not where its message stood")
            continue
        origin = came.get((position.topic, (position.partition, position.offset)))
        said[position.topic, position.partition, position.offset].add(record.value)
        if origin is None:
            yield Violation(Kind.DEADLETTER, f"{record}: of {position}, where nothing stands")
        elif not _holds(letter, origin):
            yield Violation(Kind.DEADLETTER, f"{record}: has other bytes than {origin}")
        elif (
            origin.topic == case.evidence.names.raw
            and articles.sound(origin, case.settings.max_message_bytes)
            and (article := articles.of_raw(origin)) is not None
            and article.uri not in case.poison
        ):
            yield Violation(
                Kind.DEADLETTER, f"{article} at {origin}: a sound article is a dead letter ({letter.reason})"
            )
    for place, different in said.items():
        if len(different) > 1:
            yield Violation(
                Kind.DEADLETTER, f"{place}: {len(different)} different dead letters of one message"
            )


def _holds(letter: DeadLetter, origin: Record) -> bool:
    """Whether the letter has the message's bytes, as far as it keeps them."""
    if letter.payload is None or origin.value is None:
        return letter.payload is None and origin.value is None
    return letter.payload_bytes == len(origin.value) and origin.value.startswith(b64decode(letter.payload))


def _entry(value: bytes | None) -> Entry | None:
    try:
        return decode(value or b"")
    except msgspec.DecodeError:
        return None


def _article(value: bytes | None) -> str:
    entry = _entry(value)
    return entry.uri if entry else "something that is no entry"
