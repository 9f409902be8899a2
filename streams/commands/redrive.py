"""`copytaster deadletters redrive`: messages that could not be read, back onto their topics."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from schemas import Position
from streams.commands.console import ERR, OUT
from streams.commands.letter_options import Reasons, position_of, unknown
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.commands.redriving import Candidate, Plan

NAMED: Final = 10
"""Messages put back before that are named one by one."""


def redrive(
    positions: Annotated[
        list[str] | None,
        typer.Argument(metavar="POSITION", help="Of a message: topic/partition/offset.", show_default=False),
    ] = None,
    *,
    reason: Reasons = None,
    everything: Annotated[bool, typer.Option("--all", help="All letters.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also what was put back before.")] = False,
) -> None:
    """Put messages back onto the topic and partition that they came from, with their bytes and key.

    They go behind what is there now, so nothing else is reordered, with headers that name where they first
    stood and their letter. A message that still cannot be read gets a new letter, which names both positions.
    What was put back before is known by these headers, and is left alone.

    Redrive after a release that reads what it could not read before: see docs/operating.md.

    Examples:
    - `copytaster deadletters redrive --reason not_json --dry-run`
    - `copytaster deadletters redrive wire.raw/2/1234 wire.raw/0/77`
    - `copytaster deadletters redrive --all --yes`
    """
    from streams.commands.redriving import candidates, plan

    if (bool(positions), bool(reason), everything).count(True) != 1:
        raise typer.BadParameter("say which: POSITION..., --reason or --all, one of the three")
    settings = Settings.from_env()
    known = candidates(settings)
    if positions:
        wanted = _named([position_of(text) for text in positions], known)
    else:
        wanted = [candidate for candidate in known if everything or candidate.reason in (reason or ())]
    made = plan(settings, wanted, again=again)
    _say(made)
    if not made.chosen:
        OUT.print("nothing to redrive")
    elif dry_run:
        OUT.print(f"would put back {len(made.chosen):,}", soft_wrap=True)
    else:
        _put_back(settings, made, yes=yes)
    if made.refused:
        raise typer.Exit(1)


def _say(made: "Plan") -> None:
    """What is to be done, and what not, with the reason."""
    for candidate, refusal in made.refused:
        ERR.print(f"not redriven: {candidate.position}: {refusal}", soft_wrap=True)
    for candidate, since in made.already[:NAMED]:
        ERR.print(f"already redriven: {candidate.position} stands at {since}", soft_wrap=True)
    if len(made.already) > NAMED:
        ERR.print(f"... and {len(made.already) - NAMED:,} more; --again puts them back once more")
    if made.chosen:
        OUT.print(made.table())


def _put_back(settings: Settings, made: "Plan", *, yes: bool) -> None:
    """Ask, send, and say how many."""
    from streams.commands.redriving import put_back

    if not yes:
        if not sys.stdin or not sys.stdin.isatty():
            raise typer.BadParameter("nobody can be asked here: give --yes, or look first with --dry-run")
        typer.confirm(f"Put {len(made.chosen):,} back?", abort=True)
    outcome = put_back(settings, made.chosen)
    OUT.print(f"{outcome.acknowledged:,} put back, acknowledged by Kafka")


def _named(places: list[Position], known: list["Candidate"]) -> list["Candidate"]:
    """The messages at these positions, present or first.

    Raises:
        CopytasterError: There is no letter about one.
    """
    by_name = {place: candidate for candidate in known for place in (candidate.origin, candidate.position)}
    missing = [place for place in places if place not in by_name]
    if missing:
        raise unknown(missing[0])
    chosen = {by_name[place].letter: by_name[place] for place in places}
    return sorted(chosen.values(), key=lambda candidate: candidate.letter.offset)
