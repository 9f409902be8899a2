"""`copytaster worker`: one worker in this process."""

from typing import Annotated, Literal

import typer

from streams.settings import Settings


def worker(
    kind: Annotated[Literal["fingerprint", "match"], typer.Argument(help="Which of the two.")],
) -> None:
    """Run a worker until SIGTERM or Ctrl-C.

    `fingerprint` reads `wire.raw`; run as many as it has partitions. `match` judges and keeps the rolling
    window; run one for each desk, and spares. Logs go to standard error. A worker that cannot be sure of its
    work ends with a code of its own (docs/operating.md): let a supervisor start it again,
    but not after 74 or 75.

    Examples:
    - `copytaster worker fingerprint`
    - `WIRE_BROKERS=kafka:9092 WIRE_LOG_FORMAT=json copytaster worker match`
    """
    settings = Settings.from_env()
    from streams.workers import run_worker

    raise typer.Exit(run_worker(kind, settings))
