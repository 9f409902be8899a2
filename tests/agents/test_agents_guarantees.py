"""docs/guarantees.md: what identifies an event, and what becomes of an article beyond the window's edge."""

from hashlib import blake2b

import msgspec
import orjson
import pytest

from schemas import Event, NewStory, Rewrite
from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import parse
from tests.support import made_wire

ITEM = orjson.loads(made_wire.lines(1)[0])


def _judge(desk: Desk, item: dict[str, object]) -> Event:
    return desk.judge(fingerprint(parse(orjson.dumps(item)))).event


def _id(**changed: object) -> str:
    return _judge(Desk(), ITEM | changed).event_id


def test_an_event_is_identified_by_what_the_page_says() -> None:
    """Uri, version, and provider, headline, body, slug line, note, status and evolvedfrom; hashed twice."""
    content = (ITEM["provider"], ITEM["headline"], ITEM["body_text"], None, None, None, None)
    digest = blake2b(msgspec.msgpack.encode(content), digest_size=16).digest()
    parts = msgspec.msgpack.encode((ITEM["uri"], ITEM["version"], digest))
    assert _id() == blake2b(parts, digest_size=16).hexdigest()


@pytest.mark.parametrize(
    "field",
    ["uri", "version", "provider", "headline", "body_text", "slugline", "ednote", "pubstatus", "evolvedfrom"],
)
def test_what_is_in_the_identity_changes_it(field: str) -> None:
    """Each of them."""
    value = "withheld" if field == "pubstatus" else "another"
    assert _id(**{field: value}) != _id()


@pytest.mark.parametrize("field", ["versioncreated", "language"])
def test_what_is_not_in_the_identity_does_not_change_it(field: str) -> None:
    """Date and language."""
    value = {"versioncreated": "2031-04-01T00:00:00Z", "language": "de"}[field]
    assert _id(**{field: value}) == _id()


def test_an_article_that_left_the_window_is_judged_anew_under_the_same_event_id() -> None:
    """First a copy; when its original and it have left, a new story."""
    desk = Desk(WindowLimits(articles=100))
    copy = ITEM | {"uri": "urn:made:copy"}
    _judge(desk, ITEM)
    first = _judge(desk, copy)
    assert _judge(desk, copy) == first
    for line in made_wire.lines(120, seed=2):
        _judge(desk, orjson.loads(line))
    again = _judge(desk, copy)
    assert isinstance(first, Rewrite)
    assert isinstance(again, NewStory)
    assert again.event_id == first.event_id
