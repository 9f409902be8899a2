"""Which offset a consumer may commit: none that a message which is open stands before."""

from types import SimpleNamespace

import pytest
from aiokafka.errors import IllegalGenerationError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from streams.workers.consuming import StrictConsumer
from streams.workers.delivery import DeliveryApp

INPUT = TP("wire.raw", 2)
GENERATION = 7


def _message(offset: int, generation: int = GENERATION) -> ConsumerMessage:
    return ConsumerMessage(
        INPUT.topic,
        INPUT.partition,
        offset,
        0.0,
        0,
        [],
        b"",
        b"",
        None,
        0,
        0,
        INPUT,
        generation_id=generation,
    )


@pytest.fixture
async def consumer() -> StrictConsumer:
    """A consumer that has committed up to 100 and fetched 100 to 109; nothing is asked of Kafka."""
    app = DeliveryApp("test", broker="kafka://127.0.0.1:1")
    app.topics._acking_topics.add(INPUT.topic)
    app.consumer_generation_id = GENERATION
    consumer: StrictConsumer = app.consumer
    consumer._committed_offset[INPUT] = 100
    consumer._open[INPUT].update(range(100, 110))
    return consumer


def _acknowledge(consumer: StrictConsumer, *offsets: int) -> int | None:
    """Acknowledge, and commit as Faust does; the new offset, None if there is none."""
    for offset in offsets:
        consumer.ack(_message(offset))
    new = consumer._filter_committable_offsets([INPUT]).get(INPUT)
    if new is not None:
        consumer._committed_offset[INPUT] = new
    return new


async def test_what_is_acknowledged_is_committed(consumer: StrictConsumer) -> None:
    """Up to the last one, and once."""
    assert _acknowledge(consumer, 100, 101) == 102
    assert _acknowledge(consumer) is None
    assert _acknowledge(consumer, *range(102, 110)) == 110


@pytest.mark.parametrize("missing", [100, 101, 105])
async def test_no_commit_passes_a_message_that_is_not_acknowledged(
    consumer: StrictConsumer, missing: int
) -> None:
    """Not at the second commit either; as soon as it is, all that followed counts."""
    up_to = missing if missing > 100 else None
    assert _acknowledge(consumer, *(n for n in range(100, 109) if n != missing)) == up_to
    assert _acknowledge(consumer, 109) is None
    assert _acknowledge(consumer, missing) == 110


async def test_offsets_that_no_message_has_hold_nothing(consumer: StrictConsumer) -> None:
    """A marker of one offset after the committed one, in between, and many that a compaction left out."""
    consumer._open[INPUT] -= {100, 103, 105, 106, 107}
    assert _acknowledge(consumer, 101, 102) == 103
    assert _acknowledge(consumer, 104, 108) == 109


async def test_a_message_of_an_assignment_that_is_over_counts_for_nothing(consumer: StrictConsumer) -> None:
    """Nor one that is finished while partitions are dealt anew, under the number of the old assignment."""
    assert not consumer.ack(_message(100, GENERATION - 1))
    assert _acknowledge(consumer) is None
    consumer._open.pop(INPUT)
    assert not consumer.ack(_message(100))
    assert _acknowledge(consumer) is None


async def test_what_is_fetched_twice_is_open_until_it_is_acknowledged_again(consumer: StrictConsumer) -> None:
    """After a seek to the committed offset the messages come again, those that were acknowledged too."""
    consumer.ack(_message(100))
    consumer._open[INPUT].update(range(100, 110))
    assert _acknowledge(consumer, 101) is None
    assert _acknowledge(consumer, 100) == 102


async def test_what_lies_below_the_committed_offset_holds_nothing(consumer: StrictConsumer) -> None:
    """Others have committed further meanwhile."""
    consumer._committed_offset[INPUT] = 105
    assert _acknowledge(consumer, 105) == 106


class _Coordinator:
    """The client's end of the group, as far as a commit asks it."""

    group_id = "test"
    generation = GENERATION

    def __init__(self) -> None:
        self.sent: list[object] = []

    async def _do_commit_offsets(self, assignment: object, offsets: object) -> None:
        del assignment
        self.sent.append(offsets)


