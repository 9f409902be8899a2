"""The probes of a running worker."""

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import msgspec
import pytest

from streams.settings import Settings
from tests.support.workers import WorkerProcess, wait_until

pytestmark = pytest.mark.kafka


def _get(port: int, path: str) -> tuple[int, dict[str, object]] | None:
    """Status and JSON body; None while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error) if path in {"/ready", "/health"} else {}
    except OSError:
        return None


def test_a_worker_says_that_it_is_healthy_and_ready_and_shows_nothing_else(
    settings: Settings, tmp_path: Path
) -> None:
    """Healthy at once, ready after recovery; the window cannot be read from outside."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = msgspec.structs.replace(settings, web_port=port)
    with WorkerProcess("match", own, tmp_path / "log") as worker:
        assert wait_until(lambda: _get(port, "/health"), what="the web server") == (200, {"healthy": True})
        worker.wait_ready()
        assert _get(port, "/ready") == (200, {"ready": True, "lag": 0})
        for path in ("/tables/", "/tables/window/", "/router/", "/stats/", "/graph/"):
            answer = _get(port, path)
            assert answer is not None
            assert answer[0] == 404, path
        assert worker.terminate() == 0
