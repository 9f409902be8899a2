"""Copy in other languages: its truth holds together, and what is counted of it."""

from collections import Counter

from schemas import NewStory, Rewrite
from streams import sample
from streams.detection import Desk
from streams.sample.reader import read
from tests.evaluation import languages, stream

ITEMS = languages.items()
TRUTH = sample.truth_of(list(ITEMS))


def test_every_language_has_rewrites_and_what_only_looks_like_one() -> None:
    """Sixteen of them, each with thirty derived items or more, and other agencies' own reports."""
    derived = Counter(item.language for item in ITEMS if item.sources)
    others = Counter(item.language for item in ITEMS if item.kind == "other_agency")
    assert len(derived) == 16
    assert min(derived.values()) >= 30
    assert others.keys() == derived.keys()
    assert min(others.values()) >= 5


def test_the_truth_holds_together() -> None:
    """An item for each truth, in the order of arrival; what derives has a parent of its own language."""
    assert len(TRUTH) == len(ITEMS)
    assert [item.at for item in ITEMS] == sorted(item.at for item in ITEMS)
    language = {item.uri: item.language for item in ITEMS}
    for item in ITEMS:
        parents = TRUTH[sample.identity(item.uri, item.version)].parents
        assert bool(parents) == bool(item.sources), item.key
        assert {language[parent] for parent in parents} <= {item.language}


def test_a_file_names_its_providers() -> None:
    """Before its first item."""
    (item,) = read(
        {"x.txt": "xx1: Calder Wire\n\n### a\nkind: original\nprovider: xx1\nat: Tue 06:00\n\nText."}
    )
    assert item.provider == "Calder Wire"


def test_tallies_count_by_key() -> None:
    """Most copies, excerpts and light rewrites are found; a false rewrite is counted where it was made."""
    found = list(languages.judged(stream.at_desk(Desk())))
    by_kind = languages.tallies(found, lambda one: one.item.kind)
    assert by_kind["light_rewrite"].recall > 0.95
    assert by_kind["original"].fp == 0
    by_language = languages.tallies(found, lambda one: one.item.language)
    assert min(tally.recall for tally in by_language.values()) > 0.7
    assert by_language["ko"].recall > 0.8
    everything = languages.tallies(found, lambda _: "all")["all"]
    assert everything.precision > 0.95
    assert everything.recall > 0.86
    assert everything.tp + everything.fn == sum(bool(one.truth.parents) for one in found)
    called = sum(isinstance(one.event, Rewrite) for one in found)
    assert everything.tp + everything.fp == called
    assert sum(isinstance(one.event, NewStory) for one in found) == len(found) - called
