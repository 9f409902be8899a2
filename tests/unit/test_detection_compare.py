"""What the comparison of two texts counts: passages, facts kept and exchanged, sentences said again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.detection import fingerprint
from streams.detection.align import Alignment, index_article
from streams.detection.compare import Measures, compare, prepare
from streams.detection.facts import facts_known
from streams.detection.flags import FIRST, NAME, NUMBER, QUOTED
from streams.detection.frequencies import new_frequencies, rarity, specificity
from streams.detection.likeness import hold, worth
from streams.detection.method import METHOD
from streams.detection.sentences import Sentences, lead_share, sentences, share, touched
from streams.detection.shingles import shingles
from streams.wire import Article

COUNTS = new_frequencies(100)
DAM = (
    "Engineers at the Marrow dam opened two spillways on Thursday after rain filled the lake to within 40 "
    "centimetres of its crest, the water board said. Some 2,300 people in the valley below were told to "
    "move to higher ground before nightfall. Chief engineer Odo Farrant said the wall was sound and that "
    "12 of its 16 sensors showed no movement. Trains between Halvern and the coast were stopped."
)
FROST = (
    "Growers in the Upper Tarn said late frost had killed most of the cherry blossom in a single night, and "
    "that the crop would be the smallest since records began in 1931. They burned straw between the rows and "
    "flew helicopters over the trees to push warm air down, but by dawn the flowers had turned brown."
)
RETOLD = (
    "Two spillways of the Marrow dam had to be opened on Thursday because heavy showers brought its water up "
    "to 40 centimetres below the top. By dusk about 2,300 residents downstream were ordered to leave for "
    "safer land. There is no danger of a breach, according to Odo Farrant, in charge of the site, since only "
    "4 instruments out of 16 moved while 12 did not. Trains between Halvern and the coast were stopped."
)
QUARREL = (
    "A long evening of talks ended when {} chose {} to lead the chess club.",
    "In spring a boat was lent by {} so that {} could carry timber down the river.",
    "Neighbours had heard {} quarrel with {} over a fence beside the bakery.",
    "Then a letter in which {} thanked {} for the cheese was read aloud.",
)
SEQUEL = (
    "Judges have now told {} that {} may keep a dog which bit both postmen.",
    "At noon yesterday {} left on foot while {} stayed to sell old furniture.",
    "Doctors say {} and {} caught different fevers on one small island.",
    "All that {} wants, as {} wrote, is silence among some apple trees.",
)
ROWS = (
    "Kestrel bay upper lock {}",
    "Tarsk outer mole sheds {}",
    "Norrvik grain pier cranes {}",
    "Lund river steps barges {}",
    "Grimmet ferry ramp lorries {}",
)


def compared(later: str, earlier: str, headline: str | None = None) -> tuple[bool, Alignment, Measures]:
    """What a desk finds that has seen nothing else."""
    a = fingerprint(Article(uri="a", headline=headline, body=later))
    b = fingerprint(Article(uri="b", body=earlier))
    tokens = np.frombuffer(a.tokens, np.uint32)
    rare, words = rarity(COUNTS, shingles(tokens)), specificity(COUNTS, tokens, 0)
    subject = prepare(index_article(tokens), a.headline_tokens, rare, words)
    return compare(subject, np.frombuffer(b.tokens, np.uint32), 0, COUNTS, 0)


def measured(later: str, earlier: str = DAM) -> Measures:
    """The measures of a pair that has something to show."""
    shown, _, measures = compared(later, earlier)
    assert shown
    return measures


def exchanges(m: Measures) -> tuple[float, ...]:
    """Figures changed, names changed, figures kept, names kept."""
    return m.figures_changed, m.names_changed, m.figures_kept, m.names_kept


def text(*words: int, starts: tuple[int, ...]) -> Sentences:
    """Sentences of so many words outside quotation marks, beginning at these words."""
    return Sentences(np.zeros(0, np.int32), np.array(words, np.int32), np.array(starts, np.int32))


def test_a_copy_has_everything() -> None:
    """All words, facts and sentences on both sides, nothing exchanged."""
    m = measured(DAM)
    words = m.words_a
    assert m.words_b == words == m.longest
    assert m.cover_a == m.cover_b == m.facts_a == m.facts_b == m.touched_a == m.touched_b == 1
    assert m.lead_a == m.lead_b == pytest.approx(1)
    assert m.soft_a == m.soft_b == pytest.approx(words / (words + 8))
    assert m.mass == words - 2
    assert exchanges(m) == (0, 0, 4, 5)
    assert m.changed == 0


def test_nothing_shared_is_nothing_to_show() -> None:
    """Then the measures are nothing but the two lengths."""
    shown, alignment, m = compared(FROST, DAM)
    assert not shown
    assert not alignment.covered_a.any()
    assert m == Measures(**dict.fromkeys(Measures._fields, 0))._replace(words_a=m.words_a, words_b=m.words_b)
    assert (m.words_a, m.words_b) == (len(FROST.split()), len(DAM.split()))


@pytest.mark.parametrize(
    ("was", "now", "figures", "names"),
    [
        ("2,300", "3,200", 1, 0),
        ("12 of its 16", "9 of its 20", 2, 0),
        ("Odo Farrant", "Ilse Brandt", 0, 2),
        ("Thursday", "Friday", 0, 1),
        ("Chief engineer Odo Farrant", "The board", 0, 0),
        ("12 of its 16", "most of the", 0, 0),
        ("were stopped", "ran late", 0, 0),
    ],
)
def test_what_faces_another_is_exchanged(was: str, now: str, figures: int, names: int) -> None:
    """A figure for a figure, a name for a name; what was left out or put in faces nothing."""
    for later, earlier in ((DAM.replace(was, now), DAM), (DAM, DAM.replace(was, now))):
        m = measured(later, earlier)
        assert (m.figures_changed, m.names_changed) == (figures, names)
        assert m.changed == figures + names


def test_facts_that_were_kept_are_counted() -> None:
    """Four figures and five names, less what was exchanged."""
    assert exchanges(measured(DAM.replace("2,300", "3,200").replace("Odo", "Udo"))) == (1, 1, 3, 4)


def test_a_figure_that_is_met_again_elsewhere_is_kept_but_not_inside() -> None:
    """Inside passages stand those that have not moved; in a gap one may be there by chance."""
    assert measured(DAM).figures_inside == 4
    moved = measured(DAM.replace("12 of its 16", "16 of its 12"))
    assert (moved.figures_changed, moved.figures_kept, moved.figures_inside) == (0, 4, 2)


@pytest.mark.parametrize(("opening", "changed"), [(3, 1), (12, 1), (20, 0)])
def test_the_opening_counts_before_the_first_passage(opening: int, changed: int) -> None:
    """Up to sixteen words: whose news it is.  Beyond, it is another text."""
    other = [f"x{chr(97 + i)}" for i in range(opening - 1)]
    mine = [f"y{chr(97 + i)}" for i in range(opening - 1)]
    m = measured(f"21 {' '.join(mine)} {DAM}", f"12 {' '.join(other)} {DAM}")
    assert m.figures_changed == changed


@pytest.mark.parametrize(("words", "changed"), [(3, 1), (8, 1), (9, 0)])
def test_the_close_counts_after_the_last_passage(words: int, changed: int) -> None:
    """Up to eight words: when it is due.  Beyond, the texts part."""
    mine, other = (" ".join(f"{x}{chr(97 + i)}" for i in range(words - 1)) for x in "yx")
    assert measured(f"{DAM} {mine} 21.", f"{DAM} {other} 12.").figures_changed == changed


@pytest.mark.parametrize(
    ("words", "others", "changed"),
    [(8, 3, 2), (9, 9, 2), (24, 24, 2), (25, 25, 0), (12, 11, 0), (11, 12, 0), (12, 8, 0), (8, 12, 0)],
)
def test_a_row_that_was_exchanged_whole_is_exchanged(words: int, others: int, changed: int) -> None:
    """A stretch between passages of up to eight words, or of up to 24 that is as long on both sides."""
    first, rest = DAM.split(" Chief")
    mine, other = (
        " ".join((f"{figure}", *(f"{x}{chr(97 + i)}" for i in range(count - 2)), f"{figure + 1}"))
        for x, figure, count in (("y", 71, words), ("x", 82, others))
    )
    m = measured(f"{FROST} {first} {mine} Chief{rest}", f"{first} {other} Chief{rest}")
    assert (m.figures_changed, m.figures_kept) == (changed, 4)


def test_a_name_that_was_misspelt_throughout_is_one_change() -> None:
    """However often it was put right."""
    often = " ".join(
        f"The {word} saw Farrant at the wall in {word} light." for word in ("man", "boy", "cook")
    )
    m = measured(f"{DAM} {often}".replace("Farrant", "Farrand"), f"{DAM} {often}")
    assert m.names_changed == 1


@pytest.mark.parametrize(("more", "changed"), [("", 2), (" and a good many more before noon", 0)])
def test_a_figure_of_a_table_stands_in_its_place(more: str, changed: int) -> None:
    """There the same figure in another row says something else; among more words, in prose, it may move."""
    earlier, later = (
        " ".join(row.format(figure) + more for row, figure in zip(ROWS, column, strict=True))
        for column in ((14, 9, 11, 7, 5), (7, 9, 11, 14, 5))
    )
    assert exchanges(measured(earlier, earlier))[::2] == (0, 5)
    assert exchanges(measured(later, earlier))[::2] == (changed, 5 - changed)


@pytest.mark.parametrize(
    ("later", "earlier", "figures"),
    [(DAM, DAM, 5 / 6), (DAM.replace("40", "41"), DAM, 4 / 6), (FROST + DAM, FROST, 2 / 3)],
)
def test_figures_are_of_the_side_with_fewer(later: str, earlier: str, figures: float) -> None:
    """Shrunk to a half: one more that it has in common, of two more figures."""
    assert measured(later, earlier).figures == measured(earlier, later).figures == pytest.approx(figures)


def test_without_figures_half_are_said_to_be_kept() -> None:
    """Neither a proof nor a doubt."""
    plain = FROST.replace("1931", "the war")
    assert measured(plain, plain).figures == 0.5


def test_facts_are_weighed_by_what_they_say() -> None:
    """A fact that the other text has counts with its specificity; plain words do not count at all."""
    tokens = np.array([32 | NUMBER, 64, 96 | NAME, 128], np.uint32)
    specific = np.array([3, 9, 1, 9], np.float32)
    known = np.array([True, False, False, False])
    assert facts_known(tokens, known, specific) == 0.75
    assert facts_known(tokens, ~known, specific) == 0.25
    assert facts_known(tokens[1::2], known[1::2], specific[1::2]) == 0


def test_an_agreement_in_quotes_counts_half() -> None:
    """Two newsrooms quote the same speech."""
    said = DAM[: DAM.index(" Some")].removesuffix(".")
    assert measured(f'"{said}," he said.', f'"{said}," she said.').mass == pytest.approx(
        measured(f"{said}, he said.", f"{said}, she said.").mass / 2, abs=1
    )


def test_sentences_are_said_again_in_other_words() -> None:
    """Where most plain words were put for others its facts leave a sentence said; without them it is not."""
    others = {
        "2,300": "71", "12": "3", "16": "8", "40": "7", "Farrant": "Brandt", "Odo": "Ilse",
        "Marrow": "Ansel", "Thursday": "Sunday",
    }  # fmt: skip
    facts = RETOLD
    for was, now in others.items():
        facts = facts.replace(was, now)
    assert measured(RETOLD).soft_a > 0.7
    assert measured(facts).soft_a < 0.3


def test_new_sentences_about_the_same_few_people_are_not_said_again() -> None:
    """Names that stand in every sentence say nothing of two; names that stand in one each are its subject."""

    def told(rows: tuple[str, ...], couples: list[tuple[str, str]]) -> str:
        lines = (row.format(*couple) for row, couple in zip(rows, couples, strict=True))
        return " ".join((*lines, "The mill closed when its wheel broke in the last great storm."))

    few = [("Brandt", "Lund")] * len(QUARREL)
    many = [*few[:1], ("Farrant", "Oske"), ("Tarsk", "Ansel"), ("Grimmet", "Norden")]
    running, again = (measured(told(SEQUEL, couples), told(QUARREL, couples)) for couples in (few, many))
    assert max(running.soft_a, running.soft_b) < 0.35
    assert min(again.soft_a, again.soft_b) > 0.6


def test_a_new_lead_on_old_text_is_seen() -> None:
    """A follow-up: its lead is said nowhere, and half of it is; the earlier lead stands in it."""
    m = measured(f"{FROST} {DAM}")
    assert m.lead_a < 0.2
    assert m.lead_b > 0.9
    assert 0.3 < m.soft_a < 0.6
    assert m.soft_b > 0.8


def test_a_block_is_no_spread() -> None:
    """As many words in passages, once in whole sentences, once in every one of them."""
    sentences = DAM.split(". ")
    block = measured(". ".join(sentences[:2]) + ". " + FROST)
    woven = measured(". ".join(" ".join(s.split()[: len(s.split()) // 2]) for s in sentences))
    assert block.touched_a == pytest.approx(block.cover_a, abs=0.05)
    assert woven.touched_b > woven.cover_b + 0.25


def test_share_is_shrunk_where_there_are_few_words() -> None:
    """Eight words that are said nowhere are added: a sentence of eight alone is half of a text."""
    best = np.array([1, 0.5], np.float32)
    assert share(best[:1], text(8, starts=(0,))) == 0.5
    assert share(best, text(30, 20, starts=(0, 30))) == pytest.approx(40 / 58)
    assert share(best[:0], text(starts=())) == 0


def test_the_lead_is_what_begins_within_fifty_words() -> None:
    """Word-weighted, and not shrunk."""
    best = np.array([1, 0, 1], np.float32)
    assert lead_share(best, text(30, 10, 60, starts=(0, 30, 50))) == 0.75
    assert lead_share(best, text(30, 10, 60, starts=(0, 30, 49))) == 0.9
    assert lead_share(best[:1], text(30, starts=(60,))) == 0


def test_touched_counts_whole_sentences() -> None:
    """One word of a passage makes all of its sentence count."""
    of = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2], np.int32)
    covered = np.zeros(10, np.bool_)
    assert touched(covered, of) == 0
    covered[[1, 9]] = True
    assert touched(covered, of) == 0.8
    assert touched(covered[:0], of[:0]) == 0


def worths(a: list[int], of_a: list[int], b: list[int], of_b: list[int]) -> list[float]:
    """What the words of A, numbered in their order, count beside those of B, which has the same numbers."""
    tokens, numbers = np.array(a, np.uint32), np.arange(len(a), dtype=np.int32) % 3
    held = hold(tokens, numbers, np.array(of_a, np.int32), 3)
    others = np.arange(len(b), dtype=np.int32) % 3
    return worth(held, np.array(b, np.uint32), others, np.array(of_b, np.int32)).tolist()


def test_figures_and_names_weigh_most_in_a_sentence() -> None:
    """Whatever a quotation or a sentence's beginning makes of a word."""
    assert worths([NUMBER, NAME | FIRST, 0], [0, 0, 0], [], []) == [1, 1, 0.25]


