"""Readings: who may be fitted on, what is drawn, what a reader sees, what is kept, what is counted."""

import gzip
import re
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from typer.testing import CliRunner, Result

from streams import sample as copy
from tests.evaluation import readings, sets
from tests.evaluation.__main__ import app
from tests.evaluation.readings import figures, keep, records, sheets, verdicts
from tests.evaluation.readings.nearest import Nearest
from tests.evaluation.readings.records import PairReading, ReadingError, VerdictReading
from tests.evaluation.readings.verdicts import Verdict

NAME = "ap89"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of readings; every article may be measured."""
    monkeypatch.setattr(records, "FOLDER", tmp_path / "kept")
    monkeypatch.setitem(records.HELD_OUT, NAME, 1.0)
    (tmp_path / "kept").mkdir()
    return tmp_path


@pytest.fixture
def labelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> sets.LabelledSet:
    """The project's own copy as a set, one version an article."""
    monkeypatch.setattr(sets, "DATA", folder)
    articles = {item["uri"]: item for item in copy.articles() if item.get("versioncreated")}
    place = folder / sets.FOLDERS[NAME]
    place.mkdir()
    lines = [orjson.dumps(item) + b"\n" for item in list(articles.values())[:90]]
    (place / "articles.jsonl.gz").write_bytes(gzip.compress(b"".join(lines)))
    for file in ("labels.jsonl.gz", "labels_read.jsonl.gz"):
        (place / file).write_bytes(gzip.compress(b""))
    return sets.load(NAME)


def run(*arguments: object) -> Result:
    """`python -m tests.evaluation readings ...`."""
    return CliRunner().invoke(app, ["readings", *map(str, arguments)])


def read_all(folder: Path, said: str = "no", parent_said: str = "yes") -> Path:
    """A reader's answers to all that was drawn: `parent_said` of the parents, `said` of the others."""
    key = orjson.loads((folder / "sheets" / f"{NAME}.key.json").read_bytes())
    lines = [
        {
            "uri": item["uri"],
            "answers": {uri: parent_said if uri == item["parent"] else said for uri in item["shown"]},
            "label": None,
            "why": "as seen",
        }
        for item in key["items"]
    ]
    path = folder / "answers.jsonl"
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return path


def verdict_reading(uri: str, verdict: Any, parent: str | None, **answers: Any) -> VerdictReading:
    """A stored reading, as `keep` would have made it."""
    said = verdicts.right(verdict, parent, answers)
    assert said
    return VerdictReading(uri, verdict, parent, said, None, None, "as seen", answers)


def test_held_out_articles_never_reach_a_fit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the stored pairs, the fit is given those that are not held out, and a judge all of them."""
    monkeypatch.setitem(records.HELD_OUT, NAME, 0.5)
    pairs = [PairReading(f"B{i}", "A", "no", "D", "new lead") for i in range(40)]
    records.keep_pairs(NAME, pairs)
    assert (folder / "kept" / f"pairs_{NAME}.jsonl").is_file()
    fitted = {pair.uri for pair in readings.pair_readings(NAME)}
    assert fitted == {pair.uri for pair in pairs if not readings.held_out(NAME, pair.uri)}
    assert 5 < len(fitted) < 35
    assert [pair.uri for pair in readings.every_pair(NAME)] == [pair.uri for pair in pairs]


@pytest.mark.parametrize("name", sets.FOLDERS)
def test_no_stored_verdict_stands_among_the_pairs_of_the_fit(name: str) -> None:
    """Verdict readings are of held-out articles, and say of themselves what their answers say."""
    kept = readings.verdict_readings(name)
    assert all(readings.held_out(name, reading.uri) for reading in kept)
    assert {r.uri for r in kept}.isdisjoint(pair.uri for pair in readings.pair_readings(name))
    assert all(r.right == verdicts.right(r.verdict, r.parent, r.answers) for r in kept)


def test_nothing_of_the_fit_reads_verdicts() -> None:
    """The fit knows no function that gives verdict readings."""
    source = (Path(sets.__file__).parent / "fit.py").read_text("utf-8")
    assert not re.search(r"verdict_readings|verdicts_|VerdictReading|every_pair", source)


@pytest.mark.shared
@pytest.mark.parametrize("name", sets.FOLDERS)
def test_stored_pairs_are_of_the_set(name: str) -> None:
    """Each stored pair is of two articles of the set, the earlier one as `other`, judged nowhere else."""
    if not sets.available(name):
        pytest.skip(f"{sets.folder(name)} is not here")
    labelled = sets.load(name)
    pairs = readings.every_pair(name)
    assert pairs
    assert all(labelled.position[pair.other] < labelled.position[pair.uri] for pair in pairs)
    told = [
        frozenset((p.uri, p.other))
        for p in chain[sets.Label | sets.ReadPair](pairs, labelled.labels, labelled.read)
    ]
    mine = [frozenset((p.uri, p.other)) for p in pairs]
    assert all(told.count(pair) == 1 for pair in mine)


def test_a_sample_is_drawn_by_the_article_alone(folder: Path) -> None:
    """Other verdicts joining or leaving only change the sample where they stand in it."""
    assert folder
    found = [Verdict(f"A{i}", "rewrite", "P", ("P",)) for i in range(50)]
    before = verdicts.sample(found, NAME, "rewrite", 10)
    assert len(before) == 10
    assert before != found[:10]
    gone = [verdict for verdict in found if verdict != before[3]]
    after = verdicts.sample(gone, NAME, "rewrite", 10)
    assert after[:9] == [*before[:3], *before[4:]]
    assert verdicts.sample(found, NAME, "new_story", 10) == []


def test_only_held_out_articles_are_drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are wanted, none is drawn that a fit may know."""
    assert folder
    monkeypatch.setitem(records.HELD_OUT, NAME, 0.5)
    found = [Verdict(f"A{i}", "new_story", None, ()) for i in range(50)]
    drawn = {verdict.uri for verdict in verdicts.sample(found, NAME, "new_story", 50)}
    assert drawn == {verdict.uri for verdict in found if readings.held_out(NAME, verdict.uri)}
    assert 10 < len(drawn) < 40


