"""The guard around Faust's inner parts, and the limits of a message's size."""

import pytest
from faust.tables.recovery import Recovery
from faust.types import TP

from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.workers import delivery


def test_this_faust_has_everything_that_is_overridden() -> None:
    """The version in the lock passes."""
    delivery.check_faust()


def test_a_faust_without_a_part_that_is_overridden_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An override of nothing would lose articles silently: the message names the part."""
    monkeypatch.delattr(Recovery, "_resume_streams")
    with pytest.raises(RuntimeError, match=r"Recovery\._resume_streams"):
        delivery.check_faust()


def test_a_message_fits_with_its_key_and_its_envelope() -> None:
    """The topic's limit is for the whole batch: a little less is left for key and value."""
    sizes, topic = Sizes(Settings(max_message_bytes=100_000)), Names().fingerprints
    assert sizes.fits(topic, b"k" * 100, b"v" * 197_000)
    assert not sizes.fits(topic, b"k" * 1000, b"v" * 197_000)
    assert not sizes.fits(topic, None, b"v" * 200_000)


async def test_what_is_finished_while_partitions_are_dealt_anew_is_nothing_to_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes again, here or elsewhere: a stop soon after must not miss its commit."""

    async def begun(*_args: object) -> None:
        pass

    monkeypatch.setattr(delivery.SafeRecovery, "_begin", begun)
    app = delivery.DeliveryApp("test", broker="kafka://127.0.0.1:1")
    app.on_rebalance_start()
    app.progress.done[TP("wire.raw", 2)] = 101
    await app.tables.recovery.on_rebalance(set(), set(), set(), 1)
    assert app.progress.all_committed()
