"""Copy in other languages: its truth holds together, and what is counted of it."""

from collections import Counter

from schemas import NewStory, Rewrite
from streams import sample
from streams.sample.reader import read
from tests.evaluation import stream
from tests.evaluation.breakdown import sample_by_language
from tests.evaluation.contests import tally_sample
from tests.evaluation.languages import LANGUAGES, items, truth

ITEMS = items()
TRUTH = truth()


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


def test_most_are_found() -> None:
    """Light rewrites nearly all, in no language few; a false rewrite is counted where it was made."""
    events = LANGUAGES.run(stream.shipped).events
    kinds = {
        kind: tally_sample(events, {key: truth for key, truth in TRUTH.items() if truth.kind == kind})
        for kind in ("light_rewrite", "original")
    }
    assert kinds["light_rewrite"].recall > 0.95
    assert kinds["original"].fp == 0
    by_language = sample_by_language(events, LANGUAGES)
    assert len(by_language) == 16
    assert min(tally.recall for tally in by_language.values()) > 0.7
    assert by_language["ko"].recall > 0.8
    everything = LANGUAGES.tally(events)
    assert everything.precision > 0.95
    assert everything.recall > 0.86
    assert everything.tp + everything.fn == sum(bool(truth.parents) for truth in TRUTH.values())
    called = sum(isinstance(event, Rewrite) for event in events.values())
    assert everything.tp + everything.fp == called
    assert sum(isinstance(event, NewStory) for event in events.values()) == len(ITEMS) - called