def test_a_name_that_stands_everywhere_says_little() -> None:
    """The mean number of sentences that it stands in: of two here and four there, a third."""
    twice = [NAME, NUMBER, 0] * 2
    value = worths(twice, [0, 0, 0, 1, 1, 1], twice * 2, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    assert value == pytest.approx([1 / 3, 1 / 3, 0.25])


def test_a_name_counts_once_a_sentence_and_only_outside_quotes() -> None:
    """The mean of one sentence here and one there, however often it is said in it."""
    assert worths([NAME, 0, 0, NAME], [0] * 4, [NAME, 0, 0, NAME], [0] * 4)[0] == 1
    quoted = [NAME | QUOTED, 0, 0] * 3
    assert worths([NAME, 0, 0], [0, 0, 0], quoted, [0, 0, 0, 1, 1, 1, 2, 2, 2])[0] == 1


def test_a_name_that_the_other_text_lacks_counts_whole() -> None:
    """Nothing is known of how common it would be there."""
    assert worths([NAME, 0, 0] * 3, [0, 0, 0, 1, 1, 1, 2, 2, 2], [], [])[0] == 1


def test_sentences_are_cut() -> None:
    """At the headline's end, at beginnings of sentences five words apart, and where there are no stops."""
    tokens = np.zeros(120, np.uint32)
    tokens[[0, 4, 6, 12]] = FIRST
    of = sentences(tokens, 4).of
    assert np.flatnonzero(np.diff(of)).tolist() == [3, 11, 59, 107]


PIECES = st.lists(
    st.sampled_from((*DAM.split(), *DAM.split(". "), *FROST.split(". "), '"', "12", "3,400", "Lund", "\n\n")),
    max_size=40,
).map(" ".join)


@settings(deadline=None, max_examples=200)
@given(PIECES, PIECES, st.sampled_from((None, "Dam opens 2 spillways in Halvern")))
def test_measures_are_what_they_say(later: str, earlier: str, headline: str | None) -> None:
    """Shares are 0 to 1, a passage lies in a sentence, containment and exchanges in the lesser side."""
    shown, alignment, m = compared(later, earlier, headline)
    shares = [
        value for name, value in m._asdict().items() if name[-2:] in {"_a", "_b"} and "words" not in name
    ]
    assert all(0 <= value <= 1 + 1e-6 for value in (*shares, m.figures, m.density))
    assert m.cover_a == pytest.approx(float(np.mean(alignment.covered_a)) if m.words_a else 0.0)
    assert 0 <= m.mass <= max(0.0, min(m.words_a, m.words_b) - 2)
    if shown:
        assert m.touched_a >= m.cover_a
        assert m.touched_b >= m.cover_b
        figures = [sum(any(c.isdigit() for c in w) for w in body.split()) for body in (later, earlier)]
        assert m.figures_changed <= min(figures[0] + (headline is not None), figures[1])
        assert m.longest <= min(m.words_a, m.words_b)


ANEW = (
    "On Thursday two spillways had to be opened by engineers of the Marrow dam: the lake stood, rain having "
    "filled it, a mere 40 centimetres under the crest. Of the people down in its valley the water board told "
    "2,300 some hours ahead of nightfall to quickly move to higher ground. The wall is sound, said the chief "
    "engineer, Farrant, and no movement was in 12 sensors out of 16. Stopped were the Halvern trains to its "
    "coast."
)
"""`DAM` again, with one run of four words left of it."""
OTHER_FIGURES = str.maketrans("012346", "375981")


def test_what_is_told_anew_needs_next_to_no_passage() -> None:
    """Each says half of the other and has its facts."""
    shown, _, m = compared(ANEW, DAM)
    assert m.longest == 4
    assert min(m.soft_a, m.soft_b) >= METHOD.retold_soft
    assert min(m.facts_a, m.facts_b) >= METHOD.retold_facts
    assert shown


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (ANEW.replace("move to higher ground", "climb to higher ground"), DAM),
        (ANEW.translate(OTHER_FIGURES).replace("Marrow", "Tarsk").replace("Farrant", "Brandt"), DAM),
        (ANEW + FROST + FROST.upper(), DAM),
        (" ".join(ANEW.split()[:48]), " ".join(DAM.split()[:48])),
    ],
    ids=["no passage", "other facts", "other length", "too short"],
)
def test_what_only_looks_told_anew_is_not_shown(later: str, earlier: str) -> None:
    """No run of four words; other facts; three times the length; fewer than sixty words."""
    assert not compared(later, earlier)[0]
    assert compared(later, earlier)[2].soft_a == 0
