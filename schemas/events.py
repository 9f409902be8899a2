"""What the match worker says of an article: a new story, or a rewrite of an earlier one, with the evidence.

Spans count Unicode code points, [start, end), in the plain-text body of the article (or the parent) as it
arrived, or in the text made of its HTML (`copytaster text` prints it); without a body, in the headline.
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

EVENT_SCHEMA_VERSION = 2

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
Declared: TypeAlias = Literal["version", "evolvedfrom"]
"""An item may say itself where it comes from: by its own uri, or by its `evolvedfrom`."""
Mark: TypeAlias = Literal["correction", "update", "repeat"]
Contradiction: TypeAlias = Literal[
    "older_version",
    "same_version",
    "no_common_text",
    "little_common_text",
    "text_from_other",
    "marked_unchanged",
    "repeat_changed",
    "marked_without_parent",
    "parent_unknown",
]
"""Where what an item says of itself and what its text says disagree; see docs/detection.md."""
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Span = Annotated[tuple[int, int], Meta(description="[start, end) in characters")]
_MARKED = "what the article's headline, slug line or note to editors calls it"


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


class Added(Struct, frozen=True):
    """A stretch of the article's body that says what no parent says."""

    text: str
    article: Span


class Change(Struct, frozen=True):
    """A figure or name that differs where the texts agree before and after it."""

    kind: Literal["figure", "name"]
    was: Annotated[str, Meta(description="as the parent has it")]
    now: Annotated[str, Meta(description="as the article has it")]
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

    kind: Annotated[
        Literal["background", "quotes", "boilerplate"],
        Meta(description="mostly inside quotation marks, carried by many stories, or neither"),
    ]
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
    draws_on: Annotated[list[DrawsOn], Meta(description="largest share of the article first")] = []
    marked: Annotated[Mark | None, Meta(description=_MARKED)] = None
    contradictions: list[Contradiction] = []


class Rewrite(Struct, frozen=True, kw_only=True, tag_field="event", tag="rewrite"):
    """The article's text derives from `rewrite_of`, or the article says that it does."""

    schema_version: int = EVENT_SCHEMA_VERSION
    model_version: str
    event_id: str
    article: ArticleRef
    story_id: str
    rewrite_of: ParentRef
    relation: Relation
    declared: Annotated[
        Declared | None, Meta(description="how the article itself names this parent; null if it does not")
    ] = None
    marked: Annotated[Mark | None, Meta(description=_MARKED)] = None
    contradictions: list[Contradiction] = []
    score: Annotated[
        Share,
        Meta(description="probability that this is a rewrite of that parent, by their texts alone"),
    ]
    coverage: Coverage
    longest_run: Annotated[int, Meta(ge=0, description="words of the longest matched passage")]
    passages: list[Passage]
    added: Annotated[
        list[Added], Meta(description="what no parent says: the longest stretches, in their order")
    ] = []
    dropped: Annotated[
        Share, Meta(description="share of the parent's body words in stretches that the article leaves out")
    ] = 0.0
    changes: list[Change] = []
    other_parents: list[OtherParent] = []
    alternatives: list[Alternative] = []


Event: TypeAlias = NewStory | Rewrite
