"""What the match worker says of an article: a new story, or a rewrite of an earlier one, with the evidence.

Spans count Unicode code points, [start, end), in the plain-text body of the article (or the parent) as it
arrived, or in the text made of its HTML (`copytaster text` prints it); without a body, in the headline.
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

EVENT_SCHEMA_VERSION = 1

Relation: TypeAlias = Literal[
    "copy",
    "near_copy",
    "rewrite",
    "excerpt",
    "expansion",
    "merge",
    "update",
    "correction",
    "repeat",
]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Span = Annotated[tuple[int, int], Meta(description="[start, end) in characters")]


class ArticleRef(Struct, frozen=True, kw_only=True):
    """Which article: its declared identity and enough to recognise it."""

    uri: str
    version: str | None = None
    provider: str | None = None
    headline: str | None = None
    versioncreated: str | None = None
    language: str | None = None


class ParentRef(ArticleRef, frozen=True, kw_only=True):
    """An earlier article: the event that judged it, and the story that it belongs to."""

    event_id: str
    story_id: str


class Coverage(Struct, frozen=True):
    """Share of each side's body words that lie inside matched passages."""

    article: Share
    parent: Share


class Passage(Struct, frozen=True):
    """A stretch of words that stands in both bodies; `text` as the article has it."""

    text: str
    article: Span
    parent: Span


class Alternative(ParentRef, frozen=True, kw_only=True):
    """Another earlier article that would also pass as the parent."""

    score: Share
    coverage: Coverage


class OtherParent(ParentRef, frozen=True, kw_only=True):
    """A further source of a merge: it explains words that the best parent does not."""

    score: Share
    coverage: Coverage
    passages: list[Passage]


class DrawsOn(ParentRef, frozen=True, kw_only=True):
    """An earlier article that a new story reuses without being a rewrite of it."""

    score: Share
    coverage: Coverage
    passages: list[Passage]


class NewStory(Struct, frozen=True, kw_only=True, tag_field="event", tag="new_story"):
    """The article derives from nothing in the desk's window."""

    schema_version: int = EVENT_SCHEMA_VERSION
    model_version: str
    event_id: str
    article: ArticleRef
    story_id: str
    score: Annotated[Share, Meta(description="highest rewrite probability of any earlier article")]
    draws_on: list[DrawsOn] = []


class Rewrite(Struct, frozen=True, kw_only=True, tag_field="event", tag="rewrite"):
    """The article's text derives from `rewrite_of`."""

    schema_version: int = EVENT_SCHEMA_VERSION
    model_version: str
    event_id: str
    article: ArticleRef
    story_id: str
    rewrite_of: ParentRef
    relation: Relation
    score: Annotated[Share, Meta(description="probability that this is a rewrite of that parent")]
    coverage: Coverage
    longest_run: Annotated[int, Meta(ge=0, description="words of the longest matched passage")]
    passages: list[Passage]
    other_parents: list[OtherParent] = []
    alternatives: list[Alternative] = []


Event: TypeAlias = NewStory | Rewrite
