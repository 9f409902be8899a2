"""Whose news it is: what the headlines of two notices begin with."""

import numpy as np
import pytest

from schemas import Fingerprint
from streams.detection import fingerprint
from streams.detection.align import index_article, number_words
from streams.detection.facts import present_words
from streams.detection.subjects import other_subject
from streams.wire import Article

RATE = "The bank said it is raising its prime rate to 7.75 pct from 7.50 pct, effective at once."


def printed(headline: str | None, body: str = RATE) -> Fingerprint:
    """The fingerprint of a notice."""
    return fingerprint(Article(uri=f"made:{headline}", headline=headline, body=body))


def subject(one: str | None, other: str | None, body: str = RATE, other_body: str = RATE) -> float:
    """How far two notices have other subjects, all words being equally specific."""
    a, b = printed(one, body), printed(other, other_body)
    tokens, theirs = np.frombuffer(a.tokens, np.uint32), np.frombuffer(b.tokens, np.uint32)
    indexed = index_article(tokens)
    numbers = number_words(indexed, theirs)
    return other_subject(
        indexed,
        theirs,
        (a.headline_tokens, b.headline_tokens),
        numbers,
        present_words(indexed, numbers)[indexed.ident],
        np.ones(len(tokens), np.float32),
        np.ones(len(theirs), np.float32),
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Calder Marine Bank raises rate to 7.75 pct", "Ostrev Savings Trust raises rate to 7.75 pct", 1.0),
        ("Ormel hogs seen up 0.50 dlr", "Tarsk hogs seen up 0.50 dlr", 0.5),
        ("Calder Bank raises prime rate", "Calder Bank raises prime rate", 0.0),
        ("Calder Bank raises prime rate", "Bank of Calder raises its prime rate", 0.0),
        ("12 dead in fire", "14 dead in fire", 0.0),
        ("Goats join fire brigade", "Steppe town hires animals", 0.0),
    ],
)
def test_headlines_of_one_form(one: str, other: str, expected: float) -> None:
    """Another name at the front is another subject; another figure, or another form, is not."""
    assert subject(one, other) == pytest.approx(expected)
    assert subject(other, one) == pytest.approx(expected)


def test_a_subject_that_the_other_text_knows_is_its_own() -> None:
    """The headline leads with another word of the same story."""
    assert subject("Calder raises prime rate", "Ostrev raises prime rate", other_body=f"Calder. {RATE}") == 0


def test_without_headlines_the_texts_begin_with_the_subject() -> None:
    """Alerts come as bodies alone."""
    one, other = (f"{name} raises prime rate to 7.75 pct" for name in ("Calder Marine", "Ostrev Trust"))
    assert subject(None, None, one, other) == 1
