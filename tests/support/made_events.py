"""Events and labelled sets made by hand, for the tests of what reads them."""

from collections.abc import Mapping

import orjson

from schemas import (
    Alternative,
    ArticleRef,
    Coverage,
    DrawsOn,
    Event,
    NewStory,
    OtherParent,
    ParentRef,
    Rewrite,
)
from tests.evaluation.sets import Kind, Label, LabelledSet, ReadPair

HALF = Coverage(0.5, 0.5)


def new_story(uri: str, score: float = 0.0, draws_on: Mapping[str, float] | None = None) -> NewStory:
    """A new story that draws on other articles with these scores."""
    return NewStory(
        model_version="made",
        event_id=f"event {uri}",
        article=ArticleRef(uri=uri),
        story_id=uri,
        score=score,
        draws_on=[
            DrawsOn(
                uri=other,
                event_id=f"event {other}",
                story_id=other,
                kind="background",
                score=value,
                coverage=HALF,
                passages=[],
            )
            for other, value in (draws_on or {}).items()
        ],
    )


def rewrite(
    uri: str,
    parent: str,
    *also: str,
    score: float = 0.9,
    alternatives: Mapping[str, float] | None = None,
) -> Rewrite:
    """A rewrite of `parent`; with `also`, a merge of further parents."""
    return Rewrite(
        model_version="made",
        event_id=f"event {uri}",
        article=ArticleRef(uri=uri),
        story_id=parent,
        rewrite_of=ParentRef(uri=parent, event_id=f"event {parent}", story_id=parent),
        relation="merge" if also else "rewrite",
        score=score,
        coverage=HALF,
        longest_run=12,
        passages=[],
        other_parents=[
            OtherParent(
                uri=other, event_id=f"event {other}", story_id=other, score=score, coverage=HALF, passages=[]
            )
            for other in also
        ],
        alternatives=[
            Alternative(uri=other, event_id=f"event {other}", story_id=other, score=value, coverage=HALF)
            for other, value in (alternatives or {}).items()
        ],
    )


def by_uri(*events: Event) -> dict[str, Event]:
    """Events as a run gives them."""
    return {event.article.uri: event for event in events}


def labelled_set(*pairs: tuple[str, str, Kind], read: tuple[ReadPair, ...] = ()) -> LabelledSet:
    """Articles `a` to `h`, one each two days, with these (uri, other, label)."""
    return LabelledSet(
        name="made",
        raw=tuple(
            orjson.dumps(
                {"uri": uri, "body_text": f"Text {uri}.", "versioncreated": f"2031-05-{day:02}T09:00:00Z"}
            )
            for uri, day in zip("abcdefgh", range(1, 17, 2), strict=True)
        ),
        labels=tuple(Label(*pair) for pair in pairs),
        read=read,
    )
