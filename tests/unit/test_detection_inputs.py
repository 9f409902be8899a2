"""What each input of the model means, and which way it moves the score, whatever the pair."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.detection.compare import Measures
from streams.detection.inputs import inputs
from streams.detection.model import MODEL, probability

REWRITE = Measures(
    mass=24.0, longest=9, cover_a=0.35, cover_b=0.4,
    figures_changed=0.0, names_changed=0.0, figures_kept=3.0, names_kept=5.0, figures=0.8, density=0.05,
    facts_a=0.7, facts_b=0.75, soft_a=0.5, soft_b=0.55, lead_a=0.6, lead_b=0.6, touched_a=0.8, touched_b=0.85,
    words_a=180.0, words_b=160.0,
)  # fmt: skip
"""A middling rewrite, no figure changed."""
NOTHING = Measures(**dict.fromkeys(Measures._fields, 0))._replace(words_a=100.0, words_b=100.0, figures=0.5)
HALF_CONTAINED = 100 * 2**-2.125 - 1
"""Shared shingles that make half of the grounds in `NOTHING`, half way between the two logarithms."""
ROUNDING = 1e-9
TOLD = ("soft_a", "soft_b", "facts_a", "facts_b")
COMMON = (
    "mass",
    "figures",
    "facts_a",
    "facts_b",
    "soft_a",
    "soft_b",
    "lead_a",
    "lead_b",
    "touched_a",
    "touched_b",
)
HOURS = st.floats(0, 24 * 400)
TRUTH = st.booleans()


@st.composite
def pairs(draw: st.DrawFn) -> Measures:
    """Any measures that a comparison may give."""
    share = st.floats(0, 1)
    words = draw(st.integers(6, 3000)), draw(st.integers(6, 3000))
    cover = draw(share), draw(share)
    return Measures(
        mass=draw(share) * (min(words) - 2),
        longest=draw(st.integers(5, 60)),
        cover_a=cover[0],
        cover_b=cover[1],
        **{name: float(draw(st.integers(0, 40))) for name in Measures._fields[4:8]},
        **{name: draw(share) for name in Measures._fields[8:16]},
        touched_a=cover[0] + draw(share) * (1 - cover[0]),
        touched_b=cover[1] + draw(share) * (1 - cover[1]),
        words_a=float(words[0]),
        words_b=float(words[1]),
        figures_inside=float(draw(st.integers(0, 40))),
        other_subject=draw(share),
    )


def but(m: Measures, **values: Any) -> Measures:
    """The measures with others in the place of some."""
    return m._replace(**values)


def score(m: Measures, hours: float = 0.0, *, own: bool = False) -> float:
    """The shipped model's score."""
    return probability(MODEL, inputs(m, hours, same_provider=own))


def value(name: str, m: Measures, hours: float = 0.0, *, own: bool = False) -> float:
    """One input."""
    return inputs(m, hours, same_provider=own)[name]


def two(name: str) -> bool:
    """Whether a measure is taken on both sides."""
    return name.endswith(("_a", "_b"))


def test_the_model_weighs_every_input_there_is() -> None:
    """No input without a weight, no weight without an input, in one order."""
    assert list(inputs(REWRITE, 0.0, same_provider=False)) == list(MODEL.weights)


@given(pairs(), HOURS, TRUTH)
def test_inputs_are_bounded(m: Measures, hours: float, own: bool) -> None:  # noqa: FBT001 - drawn
    """Shares are 0 to 1, containment is a logarithm of one, time is counted in doublings up to a cap."""
    values = inputs(m, hours, same_provider=own)
    assert 0 <= values.pop("mass") < 12
    assert -2 <= values.pop("contained") <= 0
    assert 0 <= values.pop("late") <= 7
    assert 0 <= values.pop("old") <= 6
    assert 0 <= values.pop("instalment") <= 5
    assert 0 <= values.pop("notice_late") <= 5
    assert 0 <= values["soft"] <= 0.55
    for name, share in values.items():
        assert -ROUNDING <= share <= 1, name


@given(pairs(), HOURS, TRUTH)
def test_who_came_first_is_all_the_same(m: Measures, hours: float, own: bool) -> None:  # noqa: FBT001 - drawn
    """An expansion and an excerpt are one pair: with the sides changed round the inputs are the same."""
    other = {"a": "b", "b": "a"}
    turned = {name: getattr(m, name[:-1] + other[name[-1]]) for name in Measures._fields if two(name)}
    assert inputs(but(m, **turned), hours, same_provider=own) == inputs(m, hours, same_provider=own)


