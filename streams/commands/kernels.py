"""The numeric kernels, ready before the clock of a command starts."""

from streams.commands.console import patience


def ready() -> None:
    """Load and, where that was not done before, compile what judges articles; says so if it takes long."""
    with patience("loading the kernels, or compiling them: half a minute on their first use here"):
        from streams.detection import warm_up

        warm_up()
