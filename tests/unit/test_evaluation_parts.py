"""Sections of the page, from measurements to tables."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.evaluation import sets
from tests.evaluation.baselines import BASELINES
from tests.evaluation.page import ORDER
from tests.evaluation.parts import PARTS, Bench, beside

pytest.importorskip("matplotlib", reason="plots need matplotlib: make evaluate installs it")


def kept(f1: float, best: float) -> dict[str, Any]:
    """A baseline's row, as an earlier run left it."""
    point = {"threshold": 0.3, "precision": 0.5, "recall": 0.5, "f1": best}
    return {
        "source": "made up",
        "threshold": 0.5,
        "sample": None,
        "sets": {
            "sample": {
                "precision": 0.5, "recall": 0.5, "f1": f1,
                "best": point, "curve": [point], "articles_per_second": 7,
            }
        },
    }  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Nothing but the sample is here, and the baselines were measured before."""
    monkeypatch.setattr(sets, "available", lambda _: False)
    monkeypatch.setattr(beside, "KEPT", tmp_path / "baselines.json")
    made = Bench(lambda _: None, tmp_path, reuse=True)
    made.run()
    return made


@pytest.mark.parametrize(
    ("f1", "best", "ahead", "even"),
    [
        (0.2, 0.3, "sample (1 of 1)", "sample (1 of 1)"),
        (0.2, 1.1, "sample (1 of 1)", "none (0 of 1)"),
        (1.1, 1.1, "none (0 of 1)", "none (0 of 1)"),
    ],
)
def test_the_page_says_where_ours_is_ahead(
    bench: Bench, f1: float, best: float, ahead: str, even: str
) -> None:
    """By the figures of the run, at the baselines' thresholds and at their best ones."""
    beside.KEPT.write_bytes(orjson.dumps({baseline.name: kept(f1, best) for baseline in BASELINES}))
    found = beside.baselines(bench)
    assert f"Ahead of every baseline in F1 on: {ahead}." in found["page"]["text"]
    assert f"Ahead even of their best in hindsight on: {even}." in found["page"]["text"]
    short, full = found["page"]["tables"]
    assert [row[0] for row in short["rows"]] == ["copytaster", *(baseline.name for baseline in BASELINES)]
    assert full["rows"][1] == [BASELINES[0].name, "sample", 0.5, 0.5, f1, best, "0.30", 7]
    assert (bench.folder / found["page"]["plots"][0]).is_file()
    assert "curve" not in orjson.dumps(found).decode()
    assert b"curve" in beside.KEPT.read_bytes()


def test_every_section_has_its_place_on_the_page() -> None:
    """What is measured here is in the page's order, and names sets that exist."""
    assert set(PARTS) <= set(ORDER)
    assert {name for part in PARTS.values() for name in part.sets} <= {*sets.FOLDERS, "clough", "seeds"}


def test_degrees_of_the_sample_alone(bench: Bench) -> None:
    """Without the sets the languages of the sample are left."""
    *_, languages = PARTS["degrees"].measure(bench)["page"]["tables"]
    assert {"en", "de", "ja"} <= {row[0] for row in languages["rows"]}
