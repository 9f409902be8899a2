"""The consumer of a worker: it commits no offset that a message which is not acknowledged stands before.

Faust 0.15.3 collects the offsets that were acknowledged and commits up to the first hole in them.  What is no
hole to it: one of exactly one offset above the committed one, and any that it takes for a gap of the topic
itself.  Here it is the other way round: each message that is fetched holds the commit until it is
acknowledged, whatever becomes of it on its way.  Offsets that no message has (a transaction's marker, a
compacted topic, retention) hold nothing.

The client commits as the member that it is when the request goes out.  A worker that was frozen is none at
first, and Kafka takes that from an empty group: it would set back what another worker has committed.  Here a
commit is that of the member that fetched the messages, or none.

The client runs in a thread and an event loop of its own, which no other thread may touch.  Faust seeks from
the app's thread, and when partitions are dealt anew during a stop it closes the client from there.  With both
threads at one socket uvloop ended the process with a segmentation fault.  Here both are done in the client's
own thread.
"""

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from aiokafka.errors import IllegalGenerationError
from faust.transport.drivers import aiokafka as driver
from mode import Service

if TYPE_CHECKING:
    from concurrent.futures import Future

ASK_EVERY_S: Final = 1.0


class StrictThread(driver.AIOKafkaConsumerThread):
    """The client's thread: it commits in the generation in which the commit began, or not at all."""

    generation: int | None = None
    """Of the commit that is under way; there is one at a time."""
    _closing: "Future[None] | None" = None

    async def on_start(self) -> None:
        """Stand in front of the only place from which the client sends offsets, each time it tries."""
        await super().on_start()
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001 - the client lets nobody else make it
        send = coordinator._do_commit_offsets  # noqa: SLF001 - the retries around it are the client's own

        async def send_as_member(assignment: Any, offsets: Any) -> None:
            if coordinator.generation != self.generation:
                raise IllegalGenerationError(coordinator.group_id)  # what Kafka says to other members
            await send(assignment, offsets)  # makes the request before it waits for anything

        coordinator._do_commit_offsets = send_as_member  # noqa: SLF001 - as above

    async def _commit(self, offsets: Any) -> bool:
        """Commit; False where the partitions were revoked while the request was under way."""
        if not self.assignment().intersection(offsets):
            return False
        return bool(await super()._commit(offsets))

    def close(self) -> None:
        """Leave the group and close the client, in its own event loop; called from the app's."""
        if self._consumer is not None and self._closing is None:
            self._closing = asyncio.run_coroutine_threadsafe(self._consumer.stop(), self.thread_loop)

    async def on_thread_stop(self) -> None:
        """Close the client, or wait until it is closed: otherwise that would be cancelled half-way."""
        await super().on_thread_stop()
        if self._closing is not None:
            await asyncio.wrap_future(self._closing)


class StrictConsumer(driver.Consumer):
    """A consumer that takes acknowledgements only for the assignment it has now, and passes nothing open."""

    _thread: StrictThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._open: defaultdict[Any, set[int]] = defaultdict(set)
        """Offsets that were fetched in this generation and are not acknowledged, by partition."""
        self._generation: int | None = None
        self._refused: dict[Any, int | None] = {}
        """What was committed of the partitions of a commit that Kafka has just refused."""
        super().__init__(*args, **kwargs)

    def _new_consumer_thread(self) -> StrictThread:
        return StrictThread(self, loop=self.loop, beacon=self.beacon)

    async def on_stop(self) -> None:
        """Commit all that is acknowledged: Faust's last commit does nothing while another is under way."""
        await self.maybe_wait_for_commit_to_finish()
        await super().on_stop()

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's signature
        """Fetch; from now on these messages hold the commit, also if Faust drops them."""
        records = await super()._getmany(active_partitions, timeout)
        if self._generation != self.app.consumer_generation_id:
            self._generation = self.app.consumer_generation_id
            self._open.clear()
        for tp, batch in records.items():
            if self.app.topics.acks_enabled_for(tp.topic):
                self._open[tp].update(record.offset for record in batch)
        return records

    async def perform_seek(self) -> None:
        """Seek to the committed offsets, and to the beginning where nothing is committed.

        The client does not move there, and so stays behind what came while partitions were dealt anew, which
        Faust has dropped: it would come only after the next start.
        """
        await super().perform_seek()
        fresh = [
            tp
            for tp in self.assignment()
            if self.app.topics.acks_enabled_for(tp.topic) and not self._committed_offset[tp]
        ]
        if fresh:
            for tp, offset in (await self.earliest_offsets(*fresh)).items():
                await self.seek(tp, offset)

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """Forget what is open: whoever has the partitions next fetches it again.

        Faust forgets what is acknowledged, too.  A worker that stops commits that first: it comes to nothing
        else any more, and Kafka still takes it.
        """
        if self.app.should_stop:
            await self.maybe_wait_for_commit_to_finish()
            await self.commit()
        for tp in revoked:
            self._open.pop(tp, None)
        await super().on_partitions_revoked(revoked)

    async def _seek(self, partition: Any, offset: int) -> None:
        """Seek, in the client's thread."""
        await self._thread.call_thread(self._thread.seek, partition, offset)

    def ack(self, message: Any) -> bool:
        """Acknowledge a message, unless it was fetched before the last rebalance: it will come again."""
        still_open = self._open[message.tp]
        if message.generation_id != self.app.consumer_generation_id or message.offset not in still_open:
            return False
        acknowledged = bool(super().ack(message))
        if message.acked:
            still_open.discard(message.offset)
        return acknowledged

    def _new_offset(self, tp: Any) -> int | None:
        """Where a restart may begin; None if nothing was acknowledged since the last commit."""
        acked = self._acked[tp]
        if not acked:
            return None
        committed = self._committed_offset[tp] or 0
        # What lies below the committed offset is done with, by whomever.
        held = [offset for offset in self._open[tp] if offset >= committed]
        offset: int = min([max(acked) + 1, *held])
        acked[:] = [above for above in acked if above >= offset]
        self._acked_index[tp].intersection_update(acked)
        return offset

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Nothing: offsets that no message has hold nothing."""

    async def _commit_offsets(self, offsets: Any, start_new_transaction: bool = True) -> bool:  # noqa: FBT001, FBT002 - Faust's signature
        """Flush and commit, if the worker is still the member that it is now when the flush is done.

        Faust takes for committed whatever it tried to, also where Kafka refused it as partitions were dealt
        anew: the next assignment would begin with offsets that nobody has committed.
        """
        self._thread.generation = self.app.consumer_generation_id
        self._refused.clear()
        committed = bool(await super()._commit_offsets(offsets, start_new_transaction))
        self._committed_offset.update(self._refused)
        return committed

    async def _commit(self, offsets: Any) -> bool:
        """Commit.  Faust takes all as committed, whatever this says: so progress is told here."""
        committed = bool(await super()._commit(offsets))
        if committed:
            self.app.progress.committed.update(offsets)
        else:
            self._refused = {tp: self._committed_offset[tp] for tp in offsets}
        return committed

    @Service.task
    async def _ask_thread(self) -> None:
        """Count the answers of the client's thread; whether Kafka answers is no matter here."""
        progress = self.app.progress
        while not self.should_stop:
            if progress.ready:
                await self._thread.call_thread(asyncio.sleep, 0)
                progress.answers += 1
            await self.sleep(ASK_EVERY_S)
