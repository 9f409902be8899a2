"""Whatever stands on `wire.fingerprints`: it is judged, or it is a dead letter; it never ends the worker."""

import math
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Fingerprint
from schemas.codec import fingerprint_to_bytes, to_json
from streams.detection import Desk, Judgement, WindowLimits, fingerprint
from streams.errors import UnreadableError
from streams.wire import parse
from streams.workers.received import decode
from tests.support import made_wire

SOUND = [fingerprint(parse(line), arrived_ms=1_900_000_000_000) for line in made_wire.lines(8, words=40)]
MESSAGES = [fingerprint_to_bytes(one) for one in SOUND]
FIELDS = {
    field.name: st.text() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.binary(max_size=9) | st.none()
    for field in msgspec.structs.fields(Fingerprint)
    if field.name not in {"tokens", "starts", "lengths"}
}


def judged(data: bytes) -> Judgement | None:
    """The judgement of a desk that knows the sound articles, None if the message is refused."""
    desk = Desk(WindowLimits(articles=100))
    for one in SOUND[1:]:
        desk.judge(one)
    try:
        judgement = desk.judge(decode(data))
    except UnreadableError:
        return None
    to_json(judgement.event)
    again = Desk(WindowLimits(articles=100))
    again.restore([judgement.entry] if judgement.entry else [])
    desk.judge(SOUND[0])
    return judgement


@settings(deadline=None, max_examples=400)
@given(
    message=st.sampled_from(MESSAGES),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=8), st.integers(0, 8)), max_size=5),
)
def test_damaged_bytes_are_judged_or_refused(message: bytes, changes: list[tuple[int, bytes, int]]) -> None:
    """Bytes replaced, put in or left out anywhere."""
    for at, new, length in changes:
        message = message[:at] + new + message[at + length :]
    judged(message)


@settings(deadline=None, max_examples=400)
@given(tokens=st.data())
def test_sound_arrays_with_any_numbers_are_judged_or_refused(tokens: st.DataObject) -> None:
    """The parts belong together in length; what they say is anything."""
    count = tokens.draw(st.integers(0, 60))
    some = msgspec.structs.replace(
        SOUND[0],
        body="word " * tokens.draw(st.integers(0, 30)),
        tokens=tokens.draw(_array(count, 4, {0: 0xEF})),
        starts=tokens.draw(_array(count, 4, {1: 0, 2: 0, 3: 0})),
        lengths=tokens.draw(_array(count, 2, {1: 0})),
        headline_tokens=tokens.draw(st.integers(-1, 70)),
        created=tokens.draw(st.none() | st.floats()),
    )
    judged(fingerprint_to_bytes(some))


@settings(deadline=None, max_examples=300)
@given(st.fixed_dictionaries({}, optional=FIELDS))
@example({"created": math.inf})
@example({"uri": "x" * 100_000})
def test_other_fields_are_judged_or_refused(fields: dict[str, Any]) -> None:
    """Any field may have any value, of the right type or not."""
    values = msgspec.structs.asdict(SOUND[0]) | fields
    judged(msgspec.msgpack.encode(list(values.values())))


def test_sound_ones_are_judged() -> None:
    """Without changes nothing is refused."""
    assert all(judged(message) for message in MESSAGES)


def _array(count: int, width: int, masks: dict[int, int]) -> st.SearchStrategy[bytes]:
    """Any numbers, some bytes of each masked so that many are possible ones."""
    mask = bytes(masks.get(at, 0xFF) for at in range(width)) * count
    numbers = st.binary(min_size=width * count, max_size=width * count)
    masked = numbers.map(lambda raw: bytes(a & b for a, b in zip(raw, mask, strict=True)))
    return masked | numbers
