"""`copytaster deadletters`: what could not be read, why, and back onto its topic once it can be."""

import sys
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from streams.commands.console import OUT, show, write_line, writing
from streams.commands.letter_options import Reasons, position_of, unknown
from streams.commands.redrive import redrive
from streams.settings import Settings

if TYPE_CHECKING:
    from rich.text import Text

NEWEST: Final = 10
"""Letters that `list` shows one by one."""
UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}

deadletters = typer.Typer(
    no_args_is_help=True, help="See what could not be read, and put it back once it can be."
)


def _since(text: str | None) -> datetime | None:
    """A time from `2h` or from ISO 8601."""
    if text is None:
        return None
    try:
        if text[-1:] in UNITS and text[:-1].isdecimal():
            return datetime.now(UTC) - timedelta(**{UNITS[text[-1]]: int(text[:-1])})
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is no time: 30m, 2h, 7d, or 2031-03-01T08:00", param_hint="--since"
        ) from error


@deadletters.command("list")
def list_(
    *,
    reason: Reasons = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only letters since: `30m`, `2h`, `7d`, or a date and time."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", help="Show the newest N one by one.", show_default=f"{NEWEST}; --json: all"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The letters as they are, one JSON object a line, oldest first.")
    ] = False,
) -> None:
    """Show what lies on `wire.deadletter`: counts by reason, and the newest letters.

    Each is named by the position of its message, `topic/partition/offset`: `show` and `redrive` take it.

    Examples:
    - `copytaster deadletters list`
    - `copytaster deadletters list --since 2h --reason not_json --reason not_utf8`
    - `copytaster deadletters list --json | jq -r '[.reason, .detail] | @tsv' | sort | uniq -c`
    """
    from streams.commands import letter_views
    from streams.commands.letters import letters

    start = _since(since)
    chosen = (
        letter
        for letter in letters(Settings.from_env())
        if (not reason or letter.record.reason in reason) and (start is None or letter.at >= start)
    )
    if as_json:
        for letter in chosen if limit is None else deque(chosen, limit):
            write_line(letter_views.as_json(letter))
        return
    counts = letter_views.Counts()
    newest: deque[Text] = deque(maxlen=NEWEST if limit is None else limit)
    for letter in chosen:
        counts.add(letter)
        newest.append(letter_views.line(letter))
    if not counts.total:
        OUT.print("no dead letters" + (" of that kind" if reason or since else ""))
        return
    OUT.print(counts.table())
    if newest:
        OUT.print(f"\nthe newest {len(newest):,} of {counts.total:,}:", style="dim")
    for line in newest:
        show(line)


@deadletters.command("show")
def show_(
    position: Annotated[
        str, typer.Argument(metavar="POSITION", help="Of the message: topic/partition/offset.")
    ],
    *,
    raw: Annotated[
        bool, typer.Option("--raw", help="Write the message's bytes to standard output, and nothing else.")
    ] = False,
) -> None:
    """Show one dead letter: the message as it came, why it could not be read, and what to do about it.

    A text is shown as text, anything else as a hex dump of its beginning.

    Examples:
    - `copytaster deadletters show wire.raw/2/1234`
    - `copytaster deadletters show wire.raw/2/1234 --raw > item.json`, to mend it and to feed it
    """
    from streams.commands import letter_views
    from streams.commands.letters import letters

    place = position_of(position)
    found = [letter for letter in letters(Settings.from_env()) if place in letter.names]
    if not found:
        raise unknown(place)
    letter = found[-1]
    if raw:
        with writing("standard output"):
            sys.stdout.buffer.write(letter.payload or b"")
            sys.stdout.buffer.flush()
        return
    OUT.print(letter_views.facts(letter))
    if len(found) > 1:
        OUT.print(f"\nthe last of {len(found)} letters about this message", style="dim")
    if letter.payload:
        OUT.print()
    for line in letter_views.content(letter.payload or b""):
        OUT.print(line, soft_wrap=True)


deadletters.command()(redrive)