@pytest.mark.parametrize(
    ("kind", "parent", "answers", "said"),
    [
        ("rewrite", "P", {"P": "yes", "Q": "no"}, "yes"),
        ("rewrite", "P", {"P": "no", "Q": "yes"}, "no"),
        ("rewrite", "P", {"Q": "yes"}, None),
        ("rewrite", "P", None, None),
        ("new_story", None, {"P": "no", "Q": "no"}, "yes"),
        ("new_story", None, {"P": "no", "Q": "either"}, "either"),
        ("new_story", None, {"P": "either", "Q": "yes"}, "no"),
        ("new_story", None, {}, "yes"),
        ("new_story", None, None, None),
    ],
)
def test_verdicts_are_judged_by_the_answers(
    kind: records.Kind, parent: str | None, answers: dict[str, records.Said] | None, said: str | None
) -> None:
    """A rewrite by the answer about its parent, a new story by all; without an answer, not at all."""
    assert verdicts.right(kind, parent, answers) == said


def test_the_nearest_are_earlier_and_share_rare_words() -> None:
    """Later articles are not asked, common words hardly count; what is left out makes room for the next."""
    nearest = Nearest(
        {
            "valley": "The weather in the valley: the sun, the wind, the rain, the snow",
            "ferry": "The ferry Anselm lost power off Port Ellery",
            "dairy": "The dairy in the Vell valley",
            "tug": "The tug took the ferry in tow off Port Ellery",
            "again": "The ferry Anselm sails again from Port Ellery",
            "later": "The ferry Anselm sails again from Port Ellery tomorrow",
            "empty": "",
        }
    )
    assert nearest.earlier("again", 2) == ["ferry", "tug"]
    assert nearest.earlier("again", 1, leave_out=["ferry"]) == ["tug"]
    assert nearest.earlier("ferry", 3) == ["valley"]
    assert nearest.earlier("empty", 2) == ["valley", "ferry"]


