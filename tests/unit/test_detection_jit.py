"""Compiled and plain kernels say the same."""

import os
import subprocess
import sys

import orjson

from streams import sample


def test_uncompiled_kernels_give_the_same_events() -> None:
    """With NUMBA_DISABLE_JIT=1, where Python checks bounds, replay writes the same bytes."""
    items = b"\n".join(orjson.dumps(item) for item in sample.articles()[:60])

    def replayed(**variables: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", "streams", "replay", "-"],
            input=items,
            env=os.environ | variables,
            capture_output=True,
            check=True,
        )
        return done.stdout

    compiled = replayed()
    assert compiled.count(b"\n") == 60
    assert replayed(NUMBA_DISABLE_JIT="1") == compiled
