"""Ports for tests."""

import socket
from contextlib import ExitStack, suppress


def two_free() -> int:
    """The first of two neighbouring ports on which nobody listened a moment ago."""
    while True:
        with ExitStack() as stack, suppress(OSError, OverflowError):
            first = stack.enter_context(socket.socket())
            first.bind(("0.0.0.0", 0))  # noqa: S104 - as workers bind theirs
            port: int = first.getsockname()[1]
            stack.enter_context(socket.socket()).bind(("0.0.0.0", port + 1))  # noqa: S104 - as above
            return port
