"""A message that is read again after a crash, at the edge of the window: the table stays what it would be.

A match worker of its own for each life, with a desk restored from what the lives before wrote; the messages
after the last commit come once more.
"""

from typing import Any

import pytest
from msgspec.structs import replace

from schemas import Fingerprint
from schemas.codec import fingerprint_to_bytes
from streams.detection import Desk, WindowLimits, departures, fingerprint
from streams.detection.departures import Departures
from streams.detection.entry import LEFT, Place, decode, encode, identity
from streams.settings import Settings
from streams.wire import parse
from streams.workers.matching import Matcher
from streams.workers.meter import Meter
from tests.agents.test_agents_handling import Journal, Table, incoming
from tests.support import made_wire

FULL = 100
"""Articles in the window."""
SETTINGS = Settings(window_articles=FULL)
WIRE = [fingerprint(parse(line), arrived_ms=1) for line in made_wire.lines(FULL + 30)]
SENT_AGAIN = [*WIRE[:FULL], WIRE[0], WIRE[1], *WIRE[FULL:]]
"""The two oldest once more when the window is full, before they leave."""
OTHERS = [fingerprint(parse(line), arrived_ms=1) for line in made_wire.lines(3 * FULL, seed=7)]
TAKEN_AT = 1_900_000_000_000
"""When the broker took the first message, milliseconds."""

Changelog = list[tuple[bytes, bytes | None]]


class Life:
    """A match worker from its start to its end, by a crash or not."""

    def __init__(self, before: Changelog) -> None:
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
            await self._matcher.handle(incoming(value, offset=offset, timestamp=seconds))


def folded(log: Changelog) -> dict[bytes, bytes]:
    """The table that a changelog leaves."""
    table: dict[bytes, bytes] = {}
    for key, value in log:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    return table


def said(*lives: Life) -> set[tuple[Any, ...]]:
    """What was sent."""
    return {message for life in lives for message in life.journal.sent}


async def undisturbed(wire: list[Fingerprint]) -> Life:
    """One life over all of it."""
    life = Life([])
    await life.handle(wire, 0, len(wire))
    return life


@pytest.mark.parametrize("committed", [FULL - 5, FULL, FULL + 1, FULL + 3])
@pytest.mark.parametrize("crash", [FULL + 3, FULL + 8, FULL + 20])
async def test_a_repeat_of_what_has_left_since_is_none_to_be_judged(committed: int, crash: int) -> None:
    """The oldest article is sent again when the window is full, leaves, and the repeat is read once more."""
    calm = await undisturbed(SENT_AGAIN)
    one = Life([])
    await one.handle(SENT_AGAIN, 0, crash)
    two = Life(one.table.log)
    await two.handle(SENT_AGAIN, committed, len(SENT_AGAIN))
    assert folded(one.table.log + two.table.log) == folded(calm.table.log)
    assert said(one, two) == said(calm)
    assert two.meter.repeats == crash - committed


async def test_it_is_known_in_the_same_life_too() -> None:
    """A rebalance that leaves the desk where it is reads again from the last commit."""
    calm, life = await undisturbed(SENT_AGAIN), Life([])
    await life.handle(SENT_AGAIN, 0, FULL + 20)
    await life.handle(SENT_AGAIN, FULL - 5, len(SENT_AGAIN))
    assert folded(life.table.log) == folded(calm.table.log)


async def test_a_message_that_faust_dropped_is_judged_when_it_comes() -> None:
    """It stands among others that were handled, and has had no verdict."""
    one = Life([])
    await one.handle(WIRE, 0, FULL + 4)
    await one.handle(WIRE, FULL + 5, FULL + 20)
    two = Life(one.table.log)
    await two.handle(WIRE, FULL, len(WIRE))
    assert identity(WIRE[FULL + 4]) in folded(one.table.log + two.table.log)
    assert {key for _, key, *_ in said(one, two)} >= {key for _, key, *_ in said(await undisturbed(WIRE))}


async def test_what_stands_behind_the_entry_for_which_an_article_left_is_judged() -> None:
    """Three messages were dropped, the last of them a repeat of what leaves for the first."""
    wire = [*WIRE[: FULL + 1], WIRE[0], *WIRE[FULL + 1 :]]
    calm, one = await undisturbed(wire), Life([])
    await one.handle(wire, 0, FULL - 1)
    await one.handle(wire, FULL + 2, FULL + 3)
    two = Life(one.table.log)
    await two.handle(wire, FULL - 1, len(wire))
    first = {key for key, value in calm.table.log if value is not None}
    assert {key for key, value in one.table.log + two.table.log if value is not None} == first
    assert [key for key, value in two.table.log if value is not None].count(identity(WIRE[0])) == 1


