"""What a rewrite adds, drops and changes; what a new story took and what it is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Rewrite
from schemas.codec import to_json
from streams.detection import Desk, fingerprint
from streams.detection.dossier import Facts, token_spans, unpack
from streams.wire import Article
from tests.support.desks import article, judge_all, new, rewrite

PARAGRAPHS = (
    (
        "GRIMMET (NW) - Engineers closed the Ansel bridge on Monday after finding cracks in two of its nine "
        "piers, cutting the only road to the northern villages."
    ),
    "Mayor Ilse Brandt said repairs would take at least 14 weeks and cost 3.2 million crowns.",
    (
        "Some 4,800 cars cross the bridge each day. A ferry will run every 40 minutes from Tuesday, "
        "the regional transport office said, and schools in Upper Tarn will open an hour later."
    ),
    "The bridge was built in 1931 by the Halvern ironworks and last repaired after the flood of 1987.",
)
BRIDGE = "\n\n".join(PARAGRAPHS)
ARREST = (
    "Police on Friday detained a contractor who had certified steel for three crossings, prosecutor Edda "
    "Lund said. He denies forging signatures."
)
UNRELATED = (
    "Prosecutor Edda Lund opened the trial of four smugglers who hid tobacco inside hollow fence posts and "
    "drove them over the pass in a hearse, a court in Tarn heard. The driver wept when the posts were shown. "
    "A verdict is expected before the autumn recess, and the hearse will be sold."
)
HARVEST = (
    "Growers in the south began to bring in the barley on Thursday, a fortnight late. Rain had kept the "
    "machines in their sheds since the end of July, and a third of the ears lay flat. Mills will pay by "
    "weight alone, their union said, and buy what is missing abroad."
)
QUOTE = (
    '"We shall rebuild what the water took, stone by stone and without borrowing one crown from anybody, '
    'because no child of this valley should ever wade to school again," she said.'
)


def bridge(uri: str = "nw:1", **fields: object) -> Article:
    """The bridge story."""
    made = article(uri, BRIDGE, headline="Cracks close Ansel bridge", provider="Northwire", version="1")
    return replace(made, **fields)  # type: ignore[arg-type] # replace() takes any field


def changed(body: str) -> Rewrite:
    """The event of a later version of the bridge story."""
    return rewrite(judge_all([bridge(), bridge(version="2", body=body)])[1])


def test_a_corrected_figure_is_shown() -> None:
    """Was 14, now 16: with the spans on both sides."""
    body = BRIDGE.replace("14 weeks", "16 weeks").replace("4,800", "8,400")
    event = changed(body)
    assert [(c.kind, c.was, c.now) for c in event.changes] == [
        ("figure", "14", "16"),
        ("figure", "4,800", "8,400"),
    ]
    for change in event.changes:
        assert body[slice(*change.article)] == change.now
        assert BRIDGE[slice(*change.parent)] == change.was
    assert (event.added, event.dropped) == ([], 0.0)


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("Brandt", "Brand", "name"),
        ("Tuesday", "Wednesday", "name"),
        ("3.2", "32", "figure"),
        ("Ilse Brandt", "Edda Lund", "name"),
        ("1987", "1978", "figure"),
    ],
)
def test_what_changed(was: str, now: str, kind: str) -> None:
    """One figure or name put for another, also a name of two words, also near the end."""
    event = changed(BRIDGE.replace(was, now))
    assert [(c.kind, c.was, c.now) for c in event.changes] == [(kind, was, now)]


def test_a_changed_first_figure() -> None:
    """A change before the first passage counts: where both bodies begin, they agree."""
    first = article("nw:1", "12 people were hurt " + PARAGRAPHS[2], provider="Northwire")
    later = replace(first, uri="nw:2", body="21 people were hurt " + PARAGRAPHS[2])
    assert [(c.was, c.now) for c in rewrite(judge_all([first, later])[1]).changes] == [("12", "21")]


def test_words_in_between_are_no_change() -> None:
    """Another verb, a figure that was added, a name that moved: nothing was put for anything."""
    body = BRIDGE.replace("said repairs would take", "warned that repairs would take").replace(
        "A ferry", "Some 300 lorries do too. A ferry"
    )
    assert changed(body).changes == []


def test_what_was_added_and_dropped() -> None:
    """A paragraph more and one less: the first with span and text, the other as a share."""
    body = "\n\n".join((*PARAGRAPHS[:2], ARREST, PARAGRAPHS[2]))
    event = changed(body)
    assert [body[slice(*added.article)] for added in event.added] == [added.text for added in event.added]
    assert " ".join(added.text for added in event.added).startswith("Police on Friday detained a contractor")
    assert sum(len(added.text) for added in event.added) >= 0.9 * len(ARREST)
    assert event.dropped == pytest.approx(18 / 91, abs=0.02)


def test_other_words_for_the_same_are_not_added() -> None:
    """A sentence that was turned about adds nothing."""
    body = BRIDGE.replace(
        PARAGRAPHS[1], "Repairs would cost 3.2 million crowns, take 14 weeks at least, Mayor Brandt said."
    )
    event = changed(body)
    assert (event.added, event.dropped) == ([], 0.0)


def test_what_any_parent_says_is_not_added() -> None:
    """A merge adds only what neither of its parents has."""
    halves = "\n\n".join((*PARAGRAPHS[:3], UNRELATED, ARREST))
    other = article("cl:1", UNRELATED, provider="Clarion")
    event = rewrite(judge_all([bridge(), other, article("x:1", halves, provider="Inkwell")])[2])
    assert event.relation == "merge"
    assert all("smugglers" not in added.text for added in event.added)
    assert any("contractor" in added.text for added in event.added)


def test_the_same_content_again_is_said_again() -> None:
    """Added text, changed figures and all, byte for byte, also when the parent has left the window."""
    later = bridge(version="2", body=BRIDGE.replace("14", "16") + "\n\n" + ARREST)
    desk = Desk()
    desk.judge(fingerprint(bridge()))
    first = desk.judge(fingerprint(later))
    desk.take(first)
    assert rewrite(first.event).changes
    assert rewrite(first.event).added
    again = desk.judge(fingerprint(later))
    assert again.repeat
    assert to_json(again.event) == to_json(first.event)


def test_the_lists_are_bounded() -> None:
    """A table filled anew names forty of its changes."""
    rows = [f"pier{i} was let to house{i} for {i + 1000} crowns by clerk{i}" for i in range(90)]
    other = [row.replace(f"{i + 1000}", f"{i + 7000}") for i, row in enumerate(rows)]
    event = rewrite(judge_all([bridge(body="\n".join(rows)), bridge(version="2", body="\n".join(other))])[1])
    assert len(event.changes) == 40


def test_draws_on_background() -> None:
    """A follow-up that ends in an older paragraph."""
    events = judge_all([bridge(), article("nw:2", f"{UNRELATED}\n\n{PARAGRAPHS[3]}", provider="Northwire")])
    assert [(d.uri, d.kind) for d in new(events[1]).draws_on] == [("nw:1", "background")]


def test_draws_on_quotes() -> None:
    """Two newsrooms quote one speech."""
    one = article("nw:1", f"{PARAGRAPHS[0]}\n\n{QUOTE}\n\n{PARAGRAPHS[2]}", provider="Northwire")
    other = article("cl:1", f"{UNRELATED}\n\n{QUOTE}\n\n{ARREST}", provider="Clarion")
    assert [(d.uri, d.kind) for d in new(judge_all([one, other])[1]).draws_on] == [("nw:1", "quotes")]


def test_draws_on_boilerplate() -> None:
    """What a dozen stories end in says nothing about where the next one comes from."""
    footer = (
        "Sign up for the morning letter of the Harbour Post, a member of the Fictional Press Council, whose "
        "code it follows in all that it prints and sends, and write to the editor with what it got wrong."
    )
    stories = [
        article(
            f"hp:{i}",
            " ".join(f"Word{i}x{k} and thing{k}y{i} went by {i * 31 + k}." for k in range(40))
            + "\n\n"
            + footer,
        )
        for i in range(12)
    ]
    found = new(judge_all(stories)[-1]).draws_on
    assert found
    assert {source.kind for source in found} == {"boilerplate"}


def test_draws_on_is_ordered_by_share() -> None:
    """The article that gives most stands first, though another came before it and scores higher."""
    events = judge_all(
        [
            article("cl:1", f"{ARREST} {HARVEST}", provider="Clarion"),
            bridge(),
            article("x:1", f"{ARREST[:60]} {UNRELATED} {PARAGRAPHS[3]}", provider="Inkwell"),
        ]
    )
    found = new(events[2]).draws_on
    assert [source.uri for source in found] == ["nw:1", "cl:1"]
    shares = [source.coverage.article for source in found]
    assert shares == sorted(shares, reverse=True)


@settings(deadline=None, max_examples=150)
@given(body=st.text(max_size=300), headline=st.one_of(st.none(), st.text(max_size=40)))
def test_dossiers_hold_what_was_packed(body: str, headline: str | None) -> None:
    """Spans and event come back as they were, and each figure and name with its text, whatever the script."""
    source = Article(uri="x", headline=headline, body=body)
    read = fingerprint(source)
    judgement = Desk().judge(read)
    assert judgement.article is not None
    event, dossier = judgement.event, unpack(judgement.article)
    starts, ends = token_spans(dossier)
    assert starts.tobytes() == np.frombuffer(read.starts, "<u4").astype(np.int64).tobytes()
    assert (ends - starts).astype("<u2").tobytes() == read.lengths
    assert to_json(dossier.event) == to_json(event)
    tokens = np.frombuffer(read.tokens, "<u4")
    facts = Facts(dossier, tokens, read.headline_tokens)
    for i in range(read.headline_tokens, len(tokens)):
        if tokens[i] & 3:
            assert facts.text(int(starts[i]), int(ends[i])) == source.text[starts[i] : ends[i]]


def test_a_table_does_not_fill_the_window() -> None:
    """Of figures four thousand characters are kept, of names eight hundred; the rest has no text."""
    body = " ".join(f"{i:06d} Name{chr(97 + i % 26) * 4} word" for i in range(3_000))
    read = fingerprint(article("x", body))
    entry = Desk().judge(read).article
    assert entry is not None
    dossier = unpack(entry)
    assert len(dossier.facts) < 6_500
    starts, ends = token_spans(dossier)
    facts = Facts(dossier, np.frombuffer(read.tokens, "<u4"), 0)
    assert facts.text(int(starts[0]), int(ends[0])) == "000000"
    assert facts.text(int(starts[-3]), int(ends[-3])) is None


PIECES = st.lists(
    st.sampled_from(
        (
            *BRIDGE.split(),
            *QUOTE.split(),
            "12",
            "3,400",
            "Lund",
            "«Тарн»",
            "&amp;",
            "<b>7</b>",
            "\n\n",
            "橋本市",
            "Ã©",
        )
    ),
    min_size=8,
    max_size=120,
)


@settings(deadline=None, max_examples=200)
@given(PIECES, PIECES, st.integers(0, 60), st.integers(0, 60), st.sampled_from((None, "A new Head 3")))
def test_spans_are_sound(
    old: list[str], new_words: list[str], cut: int, at: int, headline: str | None
) -> None:
    """Whatever was done to a text: each span cuts its text out of the body it counts in, in order."""
    earlier = Article(uri="x", version="1", headline=headline, body=" ".join(old))
    body = " ".join([*old[:at], *new_words[:12], *old[at + cut % 7 :]])
    later = Article(uri="x", version="2", headline=headline, body=body)
    event = judge_all([earlier, later])[1]
    if event.event_id == judge_all([earlier])[0].event_id:
        return
    found = rewrite(event)
    for change in found.changes:
        assert body[slice(*change.article)] == change.now
        assert earlier.body[slice(*change.parent)] == change.was
        assert change.was != change.now
    for added in found.added:
        assert body[slice(*added.article)] == added.text
        assert all(
            p.article[1] <= added.article[0] or p.article[0] >= added.article[1] for p in found.passages
        )
    starts = [added.article for added in found.added]
    assert starts == sorted(starts)
    assert 0.0 <= found.dropped <= 1.0
