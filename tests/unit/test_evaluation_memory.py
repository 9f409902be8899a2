"""What an article in the window costs."""

import orjson
import pytest

from streams.detection import WindowLimits
from tests.evaluation import sets
from tests.evaluation.memory import measure, memory_figures, table


def test_the_parts_are_what_the_window_holds() -> None:
    """Text is six bytes a word while none is known, a full window shares the arrays, the parts sum up."""
    raw = [
        orjson.dumps({"uri": f"x:{n}", "body_text": f"The ferry to island {n} was {n} minutes late."})
        for n in range(50)
    ]
    found = measure([*raw, b"no article"], WindowLimits(articles=100))
    assert (found["articles"], found["tokens"], found["window"]) == (50, 9, 100)
    assert found["text"] == 6 * 9 + 2
    parts = found["arrays"] + found["text"] + found["dossier"] + found["objects"]
    assert parts == pytest.approx(found["total"])
    assert [column.header for column in table({"made": found}).columns] == ["", "made"]


@pytest.mark.shared
@pytest.mark.slow
def test_reuters_copy_takes_at_most_three_kilobytes_an_article() -> None:
    """As measured from outside; and the desk reckons so, give or take what a process holds beside."""
    if not sets.available("reuters"):
        pytest.skip("the Reuters set is not on this machine")
    found = memory_figures(only="reuters")["reuters"]
    assert found["total"] <= 3 * 1024
    assert found["reckoned"] == pytest.approx(found["total"], rel=0.25)
