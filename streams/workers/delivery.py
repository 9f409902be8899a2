"""Faust, made to keep its promise: nothing that was read is lost, and a worker that cannot be sure ends.

Each class here replaces one part of Faust 0.15.3 whose behaviour loses articles; all are subclasses that the
app puts in place through Faust's own seams (transport, table manager, app methods).  Nothing is patched, and
`check_faust` refuses a Faust that no longer has what is overridden.

    OrderedBuffer     flush() gave up after 100 ms without progress, and the offsets were committed anyway
    StrictProducer    failed sends were only logged; retries could write twice or out of order
    StrictConsumer    a message of an assignment that is over could be acknowledged for the next one,
                      a commit that was refused counted as one, and a message that was dropped could be
                      passed over (streams/workers/consuming.py)
    SafeRecovery      partitions were resumed before the seek: messages fetched in between were dropped, and
                      the committed offset never passed the gap; tables were read back inside the join of
                      the group, where no heartbeat is sent
    DeliveryApp       an agent's error acknowledged its message; a crash shut down in order and committed
"""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, ClassVar, Final, NoReturn

import faust
import structlog
from faust.exceptions import NotReady
from faust.tables.manager import TableManager as FaustTableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver
from faust.transport.producer import ProducerBuffer

from streams.workers.consuming import StrictConsumer
from streams.workers.contract import check_faust
from streams.workers.exits import LOGGER, ExitCode, leave
from streams.workers.progress import Progress

BUFFERED_MESSAGES: Final = 10_000
"""Table writes that may wait for the producer before streams are held up (Faust's 100 logs all the time)."""

log = structlog.get_logger(LOGGER)


class OrderedBuffer(ProducerBuffer):
    """Table writes on their way to the producer, in order; `flush` waits for all that came before it."""

    max_messages = BUFFERED_MESSAGES

    def __post_init__(self) -> None:
        """Count what comes in and what goes out: first in, first out makes two numbers enough."""
        super().__post_init__()
        self.came, self.went = 0, 0

    def put(self, fut: Any) -> None:
        """Take a message."""
        self.came += 1
        super().put(fut)

    async def _send_pending(self, fut: Any) -> None:
        await super()._send_pending(fut)
        self.went += 1

    async def flush(self) -> None:
        """Wait until everything put before this call is with the producer."""
        target = self.came
        while self.went < target:
            self.message_sent.clear()
            await self.message_sent.wait()

    async def on_stop(self) -> None:
        """Wait for nothing: the last commit has flushed; what came later will be read again."""


class StrictProducer(driver.Producer):
    """A producer whose `flush` means delivered, and whose failures end the worker."""

    def __init__(self, transport: Any, loop: Any = None, **kwargs: Any) -> None:
        super().__init__(transport, loop=loop, **kwargs)
        self.buffer = OrderedBuffer(loop=self.loop, beacon=self.beacon)
        self.buffer.app = self.app
        self._undelivered: set[asyncio.Future[Any]] = set()

    def _settings_extra(self) -> dict[str, Any]:
        """Idempotence: a retry neither writes twice nor lets a later message pass a failed one."""
        return {"acks": "all", "enable_idempotence": True}

    async def send(self, topic: str, *args: Any, **kwargs: Any) -> Awaitable[Any]:
        """Hand a message to the client; the future is its delivery, which `flush` waits for."""
        try:
            delivery: asyncio.Future[Any] = await super().send(topic, *args, **kwargs)
        except NotReady:
            raise  # not started or already stopped: the caller's order is wrong, not Kafka
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is not in Kafka
            leave(ExitCode.SEND_FAILED, topic=topic, error=repr(error))
        self._undelivered.add(delivery)
        delivery.add_done_callback(lambda future: self._delivered(topic, future))
        return delivery

    def _delivered(self, topic: str, delivery: "asyncio.Future[Any]") -> None:
        self._undelivered.discard(delivery)
        if delivery.cancelled() or delivery.exception():
            error = "cancelled" if delivery.cancelled() else repr(delivery.exception())
            leave(ExitCode.SEND_FAILED, topic=topic, error=error)

    async def flush(self) -> None:
        """Wait until everything sent before this call is in Kafka.  `_delivered` sees failures first."""
        await self.buffer.flush()
        if waiting := tuple(self._undelivered):
            await asyncio.wait(waiting)


