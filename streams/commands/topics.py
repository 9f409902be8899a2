"""`copytaster topics`: make them, check them, list them."""

import typer
from rich.table import Table
from rich.text import Text

from streams.commands.console import ERR, OUT, counted
from streams.settings import Settings
from streams.topics import DAY_MS
from streams.topics import topics as all_topics

topics = typer.Typer(no_args_is_help=True, help="Create or check the topics on the broker.")


@topics.command()
def create() -> None:
    """Create the topics that are missing.

    Safe to run again, also from several places at once. A topic that is there with another number of
    partitions is refused, and then nothing is made: its data would be cut in two ways.

    Examples:
    - `copytaster topics create`
    - `WIRE_BROKERS=kafka:9092 WIRE_DESKS=3 copytaster topics create`
    """
    from streams.workers.admin import create_topics

    settings = Settings.from_env()
    outcome = create_topics(settings)
    OUT.print(_table(settings, dict.fromkeys(outcome.created, Text("created", style="green"))))


@topics.command()
def check() -> None:
    """Check that the topics are there and have the right shape; exit code 1 if not.

    Example:
    - `copytaster topics check && copytaster worker match`
    """
    from streams.workers.admin import check_topics

    settings = Settings.from_env()
    problems = check_topics(settings)
    for problem in problems:
        ERR.print(problem, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    OUT.print(_table(settings, {}))


@topics.command("list")
def list_() -> None:
    """List the topics as the settings want them, without asking a broker."""
    OUT.print(_table(Settings.from_env(), {}, state=False))


def _table(settings: Settings, states: dict[str, Text], *, state: bool = True) -> Table:
    """One row a topic; topics without a state of their own were there."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    table.add_column("Topic", no_wrap=True)
    table.add_column("Partitions", justify="right")
    table.add_column("Kept", no_wrap=True)
    if state:
        table.add_column("State", no_wrap=True)
    table.add_column("What is on it")
    for topic in all_topics(settings):
        kept = "compacted" if topic.retention_ms is None else counted(topic.retention_ms // DAY_MS, "day")
        states_cell = [states.get(topic.name, Text("present"))] if state else []
        table.add_row(topic.name, str(topic.partitions), kept, *states_cell, topic.purpose)
    return table
