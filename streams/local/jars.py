"""The lock -> the jar files of Apache Kafka, verified, in the user's cache folder.

`kafka.lock.toml` is a jgo lock file: every artifact with its version and sha256.  Nothing is resolved at run
time; jgo only fetches what the lock names.  Every jar is checked against its sum at every start, and put in
place by a rename, so that starts at the same time cannot harm each other.  jgo's own settings file may name
a mirror of Maven Central under [repositories]; the sums make any mirror as good as the original.
"""

import hashlib
import os
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from streams.errors import BrokerError

LOCK: Final = Path(__file__).with_name("kafka.lock.toml")
ATTEMPTS: Final = 3
TIMEOUT_S: Final = 60
PARALLEL: Final = 8


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked artifact."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """Its name in the cache; the group keeps artifacts of one name apart."""
        return f"{self.group}.{self.artifact}-{self.version}.jar"


def locked(lock: Path = LOCK) -> tuple[Jar, ...]:
    """The artifacts of the lock file, in the order of the class path."""
    entries = tomllib.loads(lock.read_text())["dependencies"]
    return tuple(Jar(e["groupId"], e["artifactId"], e["version"], e["sha256"]) for e in entries)


def cache_folder() -> Path:
    """The user's cache folder of copytaster, as the XDG base directories say."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "copytaster"


def class_path(folder: Path | None = None) -> list[Path]:
    """Paths of all jars, fetched first where they are missing or damaged.

    Raises:
        BrokerError: a jar cannot be fetched or stored, or is not the one that was locked.
    """
    folder = folder or cache_folder() / "jars"
    jars = locked()
    missing = [jar for jar in jars if not _is_intact(folder / jar.filename, jar)]
    if missing:
        _fetch_all(missing, folder)
    return [folder / jar.filename for jar in jars]


def _is_intact(path: Path, jar: Jar) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except OSError:
        return False


def _fetch_all(missing: list[Jar], folder: Path) -> None:
    """Fetch the missing jars in parallel, with a bar on a terminal and one line elsewhere."""
    console = Console(file=sys.stderr)
    text = f"fetching Apache Kafka ({len(missing)} jars) into {folder}, once"
    if not console.is_terminal:
        console.print(f"copytaster: {text}", soft_wrap=True, highlight=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as scratch,
            ThreadPoolExecutor(PARALLEL) as pool,
        ):
            done = pool.map(lambda jar: _fetch(jar, folder, Path(scratch)), missing)
            for _ in track(done, text, total=len(missing), console=console, disable=not console.is_terminal):
                pass
    except OSError as error:
        raise BrokerError(
            f"cannot keep Kafka's jars in {folder} ({error}): make it writable or point XDG_CACHE_HOME to a"
            " folder that is"
        ) from error


def _fetch(jar: Jar, folder: Path, scratch: Path) -> None:
    """Fetch one jar into `scratch`, verify it, and move it to its place."""
    from jgo.config import GlobalSettings  # noqa: PLC0415 - slow to import, needed on the first start only
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415
    from jgo.maven import MavenContext  # noqa: PLC0415

    problem: object = None
    for attempt in range(ATTEMPTS):
        context = MavenContext(
            repo_cache=scratch / f"{attempt}",
            remote_repos={**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL},
            timeout=TIMEOUT_S,
        )
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        try:
            path = Path(artifact.resolve())
        except (OSError, RuntimeError) as error:  # what requests and jgo raise
            problem = error
            continue
        if _is_intact(path, jar):
            path.replace(folder / jar.filename)
            return
        problem = f"its sha256 is not {jar.sha256}"
    raise BrokerError(
        f"cannot fetch {jar.group}:{jar.artifact}:{jar.version} of the local Kafka: {problem}."
        " Check the network, name a Maven mirror under [repositories] in ~/.config/jgo.conf,"
        " or set WIRE_BROKERS to a Kafka that runs"
    )
