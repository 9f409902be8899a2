"""What a desk says: verdicts, relations, evidence, identity, and what it forgets."""

from dataclasses import replace
from itertools import islice

import pytest

from schemas.codec import to_json
from streams import sample
from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import Article
from tests.support import copy
from tests.support.desks import article, judge, judge_all, new, rewrite

BRIDGE = (
    "GRIMMET (NW) - Engineers closed the Ansel bridge on Monday after finding cracks in two of its nine "
    "piers, cutting the only road to the northern villages.\n\n"
    "Mayor Ilse Brandt said repairs would take at least 14 weeks and cost 3.2 million crowns. "
    '"We have no choice but to close it today," she told reporters at the town hall.\n\n'
    "Some 4,800 cars cross the bridge each day. A ferry will run every 40 minutes from Tuesday, "
    "the regional transport office said, and schools in Upper Tarn will open an hour later."
)


def bridge(uri: str = "nw:1", **fields: object) -> Article:
    """The bridge story."""
    return replace(
        article(uri, BRIDGE, headline="Cracks close Ansel bridge", provider="Northwire", version="1"),
        **fields,
    )  # type: ignore[arg-type] # replace() takes any field


def test_every_item_of_the_sample_gets_its_verdict_and_parent() -> None:
    """321 items of 26 kinds: verdict, parent and relation are what a copy editor would say."""
    desk, wrong = Desk(), []
    for item in sample.articles():
        known = sample.truth()[sample.identity(item["uri"], item["version"])]
        event = judge(desk, item)
        parent = getattr(event, "rewrite_of", None)
        right = (parent is None) == (known.verdict == "new_story")
        if parent is not None:
            right = right and parent.uri in known.parents and rewrite(event).relation in known.relations
        if not right:
            wrong.append((known.kind, event.article.uri))
    assert wrong == []


def test_passages_are_the_same_words_on_both_sides() -> None:
    """Each passage's spans cut its text out of the article, and the same words out of the parent."""
    later = article("cl:1", "By our staff.\n\n" + BRIDGE[BRIDGE.index("Mayor") :], provider="Clarion")
    event = rewrite(judge_all([bridge(), later])[1])
    assert event.passages
    for passage in event.passages:
        assert later.body[slice(*passage.article)] == passage.text
        assert BRIDGE[slice(*passage.parent)] == passage.text
    assert event.longest_run > 20
    assert event.coverage.article > 0.9


def test_the_same_content_again_is_said_again() -> None:
    """A redelivered article gets the same event, byte for byte, and nothing is to be written."""
    desk = Desk()
    later = article("cl:1", BRIDGE, provider="Clarion")
    desk.judge(fingerprint(bridge()))
    first = desk.judge(fingerprint(later))
    for _ in range(3):
        again = desk.judge(fingerprint(later))
        assert again.repeat
        assert again.entry is None
        assert to_json(again.event) == to_json(first.event)


