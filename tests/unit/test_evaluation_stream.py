"""A stream through the detector, and events read back from a file."""

import gzip
from pathlib import Path

import orjson
import pytest

from schemas import NewStory
from schemas.codec import to_json
from tests.evaluation import stream

ARTICLES = [
    orjson.dumps({"uri": uri, "body_text": text})
    for uri, text in {
        "one": "The harbour master of Port Ellery closed the eastern basin after a barge broke loose.",
        "two": "Cheese makers in the Vell valley will vote on Sunday about a shared dairy at the old mill.",
        "three": "Cheese makers in the Vell valley will vote on Sunday about a shared dairy at the old mill.",
    }.items()
]


def test_events_come_by_uri_in_the_order_of_the_stream() -> None:
    """A run has one event an article; what is no article is told with its place and the reason."""
    run = stream.run([ARTICLES[0], b'{"headline": "no identity"}', *ARTICLES[1:]], stream.shipped())
    assert list(run.events) == ["one", "two", "three"]
    assert [run.events[uri].article.uri for uri in run.events] == ["one", "two", "three"]
    assert [(place, why.split(":")[0]) for place, why in run.unreadable] == [(1, "no_uri")]
    assert run.seconds is not None


def test_a_restored_desk_judges_as_the_one_that_lived() -> None:
    """Judging with the table of a past gives the same bytes as judging at the desk that has lived it."""
    lived = stream.run(ARTICLES, stream.shipped()).events["three"]
    table = stream.table_of(ARTICLES[:2])
    assert len(table) == 2
    later = stream.run(ARTICLES[2:], stream.restored(table)).events["three"]
    assert to_json(later) == to_json(lived)


def test_a_desk_can_be_restored_more_than_once() -> None:
    """What one restored desk judges does not show at the next."""
    table = stream.table_of(ARTICLES[:1])
    for _ in range(2):
        event = stream.run(ARTICLES[1:2], stream.restored(table)).events["two"]
        assert isinstance(event, NewStory)


@pytest.mark.parametrize("name", ["events.jsonl", "events.jsonl.gz"])
def test_written_events_are_read_back(tmp_path: Path, name: str) -> None:
    """Events written a line each, plain or gzipped, are the events of the run."""
    events = stream.run(ARTICLES, stream.shipped()).events
    lines = b"".join(to_json(event) + b"\n" for event in events.values())
    path = tmp_path / name
    path.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    assert stream.read(path).events == events


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    """The error says which line of which file is no event."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"uri": "an article"}\n')
    with pytest.raises(ValueError, match=r"events\.jsonl:1 is no event"):
        stream.read(path)
