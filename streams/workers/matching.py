"""The match worker: fingerprints in, verdicts out, the rolling window kept in a Faust table."""

import time
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from schemas import Fingerprint, WindowState
from streams.detection import Desk, Judgement
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import WINDOW_TABLE, Names
from streams.window import window_limits
from streams.workers.app import WorkerApp
from streams.workers.exits import LOGGER
from streams.workers.meter import Meter
from streams.workers.monitor import Monitor
from streams.workers.outbox import KafkaOutbox, Outbox
from streams.workers.quarantine import Quarantine
from streams.workers.received import decode, place_of
from streams.workers.trials import Trials

if TYPE_CHECKING:
    from streams.workers.store import Store  # Faust loads it by its entry point

log = structlog.get_logger(LOGGER)


class Desks(Protocol):
    """Where the desks are: the table's store."""

    def desk(self, partition: int) -> Desk:
        """The desk of an assigned partition."""

    def take_expired(self, partition: int) -> list[bytes]:
        """Keys to delete that the desk did not name in a judgement."""


class Matcher:
    """What is done with one message of `wire.fingerprints`."""

    def __init__(
        self,
        settings: Settings,
        desks: Desks,
        table: MutableMapping[bytes, bytes],
        outbox: Outbox,
        meter: Meter,
        trials: Trials | None = None,
    ) -> None:
        self._trials = trials or Trials(settings.attempts)
        self._sizes = Sizes(settings)
        self._desks = desks
        self._table = table
        self._outbox = outbox
        self._meter = meter
        self._quarantine = Quarantine(settings, outbox, meter)

    async def handle(self, message: Any) -> None:
        """Judge an article at its desk, write the table, say the verdict.

        A verdict that cannot be sent leaves no trace at the desk: nothing later may rest on an article that a
        restart would not know.  The desk takes the article in and the table is written with no await in
        between, before anything is sent: a rebalance finds a judgement and its entry both done or both not.
        If only the entry reaches Kafka before a crash, the article is known when it comes again and its
        stored verdict is said then.
        """
        partition = message.partition
        desk, place = self._desks.desk(partition), place_of(message)
        if poison := self._trials.poison(message):
            await self._quarantine.put(message, poison)
            return
        try:
            with self._trials.trying(message):
                fingerprint = decode(message.value)
                if desk.held(fingerprint, place):
                    self._pass_over(message, fingerprint)
                    return
                judgement = desk.weigh(fingerprint, place)
                topic, key, value = self._sizes.verdict(judgement)
        except UnreadableError as error:
            await self._quarantine.put(message, error)
            return
        desk.take(judgement)
        self._write(partition, judgement)
        await self._outbox.send(topic, key, value, partition)
        self._quarantine.passed()
        self._count(judgement, fingerprint)

    def _pass_over(self, message: Any, fingerprint: Fingerprint) -> None:
        """Say nothing again of a repeat whose article has left since: its verdict was said, and is gone."""
        log.info("a repeat of what has left since", uri=fingerprint.uri, offset=message.offset)
        self._quarantine.passed()
        self._meter.repeat()

    def _write(self, partition: int, judgement: Judgement) -> None:
        """Log the entry, then what it drove out of the window.

        In this order, because a crash may cut between the two: a window with an entry too many lets it go
        when it is read back; one with an entry too few would judge otherwise.
        """
        if judgement.entry is not None:
            self._table[judgement.key] = judgement.entry
        for key in (*self._desks.take_expired(partition), *judgement.expired):
            if key != judgement.key:
                del self._table[key]

    def _count(self, judgement: Judgement, fingerprint: Fingerprint) -> None:
        if judgement.repeat:
            self._meter.repeat()
            return
        arrived = fingerprint.arrived_ms
        self._meter.verdict(judgement.event, None if arrived is None else time.time() * 1000 - arrived)


def create_match_app(settings: Settings) -> WorkerApp:
    """The Faust app of the match worker; nothing is connected yet."""
    names = Names(settings.prefix)
    app = WorkerApp(names.match_app, names.fingerprints, settings)
    table = app.Table(
        WINDOW_TABLE,
        store="desk://window",  # without a name the URL would be falsy, and Faust take its own store
        key_type=bytes,
        value_type=bytes,
        partitions=settings.desks,
        options={
            "limits": window_limits(settings),
            "brokers": settings.servers,
            "source": names.fingerprints,
            "progress": app.progress,
        },
    )
    table.key_serializer = table.value_serializer = "raw"  # `value_type=bytes` alone would mean JSON
    meter, outbox = Meter(), KafkaOutbox(app)

    def _windows() -> list[WindowState]:
        store: Store = table.data  # made with the first use of `data`, in the running loop
        return store.windows()

    app.reports(Monitor("match", meter, app.progress, _windows), outbox)

    @app.agent(app.input(), name="match")
    async def match_articles(stream: Any) -> None:
        matcher = Matcher(settings, table.data, table, outbox, meter, app.attempts.trials)
        async for event in app.taken(stream):
            await matcher.handle(event.message)
            app.finished(event)

    return app
