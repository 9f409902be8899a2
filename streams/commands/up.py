"""`copytaster up`: everything on this machine, until Ctrl-C."""

import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from streams.commands.console import OUT
from streams.errors import BrokerError
from streams.settings import Settings, broker_given

if TYPE_CHECKING:
    from streams.commands.stack import Stack

LOOK_S: Final = 0.5


def up(
    data_dir: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, metavar="DIR", help="Keep messages and logs here.", show_default="kept nowhere"
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the local Kafka; 0: any free one.")
    ] = 9092,
) -> None:
    """Start everything on this machine: a real Kafka, the topics and both workers.

    Stays until Ctrl-C or SIGTERM, and then stops all in order. With WIRE_BROKERS set, that Kafka is used.
    With WIRE_WEB_PORT set, the match worker has the port after it. If a worker ends, everything ends with its
    exit code.

    Examples:
    - `copytaster up`
    - `copytaster up --data-dir ~/copytaster`
    """
    from streams.commands import stack
    from streams.local.process import PortTakenError

    settings, given = Settings.from_env(), broker_given()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with ExitStack() as exits:
            folder = data_dir or Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="copytaster-")))
            kafka_folder = data_dir / "kafka" if data_dir else None
            OUT.print(f"Kafka at {settings.brokers} ..." if given else "starting Kafka ...", style="dim")
            settings, local = exits.enter_context(
                stack.kafka(settings, given=given, folder=kafka_folder, port=port or None)
            )
            OUT.print("starting the workers ...", style="dim")
            running = exits.enter_context(stack.running(settings, local, folder))
            _say(running)
            while True:
                running.check()
                time.sleep(LOOK_S)
    except KeyboardInterrupt:
        OUT.print("stopped", style="dim")
    except PortTakenError as error:
        raise BrokerError(f"port {port} is taken: choose another with --port; 0 is any free one") from error
    except stack.WorkerEndedError as error:
        typer.echo(f"copytaster: {error}", err=True)
        raise typer.Exit(error.code) from error


def _say(running: "Stack") -> None:
    """Print where things are and what to type next."""
    brokers = running.settings.brokers
    default = (
        Settings().brokers.rpartition(":")[2] == brokers.rpartition(":")[2] and running.kafka is not None
    )
    variable = "" if default else f"WIRE_BROKERS={brokers} "
    OUT.print(f"\nKafka is at {brokers}, both workers are ready.", style="bold", soft_wrap=True)
    for child in running.workers:
        OUT.print(f"  log of the {child.kind} worker: {child.log}", soft_wrap=True)
    OUT.print("\nIn another terminal:\n  copytaster sample > sample.jsonl")
    for command in ("tail", "feed sample.jsonl"):
        OUT.print(f"  {variable}copytaster {command}", soft_wrap=True)
    OUT.print("\nCtrl-C stops everything.")


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
