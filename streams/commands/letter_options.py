"""How dead letters are named on the command line: by reason, or by the position of their message."""

from typing import Annotated, TypeAlias

import typer

from schemas import Position, Reason
from streams.errors import CopytasterError


def reason_of(text: str) -> Reason:
    """The reason that somebody typed.

    Raises:
        typer.BadParameter: It is none.
    """
    try:
        return Reason(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no reason: give one of {', '.join(Reason)}") from error


Reasons: TypeAlias = Annotated[
    list[Reason] | None,
    typer.Option(
        "--reason", metavar="REASON", parser=reason_of, help="Only letters of this reason; may be repeated."
    ),
]


def position_of(text: str) -> Position:
    """The position that somebody typed.

    Raises:
        typer.BadParameter: It is none.
    """
    try:
        return Position.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="POSITION") from error


def unknown(place: Position) -> CopytasterError:
    """The error for a position that no letter names."""
    return CopytasterError(f"no dead letter is about {place}: `copytaster deadletters list` names them")
