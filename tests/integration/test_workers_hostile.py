"""The nastiest inputs through real workers: neither stops, each input has its verdict or dead letter."""

import random
from pathlib import Path

import msgspec
import orjson
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from schemas import DeadLetter
from schemas.codec import from_json
from streams.commands.feed import send
from streams.commands.inputs import Item
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from tests.fuzz import bombs, crowds, plan, records
from tests.support import made_wire
from tests.support.judging import verdict_of
from tests.support.workers import Message, WorkerProcess, committed, consume, produce

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

CROWDED = 40
BOMBS = {
    "half pairs": None,
    "HTML deep": None,
    "HTML misnested": None,
    "HTML a reference": None,
    "HTML bodies misnested": None,
    "JSON objects": None,
    "one word often": None,
    "one word for ever": None,
    "an entity in text": None,
    "JSON deep": "not_json",
    "JSON a number": "not_json",
    "escapes, cut off": "not_json",
    "a uri": "too_large",
    "a name": "no_uri",
    "white space": "empty",
}
"""By kind: the reason of its dead letter; None if it is judged."""
SIZE = 3_500_000


def _renamed(data: bytes, uri: str) -> bytes:
    return data.replace(b'"urn:fuzz:bomb"', orjson.dumps(uri), 1)


def test_hostile_messages_are_judged_or_kept_and_stop_nobody(settings: Settings, tmp_path: Path) -> None:
    """Bombs of 3.5 MB, a tombstone, crowds of boilerplate and a damaged fingerprint among other articles."""
    settings = msgspec.structs.replace(
        settings, prefix=f"{settings.prefix}hostile.", raw_partitions=1, deadletter_share=1.0
    )
    create_topics(settings)
    names = Names(settings.prefix)
    rng = random.Random(3)  # noqa: S311 - the same every time
    crowd = [
        orjson.loads(crowds.message(rng, name)) | {"uri": f"urn:crowd:{name}:{number}"}
        for name in ("boilerplate", "phrases to the limit", "every fifth differs", "words that meet")
        for number in range(CROWDED // 4)
    ]
    judged = {item["uri"] for item in crowd} | {name for name, reason in BOMBS.items() if reason is None}
    raw: list[Message] = [(name.encode(), _renamed(bombs.KINDS[name](SIZE), name)) for name in BOMBS]
    raw += [(b"tombstone", None), *((b"crowd", orjson.dumps(item)) for item in crowd)]
    raw += [(b"good", line) for line in made_wire.lines(100)]
    judged |= {f"urn:made:1:{number}" for number in range(100)}
    produce(settings, names.raw, raw)
    nested = records._nested(msgspec.msgpack.decode(records.fingerprints()[0]))
    produce(settings, names.fingerprints, [(b"nested", nested)], partition=0)
    reasons = {name.encode(): reason for name, reason in BOMBS.items() if reason}
    reasons |= {b"tombstone": "empty", b"nested": "not_a_fingerprint"}
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log") as fingerprinter,
        WorkerProcess("match", settings, tmp_path / "match.log") as matcher,
    ):
        out = consume(settings, [names.new, names.rewrite, names.deadletter], len(judged) + len(reasons), 240)
        assert fingerprinter.terminate() == 0, fingerprinter.tail()
        assert matcher.terminate() == 0, matcher.tail()

    letters = {m.key: from_json(m.value, DeadLetter) for m in out if m.topic == names.deadletter}
    assert {key: letter.reason.value for key, letter in letters.items()} == reasons
    assert all(" " in letter.detail for letter in letters.values())
    verdicts = [verdict_of(m.value)[0] for m in out if m.topic != names.deadletter]
    assert sorted(verdicts) == sorted(judged)
    assert sum(committed(settings, names.fingerprint_app).values()) == len(raw)


def test_a_message_of_50_mb_is_not_fed_and_the_others_are(settings: Settings) -> None:
    """`copytaster feed` says which item is too large and sends the rest: nothing of it reaches Kafka."""
    good = made_wire.lines(3)
    huge = b'{"uri": "urn:huge", "body_text": "' + b"x" * plan.HUGE + b'"}'
    lines = [good[0], huge, *good[1:]]
    items = (Item(data, "wire.jsonl", number) for number, data in enumerate(lines, 1))
    outcome, (said,) = send(items, settings)
    assert outcome.acknowledged == len(good)
    assert said.startswith("wire.jsonl, line 2: 50,000,0")
    assert "WIRE_MAX_MESSAGE_BYTES=4000000" in said
    assert sorted(m.value for m in consume(settings, [Names(settings.prefix).raw])) == sorted(good)


async def test_a_message_of_50_mb_is_refused_by_the_broker(settings: Settings) -> None:
    """Whoever sends it with another client is told: wire.raw holds `max.message.bytes` and no more."""
    size = 2 * plan.HUGE
    async with AIOKafkaProducer(bootstrap_servers=settings.servers, max_request_size=size) as client:
        with pytest.raises(MessageSizeTooLargeError):
            await client.send_and_wait(Names(settings.prefix).raw, b"x" * plan.HUGE)
