"""Reading the window's changelog in bulk."""

import asyncio

import pytest

from streams.settings import Settings
from streams.topics import Names
from streams.workers.changelog import read_changelog
from tests.support.workers import produce

pytestmark = pytest.mark.kafka


def _nothing(_done: int, _of: int) -> None:
    """No progress to show."""


def test_the_last_value_of_each_key_comes_back_every_time(settings: Settings) -> None:
    """Deleted keys are gone; fifty readers in a row all see the same, whatever their client does first."""
    topic = Names(settings.prefix).changelog
    puts = [(f"key {n % 80}".encode(), f"value {n}".encode()) for n in range(200)]
    drops = [(f"key {n}".encode(), None) for n in range(10)]
    produce(settings, topic, [*puts, *drops], partition=0)
    expected = dict(puts[-80:])
    for key, _ in drops:
        del expected[key]

    async def read() -> None:
        for _ in range(50):
            loaded = await read_changelog([settings.brokers], topic, [0], _nothing)
            assert loaded[0].entries == expected
            assert loaded[0].end == 210

    asyncio.run(read())


async def test_an_empty_changelog_is_an_empty_window(settings: Settings) -> None:
    """It is read at once."""
    loaded = await read_changelog([settings.brokers], Names(settings.prefix).changelog, [0], _nothing)
    assert loaded[0].entries == {}
    assert loaded[0].end == 0
