"""A desk that was kept while somebody else wrote to its changelog is read back, whatever was acknowledged."""

from pathlib import Path
from typing import Any

import pytest
from faust.types import TP

from streams.settings import Settings
from streams.topics import Names
from streams.workers.matching import create_match_app


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """The match worker's app; nothing is connected."""
    return create_match_app(Settings(data_dir=str(tmp_path)))


@pytest.mark.parametrize(
    ("acknowledged", "read_back"),
    [((10, 11, 12), []), ((10, 15), [0]), ((15,), [0]), ((9,), [])],
    ids=["one after the other", "a gap later", "a gap at once", "again"],
)
async def test_a_gap_in_what_was_written_is_what_others_wrote(
    app: Any, acknowledged: tuple[int, ...], read_back: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen worker's last writes come behind those of the worker that took its place."""
    (table,) = app.tables.values()
    store, loaded = table.data, []

    async def load(numbers: list[int]) -> None:
        loaded.extend(numbers)

    monkeypatch.setattr(store, "_load", load)
    store._offsets[0] = 9
    changelog = TP(Names("").changelog, 0)
    for offset in acknowledged:
        store.set_persisted_offset(changelog, offset)
    await store.on_recovery_completed(set(), set())
    assert loaded == read_back
    assert store.persisted_offset(changelog) == max(9, *acknowledged)