def test_an_article_is_never_its_own_parent() -> None:
    """A redelivered new story stays a new story."""
    assert [type(e).__name__ for e in judge_all([bridge(), bridge()])] == ["NewStory", "NewStory"]


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        (bridge("cl:1", provider="Clarion"), "copy"),
        (bridge("nw:2", ednote="RPT"), "repeat"),
        (bridge(version="2", body="UPDATE: traffic is heavy.\n\n" + BRIDGE), "update"),
        (
            bridge(version="2", body=BRIDGE.replace("14", "16"), ednote="CORRECTS weeks in para 2"),
            "correction",
        ),
        (
            bridge("nw:9", evolvedfrom="nw:1", body="Ferry traffic is heavy today in Tarn and Ansel."),
            "update",
        ),
        (bridge("cl:1", provider="Clarion", body=BRIDGE[: len(BRIDGE) // 2]), "excerpt"),
    ],
)
def test_relations(later: Article, relation: str) -> None:
    """The relation follows declared identity first, then the text."""
    assert rewrite(judge_all([bridge(), later])[1]).relation == relation


def test_nothing_that_was_cut_is_called_the_same() -> None:
    """Two texts that agree as far as they were read, and differ beyond, are near copies."""
    long = copy.long_article(words=20_000)["body_text"]
    other = long.rsplit(" ", 2000)[0] + " and so on to another end"
    assert rewrite(judge_all([article("a", long), article("b", other)])[1]).relation == "near_copy"


def test_a_merge_names_both_parents() -> None:
    """An article made of halves of two stories names the better one as parent and the other beside it."""
    other = copy.item("steel")
    halves = BRIDGE[: len(BRIDGE) * 3 // 5] + "\n\n" + " ".join(other["body_text"].split()[:80])
    event = rewrite(judge_all([bridge(), other, article("cl:1", halves)])[2])
    assert event.relation == "merge"
    assert {event.rewrite_of.uri, *(p.uri for p in event.other_parents)} == {"nw:1", other["uri"]}


def test_a_new_story_says_what_it_draws_on() -> None:
    """A follow-up that reuses a paragraph is new, and names the article and the passage."""
    later = article(
        "nw:2",
        "GRIMMET (NW) - Police on Friday arrested a contractor who had certified the steel of three "
        "crossings, prosecutors said, and searched offices in four towns for test records that went missing "
        "in spring. The man, 58, denies forging signatures. His lawyer called the arrest a spectacle. "
        "Prosecutor Edda Lund said further suspects were being questioned and that a parliamentary inquiry "
        "would get all files.\n\n" + BRIDGE[BRIDGE.index("Some 4,800") : BRIDGE.index(", the regional")],
        provider="Northwire",
    )
    event = new(judge_all([bridge(), later])[1])
    assert [d.uri for d in event.draws_on] == ["nw:1"]
    assert "4,800 cars cross the bridge" in event.draws_on[0].passages[0].text


def test_what_left_the_window_is_no_parent() -> None:
    """After the window's days by the articles' own time, a copy is a new story and the old key expires."""
    desk = Desk(WindowLimits(days=1))
    first = desk.judge(fingerprint(bridge(created=0.0)))
    days = [2 * 86_400.0 + i for i in range(2)]
    between = [desk.judge(fingerprint(article(f"x:{day}", "Other news", created=day))) for day in days]
    later = desk.judge(fingerprint(bridge("cl:1", created=2 * 86_400.0 + 2)))
    assert [key for one in (*between, later) for key in one.expired] == [first.key]
    new(later.event)


def test_the_window_holds_so_many_articles() -> None:
    """The oldest leave first when the window is full."""
    desk = Desk(WindowLimits(articles=100))
    gone = [
        desk.judge(fingerprint(article(f"x:{i}", f"Item number {i} of the long list"))).expired
        for i in range(150)
    ]
    assert len(desk) == 100
    assert sum(map(len, gone)) == 50


def test_a_wrong_date_among_undated_articles_does_not_empty_the_window() -> None:
    """One item from 2052 after eighty undated ones costs nothing."""
    desk = Desk(WindowLimits(days=30))
    desk.judge(fingerprint(bridge(created=1.7e9)))
    for i in range(80):
        desk.judge(fingerprint(article(f"x:{i}", f"Item number {i} of the long list")))
    desk.judge(fingerprint(article("far", "From a far future come these words", created=2.6e9)))
    event = desk.judge(fingerprint(bridge("cl:1", provider="Clarion", created=1.7e9 + 7200))).event
    assert rewrite(event).rewrite_of.uri == "nw:1"


@pytest.mark.parametrize("first", [7e9, 0.0])
def test_a_wrong_first_date_heals(first: float) -> None:
    """A desk whose first article is dated far off forgets by days as soon as it has seen sound dates."""
    desk = Desk(WindowLimits(days=1))
    day = 86_400.0
    for i in range(200):
        created = first if i == 0 else 1.7e9 + i * day / 50
        desk.judge(fingerprint(article(f"x:{i}", f"Item number {i} of the long list", created=created)))
    assert 50 <= len(desk) <= 90


def test_a_wrong_first_date_costs_no_verdict() -> None:
    """The second and third article of a desk are compared, whatever the date of the first."""
    old = article("old", "From the archive comes this short item on ferries", created=0.0)
    events = judge_all([old, bridge(created=1.7e9), bridge("cl:1", provider="Clarion", created=1.7e9 + 60)])
    assert rewrite(events[2]).relation == "copy"


def test_a_pause_of_the_wire_empties_the_window_of_what_came_before_it() -> None:
    """After a gap longer than the window, articles before it leave, those after it stay."""
    desk = Desk(WindowLimits(days=1))
    for i in range(200):
        created = 1000.0 * i + (50 * 86_400.0 if i >= 100 else 0.0)
        desk.judge(fingerprint(article(f"x:{i}", f"Item number {i} of the long list", created=created)))
    assert 80 <= len(desk) <= 100


def test_a_burst_of_wrong_dates_does_not_empty_the_window() -> None:
    """Twenty articles in a row dated ninety days ahead leave the window as it was."""
    desk = Desk(WindowLimits(days=30))
    for i in range(300):
        ahead = 90 * 86_400.0 if 200 <= i < 220 else 0.0
        desk.judge(
            fingerprint(article(f"x:{i}", f"Item number {i} of the long list", created=600.0 * i + ahead))
        )
    assert len(desk) == 300


def test_weighing_changes_nothing() -> None:
    """A judgement that is not taken leaves no trace: the desk goes on as if the article had never come."""
    one, other = Desk(), Desk()
    for desk in (one, other):
        desk.judge(fingerprint(bridge()))
    one.weigh(fingerprint(bridge("cl:1", provider="Clarion", created=9e9)))
    later = fingerprint(bridge("cl:2", provider="Courier"))
    assert one.judge(later) == other.judge(later)
    assert len(one) == len(other) == 2


def test_one_wrong_date_does_not_empty_the_window() -> None:
    """An article from the year 2150 among dated ones does not move the desk's clock."""
    desk = Desk(WindowLimits(days=1))
    for i in range(30):
        desk.judge(fingerprint(article(f"x:{i}", f"Item number {i} of the long list", created=1000.0 * i)))
    desk.judge(fingerprint(article("far", "From a far future come these words", created=5.7e9)))
    desk.judge(fingerprint(article("now", "And the wire goes on as it did before", created=31_000.0)))
    assert len(desk) == 32


@pytest.mark.parametrize("body", ["!!! ... ???", "x", "two words", "\u200b", "\U0001f600 \U0001f600"])
def test_texts_without_evidence_are_new(body: str) -> None:
    """Texts of no or few words are judged, and are new."""
    for event in judge_all([article("a", body), article("b", body)]):
        new(event)


@pytest.mark.parametrize("language", sorted(copy.SCRIPTS))
def test_every_script_has_words(language: str) -> None:
    """A text in any script that comes again under another address is a copy."""
    headline, sentence = copy.SCRIPTS[language]
    items = [copy.article(uri, headline, sentence, provider=uri) for uri in ("one", "two")]
    assert rewrite(judge_all(items)[1]).relation == "copy"


def test_hostile_texts_are_judged() -> None:
    """Very long, repetitive and markup-ridden texts get a verdict each."""
    desk = Desk()
    for item in [copy.long_article(), copy.one_word(), copy.no_break(), *islice(copy.with_furniture(), 30)]:
        judge(desk, item)
    assert len(desk) == 33
