"""A desk that was restored from its table goes on as the one that lived through."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.codec import to_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.wire import Article, parse
from tests.support import made_wire

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
@example(seed=79988, count=9, share=1.0)
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
    assert restored._window.counts.used[1] == lived._window.counts.used[1]
    for fp in articles[max(0, cut - 20) :]:
        one, other = lived.judge(fp), restored.judge(fp)
        assert to_json(one.event) == to_json(other.event)
        assert (one.key, one.entry, one.expired) == (other.key, other.entry, other.expired)


@pytest.mark.parametrize("seed", range(20))
def test_a_restored_index_holds_the_same_postings(seed: int) -> None:
    """Row for row, whatever stood in it before: in a small window rows are full, and lose what is oldest."""
    limits, count = WindowLimits(articles=12), 24
    lived, table = Desk(limits), {}
    for line in made_wire.lines(count, seed=seed):
        judgement = lived.judge(fingerprint(parse(line)))
        assert judgement.entry is not None
        table[judgement.key] = judgement.entry
        for key in judgement.expired:
            del table[key]
    restored = Desk(limits)
    restored.restore(table.values())
    assert postings(restored) == postings(lived)


def postings(desk: Desk) -> list[list[int]]:
    """What each row of the index holds of articles that are in the window."""
    window = desk._window
    (rows, slot_bits), live = window._index, window.kept.span
    mask = (1 << slot_bits) - 1
    return [
        sorted(int(posting) for posting in row if posting and 0 < (window.seq - int(posting)) & mask <= live)
        for row in rows
    ]


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


def test_a_late_article_behind_one_that_stays_is_not_dropped_by_a_restart() -> None:
    """The clock runs far ahead for a while: what stands behind an article of that date outlives it.

    That one leaves when the clock is right again; at a restart it no longer stands in front.
    """
    day, astray = 86400.0, 4e9
    dates = (0, astray, 1.5 * day, astray, astray, 3 * day, 3 * day)
    articles = [
        fingerprint(Article(uri=f"x:{i}", body=f"Item {i} of the day", created=date))
        for i, date in enumerate(dates)
    ]
    desk, table = Desk(LIMITS), {}
    for article in articles:
        judgement = desk.judge(article)
        for key in judgement.expired:
            del table[key]
        assert judgement.entry is not None
        table[judgement.key] = judgement.entry
    restored = Desk(LIMITS)
    assert restored.restore(table.values()) == ()
    assert len(restored) == len(desk)


def test_a_smaller_window_lets_the_oldest_go_at_a_restart() -> None:
    """What no longer fits is reported, and the window is as large as it may be."""
    desk, table = Desk(LIMITS), {}
    for article in wire(1, 60):
        judgement = desk.judge(fingerprint(article))
        if judgement.entry is not None:
            table[judgement.key] = judgement.entry
    restored = Desk(WindowLimits(days=2, articles=10, tokens=100_000))
    expired = restored.restore(table.values())
    assert len(restored) == 10
    assert len(expired) == len(table) - 10


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
