"""`copytaster tail`: verdicts as they come."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import msgspec
import typer

from schemas import Event
from schemas.codec import event_from_json
from streams.commands.console import ERR, show, write_line
from streams.settings import Settings
from streams.topics import Names


def tail(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The events as they are, one a line.")] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Also those that the topics still hold.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="End after so many.", show_default="Ctrl-C ends")
    ] = None,
) -> None:
    """Show verdicts as they come: follow `wire.stories.new` and `wire.stories.rewrite`.

    Reads beside everybody else and takes nothing away from them.

    Examples:
    - `copytaster tail`
    - `copytaster tail --from-beginning --limit 100 --json > events.jsonl`
    """
    for record in islice(_records(Settings.from_env(), from_beginning=from_beginning), limit):
        event = _event(record)
        if event is not None and as_json:
            write_line(record.value)
        elif event is not None:
            _show(record, event)


def _records(settings: Settings, *, from_beginning: bool) -> Iterator[Any]:
    """The verdicts' messages, without end."""
    from streams.commands.clients import Connection, kafka_errors, poll, reader

    names = Names(settings.prefix)
    with reader(settings, (names.new, names.rewrite), from_beginning=from_beginning) as client:
        connection = Connection(client)
        while True:
            with kafka_errors(settings):
                batch = poll(client)
                change = connection.change(heard=bool(batch))
            if change is not None:
                state = "answers again" if change else "does not answer; still trying"
                ERR.print(f"Kafka at {settings.brokers} {state}", soft_wrap=True)
            yield from batch


def _event(record: Any) -> Event | None:
    """The verdict in a message; None, and a word about it, if somebody else wrote what is none."""
    try:
        return event_from_json(record.value or b"")
    except msgspec.DecodeError as error:
        where = f"{record.topic}, partition {record.partition}, offset {record.offset}"
        ERR.print(f"no verdict at {where}: {error}", soft_wrap=True, markup=False)
        return None


def _show(record: Any, event: Event) -> None:
    from streams.commands import verdicts

    at = datetime.fromtimestamp(record.timestamp / 1000).astimezone()
    show(verdicts.lines(event, at))
