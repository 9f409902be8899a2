"""The machine code that is kept on disk is that of the sources as they are, whichever of them changed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import schemas
import streams

PROGRAM = """
import json, sys
import numpy as np
import streams.detection.compare as compare
import streams.detection.jit as jit
from streams.detection.reuse import _shared
tokens, passages = np.arange(8, dtype=np.uint32) << 5, np.array([[0, 0, 8]], np.int32)
most = _shared(tokens, np.ones(8, np.bool_), passages)[1]
kernel = sys.modules["streams.detection.reuse"]._shared
print(json.dumps([compare.__file__, most, sum(kernel.stats.cache_hits.values())]))
"""
"""Runs a kernel of reuse.py that has `shared_mass` of compare.py in it."""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the packages, without anything that was compiled; its folder."""
    folder = tmp_path / "installed"
    for package in (streams, schemas):
        (source,) = package.__path__
        shutil.copytree(source, folder / package.__name__, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _run(folder: Path, **variables: str) -> tuple[float, int]:
    """(what the kernel says, how often it came from the cache) in a new process of that copy."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=clean | variables, capture_output=True, check=True
    )
    where, most, hits = json.loads(done.stdout)
    assert Path(where).is_relative_to(folder), "the copy is what runs"
    return most, hits


def _double(folder: Path) -> None:
    """Let `shared_mass` say twice as much."""
    path = folder / "streams" / "detection" / "compare.py"
    text = path.read_text(encoding="utf-8")
    assert text.count("    return mass, longest\n") == 1
    path.write_text(
        text.replace("    return mass, longest\n", "    return 2.0 * mass, longest\n"), encoding="utf-8"
    )


@pytest.mark.slow
def test_a_kernel_is_compiled_once_and_again_when_one_that_it_calls_has_changed(installed: Path) -> None:
    """Its own file is the same; what was compiled from the old sources is gone."""
    kept = installed / "streams" / "detection" / "__pycache__"
    assert _run(installed) == (6.0, 0)
    assert _run(installed) == (6.0, 1)
    before = {path.name for path in kept.glob("*.nb[ic]")}
    _double(installed)
    assert _run(installed) == (12.0, 0)
    assert _run(installed) == (12.0, 1)
    after = {path.name for path in kept.glob("*.nb[ic]")}
    assert before
    assert len(after) == len(before)
    assert not before & after


def test_the_same_holds_in_a_folder_that_is_set(installed: Path, tmp_path: Path) -> None:
    """With NUMBA_CACHE_DIR nothing is written beside the sources, as where they cannot be written."""
    folder = str(tmp_path / "kept")
    assert _run(installed, NUMBA_CACHE_DIR=folder) == (6.0, 0)
    _double(installed)
    assert _run(installed, NUMBA_CACHE_DIR=folder) == (12.0, 0)
    assert _run(installed, NUMBA_CACHE_DIR=folder) == (12.0, 1)
    assert not list(installed.rglob("*.nb[ic]"))


@pytest.mark.parametrize(
    "change", ["open(jit.__file__, 'a').write('\\n')", "__import__('shutil').rmtree('streams')"]
)
def test_what_was_compiled_while_sources_changed_is_not_kept(installed: Path, change: str) -> None:
    """A process that has imported old code keeps none of it under the name of the new, and goes on."""
    program = PROGRAM.replace("most =", f"{change}; most =")
    done = subprocess.run([sys.executable, "-c", program], cwd=installed, capture_output=True, check=True)
    assert json.loads(done.stdout)[1] == 6.0
    assert not list(installed.rglob("*.nb[ic]"))
