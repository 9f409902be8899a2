"""A verdict in words: an event comes in, two or three lines for people go out."""

from datetime import datetime
from typing import Final

from rich.text import Text

from schemas import ArticleRef, Coverage, Event, Passage, Rewrite
from streams.commands.console import plain

QUOTED: Final = 110
"""Characters of the longest passage that are shown."""


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
        return text.append_text(_quote(event.passages)) if quote else text
    if event.draws_on:
        source = max(event.draws_on, key=lambda source: source.coverage.article)
        text.append(f"\n  draws on {name(source)}: {share(source.coverage)}")
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


def _quote(passages: list[Passage]) -> Text:
    """The longest passage, shortened."""
    if not passages:
        return Text()
    longest = " ".join(max(passages, key=lambda passage: len(passage.text)).text.split())
    short = longest if len(longest) <= QUOTED else longest[: QUOTED - 1].rsplit(" ", 1)[0] + " …"
    return Text(f"\n  “{plain(short)}”", style="italic")
