"""What a window keeps of its articles: nothing is lost, and each is found under its names."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.detection import fingerprint
from streams.detection.entry import Entry
from streams.detection.flags import TAKEN
from streams.detection.kept import Kept
from streams.detection.lexicon import Sample, Text
from streams.detection.lookup import Lookup
from streams.detection.spans import spans_of
from streams.wire import Article

SLOT_BITS = 11
ALIVE = 700


def text(body: str, headline: str | None = None) -> Text:
    """Tokens and places of an article."""
    read = fingerprint(Article(uri="x", headline=headline, body=body))
    return read.tokens, spans_of(read)


def entry(seq: int, body: str = "Ferry late", uri: str | None = None) -> Entry:
    """An entry at a place."""
    tokens, spans = text(body, "Headline")
    return Entry(
        key=seq.to_bytes(16, "little"),
        seq=seq,
        oldest=1,
        root=seq,
        uri=f"x:{seq}" if uri is None else uri,
        provider="Northwire" if seq % 2 else None,
        created=float(seq),
        clock=None,
        headline_tokens=1,
        cut=False,
        tokens=tokens,
        spans=spans,
        dossier=b"dossier",
    )


@settings(deadline=None, max_examples=100)
@given(
    bodies=st.lists(st.text(max_size=200), max_size=4),
    headline=st.one_of(st.none(), st.text(max_size=40)),
    known=st.integers(0, 4),
    taken=st.booleans(),
)
def test_no_text_is_lost(bodies: list[str], headline: str | None, known: int, *, taken: bool) -> None:
    """Whatever the words, on the list or not, beside each other or far apart."""
    texts = [text(body, headline) for body in [*bodies, "The ferry " + "\n" * 300 + "was " + "l" * 40]]
    sample = Sample(sum(len(tokens) // 4 for tokens, _ in texts))
    for some in texts[:known]:
        sample.add(some)
    lexicon = sample.lexicon()
    for tokens, spans in texts:
        marked = np.frombuffer(tokens, np.uint32) | (np.arange(len(tokens) // 4) % 3 // 2 * TAKEN * taken)
        kept = marked.astype(np.uint32).tobytes(), spans
        assert lexicon.unpack(lexicon.pack(kept), len(tokens) // 4) == kept


def test_frequent_words_take_a_byte_and_rare_ones_two_or_three() -> None:
    """Of 40,000 words the first 150 take a byte each, the next 25,856 two, the rest three."""
    tokens = np.arange(1, 40_001, dtype=np.uint32) << 5
    counts = np.repeat(tokens, np.where(np.arange(40_000) < 26_006, 2, 1) + (np.arange(40_000) < 150))
    sample = Sample(len(counts))
    sample.add((counts.tobytes(), bytes([33]) * len(counts)))
    lexicon = sample.lexicon()
    for place, size in ((0, 1), (149, 1), (150, 2), (26_005, 2), (26_006, 3), (39_999, 3)):
        word = tokens[place : place + 1].tobytes(), bytes([33])
        packed = lexicon.pack(word)
        assert len(packed) == size + 2
        assert lexicon.unpack(packed, 1) == word


def test_articles_are_found_for_as_long_as_they_are_there() -> None:
    """By place, identity and uri (its latest version), over rounds of the slots and lists of words."""
    rng = random.Random(1)  # noqa: S311 - repeatable test data
    kept = Kept(SLOT_BITS)
    entries: dict[int, Entry] = {}
    for seq in range(1, 5_000):
        body = " ".join(f"word{rng.randint(0, 500)}" for _ in range(8))
        entries[seq] = entry(seq, body, uri=f"x:{seq // 3}")
        if len(kept) == ALIVE:
            assert kept.pop() == entries.pop(seq - ALIVE)
        kept.add(entries[seq])
        assert len(kept) == kept.span == min(seq, ALIVE)
        assert kept.latest_of(f"x:{seq // 3}") == seq
        old = rng.randint(max(1, seq - 2 * ALIVE), seq)
        assert kept.get(old) == kept.known(old.to_bytes(16, "little")) == entries.get(old)
        found = kept.latest_of(f"x:{old // 3}")
        assert found == max((n for n in range(old // 3 * 3, old // 3 * 3 + 3) if n in entries), default=None)
    assert [record.seq for record in kept] == sorted(entries)
    assert kept.place(0) == min(entries)
    assert kept.place(ALIVE) is None


def test_places_may_be_missing() -> None:
    """A table that lost an entry leaves a gap in the order."""
    kept = Kept(SLOT_BITS)
    for seq in (5, 6, 9, 40):
        kept.add(entry(seq))
    assert [seq for seq in range(1, 50) if kept.get(seq)] == [5, 6, 9, 40]
    assert kept.span == 36
    kept.pop()
    kept.pop()
    assert (kept.span, kept.place(0)) == (32, 9)
    assert not kept.holds(6)


@pytest.mark.parametrize("spread", [1, 1 << 40])
def test_a_lookup_says_the_newest_first_and_never_the_dead(spread: int) -> None:
    """However many share a bucket, and after the slots came round."""
    lookup = Lookup(4)
    for seq in range(1, 100):
        lookup.add(seq % 2 * spread, seq)
        live = min(seq, 5)
        expected = [n for n in range(seq, seq - live, -1) if n % 2 == seq % 2]
        found = list(lookup.find(seq % 2 * spread, seq + 1, live))
        assert [n for n in found if n % 2 == seq % 2] == expected
        assert all(seq - live < n <= seq for n in found)
