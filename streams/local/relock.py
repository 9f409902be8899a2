"""`python -m streams.local.relock`: resolve Apache Kafka's jars again and write `kafka.lock.toml`.

slf4j-simple is the log backend because it takes part in no version conflict: with log4j-slf4j-impl the
resolution ends at another kafka-clients than the broker's.
"""

import tempfile
from pathlib import Path
from typing import Final

from streams.local.jars import LOCK

KAFKA: Final = "4.1.1"
COORDINATES: Final = (f"org.apache.kafka:kafka_2.13:{KAFKA}", "org.slf4j:slf4j-simple:1.7.36")


def main() -> None:
    """Resolve, fetch and hash everything in a folder of its own; write the lock."""
    from jgo.env import LockFile  # noqa: PLC0415 - only with the `local` extra
    from jgo.maven import MavenContext  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=60)
        wanted = [context.create_dependency(coordinate) for coordinate in COORDINATES]
        inputs, transitive = context.resolver.resolve(wanted)
        needed = [*inputs, *(d for d in transitive if d.scope in {"compile", "runtime"})]
        LockFile.from_resolved_dependencies(needed, environment_name="kafka").save(LOCK)
    print(f"{LOCK.name}: {len(needed)} jars")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
