"""Why a worker ends: one exit code a reason, and the one way out.

A worker that cannot be sure of its work ends at once, before its offsets commit, and is started again by its
supervisor: what was in hand is read again.  Draining, flushing and committing are for a worker in order.
"""

import os
import threading
from enum import IntEnum, unique
from typing import Any, Final, NoReturn, Self

import structlog

LOGGER: Final = "copytaster.worker"
"""Logger of everything that a worker says itself."""
LAST_WORDS_S: Final = 2.0
"""How long the last log line may take.  A full pipe behind stderr must not keep a broken worker alive."""


@unique
class ExitCode(IntEnum):
    """Exit codes of a worker; `meaning` is the text of docs/operating.md."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """An int that also says what it means."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    STOPPED = 0, "stopped by SIGTERM or SIGINT: all that was processed is committed"
    AGENT_ERROR = 70, "an article raised an unexpected error: a bug; its offset is not committed"
    STUCK = (
        71,
        (
            "no progress: a hung agent, a blocked event loop, a hung client, a recovery or a commit"
            " that stands still"
        ),
    )
    SEND_FAILED = 72, "Kafka did not take a message: what it belongs to is not committed"
    RECOVERY_FAILED = 73, "what Kafka keeps for the worker (window, attempts) could not be read back"
    TOO_MANY_DEADLETTERS = 74, "more unreadable messages than WIRE_DEADLETTER_SHARE allows: look at the feed"
    TOPICS = 75, "topics are missing or have the wrong shape: `copytaster topics check` says what to do"
    BROKER = 76, "Kafka cannot be reached at start"
    CRASHED = (
        77,
        "a part of Faust failed, or the port WIRE_WEB_PORT is taken: `error` or the log above says what",
    )
    UNCOMMITTED = 78, "stopped by a signal, but Kafka did not take the last commit in time: read again"


def leave(code: ExitCode, **context: Any) -> NoReturn:
    """Log the reason as one line and end the process now: nothing is flushed, nothing is committed.

    Safe to call from any thread and with a blocked event loop.

    Args:
        code: Why.
        context: What else is known; goes into the log line.
    """
    log = structlog.get_logger(LOGGER)

    def say() -> None:
        log.critical("worker ends", exit_code=int(code), exit=code.name, meaning=code.meaning, **context)

    words = threading.Thread(target=say, daemon=True)
    words.start()
    words.join(LAST_WORDS_S)
    os._exit(code)