@given(pairs(), HOURS, HOURS, TRUTH)
def test_more_time_never_raises_the_score(m: Measures, one: float, other: float, own: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever else the pair is."""
    assert score(m, max(one, other), own=own) <= score(m, min(one, other), own=own) + ROUNDING


@given(pairs(), HOURS, st.sampled_from(("figures", "names")), st.integers(0, 9))
def test_an_exchanged_fact_never_raises_the_score(m: Measures, hours: float, kind: str, more: int) -> None:
    """Neither in the place of one that was kept nor beside it; a kept one more never lowers it."""
    changed, kept = f"{kind}_changed", f"{kind}_kept"
    beside = but(m, **{changed: getattr(m, changed) + more})
    instead = but(m, **{changed: getattr(m, changed) + more, kept: max(0.0, getattr(m, kept) - more)})
    assert score(instead, hours) <= score(beside, hours) + ROUNDING
    assert score(beside, hours) <= score(m, hours) + ROUNDING
    assert score(but(m, **{kept: getattr(m, kept) + more}), hours) >= score(m, hours) - ROUNDING


@given(pairs(), HOURS)
def test_the_same_provider_never_raises_the_score(m: Measures, hours: float) -> None:
    """An agency's own background is held against a pair, never counted for it."""
    assert score(m, hours, own=True) <= score(m, hours, own=False) + ROUNDING


@settings(max_examples=300)
@given(pairs(), HOURS, st.sampled_from(COMMON), st.floats(0, 1))
def test_more_in_common_never_lowers_the_score(m: Measures, hours: float, name: str, part: float) -> None:
    """More of the text, of its sentences, lead, figures or names shared, all else as it was."""
    top = min(m.words_a, m.words_b) - 2 if name == "mass" else 1.0
    old = getattr(m, name)
    more = but(m, **{name: old + part * (top - old)})
    assert score(more, hours) >= score(m, hours) - ROUNDING
    assert value("grounds", more) >= value("grounds", m) - ROUNDING


@given(pairs(), st.floats(0, 1))
def test_more_figures_among_the_words_never_raise_the_score(m: Measures, density: float) -> None:
    """A table that is not covered is held against the pair."""
    one, other = sorted((m.density, density))
    assert score(but(m, density=other)) <= score(but(m, density=one)) + ROUNDING


@pytest.mark.parametrize(("shingles", "grounds"), [(0, 0.0), (11, 0.0), (22, 0.5), (42, 1.0), (98, 1.0)])
def test_a_contained_part_is_grounds(shingles: float, grounds: float) -> None:
    """Of 100 words: under an eighth in shared shingles is nothing, over two fifths are all."""
    assert value("grounds", but(NOTHING, mass=shingles)) == pytest.approx(grounds, abs=0.01)


@pytest.mark.parametrize("longer", [100.0, 1000.0])
def test_containment_is_of_the_shorter_text(longer: float) -> None:
    """A tenth of a long article may be the whole of a short one, on either side."""
    for sides in ({"words_a": longer}, {"words_b": longer}):
        m = but(NOTHING, mass=49.0, **sides)
        assert value("contained", m) == pytest.approx(-1.0)
        assert value("grounds", m) == 1.0


def test_very_little_containment_is_no_less() -> None:
    """From a quarter down the shares of shingles are alike."""
    assert value("contained", NOTHING) == value("contained", but(NOTHING, mass=24.0)) == -2
    assert value("contained", but(NOTHING, mass=40.0)) > -2


@pytest.mark.parametrize(("share", "grounds"), [(0.5, 0.0), (0.7, 0.5), (0.9, 1.0), (1.0, 1.0)])
def test_a_text_told_again_is_grounds_without_a_passage(share: float, grounds: float) -> None:
    """Where each says what the other does, with its facts."""
    told = but(NOTHING, **dict.fromkeys(TOLD, share))
    assert value("grounds", told) == pytest.approx(grounds)


@pytest.mark.parametrize("missing", TOLD)
def test_half_of_a_retelling_is_no_grounds(missing: str) -> None:
    """A follow-up says all that the first story said; the first story does not say what it says."""
    told = but(NOTHING, **dict.fromkeys(TOLD, 1.0))
    assert value("grounds", told) == 1.0
    assert value("grounds", but(told, **{missing: 0.4})) == 0.0


def test_either_grounds_will_do_and_weak_ones_add_up() -> None:
    """Half contained and half retold is three quarters."""
    both = but(NOTHING, mass=HALF_CONTAINED, **dict.fromkeys(TOLD, 0.7))
    assert value("grounds", both) == pytest.approx(0.75)


@pytest.mark.parametrize(("hours", "doublings"), [(0, 0), (8, 0), (16, 1), (64, 3), (1024, 7), (24 * 365, 7)])
def test_lateness_begins_after_a_cycle(hours: float, doublings: float) -> None:
    """Nothing in eight hours, then by doublings, seven of them at most."""
    assert value("late", but(NOTHING, words_a=900.0, words_b=900.0), hours) == pytest.approx(doublings)


def test_good_grounds_do_not_grow_old() -> None:
    """What is contained in an article of last month is its rewrite all the same."""
    assert value("late", but(NOTHING, mass=60.0), 24 * 30) == 0
    assert value("late", but(NOTHING, mass=HALF_CONTAINED), 64) == pytest.approx(1.5)


@pytest.mark.parametrize(("hours", "doublings"), [(0, 0), (72, 0), (144, 1), (24 * 24, 3), (24 * 365, 6)])
def test_words_of_its_own_grow_old_after_three_days(hours: float, doublings: float) -> None:
    """By doublings, six of them at most; a copy has no words of its own."""
    assert value("old", NOTHING, hours) == pytest.approx(doublings)
    assert value("old", but(NOTHING, cover_a=1.0), hours) == 0


@pytest.mark.parametrize(
    ("hours", "figures", "changed", "kept", "expected"),
    [
        (0, 0.1, 9, 0, 0.0),
        (48, 0.1, 9, 0, 0.0),
        (96, 0.0, 0, 0, 1.0),
        (96, 0.25, 0, 0, 0.5),
        (96, 0.5, 0, 0, 0.0),
        (96, 1.0, 0, 20, 0.0),
        (96, 1.0, 2, 7, 0.5),
        (96, 0.25, 2, 7, 0.5),
        (96, 1.0, 17, 5, 1.0),
        (48 * 32, 0.0, 0, 0, 5.0),
        (24 * 365, 0.0, 0, 0, 5.0),
    ],
)
def test_an_instalment_has_other_figures_days_later(
    hours: float, figures: float, changed: float, kept: float, expected: float
) -> None:
    """Other figures on the same day are none, nor the same figures in a year; no figures tell nothing."""
    m = but(NOTHING, figures=figures, figures_changed=changed, figures_kept=kept)
    assert value("instalment", m, hours) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("own", "cover", "shorter", "expected"),
    [
        (False, 0.2, 400, 0.0),
        (True, 1.0, 400, 0.0),
        (True, 0.8, 400, 0.0),
        (True, 0.6, 400, 0.25),
        (True, 0.2, 400, 0.75),
        (True, 0.2, 40, 0.375),
    ],
)
def test_own_background(own: bool, cover: float, shorter: float, expected: float) -> None:  # noqa: FBT001 - a column of cases
    """Of the same provider, what the better covered side leaves over; of short texts less."""
    for sides in ({"cover_a": cover}, {"cover_b": cover}):
        m = but(NOTHING, words_a=500.0, words_b=shorter, **sides)
        assert value("own_background", m, own=own) == pytest.approx(expected)


