"""Entries read back from the changelog: as they were written, or refused with a clear error; no crash."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import to_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.entry import Entry, decode, encode
from streams.wire import parse
from tests.support import made_wire

LIMITS = WindowLimits(articles=100)


def _entries() -> list[bytes]:
    desk = Desk(LIMITS)
    judged = [desk.judge(fingerprint(parse(line))) for line in made_wire.lines(12, words=60)]
    return [judgement.entry for judgement in judged if judgement.entry]


ENTRIES = _entries()
LAST = decode(ENTRIES[-1])
NEXT = [fingerprint(parse(line)) for line in made_wire.lines(14, words=60)[10:]]


def _restored(value: bytes) -> None:
    """A desk that holds the value says the entries' own and judges on; or the value is refused."""
    desk = Desk(LIMITS)
    try:
        desk.restore([*ENTRIES[:-1], value])
    except msgspec.DecodeError:
        return
    for article in NEXT:
        to_json(desk.judge(article).event)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tokens": LAST.tokens[:-1]}, "bytes of words"),
        ({"tokens": LAST.tokens[:-4]}, "places"),
        ({"tokens": bytes(4 * 16_385)}, "bytes of words"),
        ({"spans": b""}, "places"),
        ({"spans": LAST.spans[:-1] + b"\xff"}, "at -1 places"),
        ({"headline_tokens": -1}, "in the headline"),
        ({"headline_tokens": 10_000}, "in the headline"),
        ({"key": b"short"}, "a key of 5 bytes"),
        ({"seq": 0}, "no place"),
        ({"seq": 1 << 60}, "no place"),
        ({"root": LAST.seq + 1}, "follows on"),
        ({"oldest": LAST.seq + 1}, "is the oldest"),
        ({"created": float("nan")}, "made at nan"),
        ({"clock": float("inf")}, "judged at inf"),
        ({"format": 3}, "format 3"),
        ({"dossier": b""}, "dossier"),
        ({"dossier": b"\1\xff\xff\xff"}, "dossier"),
    ],
)
def test_a_damaged_entry_is_refused_when_it_is_read_back(change: dict[str, object], said: str) -> None:
    """Whatever part of it is wrong, the error says which."""
    value = encode(msgspec.structs.replace(LAST, **change))
    with pytest.raises(msgspec.DecodeError, match=said):
        Desk(LIMITS).restore([*ENTRIES[:-1], value])


@settings(deadline=None, max_examples=400)
@given(changes=st.lists(st.tuples(st.integers(0, 900), st.binary(max_size=8), st.integers(0, 8)), max_size=4))
def test_damaged_bytes_are_read_or_refused(changes: list[tuple[int, bytes, int]]) -> None:
    """Bytes replaced, put in or left out anywhere."""
    value = ENTRIES[-1]
    for at, new, length in changes:
        value = value[:at] + new + value[at + length :]
    _restored(value)


@settings(deadline=None, max_examples=200)
@given(
    tokens=st.lists(st.integers(0, 2**32 - 1), max_size=40),
    spans=st.binary(max_size=60),
    headline=st.integers(-1, 41),
)
def test_any_words_at_any_places_are_read_or_refused(tokens: list[int], spans: bytes, headline: int) -> None:
    """What compiled code works on, as arbitrary numbers."""
    packed = b"".join(token.to_bytes(4, "little") for token in tokens)
    _restored(encode(msgspec.structs.replace(LAST, tokens=packed, spans=spans, headline_tokens=headline)))


def test_sound_entries_are_read_as_they_were_written() -> None:
    """Writing what was read gives the same bytes."""
    assert [encode(decode(value)) for value in ENTRIES] == ENTRIES
    assert isinstance(LAST, Entry)
