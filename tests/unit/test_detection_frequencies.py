"""How many stories carry a shingle or a word: however many, and down again when articles leave."""

import numpy as np
import pytest
from numpy.typing import NDArray

from streams.detection.flags import TAKEN
from streams.detection.frequencies import Frequencies, count, new_frequencies, rarity, specificity, with_room
from streams.detection.shingles import shingles

U32 = NDArray[np.uint32]
TEXT = (np.arange(1, 11, dtype=np.uint32) * 0x9E3779) << 5


def counted(counts: Frequencies, tokens: U32, times: int, step: int = 1) -> Frequencies:
    """The counts after so many articles with these words came, or left."""
    for _ in range(times):
        counts = with_room(counts, len(tokens))
        count(counts, tokens, shingles(tokens), step)
    return counts


@pytest.mark.parametrize("most", [14, 15, 16, 23, 70_000])
def test_what_came_goes_again(most: int) -> None:
    """Also beyond what a cell holds, and beyond two bytes."""
    counts = counted(new_frequencies(100), TEXT, most)
    expected = max(0.0, 1 - np.log2(most) / np.log2(24))
    assert rarity(counts, shingles(TEXT)).max() == pytest.approx(expected, abs=1e-3)
    counts = counted(counts, TEXT, most - 2, -1)
    assert rarity(counts, shingles(TEXT)) == pytest.approx(1 - np.log2(2) / np.log2(24), abs=1e-3)
    assert specificity(counts, TEXT, 2) == pytest.approx(specificity(new_frequencies(100), TEXT, 2), abs=0.2)
    counts = counted(counts, TEXT, 2, -1)
    assert (rarity(counts, shingles(TEXT)) == 1).all()
    assert not counts.words.any()
    assert counts.used[1] == 0


def test_what_is_taken_over_does_not_count() -> None:
    """A rewrite counts only what its parent lacks."""
    counts = counted(new_frequencies(100), TEXT | TAKEN, 300)
    assert not counts.words.any()
    assert not counts.shingles.any()


def test_the_table_of_high_counts_grows_and_is_cleared() -> None:
    """Many phrases become common, and most of them rare again: counts stay right, and the table small."""
    counts = new_frequencies(1_000)
    many = (np.arange(1, 6_001, dtype=np.uint32) * 0x9E3779B1 & 0x7FFFFFF) << 5
    counts = counted(counts, many, 300)
    assert int(counts.used[0]) > 5_000
    assert (rarity(counts, shingles(many)) == 0).all()
    counts = counted(counts, many, 298, -1)
    common = many[:100]
    counts = counted(counts, common, 300)
    table = len(counts.keys)
    counts = with_room(counts, table)
    assert 0 < int(counts.used[0]) < 300
    assert (rarity(counts, shingles(common)) == 0).all()
    rest = rarity(counts, shingles(many[200:]))
    assert np.median(rest) == pytest.approx(1 - np.log2(2) / np.log2(24), abs=1e-2)


def test_a_phrase_is_as_rare_in_a_full_window() -> None:
    """As many phrases as there are cells: what one story has is taken for rare, what four have is not."""
    counts = new_frequencies(100)
    cells = 2 * len(counts.shingles)
    rng = np.random.default_rng(0)
    words = rng.integers(1, 1 << 27, 2 * cells, dtype=np.uint32) << 5
    counts = counted(counts, words[:cells], 1)
    rare = rarity(counts, shingles(words[:cells]))
    never = rarity(counts, shingles(words[cells:]))
    counts = counted(counts, words[:100], 3)
    common = rarity(counts, shingles(words[:100]))
    assert rare.mean() > 0.92
    assert never.mean() > rare.mean()
    assert common.mean() == pytest.approx(1 - np.log2(4) / np.log2(24), abs=0.05)