def test_sheets_do_not_tell_the_verdict(folder: Path, labelled: sets.LabelledSet) -> None:
    """Every item has four earlier articles, the parent among them in no fixed place; no sheet says which."""
    done = run("draw", NAME, "--rewrites", 8, "--new", 8, "--out", folder / "sheets", "--per-sheet", 10)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (folder / "sheets").iterdir()) == [
        "ap89.key.json",
        "ap89_1.md",
        "ap89_2.md",
    ]
    text = "".join(path.read_text("utf-8") for path in sorted((folder / "sheets").glob("*.md")))
    items = orjson.loads((folder / "sheets" / "ap89.key.json").read_bytes())["items"]
    kinds = [item["verdict"] for item in items]
    assert kinds.count("rewrite") == kinds.count("new_story") == 8
    assert kinds != sorted(kinds)
    assert kinds != sorted(kinds, reverse=True)
    assert len({item["shown"].index(item["parent"]) for item in items if item["parent"]}) > 1
    for item in items:
        at = {uri: labelled.position[uri] for uri in (item["uri"], *item["shown"])}
        assert all(at[other] < at[item["uri"]] for other in item["shown"])
        assert len(set(item["shown"])) == min(4, at[item["uri"]])
    shown = re.findall(r"^== (ARTICLE|EARLIER) uri=(\S+)", text, re.MULTILINE)
    assert shown == [
        pair
        for item in items
        for pair in (("ARTICLE", item["uri"]), *(("EARLIER", other) for other in item["shown"]))
    ]
    heads = {line.split(" ")[1] for line in text.splitlines() if line.startswith("== ")}
    assert heads == {"ARTICLE", "EARLIER"}


def test_long_bodies_are_cut_between_words() -> None:
    """The cut says how much is left out; 0 cuts nothing."""
    assert sheets.shortened("The tug  Marit\ntook her in tow", 3) == "The tug  Marit [... 4 more words]"
    assert sheets.shortened("The tug Marit", 3) == sheets.shortened("The tug Marit", 0) == "The tug Marit"


@pytest.mark.usefixtures("labelled")
def test_what_is_read_is_kept_counted_and_not_drawn_again(folder: Path) -> None:
    """Draw, keep, score: right parents count, and a further draw asks only for what is missing."""
    run("draw", NAME, "--rewrites", 5, "--new", 5, "--out", folder / "sheets")
    done = run("keep", NAME, read_all(folder), folder / "sheets" / f"{NAME}.key.json")
    assert done.exit_code == 0, done.output
    path = folder / "figures.json"
    done = run("score", NAME, "--rewrites", 5, "--new", 5, "--json", path)
    assert done.exit_code == 0, done.output
    told = orjson.loads(path.read_bytes())
    assert (told["kept"], told["same"], told["wrong"]) == (10, 10, [])
    for kind in ("rewrite", "new_story"):
        assert [told[kind][key] for key in ("drawn", "read", "yes", "either", "no")] == [5, 5, 5, 0, 0]
        assert told[kind]["share"] == 1
    done = run("draw", NAME, "--rewrites", 7, "--new", 5, "--out", folder / "sheets")
    assert "7 of 7 rewrite verdicts drawn, 2 to be read" in done.output
    assert "5 of 5 new_story verdicts drawn, 0 to be read" in done.output
    assert len(orjson.loads((folder / "sheets" / f"{NAME}.key.json").read_bytes())["items"]) == 2


@pytest.mark.usefixtures("labelled")
def test_wrong_verdicts_are_listed_with_the_reason(folder: Path) -> None:
    """A false rewrite names its parent, a miss what it derives from; both have the reader's reason."""
    run("draw", NAME, "--rewrites", 3, "--new", 3, "--out", folder / "sheets")
    answers = read_all(folder, said="yes", parent_said="no")
    run("keep", NAME, answers, folder / "sheets" / f"{NAME}.key.json")
    done = run("score", NAME, "--rewrites", 3, "--new", 3)
    assert done.exit_code == 0, done.output
    ending = r", derives from (\S+) \(-: as seen\)$"
    false = re.findall(rf"^(\S+): rewrite of (\S+){ending}", done.output, re.MULTILINE)
    missed = re.findall(rf"^(\S+): new story{ending}", done.output, re.MULTILINE)
    assert (len(false), len(missed)) == (3, 3)
    kept = {reading.uri: reading for reading in readings.verdict_readings(NAME)}
    assert all(kept[uri].parent == parent != better for uri, parent, better in false)
    assert all(kept[uri].missed == better for uri, better in missed)


