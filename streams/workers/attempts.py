"""`wire.attempts`: how often a message ended a worker, kept where the next worker finds it.

A count has to survive the process and go with the partition, so it is written on the way out, by a client and
a thread of its own: the event loop may be what hangs.  See docs/decisions/0009-poison.md.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas import Attempt
from schemas.codec import to_json
from streams.settings import Settings
from streams.topics import Names
from streams.workers.changelog import read_changelog
from streams.workers.exits import ExitCode
from streams.workers.outbox import Outbox
from streams.workers.progress import Progress
from streams.workers.trials import Trials

WRITE_S: Final = 5.0
"""How long writing a count may take: a Kafka that is away must not keep a broken worker alive."""


class Attempts:
    """The counts of one worker, from its assignment to its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._topic = Names(settings.prefix).attempts
        self.trials = Trials(settings.attempts)

    async def load(self, step: Callable[[int, int], None]) -> None:
        """Learn what is written: before messages of new partitions flow.

        Args:
            step: Called with records read and records there are, whenever there are more.

        Raises:
            aiokafka.errors.KafkaError: If the broker fails.
        """
        loaded = await read_changelog(self._settings.servers, self._topic, [0], step)
        self.trials.learn(loaded[0].entries.values())

    async def forget(self, progress: Progress, outbox: Outbox) -> None:
        """Delete the counts of messages that are done.

        Only once their offsets are committed: a message that is read again after a crash must meet the count
        that it met before, or it would be a dead letter once and an article the next time.
        """
        for position in self.trials.take_done(progress.committed):
            await outbox.send(self._topic, str(position).encode(), None, 0)

    def count(self, code: ExitCode, error: str) -> dict[str, Any]:
        """Write that the worker ends now while it tries a message; waits until Kafka has it, not for long.

        Safe to call from any thread and with a blocked event loop.

        Returns:
            What the worker's last log line should say of it; empty if no message is being tried.
        """
        attempt = self.trials.failed(code, error)
        if attempt is None:
            return {}
        written: list[str] = []
        writer = threading.Thread(target=self._write, args=(attempt, written), daemon=True)
        writer.start()
        writer.join(WRITE_S)
        return {
            "message": str(attempt.position),
            "attempt": attempt.attempts,
            "attempts": self._settings.attempts,
            "counted": written[0] if written else f"no: Kafka has not answered within {WRITE_S:g} s",
        }

    def _write(self, attempt: Attempt, written: list[str]) -> None:
        try:
            producer = KafkaProducer(
                bootstrap_servers=self._settings.servers,
                client_id="copytaster-attempts",
                acks="all",
                max_block_ms=round(1000 * WRITE_S),
            )
            key = str(attempt.position).encode()
            producer.send(self._topic, key=key, value=to_json(attempt), partition=0).get(WRITE_S)
        except (KafkaError, OSError, ValueError) as error:
            written.append(f"no: {error!r}")
        else:
            written.append("yes")