class StrictTransport(driver.Transport):
    """Faust's aiokafka transport with the strict producer and consumer."""

    Producer: ClassVar[type[StrictProducer]] = StrictProducer
    Consumer: ClassVar[type[StrictConsumer]] = StrictConsumer


class SafeRecovery(Recovery):
    """Recovery that stops the flow until the consumer stands at the committed offsets (faust issue 596).

    What has to be read back is read beside the group's join, not in it: as long as the join lasts, no
    heartbeat is sent, and Kafka would give the partitions of a long recovery away.
    """

    async def on_rebalance(
        self, assigned: set[Any], revoked: set[Any], newly_assigned: set[Any], generation_id: int = 0
    ) -> None:
        """Partitions are assigned: bring up what is needed, then let recovery begin."""
        self.app.progress.rebalance()  # once more: meanwhile messages of the old assignment were finished
        self.app.on_assigned(assigned)
        self.add_future(self._begin(assigned, revoked, newly_assigned, generation_id))

    async def _begin(
        self, assigned: set[Any], revoked: set[Any], newly_assigned: set[Any], generation_id: int
    ) -> None:
        if self.app.producer.started:
            await self.app.producer.flush()  # what a frozen worker had in hand shows whether others wrote
        await self.app.bring_up()
        # Of a generation that is over, this does nothing.
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """Go on after tables are recovered."""
        await self._stop_flow()
        await super().on_recovery_completed(generation_id)

    async def _resume_streams(self, generation_id: int = 0) -> None:
        """Go on where there are no tables."""
        await self._stop_flow()
        await super()._resume_streams(generation_id)

    async def _stop_flow(self) -> None:
        consumer = self.app.consumer
        consumer.stop_flow()
        await consumer.wait_for_stopped_flow()


class TableManager(FaustTableManager):
    """Faust's table manager with the safe recovery."""

    @property
    def recovery(self) -> SafeRecovery:
        """The recovery service."""
        if self._recovery is None:
            self._recovery: SafeRecovery | None = SafeRecovery(
                self.app, self, beacon=self.beacon, loop=self.loop
            )
        return self._recovery


class DeliveryApp(faust.App):
    """A Faust app that ends its process before a doubtful offset is committed, and knows its progress."""

    def __init__(self, app_id: str, **options: Any) -> None:
        check_faust()
        self.progress = Progress()
        super().__init__(app_id, TableManager=TableManager, **options)

    def _new_transport(self) -> StrictTransport:
        return StrictTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> StrictTransport:
        return StrictTransport(self.conf.broker_producer, self)

    def on_assigned(self, assigned: set[Any]) -> None:
        """Partitions are assigned: what belongs to others may go."""

    async def bring_up(self) -> None:
        """What has to be known before messages of the partitions that are assigned now flow."""

    def blame(self, code: ExitCode, error: str) -> dict[str, Any]:
        """Count the end of this worker against the message in hand; what the last log line says of it."""
        del code, error
        return {}

    async def stop(self) -> None:
        """Stop in order; the watchdog sees to it that this comes to an end."""
        if self.progress.stopping is None:
            self.progress.stopping = time.monotonic()
        await super().stop()

    async def _on_agent_error(self, agent: Any, exc: BaseException) -> NoReturn:
        """An agent raised: end before its message counts as done."""
        context = self.blame(ExitCode.AGENT_ERROR, repr(exc))
        leave(ExitCode.AGENT_ERROR, agent=agent.name, error=repr(exc), exc_info=exc, **context)

    def _crash(self, reason: BaseException) -> NoReturn:
        """A service of the app failed (from any thread): a shutdown in order would commit."""
        leave(ExitCode.CRASHED, error=repr(reason), exc_info=reason)

    def on_rebalance_start(self) -> None:
        """Partitions are being assigned: not ready until they are recovered."""
        self.progress.rebalance()
        super().on_rebalance_start()

    def on_rebalance_end(self) -> None:
        """Recovery is done, the streams run."""
        super().on_rebalance_end()
        self.progress.ready = True
        self.progress.recovery = None
        log.info("worker ready", seconds=round(time.monotonic() - self.progress.started, 2))
