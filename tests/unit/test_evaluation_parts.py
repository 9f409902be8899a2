"""Sections of the page, from measurements to tables."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.evaluation import breakdown, contests, examples, regression, sets
from tests.evaluation.baselines import BASELINES
from tests.evaluation.page import ORDER
from tests.evaluation.parts import PARTS, Bench, beside, costs

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


def test_models_that_have_not_seen_what_they_judge(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row a model, with what it was fitted on; here a model of pairs that another set might have."""
    rows = [row._replace(group="other") for row in examples.sample_examples([], regression.START)]
    monkeypatch.setattr(examples, "gather", lambda _: rows)
    found = PARTS["held_out"].measure(bench)
    ((*row, precise, _),) = found["page"]["tables"][0]["rows"]
    assert row[:3] == ["sample", "the other sets", "all"]
    assert found["models"][0]["recall"] == pytest.approx(row[4], abs=1e-4)
    assert precise.startswith((".", "1.00"))


def test_speeds_without_the_prototype_are_told_all_the_same() -> None:
    """Medians with their quartiles; nothing stands for what is not here."""
    one = {"articles": 600, "prototype": None, "ours": (2900.2, 3000.0, 3100.0), "replay": (9.0, 10.0, 11.0)}
    assert costs.speed_rows({"120": {**one, "ratio": None}}) == [
        ["120", 600, None, "3,000 (2,900-3,100)", "10 (9-11)", None]
    ]
    two = {**one, "prototype": (1.0, 2.0, 3.0), "ratio": (1.333, 1.5, 2.0)}
    assert costs.speed_rows({"120": two})[0][-1] == "1.50 (1.33-2.00)"


def test_memory_is_told_by_its_parts() -> None:
    """A row a part, a column a kind of copy."""
    parts = ("articles", "tokens", "window", "arrays", "text", "dossier", "objects", "total", "reckoned")
    rows = costs.memory_rows(
        {name: dict.fromkeys(parts, 0.6 + n) for n, name in enumerate(("reuters", "ap_500"))}
    )
    assert len(rows) == len(parts)
    assert rows[-2] == ["bytes an article", 1, 2]


def test_figures_come_from_a_process_of_their_own() -> None:
    """A command of the evaluation runs, and its figures come back."""
    found = costs.apart("stress", "--set", "sample", "--per", "1")
    assert found["stress"]["sample"]["variants"] > 10


def test_short_answers_are_told_by_both_sets_of_labels(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three answers, all called new, two are said to derive; one of them is corrected to "non"."""
    texts = {
        "orig_taska": "The ferry to the outer islands was stopped for two days by ice on the landing stage",
        "orig_taskb": "Bakers in the old town bake the winter loaf from rye, honey and a little cider",
        "orig_taskc": "The harbour museum opens its new wing with a show of ships in bottles",
        "x": "Nobody knows where the old lamp from the pier has gone",
        "y": "A choir of nine sang for the snow to stay away",
        "g2pE_taskc": "Seven goats were seen on the roof of the town hall",
    }
    raw = {uri: orjson.dumps({"uri": uri, "body_text": text}) for uri, text in texts.items()}
    told = (
        sets.Answer("x", "orig_taska", "non"),
        sets.Answer("y", "orig_taskb", "heavy"),
        sets.Answer("g2pE_taskc", "orig_taskc", "cut"),
    )
    monkeypatch.setattr(sets, "clough", lambda: (raw, told))
    found = PARTS["clough"].measure(bench)
    assert (found["published"]["shipped"], found["corrected"]["shipped"]) == (1, 2)
    (table,) = found["page"]["tables"]
    assert table["rows"][-1] == ["binary, the detector's verdict", 1 / 3, 1, 2 / 3, 2]
    assert "`g2pE_taskc` to *non*" in found["page"]["text"][1]
    assert contests.Answers().tally({}).fn == 1
    assert breakdown.answers_by_degree({})["non"] == (0, 2)
