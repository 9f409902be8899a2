"""A verdict in words: an event comes in, two or three lines for people go out."""

from datetime import datetime
from typing import Final

from rich.text import Text

from schemas import ArticleRef, Coverage, Event, Passage, Rewrite
from streams.commands.console import plain
from streams.commands.evidence import CONTRADICTIONS

QUOTED: Final = 110
"""Characters of the longest passage that are shown."""
CHANGES: Final = 4
"""Changed figures that are shown."""


def lines(event: Event, at: datetime | None = None, *, quote: bool = True) -> Text:
    """What the event says: the verdict and the article, then where it comes from and the evidence.

    Args:
        event: The verdict.
        at: When it was given; put in front.
        quote: Whether the longest shared passage is shown, on a line of its own.
    """
    text = Text(f"{at:%H:%M:%S} " if at else "", style="dim")
    rewrite = isinstance(event, Rewrite)
    text.append(
        "REWRITE  " if rewrite else "NEW      ", style=f"bold not dim {'yellow' if rewrite else 'green'}"
    )
    text.append(name(event.article), style="not dim")
    if isinstance(event, Rewrite):
        text.append(f"\n  {event.relation} {event.score:.2f}", style="not dim yellow")
        text.append(
            f" of {name(event.rewrite_of)}: {share(event.coverage)}, longest run {event.longest_run} words"
        )
        text.append_text(_said(event))
        return text.append_text(_quote(event.passages)) if quote else text
    if event.draws_on:
        source = event.draws_on[0]
        text.append(f"\n  draws on {name(source)} ({source.kind}): {share(source.coverage)}")
        others = len(event.draws_on) - 1
        text.append(f", and on {others} more" if others else "")
        if quote:
            text.append_text(_quote(source.passages))
    return text


def name(article: ArticleRef) -> str:
    """How people call an article."""
    parts = (article.provider, article.headline or article.uri)
    return plain(" · ".join(" ".join(part.split()) for part in parts if part))


def share(coverage: Coverage) -> str:
    """How much of both sides is the same."""
    return f"{coverage.article:.0%} of its words, {coverage.parent:.0%} of the parent's"


def _said(event: Rewrite) -> Text:
    """Where declaration and text disagree, and which figures were changed, if any."""
    text = Text("".join(f"\n  but {CONTRADICTIONS[found]}" for found in event.contradictions), style="yellow")
    figures = [change for change in event.changes if change.kind == "figure"]
    if figures:
        shown = ", ".join(f"{plain(change.was)} -> {plain(change.now)}" for change in figures[:CHANGES])
        more = f", and {len(figures) - CHANGES} more" if len(figures) > CHANGES else ""
        text.append(f"\n  changed: {shown}{more}", style="not dim")
    return text


def _quote(passages: list[Passage]) -> Text:
    """The longest passage, shortened."""
    if not passages:
        return Text()
    longest = " ".join(max(passages, key=lambda passage: len(passage.text)).text.split())
    short = longest if len(longest) <= QUOTED else longest[: QUOTED - 1].rsplit(" ", 1)[0] + " …"
    return Text(f"\n  “{plain(short)}”", style="italic")
