"""One rule of size: what the workers refuse is what replay refuses, to the byte."""

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from schemas import DeadLetter
from schemas.codec import fingerprint_from_bytes, from_json
from streams.detection import Desk, Judgement, fingerprint
from streams.detection.entry import Place
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.wire import parse
from streams.workers.fingerprinting import LARGE_BYTES, Fingerprinter
from streams.workers.matching import Matcher
from streams.workers.meter import Meter
from tests.agents.test_agents_handling import incoming
from tests.support.cli import copytaster, write_lines

SETTINGS = Settings(max_message_bytes=100_000)
NAMES = Names()
LIMIT = int(2 * SETTINGS.max_message_bytes * 0.99) - 512
WORDS = "on to it we go "
REPEATS = (LIMIT - 1000) // (len(WORDS) + 10 * len(WORDS.split()))
"""Words whose fingerprint comes near the limit: each takes its letters and ten bytes."""
STEPS = range(-14, 15)


class Journal:
    """An outbox that writes down what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes | None, bytes]] = []

    async def send(self, topic: str, key: bytes | None, value: bytes, partition: int | None = None) -> None:
        """Write it down."""
        del partition
        self.sent.append((topic, key, value))


def _item(number: int, note: int) -> bytes:
    return orjson.dumps({"uri": f"urn:edge:{number:03}", "body_text": WORDS * REPEATS, "ednote": "x" * note})


def _size(note: int) -> int:
    """Bytes of an article's fingerprint without a time of arrival, with its key."""
    return sum(map(len, Sizes(Settings()).fingerprint(fingerprint(parse(_item(0, note))))))


async def _workers(lines: list[bytes], timestamp: float | None) -> tuple[list[bytes], list[DeadLetter]]:
    """What both workers say of the articles: events and dead letters."""
    first, second, desk = Journal(), Journal(), Desk()
    desks = SimpleNamespace(desk=lambda _: desk, take_expired=lambda _: [])
    fingerprinter = Fingerprinter(SETTINGS, first, Meter())
    matcher = Matcher(SETTINGS, desks, {}, second, Meter())
    for offset, line in enumerate(lines):
        await fingerprinter.handle(incoming(line, offset=offset, timestamp=timestamp, key=None))
    for topic, _, value in first.sent:
        if topic == NAMES.fingerprints:
            await matcher.handle(incoming(value, offset=0, timestamp=None, key=None))
    letters = [from_json(v, DeadLetter) for t, _, v in (*first.sent, *second.sent) if t == NAMES.deadletter]
    return [value for topic, _, value in second.sent if topic != NAMES.deadletter], letters


@pytest.mark.parametrize("timestamp", [None, 1_900_000_000.25], ids=["no time", "with a time"])
async def test_replay_and_the_workers_agree_at_the_limit(tmp_path: Path, timestamp: float | None) -> None:
    """Articles around the limit, byte by byte: the same ones are refused, the others get the same events."""
    edge = LIMIT - _size(1000) + 1000
    assert 300 < edge < 1900
    lines = [_item(number, edge + step) for number, step in enumerate(STEPS)]
    events, letters = await _workers(lines, timestamp)
    assert len(events) + len(letters) == len(lines)
    assert len(events) in range(2, len(lines) - 2), "the limit is not among these articles"
    assert {letter.reason.value for letter in letters} == {"too_large"}
    kept = tmp_path / "letters.jsonl"
    done = copytaster(
        "replay",
        write_lines(tmp_path / "edge.jsonl", lines),
        "--deadletters",
        kept,
        WIRE_MAX_MESSAGE_BYTES=str(SETTINGS.max_message_bytes),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == events
    replayed = [from_json(line, DeadLetter) for line in kept.read_bytes().splitlines()]
    assert [(letter.reason, letter.detail) for letter in replayed] == [
        (letter.reason, letter.detail) for letter in letters
    ]


@pytest.mark.parametrize("place", [Place(0, 0), Place(7, 1_900_000_000_250), Place(1 << 40, 1 << 40)])
def test_an_entry_is_refused_whatever_its_place(place: Place) -> None:
    """Replay, where articles have none, agrees with the workers to the byte."""
    sizes, article = Sizes(SETTINGS), fingerprint(parse(_item(0, 0)))
    bare, placed = Desk().weigh(article), Desk().weigh(article, place)
    assert bare.entry is not None
    assert placed.entry is not None
    around = range(LIMIT - len(bare.entry) - 60, LIMIT - len(bare.entry))

    def refused(judgement: Judgement, padding: int) -> bool:
        entry = (judgement.entry or b"") + bytes(padding)
        try:
            sizes.verdict(dataclasses.replace(judgement, entry=entry))
        except UnreadableError:
            return True
        return False

    found = [refused(bare, padding) for padding in around]
    assert any(found)
    assert not all(found)
    assert [refused(placed, padding) for padding in around] == found


@pytest.mark.parametrize("large", [False, True])
async def test_a_large_article_is_read_beside_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    """A worker that reads for seconds must go on telling Kafka that it lives; a small article needs none."""
    threads: list[Any] = []

    async def to_thread(work: Any, *arguments: Any) -> Any:
        threads.append(work)
        return work(*arguments)

    monkeypatch.setattr("streams.workers.fingerprinting.asyncio.to_thread", to_thread)
    padding = LARGE_BYTES if large else 100
    item = orjson.dumps({"uri": "urn:x", "body_text": "The ferry sails again.", "padding": "x" * padding})
    journal = Journal()
    await Fingerprinter(Settings(), journal, Meter()).handle(
        incoming(item, offset=0, timestamp=None, key=None)
    )
    ((topic, key, value),) = journal.sent
    assert (topic, key) == (NAMES.fingerprints, b"urn:x")
    assert fingerprint_from_bytes(value) == fingerprint(parse(item))
    assert len(threads) == large
