"""One worker in this process: checks first, then Faust until a signal, then an exit code with a meaning."""

import faulthandler
import sys
from typing import Any, Literal

import msgspec
import structlog

from streams import __version__
from streams.detection import MODEL_VERSION, warm_up
from streams.errors import BrokerError
from streams.settings import Settings
from streams.workers.admin import check_topics
from streams.workers.exits import LOGGER, ExitCode
from streams.workers.logs import configure_logging
from streams.workers.web import port_problem

Kind = Literal["fingerprint", "match"]


def run_worker(kind: Kind, settings: Settings) -> int:
    """Run a worker until SIGTERM or SIGINT.

    Failures that must not commit end the process from inside, see `ExitCode`; they do not return.

    Args:
        kind: Which worker.
        settings: How it is set up.

    Returns:
        The exit code for the process.
    """
    faulthandler.enable()  # a crash of machine code (SIGSEGV) leaves the traceback of all threads in the log
    configure_logging(settings)
    log = structlog.get_logger(LOGGER)
    log.info(
        "worker starts",
        worker=kind,
        build=__version__,
        model_version=MODEL_VERSION,
        settings=msgspec.to_builtins(settings),
    )
    code = _check(settings)
    if code is None:
        warm_up()  # before the worker joins its group: the first article must not stall it
        code = _run(kind, settings)
        if code in {ExitCode.STOPPED, ExitCode.UNCOMMITTED, ExitCode.CRASHED}:
            log.info("worker ends", exit_code=int(code), exit=code.name, meaning=code.meaning)
    return int(code)


def _check(settings: Settings) -> ExitCode | None:
    """Look at port and topics before Faust does: for a missing topic it would wait for ever in silence."""
    log = structlog.get_logger(LOGGER)
    if taken := port_problem(settings.web_port):
        code = ExitCode.CRASHED
        log.critical("worker ends", exit_code=int(code), exit=code.name, meaning=code.meaning, error=taken)
        return code
    try:
        problems = check_topics(settings)
    except BrokerError as error:
        code = ExitCode.BROKER
        log.critical(
            "worker ends", exit_code=int(code), exit=code.name, meaning=code.meaning, error=str(error)
        )
        return code
    if problems:
        code = ExitCode.TOPICS
        log.critical(
            "worker ends", exit_code=int(code), exit=code.name, meaning=code.meaning, problems=problems
        )
        return code
    return None


def _run(kind: Kind, settings: Settings) -> ExitCode:
    """Run Faust with its own signal handling until it stops."""
    _use_uvloop()
    # Faust takes the event loop's policy when it is imported: uvloop has to be there before.
    from streams.workers.fingerprinting import create_fingerprint_app  # noqa: PLC0415
    from streams.workers.matching import create_match_app  # noqa: PLC0415
    from streams.workers.watchdog import Watchdog  # noqa: PLC0415

    app = create_fingerprint_app(settings) if kind == "fingerprint" else create_match_app(settings)
    app.finalize()
    worker: Any = app.Worker(override_logging=False, quiet=True)
    worker.spinner = None
    Watchdog(app.progress, settings.stall_timeout, app.blame).start()
    try:
        worker.execute_from_commandline()
    except SystemExit as stop:
        if stop.code:
            return ExitCode.CRASHED
    return ExitCode.STOPPED if app.progress.all_committed() else ExitCode.UNCOMMITTED


def _use_uvloop() -> None:
    if sys.platform == "win32":
        return
    import mode.loop  # noqa: PLC0415 - as above

    mode.loop.use("uvloop")
