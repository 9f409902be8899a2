"""A message that is read again after a crash, at the edge of the window: the table stays what it would be.

A match worker of its own for each life, with a desk restored from what the lives before wrote; the messages
after the last commit come once more.
"""

from types import SimpleNamespace
from typing import Any

import pytest

from schemas import Fingerprint
from schemas.codec import fingerprint_to_bytes
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.entry import Place, decode, identity
from streams.settings import Settings
from streams.wire import parse
from streams.workers.matching import Matcher
from streams.workers.meter import Meter
from tests.agents.test_agents_handling import Journal, Table
from tests.support import made_wire

FULL = 100
"""Articles in the window."""
SETTINGS = Settings(window_articles=FULL)
WIRE = [fingerprint(parse(line), arrived_ms=1) for line in made_wire.lines(FULL + 30)]
TAKEN_AT = 1_900_000_000_000
"""When the broker took the first message, milliseconds."""

Log = list[tuple[bytes, bytes | None]]


class Life:
    """A match worker from its start to its end, by a crash or not."""

    def __init__(self, before: Log) -> None:
        self._desk = Desk(WindowLimits(articles=FULL))
        self._expired = list(self._desk.restore(folded(before).values()))
        self.table, self.journal, self.meter = Table(), Journal(), Meter()
        self._matcher = Matcher(SETTINGS, self, self.table, self.journal, self.meter)

    def desk(self, _: int) -> Desk:
        """The only one."""
        return self._desk

    def take_expired(self, _: int) -> list[bytes]:
        """What had expired when the window was read back, once."""
        taken, self._expired = self._expired, []
        return taken

    async def handle(self, wire: list[Fingerprint], first: int, until: int, taken_at: int = TAKEN_AT) -> None:
        """The messages of these offsets."""
        for offset in range(first, until):
            value, seconds = fingerprint_to_bytes(wire[offset]), (taken_at + offset) / 1000
            await self._matcher.handle(_message(value, offset, seconds))


def folded(log: Log) -> dict[bytes, bytes]:
    """The table that a changelog leaves."""
    table: dict[bytes, bytes] = {}
    for key, value in log:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    return table


def _message(value: bytes, offset: int, seconds: float) -> Any:
    return SimpleNamespace(
        topic="in", partition=0, offset=offset, key=b"key", value=value, timestamp=seconds, headers=()
    )


async def undisturbed(wire: list[Fingerprint]) -> Life:
    """One life over all of it."""
    life = Life([])
    await life.handle(wire, 0, len(wire))
    return life


@pytest.mark.parametrize("committed", [FULL - 5, FULL, FULL + 3])
@pytest.mark.parametrize("crash", [FULL + 3, FULL + 8, FULL + 20])
async def test_a_repeat_of_what_has_left_since_is_none_anew(committed: int, crash: int) -> None:
    """The oldest article is sent again when the window is full, leaves, and the repeat is read once more."""
    wire = [*WIRE[:FULL], WIRE[0], WIRE[1], *WIRE[FULL:]]
    calm = await undisturbed(wire)
    one = Life([])
    await one.handle(wire, 0, crash)
    two = Life(one.table.log)
    await two.handle(wire, committed, len(wire))
    assert folded(one.table.log + two.table.log) == folded(calm.table.log)
    assert {sent[:3] for sent in one.journal.sent + two.journal.sent} == {s[:3] for s in calm.journal.sent}


async def test_what_had_left_when_it_came_is_judged_anew() -> None:
    """Behind the last article that was taken in, and in the same life, too."""
    wire = [*WIRE, WIRE[0], WIRE[1]]
    calm = await undisturbed(wire)
    assert sum(value is not None for _, value in calm.table.log) == len(wire)
    one = Life([])
    await one.handle(wire, 0, len(WIRE))
    two = Life(one.table.log)
    await two.handle(wire, len(WIRE) - 3, len(wire))
    assert folded(one.table.log + two.table.log) == folded(calm.table.log)


async def test_an_article_whose_entry_kafka_refused_gets_its_verdict() -> None:
    """The entries behind it were taken: it is not known, stands before them, and was said to nobody."""
    one = Life([])
    await one.handle(WIRE, 0, FULL + 10)
    lost = identity(WIRE[FULL + 4])
    before = [(key, value) for key, value in one.table.log if key != lost]
    two = Life(before)
    await two.handle(WIRE, FULL, len(WIRE))
    assert lost in folded(before + two.table.log)
    assert any(lost.hex().encode() in value for _, _, value, _ in two.journal.sent)


async def test_a_topic_that_was_made_again_is_judged_from_its_beginning() -> None:
    """Its offsets are low once more, its times are not."""
    one = Life([])
    await one.handle(WIRE, 0, FULL + 10)
    others = [fingerprint(parse(line), arrived_ms=1) for line in made_wire.lines(FULL, seed=9)]
    two = Life(one.table.log)
    await two.handle(others, 0, FULL, taken_at=TAKEN_AT + 10**6)
    assert two.meter.repeats == 0
    assert len(folded(two.table.log)) == FULL


async def test_a_window_smaller_than_what_is_read_again_loses_nothing() -> None:
    """An article that came and left since the last commit stands before all that is left."""
    wire = [*WIRE, *(fingerprint(parse(line), arrived_ms=1) for line in made_wire.lines(3 * FULL, seed=7))]
    one = Life([])
    await one.handle(wire, 0, len(wire))
    two = Life(one.table.log)
    await two.handle(wire, 0, len(wire))
    said = {key for key, value in two.table.log if value is not None}
    assert {identity(read) for read in wire} <= said
    assert two.meter.repeats == 0


def test_a_place_is_before_another_by_offset_and_time() -> None:
    """Where the two contradict each other neither is."""
    assert Place(5, 3).before(Place(5, 4))
    assert Place(5, 3).before(Place(6, 4))
    assert not Place(5, 3).before(Place(5, 3))
    assert not Place(6, 3).before(Place(5, 4))
    assert not Place(5, 4).before(Place(6, 3))


async def test_an_entry_names_the_place_of_its_fingerprint() -> None:
    """Of the first one, if it came again."""
    life = Life([])
    await life.handle([WIRE[0], WIRE[0]], 0, 2)
    ((_, value),) = life.table.log
    assert decode(value or b"").place == Place(TAKEN_AT, 0)
