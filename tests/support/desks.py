"""Short ways to judge articles in tests."""

from collections.abc import Iterable
from typing import Any

import orjson

from schemas import Event, NewStory, Rewrite
from streams.detection import Desk, fingerprint
from streams.wire import Article, parse


def article(uri: str, body: str, **fields: Any) -> Article:
    """An article with as little as it takes."""
    return Article(uri=uri, body=body, **fields)


def judge(desk: Desk, item: Article | dict[str, Any]) -> Event:
    """The desk's event for an article or a ninjs object."""
    read = item if isinstance(item, Article) else parse(orjson.dumps(item))
    return desk.judge(fingerprint(read)).event


def judge_all(items: Iterable[Article | dict[str, Any]]) -> list[Event]:
    """The events of articles at a new desk."""
    desk = Desk()
    return [judge(desk, item) for item in items]


def rewrite(event: Event) -> Rewrite:
    """The event, which must be a rewrite."""
    assert isinstance(event, Rewrite), event
    return event


def new(event: Event) -> NewStory:
    """The event, which must be a new story."""
    assert isinstance(event, NewStory), event
    return event
