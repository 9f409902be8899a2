"""Made variants in a stream, what the desk says of them, and how that is counted."""

from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from rich.console import Console
from typer.testing import CliRunner

from streams.wire import Article, parse
from tests.evaluation import sets
from tests.evaluation.__main__ import app
from tests.evaluation.stress import Variant, copy
from tests.evaluation.stress.foreign import ExhaustedError, Foreign, Wording
from tests.evaluation.stress.inject import Item, passes, stream
from tests.evaluation.stress.maker import Maker
from tests.evaluation.stress.outcome import Answer, figures
from tests.evaluation.stress.run import run, stress_figures
from tests.evaluation.stress.section import stress_section
from tests.evaluation.stress.table import mistakes, table
from tests.evaluation.stress.variant import KINDS, RELATIONS
from tests.support.made_events import new_story, rewrite


@pytest.fixture(scope="module")
def loaded() -> copy.Copy:
    """The project's own stream."""
    return copy.load("sample")


def answer(kind: str, *named: str, relation: str = "rewrite", own: bool = True, **draws_on: float) -> Answer:
    """A variant of `a` (a merge: of `a` and `b`), called a rewrite of those named, or new."""
    sources = ("a", "b") if kind == "merge" else ("a",)
    article = Article(uri=f"a/{kind}", body="text", provider="Northwire" if own else "Harbour Post")
    variant = Variant(kind, article, derived=bool(RELATIONS[kind]), sources=sources)
    event = rewrite(article.uri, *named) if named else new_story(article.uri, draws_on=draws_on)
    if named:
        event = msgspec.structs.replace(event, relation=relation)
    return Answer(variant, event, "Northwire")


def test_a_derived_variant_is_right_when_a_parent_is_named() -> None:
    """Of a merge one parent is enough, all are counted apart; another article is wrong."""
    assert answer("syn50", "a").right
    assert not answer("syn50", "c").right
    assert answer("syn50", "c").of_other
    assert not answer("syn50").right
    half, whole = answer("merge", "b", relation="merge"), answer("merge", "b", "a", relation="merge")
    assert (half.right, half.whole, whole.right, whole.whole) == (True, False, True, True)


def test_a_new_variant_is_right_unless_called_a_rewrite_of_its_source() -> None:
    """A rewrite of something else is counted apart; page furniture has no source in the stream."""
    assert answer("figures").right
    assert not answer("figures", "a").right
    assert answer("figures", "c").right
    assert answer("figures", "c").of_other
    assert not answer("furniture", "c").right
    assert answer("followup", a=0.3).drawn_as == "background"
    assert not answer("followup", c=0.3).drawn


def test_a_relation_is_right_by_kind_and_provider() -> None:
    """A correction from elsewhere may be called a near copy; noise is never a correction."""
    assert answer("corrected", "a", relation="correction").named_right
    assert not answer("corrected", "a", relation="near_copy").named_right
    assert answer("corrected", "a", relation="near_copy", own=False).named_right
    assert not answer("trunc30", "a", relation="rewrite").named_right


def test_figures_count_by_kind_and_degree() -> None:
    """Shares, curves, relations of those found, and noise taken for a correction."""
    found = figures(
        [
            answer("syn40", "a"),
            answer("syn40"),
            answer("copy", "a", relation="correction"),
            answer("figures", "a", own=False),
            answer("figures", own=True),
        ]
    )
    assert found["kinds"]["syn40"]["share"] == 0.5
    assert found["curves"]["words replaced"] == {"10": None, "20": None, "30": None, "40": 0.5, "50": None}
    assert found["relations"] == {"right": 1, "n": 2}
    assert found["noise_called_correction"] == {"n": 1, "of": 1}
    assert found["kinds"]["figures"]["same_provider"] == 1.0
    assert found["kinds"]["figures"]["other_provider"] == 0.0
    assert found["derived"] == {"n": 3, "right": 2, "share": pytest.approx(2 / 3)}


def test_the_stream_keeps_its_order_and_takes_each_variant_after_its_sources(loaded: copy.Copy) -> None:
    """Nothing of the stream is lost; a variant has the time of its place, and no source serves twice."""
    for one in passes(loaded, 3):
        raw = list(stream(loaded, one))
        made = {item.variant.article.uri: item.variant for item in one.items}
        read = [parse(data) for data in raw]
        assert [data for data, a in zip(raw, read, strict=True) if a.uri not in made] == loaded.raw
        place: dict[str, int] = {}
        for i, article in enumerate(read):
            place.setdefault(article.uri, i)
        sources = [uri for variant in made.values() for uri in variant.sources]
        assert len(sources) == len(set(sources))
        for uri, variant in made.items():
            assert place[uri] > max(place[source] for source in variant.sources)
            before = next(a for a in reversed(read[: place[uri]]) if a.uri not in made)
            assert read[place[uri]].versioncreated == before.versioncreated


