"""Verdicts in words, and how the demo marks and counts them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from schemas import (
    Added,
    ArticleRef,
    Change,
    Contradiction,
    Coverage,
    DrawsOn,
    Event,
    NewStory,
    ParentRef,
    Passage,
    Reason,
    Rewrite,
)
from streams.commands.evidence import CONTRADICTIONS, facts
from streams.commands.marks import Marks
from streams.commands.tally import Tally
from streams.commands.verdicts import lines
from streams.sample import Truth

PASSAGE = Passage("the bridge\n was closed " + "word " * 60, (0, 10), (5, 15))


def new_story(uri: str, draws_on: list[DrawsOn] | None = None) -> NewStory:
    """A new story."""
    article = ArticleRef(uri=uri, version="1", provider="Tern", headline=f"Headline of {uri}")
    return NewStory(
        model_version="1", event_id=uri, article=article, story_id=uri, score=0.0, draws_on=draws_on or []
    )


def rewrite(uri: str, parent: str) -> Rewrite:
    """A rewrite."""
    return Rewrite(
        model_version="1",
        event_id=uri,
        article=ArticleRef(uri=uri, version="1", provider="Quay", headline="A \x1b[2Jheadline\nwith more"),
        story_id=parent,
        rewrite_of=ParentRef(
            uri=parent,
            version="1",
            provider="Tern",
            headline="Bridge closed",
            event_id=parent,
            story_id=parent,
        ),
        relation="near_copy",
        score=0.987,
        coverage=Coverage(0.42, 0.9),
        longest_run=31,
        passages=[PASSAGE],
    )


def test_rewrite_in_words() -> None:
    """A rewrite says of what, how sure, how much, and quotes the longest passage in one line."""
    told = lines(rewrite("urn:b", "urn:a"), datetime(2031, 3, 1, 8, 30, tzinfo=UTC)).plain.splitlines()
    assert told[0] == "08:30:00 REWRITE  Quay · A �[2Jheadline with more"
    assert told[1] == (
        "  near_copy 0.99 of Tern · Bridge closed:"
        " 42% of its words, 90% of the parent's, longest run 31 words"
    )
    assert told[2].startswith("  “the bridge was closed word")
    assert told[2].endswith(" …”")
    assert len(told) == 3


def test_without_quote() -> None:
    """Without the quote, a rewrite takes two lines."""
    assert len(lines(rewrite("urn:b", "urn:a"), quote=False).plain.splitlines()) == 2


def _draws_on(uri: str, share: float) -> DrawsOn:
    return DrawsOn(
        uri=uri,
        event_id=uri,
        story_id=uri,
        kind="background",
        score=0.1,
        coverage=Coverage(share, 0.1),
        passages=[],
    )


def test_new_story_in_words() -> None:
    """A new story is one line; what it draws on is a second one, about the largest share."""
    assert lines(new_story("urn:a")).plain == "NEW      Tern · Headline of urn:a"
    sources = [_draws_on(uri, share) for uri, share in (("urn:y", 0.2), ("urn:x", 0.1))]
    told = lines(new_story("urn:a", sources)).plain.splitlines()
    assert told[1] == "  draws on urn:y (background): 20% of its words, 10% of the parent's, and on 1 more"


def test_what_does_not_fit_in_words() -> None:
    """A rewrite says where declaration and text disagree, and which figures were changed, four at most."""
    changes = [Change("figure", f"{n}", f"{n + 50}", (0, 1), (0, 1)) for n in range(12, 18)]
    names = [Change("name", "Brandt", "Brand", (0, 1), (0, 1))]
    event = msgspec.structs.replace(
        rewrite("urn:b", "urn:a"), contradictions=["older_version"], changes=[*names, *changes]
    )
    told = lines(event, quote=False).plain.splitlines()
    assert told[2] == "  but it is an older version of the item than the parent: it came late"
    assert told[3] == "  changed: 12 -> 62, 13 -> 63, 14 -> 64, 15 -> 65, and 2 more"


def test_evidence_of_a_rewrite() -> None:
    """All that the event says, as labels and values: also what is added, dropped and changed."""
    event = msgspec.structs.replace(
        rewrite("urn:b", "urn:a"),
        declared="version",
        marked="correction",
        contradictions=["marked_unchanged"],
        changes=[Change("figure", "12", "21", (0, 2), (0, 2))] * 14,
        added=[Added("a ferry\n will run " + "word " * 80, (0, 18))],
        dropped=0.25,
    )
    told = facts(event)
    assert ("declared", "a version of the same item") in told
    assert ("marked", "correction") in told
    assert ("but", "it is marked as changed, and is not") in told
    assert told.count(("figure changed", "12 -> 21")) == 12
    assert ("changes", "and 2 more") in told
    (added,) = [value for label, value in told if label == "adds"]
    assert added.startswith("a ferry will run word")
    assert added.endswith(" …")
    assert ("drops", "25.0% of the parent") in told


def test_evidence_of_a_new_story() -> None:
    """Each article that it draws on, with the kind and the share; or that there is none."""
    told = facts(new_story("urn:a", [_draws_on("urn:y", 0.2), _draws_on("urn:x", 0.1)]))
    assert [value for label, value in told if label == "draws on"] == [
        "urn:y: background",
        "urn:x: background, 10.0% of the article",
    ]
    assert ("found", "no text that it shares with an earlier article") in facts(new_story("urn:a"))


def test_every_contradiction_has_words() -> None:
    """None is shown by its name alone, and the page on detection has each."""
    assert set(CONTRADICTIONS) == set(get_args(Contradiction))
    page = (Path(__file__).parents[2] / "docs" / "detection.md").read_text("utf-8")
    assert [name for name in CONTRADICTIONS if f"`{name}`" not in page] == []


def test_tally() -> None:
    """Articles are counted by verdict, relation and reason; a repeat is counted as such too."""
    tally = Tally()
    tally.add(new_story("urn:a"))
    tally.add(rewrite("urn:b", "urn:a"))
    tally.add(rewrite("urn:b", "urn:a"), repeat=True)
    tally.add_deadletter(Reason.NO_TEXT)
    assert tally.articles == 4
    assert dict(tally.verdicts) == {"new_story": 1, "rewrite": 2}
    assert dict(tally.relations) == {"near_copy": 2}
    assert dict(tally.deadletters) == {"no_text": 1}
    assert tally.repeats == 1


TRUTH = {
    "urn:a#1": Truth("original", "new_story", (), ()),
    "urn:b#1": Truth("copy", "rewrite", ("urn:a",), ("copy",)),
}


@pytest.mark.parametrize(
    ("events", "right", "wrong", "missing"),
    [
        ([new_story("urn:a"), rewrite("urn:b", "urn:a")], 2, 0, 0),
        ([new_story("urn:a"), rewrite("urn:b", "urn:x")], 1, 1, 0),
        ([new_story("urn:a"), new_story("urn:b")], 1, 1, 0),
        ([rewrite("urn:a", "urn:b"), rewrite("urn:b", "urn:a")], 1, 1, 0),
        ([new_story("urn:a")], 1, 0, 1),
        ([new_story("urn:a"), new_story("urn:a")], 1, 0, 1),
    ],
)
def test_marks(events: list[Event], right: int, wrong: int, missing: int) -> None:
    """The demo is right only if every article has its verdict and its parent."""
    marks = Marks(TRUTH)
    for event in events:
        marks.add(event)
    assert (marks.right.total(), len(marks.wrong), len(marks.missing)) == (right, wrong, missing)
    assert marks.perfect is (right == len(TRUTH))


@pytest.mark.parametrize(("relations", "counted"), [(("copy",), 0), (("copy", "near_copy"), 1)])
def test_relation_is_counted_apart(relations: tuple[str, ...], counted: int) -> None:
    """A relation that the sample does not expect is counted, and is no failure."""
    marks = Marks({"urn:b#1": Truth("copy", "rewrite", ("urn:a",), relations)})
    marks.add(rewrite("urn:b", "urn:a"))
    assert marks.perfect
    assert marks.relations["copy"] == counted
