"""Relations on made copy with known truth, and what is said where declaration and text disagree."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from schemas import Contradiction, Event, Rewrite
from streams.detection import Desk, fingerprint
from streams.wire import Article
from tests.support import copy
from tests.support.desks import article, judge_all, new, rewrite
from tests.support.made_relations import NOISE, Case, before, cases

DAM = (
    "Engineers at the Marrow dam opened two spillways on Thursday after rain filled the lake to within 40 "
    "centimetres of its crest, the water board said. Some 2,300 people in the valley below were told to "
    "move to higher ground before nightfall. Chief engineer Odo Farrant said the wall was sound and that "
    "12 of its 16 sensors showed no movement. Trains between Halvern and the coast were stopped."
)
ORCHARD = (
    "Growers in the Upper Tarn said late frost had killed most of the cherry blossom in a single night, and "
    "that the crop would be the smallest since records began in 1931. They burned straw between the rows and "
    "flew helicopters over the trees to push warm air down, but by dawn the flowers had turned brown."
)


def dam(uri: str = "nw:1", **fields: object) -> Article:
    """The dam story."""
    made = article(uri, DAM, headline="Dam opens spillways", provider="Northwire", version="1", created=9e8)
    return replace(made, **fields)  # type: ignore[arg-type] # replace() takes any field


def last(*articles: Article) -> Event:
    """The event of the last of these articles."""
    return judge_all(articles)[-1]


@cache
def judged() -> list[tuple[Case, Event]]:
    """Every made case, judged at a desk that has seen the originals and no other case."""
    desk = Desk()
    for original in before():
        desk.judge(fingerprint(original))
    return [(case, desk.weigh(fingerprint(case.article)).event) for case in cases()]


@pytest.mark.parametrize(
    "relation",
    ["copy", "near_copy", "rewrite", "excerpt", "expansion", "merge", "update", "correction", "repeat"],
)
def test_made_copy_gets_its_relation(relation: str) -> None:
    """Of each relation at least 95 in 100 of those found are called so."""
    found = [(c.how, e.relation) for c, e in judged() if c.relation == relation and isinstance(e, Rewrite)]
    wrong = Counter(pair for pair in found if pair[1] != relation)
    assert len(found) >= 25
    assert wrong.total() <= 0.05 * len(found), wrong


def test_made_copy_is_found() -> None:
    """All of it, with the right parent."""
    for case, event in judged():
        named = rewrite(event)
        uris = {named.rewrite_of.uri, *(other.uri for other in named.other_parents)}
        assert case.article.uri.removesuffix("/made") in uris


def test_noise_is_never_a_correction() -> None:
    """Typos, dropped and wrong characters: whoever sends them, and under whatever version."""
    noisy = [
        rewrite(e).relation for c, e in judged() if c.how.split(",")[0] in {*NOISE, "entities", "mojibake"}
    ]
    assert len(noisy) > 300
    assert "correction" not in noisy


def test_sentences_in_another_order_are_no_copy() -> None:
    """All of the words, but somebody has moved them: the same agency's text, reworked."""
    first, second, *rest = DAM.split(". ")
    moved = rewrite(last(dam(), dam("nw:2", body=". ".join([second, *rest, first]))))
    assert moved.relation == "near_copy"
    assert rewrite(last(dam(), dam("nw:2", headline="Spillways open"))).relation == "repeat"


def test_a_merge_names_both_sources() -> None:
    """Every merge of two halves has one further parent."""
    merges = [rewrite(event) for case, event in judged() if case.relation == "merge"]
    assert {len(event.other_parents) for event in merges} == {1}


