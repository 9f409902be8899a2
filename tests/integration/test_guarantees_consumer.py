"""The consumer that docs/guarantees.md shows keeps each event once, whatever is repeated."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from streams.settings import Settings
from streams.topics import Names
from tests.support import made_wire
from tests.support.judging import expected_events
from tests.support.workers import WorkerProcess, committed, consume, produce, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PAGE = Path(__file__).parents[2] / "docs" / "guarantees.md"


def _example(settings: Settings) -> str:
    """The code of the page, on this Kafka."""
    shown = re.search(r"<!-- consumer -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert shown
    names, code = Names(settings.prefix), shown[1]
    for old, new in (
        ("localhost:9092", settings.brokers),
        ("wire.stories.new", names.new),
        ("wire.stories.rewrite", names.rewrite),
        ('"archive"', f'"{settings.prefix}archive"'),
    ):
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return code


def _kept(database: Path) -> list[bytes]:
    with sqlite3.connect(database) as events:
        try:
            return [body for (body,) in events.execute("SELECT body FROM event")]
        except sqlite3.OperationalError:  # not made yet
            return []


def test_the_consumer_of_the_page_keeps_each_event_once(settings: Settings, tmp_path: Path) -> None:
    """Thirty articles, ten of them twice; the consumer is killed and started again."""
    names, raw = Names(settings.prefix), made_wire.lines(30)
    produce(settings, names.raw, ((None, line) for line in raw + raw[:10]), partition=0)
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"),
        WorkerProcess("match", settings, tmp_path / "match.log"),
    ):
        said = consume(settings, [names.new, names.rewrite], 40)
    code, group = _example(settings), f"{settings.prefix}archive"
    for wanted in (5, len(said)):
        with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) as consumer:
            wait_until(
                lambda: sum(committed(settings, group).values()) >= wanted,  # noqa: B023 - called at once
                what="the consumer",
            )
            consumer.kill()
    assert len(said) >= 40
    assert sorted(_kept(tmp_path / "events.db")) == sorted(
        {event.value for event, _ in expected_events(settings)}
    )
