"""`copytaster demo`: the main job on a real Kafka, with a sample whose truth is known."""

from typing import Annotated, Final

import typer

LASTS_S: Final = 25.0
"""How long feeding takes unless a rate is given: slow enough to read along."""


def demo(
    *,
    rate: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="N", help="Articles a second.", show_default="all in 25 s"),
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as Kafka takes them.")] = False,
) -> None:
    """Show the main job on a real Kafka, with fictional wire copy whose truth is known.

    Starts a Kafka (or uses the one of WIRE_BROKERS, under a prefix of its own), the topics and both workers,
    feeds the bundled sample and shows the verdicts with their evidence. Exit code 0 if every article got the
    right verdict and the right parent.

    Examples:
    - `copytaster demo`
    - `copytaster demo --fast`
    """
    from streams.commands import demonstration
    from streams.sample import articles, truth

    items = articles()
    speed = None if fast else rate or len(items) / LASTS_S
    right = demonstration.run(items, truth(), speed)
    raise typer.Exit(0 if right else 1)
