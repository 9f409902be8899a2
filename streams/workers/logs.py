"""Logging of a worker: structlog, JSON or console, on standard error; Faust's own log goes the same way."""

import logging
import sys
from typing import Any, Final

import structlog

from streams.settings import Settings

LIBRARIES: Final = ("kafka", "aiokafka", "faust", "mode", "streams.workers")
"""They tell of every connection and service at info level: heard from warning on, or at debug level.
The last is what Faust calls the loggers of its classes that we extend; a worker speaks as `exits.LOGGER`."""


def configure_logging(settings: Settings) -> None:
    """Send every log line, ours and that of the libraries, through one formatter.

    Raises nothing; calling it again replaces what was there.
    """
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.PositionalArgumentsFormatter()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(settings)],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(level if level == logging.DEBUG else max(level, logging.WARNING))
    # Faust asks at every event whether debug is on; this answers in the fastest way there is.
    logging.disable(logging.DEBUG if level > logging.DEBUG else logging.NOTSET)


def _renderers(settings: Settings) -> list[Any]:
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    if console:
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
