"""What the agents do with one message: topic, key, partition, bytes, and in which order."""

import math
import struct
from base64 import b64decode
from collections.abc import Iterator, MutableMapping
from types import SimpleNamespace
from typing import Any

import msgspec
import orjson
import pytest

from schemas import DeadLetter, Fingerprint, NewStory
from schemas.codec import fingerprint_from_bytes, fingerprint_to_bytes, from_json, to_json
from streams.detection import Desk, Judgement, WindowLimits, fingerprint
from streams.detection.flags import TAKEN
from streams.detection.method import METHOD
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names
from streams.wire import parse
from streams.workers.fingerprinting import Fingerprinter
from streams.workers.matching import Matcher
from streams.workers.meter import Meter
from streams.workers.received import decode, place_of
from tests.support import made_wire

SETTINGS = Settings(desks=2, desk_of_language={"de": 1}, window_articles=100)
NAMES = Names()
RAW = made_wire.lines(130)
TOKENS = len(fingerprint(parse(RAW[0])).tokens) // 4
TOO_MANY = METHOD.max_tokens + 1


class Journal:
    """An outbox that writes down what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes | None, bytes, int | None]] = []

    async def send(self, topic: str, key: bytes | None, value: bytes, partition: int | None = None) -> None:
        """Write it down."""
        self.sent.append((topic, key, value, partition))


class Table(MutableMapping[bytes, bytes]):
    """A table that writes down its changelog, deletions as None."""

    def __init__(self) -> None:
        self.log: list[tuple[bytes, bytes | None]] = []

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.log.append((key, value))

    def __delitem__(self, key: bytes) -> None:
        self.log.append((key, None))

    def __getitem__(self, key: bytes) -> bytes:
        raise AssertionError("the agent reads no table")

    def __iter__(self) -> Iterator[bytes]:
        raise AssertionError("the agent reads no table")

    def __len__(self) -> int:
        raise AssertionError("the agent reads no table")


class Desks:
    """Desks as the store has them after a recovery in which some keys had expired."""

    def __init__(self, *expired: bytes) -> None:
        self.desks = [Desk(WindowLimits(articles=SETTINGS.window_articles)) for _ in range(SETTINGS.desks)]
        self.expired = list(expired)

    def desk(self, partition: int) -> Desk:
        """The desk of a partition."""
        return self.desks[partition]

    def take_expired(self, partition: int) -> list[bytes]:
        """What expired at desk 0, once."""
        taken, self.expired = (self.expired, []) if partition == 0 else ([], self.expired)
        return taken


def incoming(
    value: bytes | None,
    *,
    partition: int = 0,
    offset: int = 7,
    timestamp: float | None = 1_900_000_000.25,
    key: bytes | None = b"key",
) -> Any:
    """A message as Faust gives it."""
    return SimpleNamespace(
        topic="in", partition=partition, offset=offset, key=key, value=value, timestamp=timestamp, headers=()
    )


def _fingerprint(line: bytes) -> bytes:
    return fingerprint_to_bytes(fingerprint(parse(line), arrived_ms=1))


async def test_an_article_becomes_a_fingerprint_under_its_uri_at_its_desk() -> None:
    """Key, partition by language and arrival time are those of the message."""
    journal, meter = Journal(), Meter()
    worker = Fingerprinter(SETTINGS, journal, meter)
    german = orjson.dumps(orjson.loads(RAW[1]) | {"language": "de-AT"})
    await worker.handle(incoming(RAW[0]))
    await worker.handle(incoming(german))
    (first, second) = journal.sent
    assert first[0] == NAMES.fingerprints
    assert first[1] == b"urn:made:1:0"
    assert (first[3], second[3]) == (0, 1)
    assert fingerprint_from_bytes(first[2]) == fingerprint(parse(RAW[0]), arrived_ms=1_900_000_000_250)
    assert meter.processed == 2


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b"\xff", b'{"uri": "x"}'])
async def test_an_unreadable_message_becomes_a_dead_letter(value: bytes | None) -> None:
    """Nothing goes to the desks; the letter says where the message stood."""
    journal, meter = Journal(), Meter()
    await Fingerprinter(SETTINGS, journal, meter).handle(incoming(value, partition=3))
    ((topic, key, letter, _),) = journal.sent
    assert (topic, key) == (NAMES.deadletter, b"key")
    read = from_json(letter, DeadLetter)
    assert read.position is not None
    assert (read.position.topic, read.position.partition, read.position.offset) == ("in", 3, 7)
    assert sum(meter.deadletters.values()) == 1


async def test_a_verdict_goes_to_its_topic_with_the_bytes_of_the_desk() -> None:
    """Topic by verdict, key story_id, partition of the desk; one table entry each, under the article."""
    journal, table = Journal(), Table()
    matcher = Matcher(SETTINGS, Desks(), table, journal, Meter())
    reference = Desk(WindowLimits(articles=SETTINGS.window_articles))
    for line in RAW[:60]:
        await matcher.handle(incoming(_fingerprint(line), partition=1))
    place = place_of(incoming(b""))
    judged = [reference.judge(fingerprint_from_bytes(_fingerprint(line)), place) for line in RAW[:60]]
    assert journal.sent == [(_topic(j), j.event.story_id.encode(), to_json(j.event), 1) for j in judged]
    assert table.log == [(j.key, j.entry) for j in judged]
    assert {sent[0] for sent in journal.sent} == {NAMES.new, NAMES.rewrite}


async def test_a_repeat_says_the_same_bytes_again_and_writes_nothing() -> None:
    """A redelivered article."""
    journal, table, meter = Journal(), Table(), Meter()
    matcher = Matcher(SETTINGS, Desks(), table, journal, meter)
    for line in (RAW[0], RAW[1], RAW[0]):
        await matcher.handle(incoming(_fingerprint(line)))
    assert journal.sent[2] == journal.sent[0]
    assert len(table.log) == 2
    assert (meter.repeats, meter.processed, sum(meter.verdicts.values())) == (1, 3, 2)


async def test_what_leaves_the_window_is_deleted_after_the_entry_that_drove_it_out() -> None:
    """One deletion an article beyond the limit, behind its entry in the changelog; none twice."""
    table = Table()
    matcher = Matcher(SETTINGS, Desks(), table, Journal(), Meter())
    for line in RAW:
        await matcher.handle(incoming(_fingerprint(line)))
    put = [key for key, value in table.log if value is not None]
    deleted = [key for key, value in table.log if value is None]
    assert deleted == put[: len(RAW) - SETTINGS.window_articles]
    first = table.log.index((deleted[0], None))
    assert table.log[first - 1][0] == put[SETTINGS.window_articles]


async def test_what_had_expired_at_recovery_is_deleted_at_the_next_article() -> None:
    """Once."""
    table = Table()
    matcher = Matcher(SETTINGS, Desks(b"old 1", b"old 2"), table, Journal(), Meter())
    for line in RAW[:2]:
        await matcher.handle(incoming(_fingerprint(line)))
    assert [key for key, value in table.log if value is None] == [b"old 1", b"old 2"]


@pytest.mark.parametrize(
    "broken",
    [
        {"tokens": b"123"},
        {"starts": b""},
        {"lengths": b"1"},
        {"headline_tokens": 10**6},
        {"headline_tokens": -1},
        {"schema_version": 99},
        {"created": math.nan},
        {"created": -math.inf},
        {"body": "cut"},
        {"starts": b"\xff\xff\xff\xff" * TOKENS},
        {"lengths": b"\xff\xff" * TOKENS},
        {"tokens": struct.pack("<I", 96 | TAKEN) * TOKENS},
        dict.fromkeys(("tokens", "starts"), bytes(4 * TOO_MANY)) | {"lengths": bytes(2 * TOO_MANY)},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_fingerprint_whose_parts_do_not_belong_together_is_none(broken: dict[str, Any]) -> None:
    """It must not reach the desk, where it would end the worker again and again."""
    wrong = msgspec.structs.replace(fingerprint_from_bytes(_fingerprint(RAW[0])), **broken)
    with pytest.raises(UnreadableError) as caught:
        decode(fingerprint_to_bytes(wrong))
    assert caught.value.reason == "not_a_fingerprint"


def test_a_sound_fingerprint_is_read_as_it_was_written() -> None:
    """Decoding gives back what was encoded."""
    sound = _fingerprint(RAW[0])
    assert isinstance(decode(sound), Fingerprint)
    assert fingerprint_to_bytes(decode(sound)) == sound


async def test_a_verdict_larger_than_its_topic_takes_is_kept_as_a_dead_letter() -> None:
    """It leaves no trace: neither table nor desk know it, and what comes later is judged without it."""
    narrow = Settings(max_message_bytes=100_000, window_articles=100)
    journal, table, desks = Journal(), Table(), Desks()
    matcher = Matcher(narrow, desks, table, journal, Meter())
    sound = fingerprint_from_bytes(_fingerprint(RAW[0]))
    too_large = msgspec.structs.replace(sound, uri="urn:made:large", headline="over and out " * 20_000)
    await matcher.handle(incoming(fingerprint_to_bytes(too_large)))
    ((topic, _, value, _),) = journal.sent
    assert topic == NAMES.deadletter
    assert from_json(value, DeadLetter).reason == "too_large"
    assert table.log == []
    assert len(desks.desk(0)) == 0
    await matcher.handle(incoming(fingerprint_to_bytes(sound)))
    restored = Desk(WindowLimits(articles=100))
    assert restored.restore([]) == ()
    event = restored.judge(sound).event
    assert isinstance(event, NewStory)
    assert journal.sent[1] == (NAMES.new, event.story_id.encode(), to_json(event), 0)


async def test_the_key_of_a_dead_letter_is_cut() -> None:
    """A key of any length may come; the letter has to fit its topic."""
    journal = Journal()
    message = incoming(b"{")
    message.key = b"k" * 3_000_000
    await Fingerprinter(SETTINGS, journal, Meter()).handle(message)
    ((_, key, letter, _),) = journal.sent
    assert key == b"k" * 1024
    assert b64decode(from_json(letter, DeadLetter).key or "") == key


def _topic(judgement: Judgement) -> str:
    return NAMES.rewrite if hasattr(judgement.event, "relation") else NAMES.new