@pytest.fixture
async def coordinator(consumer: StrictConsumer, monkeypatch: pytest.MonkeyPatch) -> _Coordinator:
    """What the consumer's thread commits through, once it has started; no client is."""
    coordinator = _Coordinator()

    async def nothing(_self: object) -> None:
        pass

    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "on_start", nothing)
    consumer._thread._consumer = SimpleNamespace(_coordinator=coordinator)
    await consumer._thread.on_start()
    return coordinator


@pytest.mark.parametrize("now", [-1, GENERATION + 1], ids=["no member", "another generation"])
async def test_a_commit_is_that_of_the_member_that_fetched_or_none(
    consumer: StrictConsumer, coordinator: _Coordinator, now: int
) -> None:
    """Kafka would take one of no member for an empty group, and set back what others have committed."""
    consumer._thread.generation = GENERATION
    await coordinator._do_commit_offsets(None, {INPUT: 101})
    assert coordinator.sent == [{INPUT: 101}]
    coordinator.generation = now
    with pytest.raises(IllegalGenerationError):
        await coordinator._do_commit_offsets(None, {INPUT: 102})
    assert coordinator.sent == [{INPUT: 101}]


async def test_a_commit_belongs_to_the_generation_in_which_it_began(
    consumer: StrictConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to the one in which what it waits for is in Kafka at last."""

    async def flushed(_self: object, _offsets: object, _start_new_transaction: object) -> bool:
        consumer.app.consumer_generation_id += 1
        return False

    monkeypatch.setattr(driver.Consumer, "_commit_offsets", flushed)
    await consumer._commit_offsets({INPUT: 101})
    assert consumer._thread.generation == GENERATION


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "refused"])
async def test_only_what_kafka_took_counts_as_committed(
    consumer: StrictConsumer, monkeypatch: pytest.MonkeyPatch, *, taken: bool
) -> None:
    """While it was on its way, partitions were dealt anew, and another worker had committed up to 105."""

    async def commit(_offsets: object) -> bool:
        consumer._committed_offset[INPUT] = 105
        return taken

    async def flush() -> None:
        pass

    monkeypatch.setattr(consumer._thread, "commit", commit)
    monkeypatch.setattr(consumer.app.producer, "flush", flush)
    monkeypatch.setattr(consumer, "assignment", lambda: {INPUT})
    for offset in range(100, 109):
        consumer.ack(_message(offset))
    assert await consumer.commit() is taken
    assert consumer._committed_offset[INPUT] == (109 if taken else 105)


async def test_partitions_that_went_while_a_commit_was_on_its_way_are_not_committed(
    consumer: StrictConsumer,
) -> None:
    """The client would raise at a commit of nothing, and end the worker."""
    asked: list[object] = []

    async def commit(offsets: object) -> None:
        asked.append(offsets)

    held = {INPUT}
    consumer._thread._consumer = SimpleNamespace(assignment=lambda: held, commit=commit)
    assert await consumer._thread._commit({INPUT: 101})
    held.clear()
    assert not await consumer._thread._commit({INPUT: 102})
    assert len(asked) == 1


async def test_what_is_dealt_anew_begins_at_the_commit_or_at_the_beginning(
    consumer: StrictConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client moves to what is committed only; elsewhere it stays behind what Faust has dropped."""
    fresh, changelog = TP(INPUT.topic, 3), TP("window-changelog", 3)
    sought: dict[TP, int] = {}

    async def committed() -> dict[TP, int | None]:
        return {INPUT: 100, fresh: None, changelog: None}

    async def earliest(*partitions: TP) -> dict[TP, int]:
        return dict.fromkeys(partitions, 7)

    async def seek(partition: TP, offset: int) -> None:
        sought[partition] = offset

    monkeypatch.setattr(consumer, "assignment", lambda: {INPUT, fresh, changelog})
    monkeypatch.setattr(consumer, "seek_to_committed", committed)
    monkeypatch.setattr(consumer, "earliest_offsets", earliest)
    monkeypatch.setattr(consumer, "_seek", seek)
    await consumer.perform_seek()
    assert sought == {fresh: 7}
    assert (consumer._read_offset[INPUT], consumer._read_offset[fresh]) == (100, 7)
