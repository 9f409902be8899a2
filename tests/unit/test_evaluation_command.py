"""`python -m tests.evaluation` on a small made-up set."""

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from typer.testing import CliRunner

from schemas.codec import to_json
from tests.evaluation import corrections, sets, stream
from tests.evaluation.__main__ import app

BODY = (
    "Fishermen at Sandhaven voted on Saturday to keep their boats in port for a second week, after the"
    " buyers' co-operative refused to pay more for herring. The chairman said that 61 of 70 skippers had"
    " been in favour."
)
ARTICLES = [
    {
        "uri": "A1",
        "headline": "Boats stay in port",
        "body_text": BODY,
        "versioncreated": "2031-05-01T09:00:00Z",
    },
    {"uri": "A2", "headline": "No text", "body_text": "", "versioncreated": "2031-05-01T09:30:00Z"},
    {
        "uri": "A3",
        "headline": "Boats stay in port",
        "body_text": BODY,
        "versioncreated": "2031-05-01T10:00:00Z",
    },
    {"uri": "A4", "body_text": "", "versioncreated": "2031-05-01T11:00:00Z"},
]
LABELS = [{"uri": "A3", "other": "A1", "label": "R", "basis": "read"}]
READ = [{"uri": "A2", "other": "A1", "derived": "no", "drawn": "by hand"}]


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Records as gzipped JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"".join(orjson.dumps(record) + b"\n" for record in records)))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one set, under the name of the AP one."""
    monkeypatch.setattr(sets, "DATA", tmp_path)
    folder = tmp_path / sets.FOLDERS["ap89"]
    write(folder / "articles.jsonl.gz", ARTICLES)
    write(folder / "labels.jsonl.gz", LABELS)
    write(folder / "labels_read.jsonl.gz", READ)
    return tmp_path


def test_a_set_is_loaded_in_order_with_its_labels(data: Path) -> None:
    """Articles keep their order and bytes; labels and read pairs are records."""
    assert (data / "ap89").is_dir()
    labelled = sets.load("ap89")
    assert list(labelled.articles) == ["A1", "A2", "A3", "A4"]
    assert [orjson.loads(raw) for raw in labelled.raw] == ARTICLES
    assert (labelled.labels[0].label, labelled.read[0].derived) == ("R", "no")
    assert labelled.days_apart("A3", "A1") == pytest.approx(1 / 24)


def correct(path: Path, monkeypatch: pytest.MonkeyPatch, told: Mapping[str, Any]) -> None:
    """Put these corrections in the place of the project's own."""
    file = path / "corrections.json"
    file.write_bytes(orjson.dumps(told))
    monkeypatch.setattr(corrections, "FILE", file)


def correction(**fields: str) -> dict[str, str]:
    """What is said of the one labelled pair, with other fields."""
    return {"uri": "A3", "other": "A1", "label": "N", "why": "Two readers say so.", **fields}


def test_a_label_is_corrected_and_the_published_one_kept(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The set has what the readers say; beside it stands the same set with the labels as they came."""
    correct(data, monkeypatch, {"ap89": [correction()]})
    labelled = sets.load("ap89")
    published = labelled.as_published()
    assert published is not None
    assert [label.label for label in labelled.labels] == ["N"]
    assert [label.label for label in published.labels] == ["R"]
    assert (published.raw, published.read) == (labelled.raw, labelled.read)
    assert published.as_published() is None


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("german", {}),
        ("ap89", {"uri": "A2"}),
        ("ap89", {"uri": "A1", "other": "A3"}),
        ("ap89", {"label": "R"}),
    ],
)
def test_a_set_without_corrections_is_as_published(
    name: str, fields: dict[str, str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of another set or pair, or of the label that it has, change nothing: there is no second set."""
    correct(data, monkeypatch, {name: [correction(**fields)]})
    labelled = sets.load("ap89")
    assert [label.label for label in labelled.labels] == ["R"]
    assert labelled.as_published() is None


@pytest.mark.parametrize("wrong", [{"label": "X"}, {"reader": "both"}])
def test_a_correction_that_is_none_is_refused(
    wrong: dict[str, str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A label that does not exist, a field that is misspelt."""
    correct(data, monkeypatch, {"ap89": [correction(**wrong)]})
    with pytest.raises(msgspec.ValidationError):
        corrections.corrections("ap89")


def test_the_project_s_corrections_are_of_sets_that_there_are() -> None:
    """Each with a reason, and none said twice."""
    told = orjson.loads(corrections.FILE.read_bytes())
    assert told.keys() <= sets.FOLDERS.keys()
    for name, those in told.items():
        assert len(corrections.corrections(name)) == len(those) > 0
        assert all(one["why"] for one in those)


def test_a_missing_set_says_where_it_was_looked_for(data: Path) -> None:
    """The error names the folder."""
    assert not sets.available("german")
    with pytest.raises(sets.MissingSetError, match=str(data / "insm_german")):
        sets.load("german")


@pytest.mark.usefixtures("data")
def test_figures_are_printed_and_written(tmp_path: Path) -> None:
    """A set's figures go to the terminal and to the JSON file; an item without text is told."""
    path = tmp_path / "figures.json"
    done = CliRunner().invoke(app, ["ap89", "--errors", "3", "--json", str(path)])
    assert done.exit_code == 0, done.output
    assert "ap89: 3 events" in done.output
    assert "unreadable: 1 (first: no_text" in done.output
    figures = orjson.loads(path.read_bytes())
    assert figures["ap89"]["as shipped"]["labels"]["tp"] == 1
    assert figures["ap89"]["as shipped"]["unreadable"] == 1
    assert figures["model_version"]


@pytest.mark.usefixtures("data")
def test_sets_that_are_not_here_are_skipped_aloud() -> None:
    """`all` measures what there is and names what there is not."""
    done = CliRunner().invoke(app, ["all", "--per", "1"])
    assert done.exit_code == 0, done.output
    for name in ("seeds", "reuters", "german", "clough"):
        assert f"{name}: skipped" in done.output
    assert "ap89: 3 events" in done.output


@pytest.mark.usefixtures("data")
def test_events_of_the_command_are_scored(tmp_path: Path) -> None:
    """`score` has the same figures from a file of events as the set's own command."""
    events = tmp_path / "events.jsonl"
    found = stream.run(sets.load("ap89").raw, stream.shipped()).events.values()
    events.write_bytes(b"".join(to_json(event) + b"\n" for event in found))
    path = tmp_path / "figures.json"
    done = CliRunner().invoke(app, ["score", "ap89", str(events), "--json", str(path)])
    assert done.exit_code == 0, done.output
    assert orjson.loads(path.read_bytes())["ap89"]["labels"]["tp"] == 1


def test_an_unknown_set_is_refused() -> None:
    """`score` of a set that does not exist is a usage error naming those that do."""
    done = CliRunner().invoke(app, ["score", "tass", "events.jsonl"])
    assert done.exit_code == 2
    assert "reuters, ap89, german" in done.output
