"""Malformed messages among good ones: every one is kept with its reason, no good one is lost, none stops."""

from base64 import b64decode
from collections import Counter
from pathlib import Path

import msgspec
import orjson
import pytest

from schemas import DeadLetter
from schemas.codec import from_json
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from tests.support import made_wire, malformed
from tests.support.judging import verdict_of
from tests.support.workers import WorkerProcess, committed, consume, produce

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def test_300_malformed_messages_of_20_kinds_are_kept_and_cost_no_good_one(
    settings: Settings, tmp_path: Path
) -> None:
    """Each gets one dead letter with its bytes, reason and position; 600 articles around them are judged."""
    names = Names(settings.prefix)
    settings = msgspec.structs.replace(settings, deadletter_share=1.0)  # a partition may begin with many
    bad = malformed.messages(300)
    good = iter(made_wire.lines(600))
    mixed: list[tuple[bytes | None, bytes | None]] = []
    for number, (_, value, _) in enumerate(bad):
        mixed += [(b"good", next(good)), (f"bad {number}".encode(), value), (b"good", next(good))]
    produce(settings, names.raw, mixed)
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log") as fingerprinter,
        WorkerProcess("match", settings, tmp_path / "match.log") as matcher,
    ):
        out = consume(settings, [names.new, names.rewrite, names.deadletter], 900)
        assert fingerprinter.terminate() == 0, fingerprinter.tail()
        assert matcher.terminate() == 0, matcher.tail()

    events = [message for message in out if message.topic != names.deadletter]
    assert {verdict_of(m.value)[0] for m in events} == {f"urn:made:1:{n}" for n in range(600)}
    assert len(events) == 600
    letters = {m.key: from_json(m.value, DeadLetter) for m in out if m.topic == names.deadletter}
    assert len(letters) == 300
    where = {(m.topic, m.partition, m.offset): m for m in consume(settings, [names.raw])}
    for number, (kind, value, reason) in enumerate(bad):
        letter = letters[f"bad {number}".encode()]
        assert letter.reason == reason, (kind, letter.detail)
        assert letter.detail, kind
        assert (letter.payload is None) == (value is None), kind
        assert b64decode(letter.payload or "") == (value or b""), kind
        position = letter.position
        assert position is not None
        assert where[position.topic, position.partition, position.offset].value == value, kind
    assert sum(committed(settings, names.fingerprint_app).values()) == 900


def test_what_is_no_fingerprint_goes_to_the_dead_letters(settings: Settings, tmp_path: Path) -> None:
    """The match worker keeps wrong bytes, a tombstone and a cut fingerprint, and judges what comes after."""
    names = Names(settings.prefix)
    wrong: list[bytes | None] = [None, b"", b"{}", b"\xc1", b"\x93\x01\x02\x03", bytes(range(200))]
    produce(settings, names.fingerprints, ((b"wrong", value) for value in wrong))
    produce(settings, names.raw, ((None, line) for line in made_wire.lines(20)))
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"),
        WorkerProcess("match", settings, tmp_path / "match.log") as matcher,
    ):
        out = consume(settings, [names.new, names.rewrite, names.deadletter], len(wrong) + 20)
        assert matcher.terminate() == 0, matcher.tail()
    letters = [from_json(m.value, DeadLetter) for m in out if m.topic == names.deadletter]
    assert Counter(letter.reason.value for letter in letters) == {"not_a_fingerprint": len(wrong)}
    assert {letter.payload_bytes for letter in letters} == {len(value or b"") for value in wrong}


def test_a_fingerprint_that_is_too_large_goes_to_the_dead_letters(settings: Settings, tmp_path: Path) -> None:
    """An article whose fingerprint is too long is kept with the reason; the next one is judged."""
    settings = msgspec.structs.replace(
        settings, prefix=f"{settings.prefix}narrow.", max_message_bytes=100_000, monitor_interval=1.0
    )
    create_topics(settings)
    names = Names(settings.prefix)
    large = orjson.dumps({"uri": "urn:made:long", "body_text": "on to it we go " * 6500})
    assert len(large) < settings.max_message_bytes
    (small,) = made_wire.lines(1, seed=2)
    produce(settings, names.raw, [(b"large", large), (b"small", small)])
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"),
        WorkerProcess("match", settings, tmp_path / "match.log"),
    ):
        out = {m.key: m for m in consume(settings, [names.fingerprints, names.deadletter], 2)}
    letter = from_json(out[b"large"].value, DeadLetter)
    assert letter.reason == "too_large"
    assert "WIRE_MAX_MESSAGE_BYTES" in letter.detail
    assert b64decode(letter.payload or "") == large
    assert b"urn:made:2:0" in out