def test_variants_stay_a_fraction_of_the_stream(loaded: copy.Copy) -> None:
    """A small set is judged in several passes."""
    dealt = passes(loaded, 6)
    assert len(dealt) > 1
    assert all(len(one.items) <= len(loaded.raw) / 4 for one in dealt)
    uris = [item.variant.article.uri for one in dealt for item in one.items]
    assert len(uris) == len(set(uris))


def test_the_same_seed_makes_the_same_variants(loaded: copy.Copy) -> None:
    """A figure can be had again."""
    first, second = (
        [(item.place, item.variant) for one in passes(loaded, 2) for item in one.items] for _ in range(2)
    )
    assert first == second
    assert first != [(item.place, item.variant) for one in passes(loaded, 2, seed=8) for item in one.items]


def test_donors_and_sources(loaded: copy.Copy) -> None:
    """Donors are not in the stream; sources stand alone in it."""
    assert not {a.uri for a in loaded.donors} & {a.uri for a in loaded.articles}
    wording = Wording([*loaded.articles, *loaded.donors])
    assert all(wording.shared(loaded.articles[i].body) <= 0.2 for i in loaded.prose)
    assert len(loaded.prose) >= 20


def _next(foreign: Foreign, base: Article) -> list[str] | None:
    try:
        return foreign.sentences(100, base)
    except ExhaustedError:
        return None


def test_foreign_text_runs_out(loaded: copy.Copy) -> None:
    """What is given out is gone, until there is another stream."""
    foreign = Maker(loaded.articles, donors=loaded.donors).foreign
    base = loaded.articles[loaded.prose[0]]
    taken = list(iter(lambda: _next(foreign, base), None))
    lines = [line for text in taken if text for line in text]
    assert len(lines) == len(set(lines)) > 20
    foreign.reset()
    assert foreign.sentences(100, base)


def test_the_whole_way_on_the_sample(tmp_path: Path) -> None:
    """From the command: a table, mistakes beside their sources, the figures in a file."""
    path = tmp_path / "figures.json"
    options = ["stress", "--set", "sample", "--per", "3", "--errors", "1", "--json", str(path)]
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 0, done.output
    assert "made variants of sample" in done.output
    found: dict[str, Any] = orjson.loads(path.read_bytes())["stress"]["sample"]
    assert set(found["kinds"]) == set(KINDS)
    assert found["kinds"]["copy"]["share"] == found["kinds"]["upper"]["share"] == 1.0
    assert found["variants"] == sum(kind["n"] for kind in found["kinds"].values()) > 80


def test_mistakes_are_shown_beside_what_they_were_made_of() -> None:
    """Both texts, what was expected and what was said."""
    stress = run("sample", per=2)
    item = next(a for a in stress.answers if a.variant.kind == "copy")
    wrong = Answer(item.variant, new_story(item.variant.article.uri), item.base_provider)
    stress.answers[:] = [wrong]
    console = Console(width=200, record=True, file=StringIO())
    for shown in mistakes(stress, 1):
        console.print(shown)
    console.print(table(stress.figures()))
    text = console.export_text()
    assert "copy: expected copy, repeat" in text
    assert text.count(item.variant.sources[0]) >= 2
    assert "new of nothing" in text


def test_the_section_of_the_page_has_every_kind_and_degree() -> None:
    """Rows of kinds that were made, columns of sets; a dash where a set gives none."""
    found = figures([answer("syn40", "a"), answer("syn40"), answer("figures"), answer("merge", "a", "b")])
    made = stress_section({"one": {**found, "variants": 4}, "two": {**figures([]), "variants": 0}})
    derived, new, degrees, sums = made["page"]["tables"]
    assert ["syn40", 0.5, None] in derived["rows"]
    assert new["rows"] == [["figures", 1.0, None]]
    assert ["words replaced 40 %", 0.5, None] in degrees["rows"]
    assert ["merge of two, both named", 1.0, None] in sums["rows"]
    assert ["relation right, of those found", 0.5, None] in sums["rows"]


def test_an_unknown_set_is_refused() -> None:
    """A usage error names those that there are."""
    done = CliRunner().invoke(app, ["stress", "--set", "tass"])
    assert done.exit_code == 2
    assert "sample" in done.output


@pytest.mark.shared
@pytest.mark.skipif(not sets.available("ap89"), reason=f"the AP set is not in {sets.DATA}")
def test_light_changes_are_found_on_a_real_stream() -> None:
    """Copies, noise and long pieces of AP articles are found again in their stream."""
    found = stress_figures("ap89", per=4)
    for kind in ("copy", "upper", "entities", "mojibake", "typos", "syn10", "trunc60", "expansion"):
        assert found["kinds"][kind]["share"] == 1.0, kind
    shares = [value for value in found["curves"]["words replaced"].values() if value is not None]
    assert all(more >= less - 0.25 for more, less in pairwise(shares))


def test_items_are_ordered_by_place(loaded: copy.Copy) -> None:
    """A variant placed at the end of the stream comes last."""
    one = passes(loaded, 1)[0]
    variant = one.items[0].variant
    one.items[:] = [Item(len(loaded.raw), variant)]
    assert parse(list(stream(loaded, one))[-1]).uri == variant.article.uri
