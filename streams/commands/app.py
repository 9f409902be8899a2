"""The command line: every command under its name, in the order in which a newcomer needs them."""

from typing import Annotated

import typer

from streams import __version__
from streams.commands.deadletters import deadletters
from streams.commands.demo import demo
from streams.commands.explain import explain
from streams.commands.feed import feed
from streams.commands.replay import replay
from streams.commands.sample import sample
from streams.commands.settings import settings
from streams.commands.tail import tail
from streams.commands.text import text
from streams.commands.topics import topics
from streams.commands.up import up
from streams.commands.worker import worker

START, WATCH, RUN = "Start here", "Articles and verdicts", "Running it"

app = typer.Typer(
    name="copytaster",
    rich_markup_mode="markdown",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings are WIRE_* variables: `copytaster settings` lists them.",
)
app.command(rich_help_panel=START)(demo)
app.command(rich_help_panel=START)(up)
app.command(rich_help_panel=START)(replay)
app.command(rich_help_panel=START)(sample)
app.command(rich_help_panel=WATCH)(feed)
app.command(rich_help_panel=WATCH)(tail)
app.command(rich_help_panel=WATCH)(explain)
app.command(rich_help_panel=WATCH)(text)
app.command(rich_help_panel=RUN)(worker)
app.add_typer(topics, name="topics", rich_help_panel=RUN)
app.add_typer(deadletters, name="deadletters", rich_help_panel=RUN)
app.command(rich_help_panel=RUN)(settings)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        typer.echo(f"copytaster {__version__}")
        raise typer.Exit


@app.callback()
def copytaster(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Reads all incoming wire copy and says what is new.

    Each article is called a new story or a rewrite of an earlier one, with the evidence.
    """
