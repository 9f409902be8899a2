"""An article beside all its candidates at once: the same as beside each by itself."""

import numpy as np

from streams.detection import fingerprint
from streams.detection.align import index_article
from streams.detection.compare import compare, prepare
from streams.detection.frequencies import new_frequencies, rarity, specificity
from streams.detection.shingles import shingles
from streams.detection.together import compare_all
from streams.wire import Article

TEXT = "The ferry Aurora left the harbour of Norrvik late on Monday. It carried 212 people and a circus. "
STORIES = 7


def tokens_of(body: str) -> tuple[bytes, int]:
    """Tokens of an article with a headline, and how many of them are the headline's."""
    read = fingerprint(Article(uri="x", headline="Ferry leaves Norrvik", body=body))
    return read.tokens, read.headline_tokens


def test_all_at_once_is_each_by_itself() -> None:
    """Of a copy, a cut text, an empty one and one without anything in common."""
    article, headline = tokens_of(TEXT + "The crossing takes nine hours in good weather.")
    others = [
        tokens_of(TEXT + "Nobody was on deck when the first wave came."),
        tokens_of(TEXT[:60]),
        (b"", 0),
        tokens_of("Grain prices rose in early trade as dealers awaited figures."),
        tokens_of(TEXT + "The crossing takes nine hours in good weather."),
    ]
    counts = new_frequencies(100)
    tokens = np.frombuffer(article, np.uint32)
    words = specificity(counts, tokens, STORIES)
    subject = prepare(index_article(tokens), headline, rarity(counts, shingles(tokens)), words)
    found = compare_all(tokens, headline, others, counts, STORIES)
    assert [f.shown for f in found] == [True, True, False, False, True]
    for (other, words_ahead), (shown, alignment, measures) in zip(others, found, strict=True):
        by_itself = compare(subject, np.frombuffer(other, np.uint32), words_ahead, counts, STORIES)
        assert by_itself[0] == shown
        assert by_itself[2] == measures
        for one, same in zip(by_itself[1], alignment, strict=True):
            assert np.array_equal(one, same)


def test_nothing_is_done_without_others() -> None:
    """Most of a wire has no candidates."""
    article, headline = tokens_of(TEXT)
    assert compare_all(np.frombuffer(article, np.uint32), headline, [], new_frequencies(100), 0) == []
