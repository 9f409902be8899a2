"""The figures of the made variants as a reader sees them."""

from collections.abc import Iterator
from typing import Any

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from schemas import Rewrite
from streams.wire import Article
from tests.evaluation.stress.outcome import Answer
from tests.evaluation.stress.run import Stress
from tests.evaluation.stress.variant import KINDS, NEW

OPENING = 700
_APART = 0.05
"""A difference between providers that is worth a word."""


def table(found: dict[str, Any]) -> Table:
    """By kind: variants, share right, relations; the sums below."""
    out = Table(
        box=box.SIMPLE_HEAD,
        title=(
            f"\nmade variants of {found['set']}: {found['variants']:,} in {found['articles']:,} articles,"
            f" {found['passes']} passes, model {found['model_version']}"
        ),
        caption=_caption(found),
        title_justify="left",
        caption_justify="left",
    )
    for column in ("kind", "n", "right", "all parents", "of other", "draws on", "relation"):
        out.add_column(column, justify="left" if column == "kind" else "right", no_wrap=True)
    out.add_column("called")
    for kind in KINDS:
        row = found["kinds"][kind]
        if row["n"]:
            out.add_row(*_row(kind, row), end_section=kind == "merge3")
    return out


def mistakes(stress: Stress, limit: int) -> Iterator[RenderableType]:
    """Up to `limit` mistakes of each kind, verdicts first, beside what the variant was made of."""
    articles = {article.uri: article for article in reversed(stress.copy.articles)}
    articles |= {answer.variant.article.uri: answer.variant.article for answer in stress.answers}
    for kind in KINDS:
        mine = [answer for answer in stress.answers if answer.variant.kind == kind]
        wrong = [answer for answer in mine if not answer.right]
        wrong += [
            answer for answer in mine if answer.right and answer.variant.derived and not answer.named_right
        ]
        for answer in wrong[:limit]:
            yield _panel(answer, articles)


def _row(kind: str, row: dict[str, Any]) -> list[str]:
    new = kind in NEW
    apart = None not in (row["same_provider"], row["other_provider"]) and (
        abs(row["same_provider"] - row["other_provider"]) >= _APART
    )
    told = ", ".join(f"{name} {n}" for name, n in row["relations"].items())
    if row["drawn_as"]:
        told += " (draws on " + ", ".join(f"{name} {n}" for name, n in row["drawn_as"].items()) + ")"
    if apart:
        told += f" (own {_share(row['same_provider'])}, other provider {_share(row['other_provider'])})"
    return [
        kind,
        str(row["n"]),
        _share(row["share"]),
        _share(row["whole"] / row["n"]) if kind.startswith("merge") else "",
        str(row["of_other"] or ""),
        _share(row["drawn"] / row["n"]) if new else "",
        "" if new or not row["right"] else _share(row["relation_right"] / row["right"]),
        told,
    ]


def _caption(found: dict[str, Any]) -> str:
    relations, noise = found["relations"], found["noise_called_correction"]
    curves = [
        f"{name}: " + ", ".join(f"{degree} % {_share(value)}" for degree, value in curve.items())
        for name, curve in found["curves"].items()
    ]
    sums = [
        f"derived {_share(found['derived']['share'])}, new {_share(found['new']['share'])}",
        f"relation right {relations['right']} of {relations['n']} found",
        f"noise called a correction {noise['n']} of {noise['of']}",
    ]
    return "\n".join(["; ".join(sums), *curves])


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _panel(answer: Answer, articles: dict[str, Article]) -> Panel:
    event = answer.event
    others = dict.fromkeys([*answer.variant.sources, *answer.named])
    sides = [answer.variant.article, *(articles[uri] for uri in others if uri in articles)]
    said = f"[bold]said[/] {answer.relation} of {escape(', '.join(answer.named) or 'nothing')}"
    lines: list[RenderableType] = [
        Columns([_side(side) for side in sides[:3]], equal=True, expand=True),
        f"{said}, score {event.score:.3f}",
    ]
    if isinstance(event, Rewrite):
        lines.append(
            f"coverage {event.coverage.article:.2f} of it, {event.coverage.parent:.2f} of the parent,"
            f" longest run {event.longest_run}"
        )
        if event.passages:
            longest = max(event.passages, key=lambda passage: len(passage.text))
            lines.append(f"[bold]longest passage[/] {escape(longest.text[:220])}")
    else:
        lines += [
            f"[bold]draws on[/] {escape(drawn.uri)} score {drawn.score:.3f},"
            f" coverage {drawn.coverage.article:.2f} of it, {drawn.coverage.parent:.2f} of the other"
            for drawn in event.draws_on
        ]
    expected = ", ".join(sorted(answer.variant.relations)) or "new"
    return Panel(Group(*lines), title=f"{answer.variant.kind}: expected {expected}")


def _side(article: Article) -> str:
    body = " ".join(article.body.split())[:OPENING]
    about = f"[bold]{escape(article.uri)}[/] {escape(article.provider or '')}"
    return f"{about}\n[cyan]{escape(article.headline or 'no headline')}[/]\n{escape(body)}"