async def test_entries_of_a_release_that_named_nothing_pass_nothing_over() -> None:
    """Their places are not known, so nothing is known of where they left either."""
    one = Life([])
    await one.handle(WIRE, 0, FULL)
    bare: Changelog = [
        (key, encode(replace(decode(value), place=None, left=b"")))
        for key, value in one.table.log
        if value is not None
    ]
    two = Life(bare)
    await two.handle(WIRE, FULL, FULL + 5)
    await two.handle(WIRE, 0, 3)
    assert two.meter.repeats == 0
    assert len(two.journal.sent) == 8


async def test_an_article_that_left_twice_is_known_of_the_last_time() -> None:
    """It was there before the entry for which it left last, from the place where it stood then."""
    wire = [*WIRE[: FULL + 1], WIRE[0], *WIRE[FULL + 1 :], *OTHERS[:FULL], WIRE[5], WIRE[0]]
    again = FULL + 1
    life = Life([])
    await life.handle(wire, 0, len(wire) - 2)
    desk = life.desk(0)
    assert desk.held(WIRE[0], Place(again + 1, TAKEN_AT))
    assert not desk.held(WIRE[0], Place(again, TAKEN_AT)), "its own message"
    assert not desk.held(WIRE[0], Place(again - 5, TAKEN_AT)), "it was away"
    assert not desk.held(WIRE[0], Place(len(wire), TAKEN_AT)), "it has left"


async def test_an_article_whose_entry_kafka_refused_gets_its_verdict() -> None:
    """The entries behind it were taken: it is not known, and stands before them."""
    one = Life([])
    await one.handle(WIRE, 0, FULL + 10)
    lost = identity(WIRE[FULL + 4])
    before = [(key, value) for key, value in one.table.log if key != lost]
    two = Life(before)
    await two.handle(WIRE, FULL, len(WIRE))
    assert lost in folded(before + two.table.log)
    assert any(lost.hex().encode() in value for _, _, value, _ in two.journal.sent)


async def test_what_had_left_when_it_came_is_judged_anew() -> None:
    """As it would be without a crash."""
    wire = [*WIRE, WIRE[0], WIRE[1]]
    calm = await undisturbed(wire)
    assert sum(value is not None for _, value in calm.table.log) == len(wire)
    one = Life([])
    await one.handle(wire, 0, len(WIRE))
    two = Life(one.table.log)
    await two.handle(wire, len(WIRE) - 3, len(wire))
    assert folded(one.table.log + two.table.log) == folded(calm.table.log)


async def test_a_topic_that_was_made_again_is_judged_from_its_beginning() -> None:
    """Its offsets are those of messages that repeated what has left, its times are not."""
    one = Life([])
    await one.handle(SENT_AGAIN, 0, len(SENT_AGAIN))
    two = Life(one.table.log)
    await two.handle(SENT_AGAIN, FULL, FULL + 2, taken_at=TAKEN_AT + 10**6)
    assert two.meter.repeats == 0
    assert len(two.journal.sent) == 2


async def test_a_window_smaller_than_what_is_read_again_loses_nothing() -> None:
    """An article that came and left since the last commit may have been said to nobody."""
    wire = [*WIRE, *OTHERS]
    one = Life([])
    await one.handle(wire, 0, len(wire))
    two = Life(one.table.log)
    await two.handle(wire, 0, len(wire))
    assert {identity(read) for read in wire} <= {key for key, value in two.table.log if value is not None}
    assert two.meter.repeats == 0


async def test_an_entry_names_its_place_and_what_left_for_it() -> None:
    """Of an article that came twice, the first place."""
    life = Life([])
    await life.handle(SENT_AGAIN, 0, FULL + 3)
    entries = [decode(value) for _, value in life.table.log if value is not None]
    assert [entry.place for entry in entries] == [
        Place(offset, TAKEN_AT + offset) for offset in (*range(FULL), FULL + 2)
    ]
    assert not any(entry.left for entry in entries[:FULL])
    assert entries[FULL].left == identity(WIRE[0]) + bytes(8)


def test_only_the_last_to_leave_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that leaves at once must neither fill an entry nor the memory."""
    monkeypatch.setattr(departures, "MOST_NAMED", 10)
    monkeypatch.setattr(departures, "MOST_KEPT", 4)
    desk, kept, old = Desk(WindowLimits(articles=FULL, days=1)), Departures(), 40
    left = []
    for offset, read in enumerate(WIRE[:FULL]):
        judgement = desk.judge(replace(read, created=1e9 if offset < old else 2e9), Place(offset, offset))
        assert judgement.article is not None
        kept.note(judgement.article)
        if judgement.expired:
            left.append((len(judgement.expired), len(judgement.article.left) // LEFT.size))
    assert left == [(old, 10)], "all at once, when the clock has come to believe the new dates"
    assert kept.nbytes == 4 * departures.KEPT_BYTES
