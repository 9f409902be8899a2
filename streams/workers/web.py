"""`/health` and `/ready` for an orchestrator's probes, on WIRE_WEB_PORT.

Healthy: the event loop answers (the watchdog ends a worker that is worse off than slow).  Ready: recovery is
done and articles are processed; 503 until then, with how far it has come.
"""

from typing import Any

import msgspec

from streams.workers.progress import Progress


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
