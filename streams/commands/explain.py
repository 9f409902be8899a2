"""`copytaster explain`: an article and its parent side by side, with what they share marked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from schemas import ArticleRef, DrawsOn, Event
from schemas.codec import event_from_json
from streams.commands import kernels
from streams.commands.comparison import Comparison, Stretch, source_of
from streams.commands.console import ERR, OUT, plain
from streams.commands.inputs import Inputs, Item
from streams.commands.options import refuse_overwriting
from streams.errors import CopytasterError, UnreadableError

if TYPE_CHECKING:
    from streams.wire import Article

COLOURS: Final = ("yellow", "green", "cyan", "red", "magenta", "blue")
MISUSED: Final = "give ARTICLE.json PARENT.json, or --events FILE --articles FILE URI"


def explain(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE PARENT | URI", help="Two files, or the URI of an article in --events."
        ),
    ],
    events: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="What replay wrote.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="What replay read.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(dir_okay=False, metavar="FILE", help="Write a page instead.")
    ] = None,
) -> None:
    """Show why: an article and its parent side by side, with the shared passages marked.

    Two files are judged here and now, the parent first. With `--events` and `--articles` the verdict is the
    one that was given, and the parent the one that it names.

    Examples:
    - `copytaster explain later.json earlier.json`
    - `copytaster replay day.jsonl.gz > events.jsonl`
    - `copytaster explain --events events.jsonl --articles day.jsonl.gz urn:agency:17 --html why.html`
    """
    match (what, events, articles):
        case ([article, parent], None, None):
            refuse_overwriting(html, [Path(article), Path(parent)], "--html")
            comparison = judged(_article(Path(article)), _article(Path(parent)))
        case ([uri], Path(), Path()):
            refuse_overwriting(html, [events, articles], "--html")
            comparison = recorded(uri, events, articles)
        case _:
            raise typer.BadParameter(MISUSED)
    if html is None:
        show(comparison)
    else:
        from streams.commands import page

        html.write_text(page.html(comparison), encoding="utf-8")
        ERR.print(f"written to {html}", soft_wrap=True)


def judged(article: "Article", parent: "Article") -> Comparison:
    """What a desk says of `article` that has seen `parent` and nothing else.

    Raises:
        CopytasterError: they are the same.
    """
    from streams.detection import Desk, fingerprint

    kernels.ready()
    desk = Desk()
    desk.judge(fingerprint(parent))
    judgement = desk.judge(fingerprint(article))
    if judgement.repeat:
        raise CopytasterError(
            f"both files hold the same version of {article.uri}: there is nothing to compare"
        )
    return Comparison(judgement.event, article, parent)


def recorded(uri: str, events: Path, articles: Path) -> Comparison:
    """The verdict in `events` on the last version of an article, with the texts in `articles`.

    Raises:
        CopytasterError: the URI or a text is not in the files.
    """
    found: Event | None = None
    for item in Inputs([events]):
        event = _event(item)
        if event.article.uri == uri:
            found = event
    if found is None:
        raise CopytasterError(f"there is no verdict on {uri} in {events}: look up its `uri` there")
    source = source_of(found)
    parent = source if source is None or isinstance(source, DrawsOn) else source.rewrite_of
    wanted = {found.event_id: found.article} | ({parent.event_id: parent} if parent else {})
    texts = _texts(articles, wanted)
    return Comparison(found, texts[found.event_id], texts[parent.event_id] if parent else None)


def _event(item: Item) -> Event:
    try:
        return event_from_json(item.data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CopytasterError(
            f"{item.source}, line {item.line} is no verdict ({error}):"
            " give --events what `copytaster replay` wrote, and --articles what it read"
        ) from error


def _texts(path: Path, wanted: dict[str, ArticleRef]) -> "dict[str, Article]":
    """The articles by the ids of their events: one version of one item may stand there with several texts.

    Raises:
        CopytasterError: one is not there.
    """
    from streams.detection import fingerprint
    from streams.detection.entry import identity
    from streams.wire import parse

    kernels.ready()
    named = {(ref.uri, ref.version) for ref in wanted.values()}
    found: dict[str, Article] = {}
    for item in Inputs([path]):
        try:
            article = parse(item.data)
        except UnreadableError:
            continue
        if (article.uri, article.version) in named:  # only these: fingerprints take time
            found.setdefault(identity(fingerprint(article)).hex(), article)
    for event_id, ref in wanted.items():
        if event_id not in found:
            raise CopytasterError(f"the text of {ref.uri} is not in {path}: give the file that was judged")
    return found


def _article(path: Path) -> "Article":
    """The first article in a file."""
    from streams.wire import parse

    if not path.exists() or path.is_dir():
        raise typer.BadParameter(f"there is no file {path}: {MISUSED}")
    for item in Inputs([path], document=True):
        try:
            return parse(item.data)
        except UnreadableError as error:
            raise CopytasterError(f"{path} holds no article: {error}") from error
    raise CopytasterError(f"{path} is empty")


def show(comparison: Comparison) -> None:
    """Print the comparison; passages are numbered, so that it can be read without colours too."""
    facts = Table.grid(padding=(0, 2))
    for label, value in comparison.facts:
        facts.add_row(Text(label, style="bold"), Text(plain(value)))
    OUT.print(facts, "")
    article, parent = comparison.sides()
    sides = Table(box=None, expand=True, pad_edge=False, padding=(0, 2, 0, 0))
    cells = [_text(article)]
    sides.add_column(_heading(comparison.article), ratio=1, overflow="fold")
    if comparison.parent is not None:
        sides.add_column(_heading(comparison.parent), ratio=1, overflow="fold")
        cells.append(_text(parent))
    sides.add_row(*cells)
    OUT.print(sides)


def _heading(article: "Article") -> Text:
    origin = " · ".join(part for part in (article.provider, article.versioncreated) if part)
    return Text.assemble((plain(article.headline or article.uri), "bold"), (f"\n{plain(origin)}\n", "dim"))


def _text(stretches: list[Stretch]) -> Text:
    """The text with each passage in colour and between brackets that carry its number."""
    text = Text()
    for stretch in stretches:
        style = COLOURS[(stretch.passages[0] - 1) % len(COLOURS)] if stretch.passages else ""
        text.append("".join(f"[{number}:" for number in stretch.starts), style="dim")
        text.append(plain(stretch.text), style=style)
        text.append("]" * len(stretch.ends), style="dim")
    return text