def test_what_is_retold_is_no_own_background() -> None:
    """An agency that tells its story again in other words: as far as both texts tell the same."""
    for told, expected in ((0.5, 1.0), (0.7, 0.5), (0.9, 0.0)):
        m = but(NOTHING, **dict.fromkeys(TOLD, told))
        assert value("own_background", m, own=True) == pytest.approx(expected)
    assert value("own_background", but(NOTHING, soft_a=1.0, facts_a=1.0), own=True) == 1


@pytest.mark.parametrize(("share", "soft"), [(0.0, 0.0), (0.5, 0.5), (0.55, 0.55), (0.6, 0.55), (1.0, 0.55)])
def test_what_is_mostly_said_is_said(share: float, soft: float) -> None:
    """The side of which more is said in the other counts, and no more than its better half."""
    for sides in ({"soft_a": share}, {"soft_b": share}):
        assert value("soft", but(NOTHING, **sides)) == pytest.approx(soft)


def test_passages_in_every_sentence_are_a_spread() -> None:
    """A copied block fills its sentences, a rewrite leaves some words in each: the lesser side counts."""
    block = but(NOTHING, cover_a=0.5, cover_b=0.5, touched_a=0.5, touched_b=0.5)
    spread = but(block, touched_a=0.9, touched_b=0.8)
    assert value("spread", block) == 0
    assert value("spread", spread) == pytest.approx(0.3)
    assert score(spread) > score(block)


