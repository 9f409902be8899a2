"""The checker finds what is put there on purpose, kind by kind, and nothing in a sound run."""

from collections.abc import Callable
from functools import partial

import msgspec
import orjson
import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.structs import OffsetAndMetadata

from schemas import NewStory, Position, Reason, Rewrite
from schemas.codec import event_from_json, to_json
from streams.detection import Desk, WindowLimits, fingerprint
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.wire import parse
from streams.workers.deadletters import dead_letter
from tests.faults.checker import check
from tests.faults.reading import Record, ends, patiently, read
from tests.faults.report import Kind
from tests.support import made_wire
from tests.support.workers import Message, produce

pytestmark = pytest.mark.kafka

ARTICLES = 140
WINDOW = 100
EVENT = "event_id"


class Written:
    """What workers would have written after `wire.raw`, in lists that a test may spoil."""

    def __init__(self, settings: Settings, raw: list[Record]) -> None:
        self.fingerprints: list[Message] = []
        self.new: list[Message] = []
        self.rewrite: list[Message] = []
        self.changelog: list[Message] = []
        self.letters: list[Message] = []
        self.uncommitted = 0
        sizes = Sizes(settings)
        desk = Desk(WindowLimits(articles=settings.window_articles))
        for record in raw:
            position = Position(record.topic, record.partition, record.offset)
            try:
                one = fingerprint(parse(record.value, settings.max_message_bytes), record.timestamp)
            except UnreadableError as error:
                letter = dead_letter(error, position, record.key, record.value, settings.max_message_bytes)
                self.letters.append((record.key, to_json(letter)))
                continue
            self.fingerprints.append(sizes.fingerprint(one))
            judgement = desk.judge(one)
            _, key, value = sizes.verdict(judgement.event)
            (self.new if isinstance(judgement.event, NewStory) else self.rewrite).append((key, value))
            if judgement.entry is not None:
                self.changelog.append((judgement.key, judgement.entry))
                self.changelog += [(old, None) for old in judgement.expired]


def _installation(settings: Settings, raw: list[Message], spoil: Callable[[Written], object]) -> Settings:
    """Topics as workers would have left them, but for what `spoil` does to them."""
    own = msgspec.structs.replace(settings, window_articles=WINDOW)
    names = Names(own.prefix)
    produce(own, names.raw, raw, partition=0)
    written = Written(own, read(own.servers, [names.raw]))
    spoil(written)
    for topic, messages in {
        names.fingerprints: written.fingerprints,
        names.new: written.new,
        names.rewrite: written.rewrite,
        names.changelog: written.changelog,
        names.deadletter: written.letters,
    }.items():
        produce(own, topic, messages, partition=0)
    admin = KafkaAdminClient(bootstrap_servers=own.servers)
    try:
        for group, topic in ((names.fingerprint_app, names.raw), (names.match_app, names.fingerprints)):
            offsets = {
                TopicPartition(*tp): OffsetAndMetadata(end - written.uncommitted, "", None)
                for tp, end in ends(own.servers, [topic]).items()
                if end
            }
            patiently(partial(admin.alter_group_offsets, group, offsets))
    finally:
        admin.close()
    return own


RAW: list[Message] = [
    *((None, line) for line in made_wire.lines(ARTICLES)),
    (b"bad", b"{"),
    (None, made_wire.lines(ARTICLES)[-1]),
]


def _copy(written: Written, change: dict[str, object]) -> None:
    """Say a rewrite once more, with something else in it."""
    key, value = written.rewrite[-1]
    written.rewrite.append((key, orjson.dumps(orjson.loads(value or b"") | change)))


def _parent(written: Written, place: int, uri: str = "", which: int = 0) -> None:
    """Have a rewrite name another new story as its parent."""
    key, value = written.rewrite[which]
    rewrite = event_from_json(value or b"")
    named = event_from_json(written.new[place][1] or b"").article
    assert isinstance(rewrite, Rewrite)
    parent = msgspec.structs.replace(
        rewrite.rewrite_of,
        event_id=event_from_json(written.new[place][1] or b"").event_id,
        uri=uri or named.uri,
        version=named.version,
    )
    written.rewrite[which] = key, to_json(msgspec.structs.replace(rewrite, rewrite_of=parent))


def _last(messages: list[Message], *, tombstone: bool) -> int:
    return max(place for place, (_, value) in enumerate(messages) if (value is None) is tombstone)


def _spoiled_entry(written: Written) -> None:
    place = _last(written.changelog, tombstone=False)
    key, value = written.changelog[place]
    entry = msgspec.msgpack.decode(value or b"")
    written.changelog[place] = key, msgspec.msgpack.encode([*entry[:7], 1.0, *entry[8:]])