def test_a_changed_verdict_is_counted_by_the_answers(folder: Path, labelled: sets.LabelledSet) -> None:
    """What was a new story and is called a rewrite now is right if the reader said so of that parent."""
    assert folder
    events = verdicts.shipped_events(labelled)
    found = verdicts.sample(verdicts.verdicts(events, labelled), NAME, "rewrite", 3)
    right, wrong, unread = found
    records.keep_verdicts(
        NAME,
        [
            verdict_reading(right.uri, "new_story", None, **{right.parent or "": "yes"}),
            verdict_reading(wrong.uri, "rewrite", "another", **{wrong.parent or "": "no", "another": "yes"}),
            verdict_reading(unread.uri, "rewrite", "another", another="yes"),
        ],
    )
    told = figures.readings_figures(NAME, events, {"rewrite": 3, "new_story": 3})
    counts = told["rewrite"]
    assert [counts[key] for key in ("drawn", "read", "yes", "no")] == [3, 2, 1, 1]
    assert counts["share"] == 0.5
    assert (told["kept"], told["same"]) == (3, 0)
    assert [(w["uri"], w["parent"], w["derives_from"]) for w in told["wrong"]] == [
        (wrong.uri, wrong.parent, "another")
    ]
    assert told["new_story"]["share"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"uri": "elsewhere"}, "no item of these sheets"),
        ({"answers": {}}, "shown"),
        ({"answers": {"A1": "perhaps"}}, "Invalid enum value"),
        ({"answers": {"A1": "no", "A2": "no"}}, "shown"),
        ({"label": "X"}, "Invalid enum value"),
        ({"why": " "}, "no reason"),
        ({"score": 0.9}, "unknown field"),
    ],
)
def test_answers_that_do_not_fit_are_refused(folder: Path, change: dict[str, Any], message: str) -> None:
    """The error names the line; nothing is stored, not even the lines that are right."""
    items = (sheets.Item("A3", "rewrite", "A1", ("A1",)), sheets.Item("A4", "new_story", None, ("A1",)))
    key, answers = folder / "key.json", folder / "answers.jsonl"
    key.write_bytes(msgspec.json.encode(sheets.Key(NAME, "1", items)))
    good = {"uri": "A3", "answers": {"A1": "yes"}, "label": "R", "why": "same copy"}
    bad = {"uri": "A4", "answers": {"A1": "no"}, "label": None, "why": "other fire", **change}
    answers.write_bytes(orjson.dumps(good) + b"\n" + orjson.dumps(bad) + b"\n")
    with pytest.raises(ReadingError, match=rf"answers\.jsonl:2: .*{message}"):
        keep.keep(NAME, answers, key)
    assert readings.verdict_readings(NAME) == ()


def test_an_answer_is_kept_once_and_only_if_held_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second ingest of the same sheet is refused, and so is an article that the fit may know."""
    key, answers = folder / "key.json", folder / "answers.jsonl"
    items = (sheets.Item("A3", "rewrite", "A1", ("A1",)),)
    key.write_bytes(msgspec.json.encode(sheets.Key(NAME, "1", items)))
    answers.write_bytes(b'{"uri": "A3", "answers": {"A1": "either"}, "label": "M", "why": "half of it"}\n')
    with monkeypatch.context() as patch:
        patch.setitem(records.HELD_OUT, NAME, 0.0)
        with pytest.raises(ReadingError, match="not held out"):
            keep.keep(NAME, answers, key)
    assert [reading.right for reading in keep.keep(NAME, answers, key)] == ["either"]
    with pytest.raises(ReadingError, match="read already"):
        keep.keep(NAME, answers, key)
    with pytest.raises(ReadingError, match="not of german"):
        keep.keep("german", answers, key)


@pytest.mark.parametrize(
    ("uri", "other", "message"),
    [(0, 1, "not the earlier"), (3, 2, "judged before"), (5, None, "not both in")],
)
def test_pairs_that_do_not_fit_are_refused(
    labelled: sets.LabelledSet, folder: Path, uri: int, other: int | None, message: str
) -> None:
    """Pairs are of two articles of the set, later one first, and each is judged once."""
    uris = list(labelled.articles)
    pairs = [(uris[3], uris[2]), (uris[uri], "elsewhere" if other is None else uris[other])]
    path = folder / "pairs.jsonl"
    lines = [
        orjson.dumps({"uri": u, "other": o, "derived": "no", "label": "D", "why": "new lead"})
        for u, o in pairs
    ]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(ReadingError, match=rf"pairs\.jsonl:2: .*{message}"):
        keep.keep_read_pairs(labelled, [path])
    assert readings.every_pair(NAME) == ()
    path.write_bytes(lines[0])
    done = run("keep-pairs", NAME, path)
    assert done.exit_code == 0, done.output
    assert [pair.label for pair in readings.every_pair(NAME)] == ["D"]


def test_a_set_that_is_none_is_refused() -> None:
    """A usage error naming the sets that there are."""
    done = run("score", "tass")
    assert done.exit_code == 2
    assert "reuters, ap89, german" in done.output
