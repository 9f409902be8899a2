"""The match worker: fingerprints in, verdicts out, the rolling window kept in a Faust table."""

import math
import time
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
import numpy as np

from schemas import FINGERPRINT_SCHEMA_VERSION, Fingerprint, Reason, WindowState
from schemas.codec import fingerprint_from_bytes
from streams.detection import Desk, Judgement
from streams.detection.flags import TAKEN
from streams.detection.method import METHOD
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import WINDOW_TABLE, Names
from streams.window import window_limits
from streams.workers.app import WorkerApp
from streams.workers.meter import Meter
from streams.workers.monitor import Monitor
from streams.workers.outbox import KafkaOutbox, Outbox
from streams.workers.quarantine import Quarantine
from streams.workers.trials import Trials

if TYPE_CHECKING:
    from streams.workers.store import Store  # Faust loads it by its entry point

TOKEN_BYTES: Final = 4
LENGTH_BYTES: Final = 2


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
        desk = self._desks.desk(partition)
        if poison := self._trials.poison(message):
            await self._quarantine.put(message, poison)
            return
        try:
            with self._trials.trying(message):
                fingerprint = decode(message.value)
                judgement = desk.weigh(fingerprint)
                topic, key, value = self._sizes.verdict(judgement)
        except UnreadableError as error:
            await self._quarantine.put(message, error)
            return
        desk.take(judgement)
        self._write(partition, judgement)
        await self._outbox.send(topic, key, value, partition)
        self._quarantine.passed()
        self._count(judgement, fingerprint)

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


def decode(data: bytes | None) -> Fingerprint:
    """Read a message of `wire.fingerprints`.

    Raises:
        UnreadableError: It is none, or not one that `streams.detection.fingerprint` can have made: it must
            not reach the desk, where it would end the worker again and again, or spoil the window.
    """
    try:
        fingerprint = fingerprint_from_bytes(data or b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(Reason.NOT_A_FINGERPRINT, f"no MessagePack fingerprint: {error}") from error
    if fingerprint.schema_version != FINGERPRINT_SCHEMA_VERSION:
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"schema version {fingerprint.schema_version}, this worker reads {FINGERPRINT_SCHEMA_VERSION}:"
            " run workers of one release",
        )
    tokens, left_over = divmod(len(fingerprint.tokens), TOKEN_BYTES)
    if (
        left_over
        or len(fingerprint.starts) != TOKEN_BYTES * tokens
        or len(fingerprint.lengths) != LENGTH_BYTES * tokens
        or not 0 <= fingerprint.headline_tokens <= tokens
    ):
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"arrays of {len(fingerprint.tokens)}, {len(fingerprint.starts)} and {len(fingerprint.lengths)}"
            f" bytes with {fingerprint.headline_tokens} headline tokens do not belong together",
        )
    _check_values(fingerprint, tokens)
    return fingerprint


def _check_values(fingerprint: Fingerprint, count: int) -> None:
    """Refuse what the arrays, now known to belong together, must not say."""
    if count > METHOD.max_tokens:
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT, f"{count:,} tokens, at most {METHOD.max_tokens:,} are"
        )
    if fingerprint.created is not None and not math.isfinite(fingerprint.created):
        raise UnreadableError(Reason.NOT_A_FINGERPRINT, f"created is {fingerprint.created}, which is no time")
    ends = np.frombuffer(fingerprint.starts, "<u4").astype(np.int64) + np.frombuffer(
        fingerprint.lengths, "<u2"
    )
    if ends.max(initial=0) > len(fingerprint.body):
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT,
            f"a token ends at character {ends.max():,} of a text of {len(fingerprint.body):,}",
        )
    if (np.frombuffer(fingerprint.tokens, "<u4") & TAKEN).any():
        raise UnreadableError(
            Reason.NOT_A_FINGERPRINT, "a token is marked as taken from a parent, which only a desk finds out"
        )


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
