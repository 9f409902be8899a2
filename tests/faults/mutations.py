"""The proof by mutation: take each guarantee away, and see that a scene notices.

A mutation is Python put in front of the workers' program; the tree is not changed.  The scene runs once as
it is and must find nothing wrong, then with the mutation, and must find what is named here.

    python -m tests.faults.mutations                        all of them, as a table; 1 if one survives
    python -m tests.faults.mutations "forget the tombstone"
"""

import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from streams.settings import Settings
from streams.workers.admin import create_topics
from tests.faults.mutants import MUTATIONS, Scene
from tests.faults.scenes import Stage
from tests.support.broker import running_broker

SHOWN: Final = 200
"""Characters of a finding that are printed."""


def run(scene: Scene, settings: Settings, folder: Path, mutation: str = "") -> list[str]:
    """Play a scene on an installation of its own; what was wrong, also that it came to no end."""
    name = secrets.token_hex(3)
    folder /= name
    folder.mkdir()
    own = msgspec.structs.replace(
        settings, prefix=f"{settings.prefix}{name}.", data_dir=str(folder / "faust")
    )
    create_topics(own)
    with Stage(own, folder, mutation) as stage:
        try:
            scene(stage)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            stage.wrong.append(f"the scene comes to its end: {error}")
        return stage.wrong


def main(wanted: list[str]) -> int:
    """Run mutations and print what noticed each; 1 if one survives."""
    chosen = [mutation for mutation in MUTATIONS if not wanted or mutation.name in wanted]
    if not chosen:
        _say("no such mutation; there are:", ", ".join(mutation.name for mutation in MUTATIONS))
        return 2
    survived = 0
    sound: dict[Scene, list[str]] = {}
    with running_broker() as servers, tempfile.TemporaryDirectory() as temporary:
        settings = Settings(brokers=servers, prefix=f"mutations-{secrets.token_hex(4)}.", raw_partitions=1)
        for mutation in chosen:
            if mutation.scene not in sound:
                sound[mutation.scene] = run(mutation.scene, settings, Path(temporary))
            without = [f"without the mutation: {line}" for line in sound[mutation.scene]]
            wrong = run(mutation.scene, settings, Path(temporary), mutation.code)
            caught = not without and mutation.is_noticed(wrong)
            survived += not caught
            _say("caught  " if caught else "SURVIVED", mutation.name, "by", mutation.scene.__name__)
            for line in [*without, *wrong] or ["nothing is wrong"]:
                _say("        ", line[:SHOWN])
    _say(f"{len(chosen)} mutations, {survived} survived")
    return int(survived > 0)


def _say(*words: str) -> None:
    print(*words, flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
