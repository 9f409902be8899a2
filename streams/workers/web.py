"""`/health` and `/ready` for an orchestrator's probes, on WIRE_WEB_PORT.

Healthy: the event loop answers (the watchdog ends a worker that is worse off than slow).  Ready: recovery is
done and articles are processed; 503 until then, with how far it has come.
"""

import errno
import os
import socket
from typing import Any, Final

import msgspec

from streams.workers.progress import Progress

HOST: Final = "0.0.0.0"  # noqa: S104 - a probe comes from outside the container


def port_problem(port: int) -> str | None:
    """Why no web server can have this port, in a sentence; None if one can, or none is wanted (0)."""
    if not port:
        return None
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server has it
        try:
            trial.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is taken: set WIRE_WEB_PORT to another"
            return (
                f"port {port} cannot be had ({os.strerror(error.errno or 0)}): set WIRE_WEB_PORT to another"
            )
    return None


def serve_probes(app: Any, progress: Progress) -> None:
    """Add the two pages to a Faust app that has its web server on."""

    @app.page("/health")
    async def health(view: Any, request: Any) -> Any:
        del request
        return view.json({"healthy": True})

    @app.page("/ready")
    async def ready(view: Any, request: Any) -> Any:
        del request
        state = {"ready": progress.ready, "lag": progress.lag()}
        if progress.recovery is not None:
            state["recovery"] = msgspec.to_builtins(progress.recovery)
        return view.json(state, status=200 if progress.ready else 503)