SPOILED: dict[str, tuple[Kind, Callable[[Written], object]]] = {
    "a fingerprint is missing": (Kind.LOST, lambda w: w.fingerprints.pop(70)),
    "a new story is missing": (Kind.LOST, lambda w: w.new.pop(20)),
    "a rewrite is missing": (Kind.LOST, lambda w: w.rewrite.pop(-2)),
    "a dead letter is missing": (Kind.LOST, lambda w: w.letters.clear()),
    "rubbish among the fingerprints": (Kind.LOST, lambda w: w.fingerprints.insert(5, (None, b"?"))),
    "a repeat says otherwise": (Kind.CONTRADICTION, lambda w: _copy(w, {"score": 0.5})),
    "a repeat is a new story": (Kind.CONTRADICTION, lambda w: w.new.append(w.rewrite[3])),
    "a repeat under another key": (Kind.CONTRADICTION, lambda w: w.new.append((b"other", w.new[3][1]))),
    "an event_id of nobody": (Kind.IDENTITY, lambda w: _copy(w, {EVENT: "00" * 16})),
    "the event_id of another": (
        Kind.IDENTITY,
        lambda w: _copy(w, {EVENT: event_from_json(w.new[3][1] or b"").event_id}),
    ),
    "a verdict that is none": (Kind.IDENTITY, lambda w: w.new.append((None, b"{}"))),
    "a parent that came later": (Kind.REFERENCE, lambda w: _parent(w, -1)),
    "a parent that never came": (Kind.REFERENCE, lambda w: _parent(w, 0, "urn:never")),
    "another parent": (Kind.REPLAY, lambda w: _parent(w, 1, which=-1)),
    "a verdict out of order": (Kind.ORDER, lambda w: w.new.insert(0, w.new.pop(10))),
    "an entry is missing": (Kind.TABLE, lambda w: w.changelog.pop(_last(w.changelog, tombstone=False))),
    "an entry differs": (Kind.TABLE, _spoiled_entry),
    "a deletion is forgotten": (
        Kind.TABLE,
        lambda w: w.changelog.pop(_last(w.changelog, tombstone=True) - 2),
    ),
    "a deletion too many": (Kind.TABLE, lambda w: w.changelog.append((w.changelog[-2][0], None))),
    "offsets short of the end": (Kind.UNCOMMITTED, lambda w: setattr(w, "uncommitted", 1)),
    "a dead letter of nothing": (
        Kind.DEADLETTER,
        lambda w: w.letters.append(
            (None, (w.letters[0][1] or b"").replace(b'"offset":140', b'"offset":9999'))
        ),
    ),
    "a dead letter with other bytes": (
        Kind.DEADLETTER,
        lambda w: w.letters.append((None, (w.letters[0][1] or b"").replace(b"ew==", b"fQ=="))),
    ),
    "a dead letter of a sound article": (
        Kind.DEADLETTER,
        lambda w: w.letters.append((None, (w.letters[0][1] or b"").replace(b'"offset":140', b'"offset":9'))),
    ),
}


def test_a_sound_run_has_no_violation(settings: Settings) -> None:
    """Repeats in the same bytes are none; everything is counted."""

    def again(written: Written) -> None:
        written.rewrite.append(written.rewrite[-1])
        written.fingerprints.append(written.fingerprints[-2])
        written.letters.append(written.letters[0])

    report = check(_installation(settings, RAW, again))
    assert report.ok, str(report)
    counts = report.counts
    assert (counts.raw, counts.articles, counts.window) == (ARTICLES + 2, ARTICLES, WINDOW)
    assert (counts.verdict_repeats, counts.fingerprint_repeats, counts.deadletter_repeats) == (2, 1, 1)
    assert (counts.tombstones, counts.undeleted, counts.forgotten) == (ARTICLES - WINDOW, 0, 0)


@pytest.mark.parametrize("what", SPOILED)
def test_what_is_put_there_is_found(settings: Settings, what: str) -> None:
    """The kind is named; the messages too."""
    kind, spoil = SPOILED[what]
    report = check(_installation(settings, RAW, spoil))
    assert kind in report.kinds(), str(report)
    assert str(kind) in str(report)


def test_an_article_that_had_left_may_be_judged_anew(settings: Settings) -> None:
    """The edge of the promise: it is counted, and no contradiction."""
    lines = made_wire.lines(ARTICLES)
    report = check(_installation(settings, [(None, line) for line in lines + lines[:30]], lambda _: None))
    assert report.ok, str(report)
    assert report.counts.forgotten == 30


def test_deletions_may_be_cut_off_after_the_last_entry_only(settings: Settings) -> None:
    """A worker that ended there leaves them to its successor; no other is excused."""
    raw: list[Message] = [(None, line) for line in made_wire.lines(ARTICLES)]
    report = check(_installation(settings, raw, lambda written: written.changelog.pop()))
    assert report.ok, str(report)
    assert report.counts.undeleted == 1


def test_poison_is_expected_among_the_dead_letters(settings: Settings) -> None:
    """Sound as it looks: it is neither lost nor wrongly there."""
    line = made_wire.lines(1)[0]
    position = Position(Names(settings.prefix).raw, 0, 0)
    letter = dead_letter(UnreadableError(Reason.WRONG_TYPE, "made up"), position, None, line, len(line))

    def buried(written: Written) -> None:
        written.fingerprints, written.new, written.changelog = [], [], []
        written.letters = [(None, to_json(letter))]

    own = _installation(settings, [(None, line)], buried)
    assert check(own, poison=["urn:made:1:0"]).ok
    assert list(check(own).kinds()) == [Kind.DEADLETTER]
