"""The fingerprint worker: raw messages in, fingerprints to their desks, dead letters for the unreadable."""

from typing import Any

from schemas import Reason
from schemas.codec import fingerprint_to_bytes
from streams.detection import fingerprint
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names
from streams.wire import parse
from streams.workers.app import WorkerApp
from streams.workers.meter import Meter
from streams.workers.monitor import Monitor
from streams.workers.outbox import KafkaOutbox, Outbox
from streams.workers.quarantine import Quarantine


class Fingerprinter:
    """What is done with one message of `wire.raw`."""

    def __init__(self, settings: Settings, outbox: Outbox, meter: Meter) -> None:
        self._settings = settings
        self._topic = Names(settings.prefix).fingerprints
        self._outbox = outbox
        self._meter = meter
        self._quarantine = Quarantine(settings, outbox, meter)

    async def handle(self, message: Any) -> None:
        """Fingerprint an article and send it to the desk of its language; or put it with the dead letters."""
        try:
            article = parse(message.value, self._settings.max_message_bytes)
            key = article.uri.encode(errors="replace")
            value = fingerprint_to_bytes(fingerprint(article, arrived_ms=_arrived_ms(message)))
            self._check_size(key, value)
        except UnreadableError as error:
            await self._quarantine.put(message, error)
            return
        await self._outbox.send(self._topic, key, value, self._settings.desk_for(article.language))
        self._quarantine.passed()
        self._meter.article()

    def _check_size(self, key: bytes, value: bytes) -> None:
        if not self._outbox.fits(self._topic, key, value):
            raise UnreadableError(
                Reason.TOO_LARGE,
                f"the fingerprint has {len(key) + len(value)} bytes, more than {self._topic} takes:"
                " raise WIRE_MAX_MESSAGE_BYTES and the topic's max.message.bytes, or have the article split",
            )


def create_fingerprint_app(settings: Settings) -> WorkerApp:
    """The Faust app of the fingerprint worker; nothing is connected yet."""
    names = Names(settings.prefix)
    app = WorkerApp(names.fingerprint_app, names.raw, settings)
    meter, outbox = Meter(), KafkaOutbox(app, settings)
    app.reports(Monitor("fingerprint", meter, app.progress), outbox)
    fingerprinter = Fingerprinter(settings, outbox, meter)

    @app.agent(app.input(), name="fingerprint")
    async def fingerprint_articles(stream: Any) -> None:
        async for event in stream.noack().events():
            await fingerprinter.handle(event.message)
            app.finished(event)

    return app


def _arrived_ms(message: Any) -> int | None:
    """Kafka's timestamp of the message, in milliseconds; None where it has none."""
    seconds = message.timestamp
    return round(seconds * 1000) if seconds and seconds > 0 else None
