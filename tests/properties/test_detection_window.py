"""A desk that was restored from its table goes on as the one that lived through."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import to_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import Article

WORDS = [f"word{i}" if i % 3 else f"Name{i}" for i in range(400)]
LIMITS = WindowLimits(days=2, articles=100, tokens=100_000)


def wire(seed: int, count: int) -> list[Article]:
    """Articles that copy, cut and mix each other, with dates that go astray now and then."""
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    bodies: list[list[str]] = []
    articles = []
    for i in range(count):
        body = [rng.choice(WORDS) for _ in range(rng.choice((3, 40, 90, 260)))]
        if bodies and rng.random() < 0.6:
            old = rng.choice(bodies)
            body = (old[: rng.randint(0, len(old))] + body[: rng.randint(0, 40)]) or body
        bodies.append(body)
        created = None if rng.random() < 0.1 else i * 1800.0 + rng.choice((0, 0, 0, -9e5, 4e9))
        uri = f"x:{rng.randint(0, i)}" if rng.random() < 0.1 else f"x:{i}"
        articles.append(
            Article(
                uri=uri,
                version=str(i),
                headline=" ".join(body[:5]),
                body=" ".join(body),
                created=created,
                provider=rng.choice(("Northwire", "Meridian", None)),
            )
        )
    return articles


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 700), share=st.floats(0.1, 1.0))
def test_a_restored_desk_gives_the_same_events(seed: int, count: int, share: float) -> None:
    """Entries kept in a table (tombstones applied), restored in any order: the same events, bytes too."""
    articles = [fingerprint(a) for a in wire(seed, count)]
    cut = max(1, int(share * count))
    lived, table = Desk(LIMITS), {}
    for fp in articles[:cut]:
        judgement = lived.judge(fp)
        for key in judgement.expired:
            del table[key]
        if judgement.entry is not None:
            table[judgement.key] = judgement.entry
    entries = list(table.values())
    random.Random(seed).shuffle(entries)  # noqa: S311 - repeatable test data
    restored = Desk(LIMITS)
    assert restored.restore(entries) == ()
    assert len(restored) == len(lived) == len(table)
    assert restored.clock == lived.clock
    for fp in articles[max(0, cut - 20) :]:
        one, other = lived.judge(fp), restored.judge(fp)
        assert to_json(one.event) == to_json(other.event)
        assert (one.key, one.entry, one.expired) == (other.key, other.entry, other.expired)


@pytest.mark.parametrize("seed", range(3))
def test_missing_tombstones_are_asked_for_again(seed: int) -> None:
    """Entries that should have expired are reported by restore, and the window is the same."""
    lived, table = Desk(LIMITS), {}
    for article in wire(seed, 250):
        judgement = lived.judge(fingerprint(article))
        if judgement.entry is not None:
            table[judgement.key] = judgement.entry
    restored = Desk(LIMITS)
    expired = restored.restore(table.values())
    assert len(restored) == len(lived)
    assert len(expired) == len(table) - len(lived)


@settings(deadline=None, max_examples=200)
@given(body=st.text(max_size=400), headline=st.one_of(st.none(), st.text(max_size=60)))
def test_any_text_gets_a_verdict_with_sound_spans(body: str, headline: str | None) -> None:
    """Whatever the characters: spans lie in the text, in order, and the article is judged."""
    desk = Desk(WindowLimits(articles=100))
    for uri in ("one", "two"):
        article = Article(uri=uri, headline=headline, body=body)
        event = desk.judge(fingerprint(article)).event
        for passage in getattr(event, "passages", []):
            start, end = passage.article
            assert 0 <= start < end <= len(article.text)
            assert article.text[start:end] == passage.text