def test_one_exchanged_figure_among_few_is_a_template() -> None:
    """Four of five exchanged: no rewrite, however much of the frame is the same."""
    frame = but(REWRITE, cover_a=0.8, cover_b=0.8, mass=90.0, soft_a=0.6, soft_b=0.6)
    assert score(frame) > 0.9
    assert score(but(frame, figures_changed=4.0, figures_kept=1.0, figures=0.3)) < 0.5


@pytest.mark.parametrize(
    ("mass", "inside", "hours", "left"),
    [
        (255.0, 6, 1, 0.0),
        (255.0, 6, 8, 0.0),
        (255.0, 6, 12, 0.585),
        (255.0, 6, 16, 1.0),
        (255.0, 1, 1, 1.0),
        (255.0, 0, 1, 1.0),
        (255.0, 3, 1, 0.5),
        (15.0, 6, 1, 1.0),
        (127.0, 6, 1, 0.0),
        (2**5.5 - 1, 6, 1, 0.5),
    ],
)
def test_the_next_version_of_a_running_story_has_other_figures(
    mass: float, inside: float, hours: float, left: float
) -> None:
    """Much of the text, two fifths of the figures inside passages, within a cycle: all three are needed."""
    m = but(NOTHING, words_a=500.0, words_b=500.0, mass=mass, figures_changed=9.0)
    kept = but(m, figures_kept=6.0, figures_inside=inside)
    all_of_it = value("figures_changed", kept, 24)
    assert all_of_it == pytest.approx(1.0)
    assert value("figures_changed", kept, hours) == pytest.approx(left * all_of_it, abs=0.001)


def test_an_hourly_report_is_a_rewrite_and_the_same_a_day_later_is_not() -> None:
    """Half of the figures exchanged; where only chance has kept the others it is a template at once, too."""
    report = but(
        REWRITE, mass=170.0, cover_a=0.65, cover_b=0.65, words_a=330.0, words_b=310.0, soft_a=0.9, soft_b=0.9,
        figures_changed=10.0, figures_kept=10.0, figures_inside=8.0, figures=0.4,
    )  # fmt: skip
    assert score(report, 1.0, own=True) > 0.5
    assert score(report, 24.0, own=True) < 0.5
    assert score(but(report, figures_inside=0.0), 1.0, own=True) < 0.5


def test_a_rewrite_at_once_and_a_month_later() -> None:
    """The same middling pair is a rewrite on the day, and not a month after."""
    assert score(REWRITE, 1.0) > 0.5
    weak = but(REWRITE, mass=10.0, cover_a=0.12, cover_b=0.14, soft_a=0.35, soft_b=0.4)
    assert score(weak, 24 * 30) < 0.5
    assert score(weak, 24 * 30) < score(weak, 1.0)


@pytest.mark.parametrize(
    ("words", "hours", "late"),
    [
        ((50, 50), 6, 0.0),
        ((50, 50), 24, 2.0),
        ((85, 85), 24, 1.0),
        ((120, 120), 24, 0.0),
        ((50, 50), 24 * 365, 5.0),
        ((25, 50), 24, 1.0),
        ((15, 60), 24, 0.0),
    ],
)
def test_a_notice_of_the_same_length_days_later_is_another(
    words: tuple[float, float], hours: float, late: float
) -> None:
    """A form filled in anew is as long as the last one; an alert grows, and a lead is cut from a story."""
    for a, b in (words, words[::-1]):
        m = but(NOTHING, words_a=float(a), words_b=float(b))
        assert value("notice_late", m, hours) == pytest.approx(late, abs=0.01)


@pytest.mark.parametrize(
    ("words", "grown"), [((50, 50), 0.0), ((20, 40), 0.5), ((10, 90), 1.0), ((150, 300), 0.0)]
)
def test_an_alert_grows_into_a_story(words: tuple[float, float], grown: float) -> None:
    """Four times the length is all; of longer texts the length says nothing."""
    for a, b in (words, words[::-1]):
        assert value("notice_grown", but(NOTHING, words_a=float(a), words_b=float(b))) == pytest.approx(grown)


def test_another_subject_makes_a_notice_another() -> None:
    """Only in notices: a long rewrite may have any headline."""
    notice = but(REWRITE, words_a=40.0, words_b=45.0)
    assert value("notice_subject", but(notice, other_subject=0.5)) == 0.5
    assert score(but(notice, other_subject=0.5)) < score(notice) - 0.3
    assert value("notice_subject", but(REWRITE, other_subject=0.5)) == 0
