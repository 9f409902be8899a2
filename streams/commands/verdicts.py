"""A verdict in words: an event comes in, two or three lines for people go out."""

from datetime import datetime
from typing import Final

from rich.text import Text

from schemas import ArticleRef, Coverage, DrawsOn, Event, Passage, Rewrite

QUOTED: Final = 110
"""Characters of the longest passage that are shown."""


def lines(event: Event, at: datetime | None = None) -> Text:
    """What the event says: the verdict and the article, then where it comes from and the evidence."""
    text = Text(f"{at:%H:%M:%S}  " if at else "", style="dim", no_wrap=True, overflow="ellipsis")
    if isinstance(event, Rewrite):
        text.append("REWRITE  ", style="bold not dim yellow")
        text.append(name(event.article), style="not dim")
        text.append(f"\n  {event.relation} {event.score:.2f} of ", style="not dim yellow")
        text.append(name(event.rewrite_of), style="not dim")
        text.append(f"\n  {share(event.coverage)}, longest run {event.longest_run} words")
        text.append_text(_quote(event.passages))
        return text
    text.append("NEW      ", style="bold not dim green")
    text.append(name(event.article), style="not dim")
    for source in event.draws_on:
        text.append_text(_draws_on(source))
    return text


def name(article: ArticleRef) -> str:
    """How people call an article."""
    return " · ".join(part for part in (article.provider, article.headline or article.uri) if part)


def share(coverage: Coverage) -> str:
    """How much of both sides is the same."""
    return f"{coverage.article:.0%} of its words, {coverage.parent:.0%} of the parent's"


def _draws_on(source: DrawsOn) -> Text:
    text = Text(f"\n  draws on {name(source)}: {share(source.coverage)}")
    return text.append_text(_quote(source.passages))


def _quote(passages: list[Passage]) -> Text:
    """The longest passage, shortened."""
    if not passages:
        return Text()
    longest = " ".join(max(passages, key=lambda passage: len(passage.text)).text.split())
    short = longest if len(longest) <= QUOTED else longest[: QUOTED - 1].rsplit(" ", 1)[0] + " …"
    return Text(f"\n  “{short}”", style="italic")
