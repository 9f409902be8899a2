"""Dead letters: the record of a message, and the share of them that is too much."""

from base64 import b64decode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import REDRIVEN_FROM, Position, Reason
from schemas.codec import to_json
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.workers.deadletters import DETAIL_CHARS, KEY_BYTES, Share, dead_letter, redriven_from

POSITION = Position("wire.raw", 3, 41)
REASONS = st.one_of(st.none(), st.sampled_from(list(Reason)))


def test_a_dead_letter_keeps_the_bytes_the_key_the_reason_and_the_position() -> None:
    """Nothing of the message is lost, whatever bytes it has."""
    error = UnreadableError(Reason.NOT_UTF8, "byte 0xff at position 0")
    letter = dead_letter(error, POSITION, b"\x00key", b"\xff\x00", keep=100)
    assert letter.reason is Reason.NOT_UTF8
    assert letter.detail == "byte 0xff at position 0"
    assert letter.position == POSITION
    assert b64decode(letter.key or "") == b"\x00key"
    assert b64decode(letter.payload or "") == b"\xff\x00"
    assert letter.payload_bytes == 2


def test_a_tombstone_has_no_payload() -> None:
    """No value is told apart from an empty one."""
    error = UnreadableError(Reason.EMPTY, "no value")
    assert dead_letter(error, POSITION, None, None, keep=100).payload is None
    assert dead_letter(error, POSITION, None, b"", keep=100).payload == ""


def test_a_redriven_message_keeps_where_it_first_stood() -> None:
    """The position in its header goes into the next dead letter; a header that is none says nothing."""
    header = (REDRIVEN_FROM, b"wire.raw/3/17")
    assert redriven_from((("trace", b"\xff"), header)) == Position("wire.raw", 3, 17)
    assert Position.parse(str(POSITION)) == POSITION
    assert redriven_from(None) is None
    for wrong in (
        b"",
        b"wire.raw",
        b"wire.raw/3/-1",
        b"/1/2",
        b"wire.raw/\xff/1",
        "wire.raw/²/1".encode(),
        b"w/1/" + b"9" * 40,
    ):
        assert redriven_from([(REDRIVEN_FROM, wrong)]) is None


def test_a_payload_beyond_the_limit_is_cut_and_its_length_kept() -> None:
    """The record must fit its topic; how long the message was stays known."""
    letter = dead_letter(UnreadableError(Reason.NOT_JSON, "x" * 9999), POSITION, None, b"a" * 500, keep=100)
    assert b64decode(letter.payload or "") == b"a" * 100
    assert letter.payload_bytes == 500
    assert len(letter.detail) == DETAIL_CHARS


@given(
    key=st.none() | st.binary(min_size=1, max_size=5) | st.just(b"k" * 2_000_000),
    payload=st.none() | st.binary(min_size=1, max_size=5).map(lambda some: some * 100_000),
    detail=st.text(max_size=5).map(lambda some: some * 1000),
    reason=st.sampled_from(list(Reason)),
)
@example(key=b"\xff" * 2_000_000, payload=b"\xff" * 200_000, detail="\x00" * 5000, reason=Reason.NOT_JSON)
def test_a_dead_letter_fits_its_topic_whatever_came(
    key: bytes | None, payload: bytes | None, detail: str, reason: Reason
) -> None:
    """With the smallest messages, the longest names, and all at its worst."""
    settings = Settings(max_message_bytes=100_000, prefix="p" * 100)
    names = Names(settings.prefix)
    position = Position(names.fingerprints, 999, 2**63 - 1)
    letter = dead_letter(UnreadableError(reason, detail), position, key, payload, settings.max_message_bytes)
    sent = key and key[:KEY_BYTES]
    assert Sizes(settings).fits(names.deadletter, sent, to_json(letter))


def test_more_than_the_share_of_the_last_messages_is_too_much() -> None:
    """Half of ten: five are allowed, the sixth is not; and the oldest no longer count after ten more."""
    share = Share(0.5, 10)
    assert not any(share.note(Reason.NOT_JSON) for _ in range(5))
    assert share.note(Reason.NOT_JSON)
    for _ in range(10):
        share.note(None)
    assert share.unreadable == 0


def test_items_without_text_say_nothing_against_the_feed() -> None:
    """Pictures only are dead letters, and no reason to stop."""
    share = Share(0.1, 10)
    assert not any(share.note(Reason.NO_TEXT) for _ in range(1000))


def test_a_bad_patch_at_the_start_stops_nobody() -> None:
    """Messages that have not come yet count as good: three hundred bad first ones are less than half."""
    share = Share(0.5, 1000)
    assert not any(share.note(Reason.NOT_JSON) for _ in range(300))


def test_a_bad_patch_in_a_sound_feed_stops_nobody() -> None:
    """Four hundred bad messages after six hundred good ones are less than half of the last thousand."""
    share = Share(0.5, 1000)
    assert not any(share.note(None) for _ in range(600))
    assert not any(share.note(Reason.NOT_JSON) for _ in range(400))


@given(
    st.lists(REASONS, max_size=400),
    st.floats(0.01, 1.0),
    st.integers(10, 150),
)
def test_the_share_is_that_of_the_last_messages(
    reasons: list[Reason | None], limit: float, size: int
) -> None:
    """At every message the answer equals counting the last `sample` ones anew."""
    share = Share(limit, size)
    for number, reason in enumerate(reasons, 1):
        last = reasons[max(0, number - size) : number]
        bad = sum(r is not None and r is not Reason.NO_TEXT for r in last)
        assert share.note(reason) == (bad > limit * size)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_good_messages_never_stop_a_worker(share: float) -> None:
    """A clean feed passes however long it is."""
    counter = Share(share, 10)
    assert not any(counter.note(None) for _ in range(100))
