"""The errors of copytaster.  Each message says what was wrong, with what, and what to do.

    CopytasterError
      UnreadableError   a message is no article we can judge: it goes to the dead letters, with `reason`
      SettingsError     a WIRE_* variable or an option makes no sense
      TopicsError       a topic is missing or has the wrong shape
      BrokerError       Kafka cannot be reached, started or written to

Anything else that is raised is a bug or a failing machine, and ends a worker before its offset commits.
"""

from schemas.deadletter import Reason


class CopytasterError(Exception):
    """Base of all errors that copytaster raises on purpose."""


class UnreadableError(CopytasterError):
    """A message that cannot be judged: `reason` is its kind, the text says what exactly."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class SettingsError(CopytasterError):
    """A setting makes no sense; the message names the variable and what it may be."""


class TopicsError(CopytasterError):
    """A topic is missing or has the wrong shape; the message says what to run."""


class BrokerError(CopytasterError):
    """Kafka cannot be reached, started or written to."""