@pytest.mark.parametrize(
    ("before", "after", "relation", "contradictions"),
    [
        (dam(version="3"), dam(version="2", body=DAM + " More later."), "near_copy", ["older_version"]),
        (dam(version="10"), dam(version="9", body=DAM[:200]), "excerpt", ["older_version"]),
        (
            dam(version=None),
            dam(version=None, body=DAM + " Later.", created=9e8 - 60),
            "near_copy",
            ["older_version"],
        ),
        (dam(version="3"), dam(version="2", body=ORCHARD), "rewrite", ["older_version", "no_common_text"]),
        (dam(), dam(body=DAM + " More later."), "update", ["same_version"]),
        (dam(), dam("nw:2", evolvedfrom="nw:1", body=ORCHARD), "update", ["no_common_text"]),
        (dam(), dam(version="2", body=ORCHARD, ednote="CORRECTS all"), "update", ["no_common_text"]),
        (
            dam(),
            dam(version="2", body=f"{ORCHARD} {ORCHARD} {DAM[DAM.index('Chief') : DAM.index('Trains')]}"),
            "update",
            ["little_common_text"],
        ),
        (dam(), dam(version="2", ednote="CORRECTS para 2"), "repeat", ["marked_unchanged"]),
        (dam(), dam("nw:2", ednote="UPDATES"), "repeat", ["marked_unchanged"]),
        (
            dam(),
            dam(version="2", ednote="RPT", body=DAM.replace("2,300", "3,200")),
            "update",
            ["repeat_changed"],
        ),
        (dam(), dam("nw:2", evolvedfrom="nw:0"), "repeat", ["parent_unknown"]),
        (dam(), dam(version="2", ednote="RPT"), "repeat", []),
        (dam(), dam(version="2", body=DAM + " More later."), "update", []),
        (dam(), dam("nw:2", ednote="CORRECTS", body=DAM.replace("12", "11")), "correction", []),
        (dam(), dam("cl:2", provider="Clarion", evolvedfrom="nw:1", body=DAM[:200]), "excerpt", []),
    ],
)
def test_declaration_and_text(
    before: Article, after: Article, relation: str, contradictions: list[Contradiction]
) -> None:
    """What is declared names the relation; where the text disagrees, the event says so."""
    event = rewrite(last(before, after))
    assert (event.relation, event.contradictions) == (relation, contradictions)
    assert event.rewrite_of.uri == before.uri


def test_a_declared_parent_while_the_text_is_another_article_s() -> None:
    """The declared parent stays, and the article that the text comes from is named beside it."""
    later = dam(version="2", body=copy.item("steel")["body_text"])
    events = judge_all([dam(), copy.item("steel"), later])
    event = rewrite(events[2])
    assert (event.rewrite_of.uri, event.declared, event.relation) == ("nw:1", "version", "update")
    assert event.contradictions == ["no_common_text", "text_from_other"]
    assert [parent.uri for parent in event.other_parents] == [copy.item("steel")["uri"]]


def test_a_mark_on_what_derives_from_nothing() -> None:
    """A correction of something that the window does not hold is a new story, and says what is missing."""
    event = new(last(article("x", ORCHARD), dam(ednote="CORRECTS para 2", evolvedfrom="nw:0")))
    assert event.marked == "correction"
    assert event.contradictions == ["marked_without_parent", "parent_unknown"]
    assert new(last(dam())).contradictions == []


def test_a_kill_contradicts_nothing() -> None:
    """A notice that an item is taken back has another text by nature."""
    notice = "Editors: please kill this story. A substitute will not follow, and the number given was wrong."
    event = rewrite(last(dam(), dam(version="2", pubstatus="canceled", body=notice)))
    assert (event.relation, event.contradictions) == ("update", [])


def test_the_score_is_the_texts_own() -> None:
    """What an item declares stands beside the score and does not move it."""
    unlike = rewrite(last(dam(), dam("nw:2", evolvedfrom="nw:1", body=ORCHARD)))
    assert (unlike.declared, unlike.score, unlike.passages) == ("evolvedfrom", 0.0, [])
    alike = rewrite(last(dam(), dam(version="2", body=DAM + " More later.")))
    apart = rewrite(last(dam(), dam("nw:2", body=DAM + " More later.")))
    assert (alike.declared, apart.declared) == ("version", None)
    assert alike.score == apart.score > 0.9


def test_a_carried_mark_is_the_sender_s() -> None:
    """An outlet that prints a correction as it came has copied it, and corrected nothing."""
    event = rewrite(last(dam(), dam("cl:1", provider="Clarion", headline="CORRECTED-Dam opens spillways")))
    assert (event.relation, event.marked, event.contradictions) == ("copy", "correction", [])
