"""A desk that was kept while somebody else wrote to its changelog is read back, whatever was acknowledged."""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from streams.settings import Settings
from streams.topics import Names
from streams.workers import store as store_module
from streams.workers.changelog import Loaded
from streams.workers.matching import create_match_app
from streams.workers.store import Store

CHANGELOG = TP(Names("").changelog, 0)
INPUT = TP(Names("").fingerprints, 0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The window's store of a match worker; nothing is connected."""
    (table,) = create_match_app(Settings(data_dir=str(tmp_path))).tables.values()
    store: Store = table.data
    return store


@pytest.mark.parametrize(
    ("acknowledged", "read_back"),
    [((10, 11, 12), []), ((10, 15), [0]), ((15,), [0]), ((9,), [])],
    ids=["one after the other", "a gap later", "a gap at once", "again"],
)
async def test_a_gap_in_what_was_written_is_what_others_wrote(
    store: Store, acknowledged: tuple[int, ...], read_back: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen worker's last writes come behind those of the worker that took its place."""
    loaded: list[int] = []

    async def load(numbers: list[int]) -> None:
        loaded.extend(numbers)

    monkeypatch.setattr(store, "_load", load)
    store._offsets[0] = 9
    for offset in acknowledged:
        store.set_persisted_offset(CHANGELOG, offset)
    await store.on_recovery_completed(set(), set())
    assert loaded == read_back
    assert store.persisted_offset(CHANGELOG) == max(9, *acknowledged)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Which partitions of the changelog were read, each time; there are three records more than before."""
    readings: list[list[int]] = []

    async def read(_brokers: object, _topic: object, partitions: Iterable[int], _step: object) -> Any:
        readings.append(list(partitions))
        return {number: Loaded(end=3 * len(readings)) for number in readings[-1]}

    monkeypatch.setattr(store_module, "read_changelog", read)
    return readings


@pytest.fixture
async def ours(store: Store, readings: list[list[int]]) -> Store:
    """The store with its desk read back, once."""
    store.assign({INPUT})
    await store.bring_up()
    assert readings == [[0]]
    return store


async def test_a_desk_that_was_given_away_is_not_read_until_it_comes_back(
    ours: Store, readings: list[list[int]]
) -> None:
    """Out of date or not: what is read for somebody else's desk would be taken for ours, and old, later."""
    ours.set_persisted_offset(CHANGELOG, 7)
    ours.assign(set())
    await ours.on_recovery_completed(set(), set())
    assert readings == [[0]]
    assert ours.persisted_offset(CHANGELOG) is None
    ours.assign({INPUT})
    await ours.bring_up()
    assert readings == [[0], [0]]
    assert ours.persisted_offset(CHANGELOG) == 5


async def test_a_desk_that_comes_back_is_read_once(ours: Store, readings: list[list[int]]) -> None:
    """That it was out of date before it was given away says nothing of it now."""
    ours.set_persisted_offset(CHANGELOG, 7)
    ours.assign(set())
    ours.assign({INPUT})
    await ours.bring_up()
    await ours.on_recovery_completed({CHANGELOG}, set())
    assert readings == [[0], [0]]


async def test_a_record_of_a_desk_that_is_not_ours_reads_nothing(
    ours: Store, readings: list[list[int]]
) -> None:
    """Faust may still apply what it had read when the partition was given away."""
    ours.assign(set())
    ours.apply_changelog_batch(
        [SimpleNamespace(message=SimpleNamespace(tp=CHANGELOG, partition=0, offset=8))], bytes, bytes
    )
    await ours.on_recovery_completed(set(), set())
    assert readings == [[0]]
    with pytest.raises(KeyError):
        ours.desk(0)
