"""What a word is: flags, folding, spans."""

import numpy as np
import pytest

from streams.detection.fingerprint import tokenise
from streams.detection.flags import FIRST, NAME, NUMBER, QUOTED, WORD


def words(text: str, *, skip_dateline: bool = False) -> list[str]:
    """The pieces of the text that became tokens."""
    _, starts, ends = tokenise(text, 4096, skip_dateline=skip_dateline)
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def flagged(text: str, flag: int) -> list[str]:
    """The words that carry a flag."""
    tokens, _, _ = tokenise(text, 4096)
    return [word for word, token in zip(words(text), tokens, strict=True) if token & flag]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same words."""
    a, b = tokenise(one, 4096)[0], tokenise(other, 4096)[0]
    return np.array_equal(a & WORD, b & WORD)


def test_spans_point_at_the_words_in_the_text() -> None:
    """Every token's span is its word as it stands in the text."""
    assert words("Ferry sank, 12 saved.") == ["Ferry", "sank", "12", "saved"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grimmet DAM", "grimmet dam"),
        ("Café naïve", "Cafe naive"),
        ("Café", "CafÃ©"),
        ("Tom & Ann", "Tom &amp;amp; Ann"),
        ("strong wind", "<b>strong</b> <i>wind</i>"),
        ("12,500 tons", "12.500 tons"),
        ("12500 tons", "12,500 tons"),
        ("1,5 percent", "1.5 percent"),
        ("STRASSE", "Straße"),
        ("year 2031", "year ٢٠٣١"),
        ("ﬁne", "fine"),
        ("다리를", "\u1103\u1161\u1105\u1175\u1105\u1173\u11af"),
    ],
)
def test_the_same_word_in_other_letters_is_the_same_token(one: str, other: str) -> None:
    """Case, accents, entities, tags, double encoding and separators do not make another word."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("1.5", "15"), ("12,5001", "125001"), ("ship", "shop"), ("कि", "की")]
)
def test_another_word_is_another_token(one: str, other: str) -> None:
    """Figures with another value and words with other letters or vowel signs differ."""
    assert not same(one, other)


def test_a_ticker_in_angle_brackets_is_text() -> None:
    """<GRIM.X> is a ticker, not markup."""
    assert words("Grimmet Co <GRIM.X> rose") == ["Grimmet", "Co", "GRIM", "X", "rose"]


def test_names_are_capitalised_words_inside_sentences() -> None:
    """A capital counts unless the word opens a sentence."""
    text = "Rain fell all day on the roofs of Port Ansel. Mayor Ilse Brandt left the town hall early."
    assert flagged(text, NAME) == ["Port", "Ansel", "Ilse", "Brandt"]


def test_capitals_mean_nothing_where_all_is_in_capitals() -> None:
    """All-capital copy has no names."""
    assert flagged("RAIN FELL ON PORT ANSEL TODAY", NAME) == []


def test_a_short_title_does_not_end_a_sentence() -> None:
    """Mr., Dr. and initials are followed by a name of the same sentence."""
    assert flagged("He met Mr. Brandt there. Then he left.", FIRST) == ["He", "Then"]


@pytest.mark.parametrize(
    "text",
    [
        'She said "we won" and left',
        "She said ``we won'' and left",
        "She said „we won“ and left",
        "She said « we won » and left",
        "She said »we won« and left",
    ],
)
def test_words_in_quotation_marks_are_quoted(text: str) -> None:
    """Marks open and close by the space around them, whatever their shape."""
    assert flagged(text, QUOTED) == ["we", "won"]


def test_a_quotation_that_is_never_closed_ends() -> None:
    """An open mark flags at most eighty words."""
    assert len(flagged('He said "' + "on and " * 200, QUOTED)) == 80


def test_figures_are_flagged() -> None:
    """A word with a digit is a figure."""
    assert flagged("In 1911, 2.5 million left F16 base", NUMBER) == ["1911", "2.5", "F16"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up 6-3/16 pct", ["up", "6-3/16", "pct"]),
        ("7/8 point", ["7/8", "point"]),
        ("1,250-1/2 to 10-12", ["1,250-1/2", "to", "10", "12"]),
        ("20 km/h", ["20", "km", "h"]),
        ("3/ and 3-", ["3", "and", "3"]),
    ],
)
def test_a_fraction_is_one_figure(text: str, expected: list[str]) -> None:
    """With its whole number; a range is two, a bar between letters parts them."""
    assert words(text) == expected


def test_fractions_have_values() -> None:
    """7/8 is neither 78 nor 7.8, and 6-3/16 is another figure than 6-5/16."""
    assert not same("7/8", "78")
    assert not same("7/8", "7.8")
    assert not same("6-3/16", "6-5/16")


def test_scripts_without_spaces_become_pairs_of_characters() -> None:
    """Han, kana, Thai and the like are cut into overlapping pairs."""
    assert words("新しい橋 ok") == ["新し", "しい", "い橋", "ok"]


def test_korean_words_become_pairs_of_syllables() -> None:
    """A particle more or less leaves the rest of a word as it was; no pair reaches over a space."""
    assert words("다리를 개통") == ["다리", "리를", "개통"]
    assert words("다리는 개통") == ["다리", "리는", "개통"]


@pytest.mark.parametrize(
    "text", ["GRIMMET, March 3 (NW) - Rain fell", "PORT ANSEL/GRIMMET -- Rain fell", "Grimmet: Rain fell"]
)
def test_a_dateline_is_skipped(text: str) -> None:
    """Place, date and agency name the sender, not the story."""
    assert words(text, skip_dateline=True) == ["Rain", "fell"]


def test_an_opening_in_capitals_is_searched_for_a_dateline_in_bounded_time() -> None:
    """Text without a dateline, all capitals, does not make the search explode."""
    assert len(words("A" * 119 + " B" * 4000, skip_dateline=True)) == 4001


def test_spans_survive_repair() -> None:
    """Where entities and tags were undone, spans still count in the text as it arrived."""
    text = "<p>Tom &amp; Ann caf&eacute;</p> CafÃ© end"
    assert words(text) == ["Tom", "Ann", "caf&eacute;", "CafÃ©", "end"]


def test_at_most_so_many_tokens() -> None:
    """A long text is cut at the wanted number of tokens."""
    assert len(tokenise("word " * 10_000, 4096)[0]) == 4096
    assert len(tokenise("橋" * 10_000, 4096)[0]) == 4096
