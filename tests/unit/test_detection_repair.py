"""What transmission did to a text is found, and soon told from what only looks like it."""

import pytest
from ftfy.chardata import UTF8_CLUES, UTF8_DETECTOR_RE
from hypothesis import given
from hypothesis import strategies as st

from streams.detection.repair import _DOUBTFUL, repair

SUSPECTS = "".join(sorted(set("".join(UTF8_CLUES.values()))))


@given(st.text(alphabet=SUSPECTS + "ab &;<>", max_size=30))
def test_the_quick_look_misses_nothing_that_the_detector_finds(text: str) -> None:
    """The detector's first match starts where the quick look finds something, or behind."""
    found, doubtful = UTF8_DETECTOR_RE.search(text), _DOUBTFUL.search(text)
    if found:
        assert doubtful
        assert doubtful.start() <= found.start()


@pytest.mark.parametrize("text", ["plain copy, 5 < 6 & more", "Der Bär fraß Öl für Émile", "à la carte, é"])
def test_ordinary_copy_is_left_alone(text: str) -> None:
    """No entities, tags or broken letters: nothing to do."""
    assert repair(text) is None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("R&amp;amp;D", "R&D"),
        ("a <B>bold</B> word", "a  bold  word"),
        ("one<br/>two", "one\n\ntwo"),
        ("price <ABC.N> rose", None),
        ("FranÃ§ois &#233;t&eacute;", "François été"),
        ("the â€œferryâ€\x9d", "the “ferry”"),
    ],
)
def test_what_transmission_did_is_undone(text: str, clean: str | None) -> None:
    """Entities, tags by name and double-encoded UTF-8; a ticker in angle brackets is no tag."""
    repaired = repair(text)
    assert (repaired and repaired.text) == clean
