"""The evidence of a verdict in words: an event comes in, labels and values go out."""

from typing import Final

from schemas import Contradiction, Coverage, Event, NewStory, Rewrite

CONTRADICTIONS: Final[dict[Contradiction, str]] = {
    "older_version": "it is an older version of the item than the parent: it came late",
    "same_version": "it carries the same version as the parent, with another text",
    "no_common_text": "it names its parent, and has no text in common with it",
    "little_common_text": "it names its parent, and by the texts alone would be a new story",
    "text_from_other": "it names its parent, and its text is another article's",
    "marked_unchanged": "it is marked as changed, and is not",
    "repeat_changed": "it is marked as a repeat, and was changed",
    "marked_without_parent": "what it is marked as a version of is not in the window",
    "parent_unknown": "the article that it names as its source is not in the window",
}
DECLARED: Final = {"version": "a version of the same item", "evolvedfrom": "its evolvedfrom names the parent"}
SHOWN: Final = 12
"""Added stretches and changes that are shown."""
QUOTED: Final = 200
"""Characters of an added stretch that are shown."""


def facts(event: Event) -> list[tuple[str, str]]:
    """The verdict and its evidence, as labels and values; one label may come several times."""
    return _rewrite(event) if isinstance(event, Rewrite) else _new_story(event)


def _rewrite(event: Rewrite) -> list[tuple[str, str]]:
    return [
        ("verdict", f"rewrite of {event.rewrite_of.uri}"),
        ("relation", event.relation),
        *([("declared", DECLARED[event.declared])] if event.declared else []),
        *_marks(event),
        ("score", f"{event.score:.3f} by the texts alone"),
        *_shares(event.coverage),
        ("longest run", f"{event.longest_run} words"),
        ("passages", str(len(event.passages))),
        *(
            (f"{change.kind} changed", f"{_line(change.was)} -> {_line(change.now)}")
            for change in event.changes[:SHOWN]
        ),
        *_more("changes", len(event.changes)),
        *(("adds", _short(added.text)) for added in event.added[:SHOWN]),
        *_more("adds", len(event.added)),
        *([("drops", f"{event.dropped:.1%} of the parent")] if event.dropped else []),
        *(("other parent", f"{other.uri}: {other.coverage.article:.1%}") for other in event.other_parents),
    ]


def _new_story(event: NewStory) -> list[tuple[str, str]]:
    found = [("verdict", "new story"), *_marks(event), ("score", f"{event.score:.3f}")]
    if not event.draws_on:
        return [*found, ("found", "no text that it shares with an earlier article")]
    first, *others = event.draws_on
    return [
        *found,
        ("draws on", f"{first.uri}: {first.kind}"),
        *_shares(first.coverage),
        ("passages", str(len(first.passages))),
        *(("draws on", f"{o.uri}: {o.kind}, {o.coverage.article:.1%} of the article") for o in others),
    ]


def _marks(event: Event) -> list[tuple[str, str]]:
    """What the article calls itself, and what does not fit together."""
    marked = [("marked", event.marked)] if event.marked else []
    return [*marked, *(("but", CONTRADICTIONS[name]) for name in event.contradictions)]


def _shares(coverage: Coverage) -> list[tuple[str, str]]:
    return [
        ("of the article", f"{coverage.article:.1%} stands in the parent"),
        ("of the parent", f"{coverage.parent:.1%} stands in the article"),
    ]


def _more(label: str, count: int) -> list[tuple[str, str]]:
    return [(label, f"and {count - SHOWN} more")] if count > SHOWN else []


def _short(text: str) -> str:
    line = _line(text)
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rsplit(" ", 1)[0] + " …"


def _line(text: str) -> str:
    return " ".join(text.split())
