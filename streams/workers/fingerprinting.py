"""The fingerprint worker: raw messages in, fingerprints to their desks, dead letters for the unreadable."""

import asyncio
from typing import Any, Final

from streams.detection import fingerprint
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.wire import parse
from streams.workers.app import WorkerApp
from streams.workers.meter import Meter
from streams.workers.monitor import Monitor
from streams.workers.outbox import KafkaOutbox, Outbox
from streams.workers.quarantine import Quarantine
from streams.workers.trials import Trials

LARGE_BYTES: Final = 200_000
"""What is larger may take seconds, and the client must tell Kafka meanwhile that this worker lives."""


class Fingerprinter:
    """What is done with one message of `wire.raw`."""

    def __init__(
        self, settings: Settings, outbox: Outbox, meter: Meter, trials: Trials | None = None
    ) -> None:
        self._settings = settings
        self._trials = trials or Trials(settings.attempts)
        self._topic = Names(settings.prefix).fingerprints
        self._sizes = Sizes(settings)
        self._outbox = outbox
        self._meter = meter
        self._quarantine = Quarantine(settings, outbox, meter)

    async def handle(self, message: Any) -> None:
        """Fingerprint an article and send it to the desk of its language; or put it with the dead letters."""
        data, arrived_ms = message.value, _arrived_ms(message)
        if poison := self._trials.poison(message):
            await self._quarantine.put(message, poison)
            return
        try:
            with self._trials.trying(message):
                if len(data or b"") > LARGE_BYTES:
                    key, value, desk = await asyncio.to_thread(self._fingerprint, data, arrived_ms)
                else:
                    key, value, desk = self._fingerprint(data, arrived_ms)
        except UnreadableError as error:
            await self._quarantine.put(message, error)
            return
        await self._outbox.send(self._topic, key, value, desk)
        self._quarantine.passed()
        self._meter.article()

    def _fingerprint(self, data: bytes | None, arrived_ms: int | None) -> tuple[bytes, bytes, int]:
        """Key, value and partition of an article; UnreadableError if there is none, or it is too large."""
        article = parse(data, self._settings.max_message_bytes)
        key, value = self._sizes.fingerprint(fingerprint(article, arrived_ms))
        return key, value, self._settings.desk_for(article.language)


def create_fingerprint_app(settings: Settings) -> WorkerApp:
    """The Faust app of the fingerprint worker; nothing is connected yet."""
    names = Names(settings.prefix)
    app = WorkerApp(names.fingerprint_app, names.raw, settings)
    meter, outbox = Meter(), KafkaOutbox(app)
    app.reports(Monitor("fingerprint", meter, app.progress), outbox)
    fingerprinter = Fingerprinter(settings, outbox, meter, app.attempts.trials)

    @app.agent(app.input(), name="fingerprint")
    async def fingerprint_articles(stream: Any) -> None:
        async for event in app.taken(stream):
            await fingerprinter.handle(event.message)
            app.finished(event)

    return app


def _arrived_ms(message: Any) -> int | None:
    """Kafka's timestamp of the message, in milliseconds; None where it has none."""
    seconds = message.timestamp
    return round(seconds * 1000) if seconds and seconds > 0 else None
