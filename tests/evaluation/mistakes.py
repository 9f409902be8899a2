"""The mistakes with their evidence: the article beside the others that it was judged against."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import Coverage, Event, NewStory, Rewrite
from schemas.events import Passage, Span
from tests.evaluation.score import Mistake, family
from tests.evaluation.sets import LabelledSet

OPENING = 700
"""Characters of a body shown with a mistake."""
_SPACE = re.compile(r"\s")

WIDE = 160
"""Columns of a file of mistakes."""


def mistakes(
    found: list[Mistake], labelled: LabelledSet, events: Mapping[str, Event], limit: int
) -> Iterator[RenderableType]:
    """Up to `limit` mistakes of each kind: the texts side by side, and the evidence that the event gave."""
    for kind, title in (("FN", "missed rewrites"), ("FP", "false rewrites")):
        those = [mistake for mistake in found if mistake.kind == kind]
        if those and limit:
            yield f"\n[bold]{title}[/]: {min(limit, len(those))} of {len(those)}"
        for mistake in those[:limit]:
            yield _panel(mistake, labelled, events)


def write(path: Path, found: list[Mistake], labelled: LabelledSet, events: Mapping[str, Event]) -> None:
    """All mistakes to a file, to be read in a pager.  It has article text, so it is not for the project."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        screen = Console(file=file, width=WIDE)
        for shown in mistakes(found, labelled, events, len(found)):
            screen.print(shown)


def said(event: Event | None) -> str:
    """The verdict in a line."""
    if event is None:
        return "nothing: unreadable, or not in the events"
    if not isinstance(event, Rewrite):
        return f"new story, score {event.score:.3f}"
    others = "".join(f" and {parent.uri}" for parent in event.other_parents)
    return (
        f"{event.relation} of {event.rewrite_of.uri}{others}, score {event.score:.3f},"
        f" coverage {_coverage(event.coverage)}, longest run {event.longest_run}"
    )


def _panel(mistake: Mistake, labelled: LabelledSet, events: Mapping[str, Event]) -> Panel:
    """What was said, and the article beside each labelled other and beside the parent it was given."""
    event = events.get(mistake.uri)
    parent = event.rewrite_of.uri if isinstance(event, Rewrite) else None
    others = dict.fromkeys(mistake.others, "labelled other")
    if parent is not None:
        others[parent] = "labelled other, named parent" if parent in others else "named parent"
    lines: list[RenderableType] = [f"[bold]said[/] {escape(said(event))}"]
    if mistake.why:
        lines.append(f"[bold]the reader[/] {escape(mistake.why)}")
    if isinstance(event, NewStory):
        lines += [
            f"[bold]draws on[/] {escape(s.uri)} score {s.score:.3f}, coverage {_coverage(s.coverage)}"
            for s in event.draws_on
        ]
    if mistake.kind == "FP" and parent is not None and parent not in mistake.others:
        lines.append(f"joined through its family: {escape(family(events, mistake.uri))}")
    passages = _passages(event)
    lines += [
        _beside(labelled, mistake.uri, uri, role, passages.get(uri, ())) for uri, role in others.items()
    ]
    days = min(labelled.days_apart(mistake.uri, other) for other in mistake.others)
    return Panel(Group(*lines), title=f"{mistake.kind}, label {mistake.label}, {days:.1f} days apart")


def _passages(event: Event | None) -> dict[str, Sequence[Passage]]:
    """The passages that the event shows, by the earlier article that has them."""
    if isinstance(event, Rewrite):
        return {
            event.rewrite_of.uri: event.passages,
            **{other.uri: other.passages for other in event.other_parents},
        }
    return {source.uri: source.passages for source in event.draws_on} if event else {}


def _beside(labelled: LabelledSet, later: str, earlier: str, role: str, passages: Sequence[Passage]) -> Table:
    """Two articles in two columns, what they share in colour."""
    grid = Table(box=box.SIMPLE, expand=True, padding=(0, 1))
    for uri, name in ((later, "article"), (earlier, role)):
        about = filter(None, (labelled.articles[uri].get(key) for key in ("provider", "versioncreated")))
        grid.add_column(f"{name} {escape(uri)}\n{escape(', '.join(about))}", ratio=1, overflow="fold")
    grid.add_row(
        _text(labelled, later, [passage.article for passage in passages]),
        _text(labelled, earlier, [passage.parent for passage in passages]),
    )
    return grid


def _text(labelled: LabelledSet, uri: str, spans: Iterable[Span]) -> Text:
    """Headline and the beginning of the body, as long as OPENING or to the end of the first passage."""
    article = labelled.articles[uri]
    spans = list(spans)
    length = max(OPENING, min((end for _, end in spans), default=0))
    body = article.get("body_text", "")
    text = Text(_SPACE.sub(" ", body[:length]))  # a character for a character: spans still hold
    for start, end in spans:
        text.stylize("bold green", start, end)
    if len(body) > length:
        text.append(" ...")
    return Text.assemble((article.get("headline", "no headline"), "cyan"), "\n", text)


def _coverage(coverage: Coverage) -> str:
    return f"{coverage.article:.2f} of it, {coverage.parent:.2f} of the parent"
