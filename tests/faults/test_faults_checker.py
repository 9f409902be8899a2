"""The checker finds what is put there on purpose, kind by kind, and nothing in a sound run."""

from collections.abc import Callable

import msgspec
import orjson
import pytest

from schemas import Coverage, DrawsOn, Event, Position, Reason
from schemas.codec import event_from_json, to_json
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names
from streams.workers.deadletters import dead_letter
from tests.faults.checker import check
from tests.faults.report import Kind
from tests.faults.written import WINDOW, Written, install
from tests.support import made_wire
from tests.support.workers import Message

pytestmark = pytest.mark.kafka

ARTICLES = 140
EVENT = "event_id"
COVERAGE = {"article": 0.5, "parent": 0.5}
RAW: list[Message] = [
    *((None, line) for line in made_wire.lines(ARTICLES)),
    (b"bad", b"{"),
    (None, made_wire.lines(ARTICLES)[-1]),
]


def _copy(written: Written, change: dict[str, object]) -> None:
    """Say a rewrite once more, with something else in it."""
    key, value = written.rewrite[-1]
    written.rewrite.append((key, orjson.dumps(orjson.loads(value or b"") | change)))


def _event(message: Message) -> Event:
    return event_from_json(message[1] or b"")


def _reference(event: Event) -> dict[str, str | None]:
    """How another event would name that one's article."""
    article = event.article
    return {
        "uri": article.uri,
        "version": article.version,
        "event_id": event.event_id,
        "story_id": event.story_id,
    }


def _rewrite(written: Written, which: int, **change: object) -> None:
    """Have a rewrite say something else; what is a dict changes its parent."""
    key, value = written.rewrite[which]
    event = orjson.loads(value or b"")
    for name, to in change.items():
        event[name] = event[name] | to if isinstance(to, dict) else to
    written.rewrite[which] = key, orjson.dumps(event)


def _draws_on(written: Written, which: int) -> None:
    """Have the first new story draw on another one."""
    key, _ = written.new[0]
    source = DrawsOn(
        kind="quotes",
        score=0.1,
        coverage=Coverage(0.1, 0.1),
        passages=[],
        **_reference(_event(written.new[which])),
    )
    written.new[0] = key, to_json(msgspec.structs.replace(_event(written.new[0]), draws_on=[source]))


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
        lambda w: _copy(w, {EVENT: _event(w.new[3]).event_id}),
    ),
    "a verdict that is none": (Kind.IDENTITY, lambda w: w.new.append((None, b"{}"))),
    "a parent that came later": (
        Kind.REFERENCE,
        lambda w: _rewrite(w, 0, rewrite_of=_reference(_event(w.new[-1]))),
    ),
    "a parent that never came": (Kind.REFERENCE, lambda w: _rewrite(w, 0, rewrite_of={"uri": "urn:never"})),
    "itself as its parent": (
        Kind.REFERENCE,
        lambda w: _rewrite(w, 0, rewrite_of=_reference(_event(w.rewrite[0]))),
    ),
    "an alternative that came later": (
        Kind.REFERENCE,
        lambda w: _rewrite(
            w, 0, alternatives=[_reference(_event(w.new[-1])) | {"score": 0.6, "coverage": COVERAGE}]
        ),
    ),
    "a source that came later": (Kind.REFERENCE, lambda w: _draws_on(w, -1)),
    "a story that begins later": (
        Kind.REFERENCE,
        lambda w: _rewrite(w, 0, story_id=_event(w.new[-1]).event_id),
    ),
    "another parent": (Kind.REPLAY, lambda w: _rewrite(w, -1, rewrite_of=_reference(_event(w.new[1])))),
    "another score": (Kind.REPLAY, lambda w: _rewrite(w, 5, score=0.123)),
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
    "two dead letters of one message": (
        Kind.DEADLETTER,
        lambda w: w.letters.append((None, (w.letters[0][1] or b"").replace(b"not_json", b"not_utf8"))),
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

    report = check(install(settings, RAW, again))
    assert report.ok, str(report)
    counts = report.counts
    assert (counts.raw, counts.articles, counts.window) == (ARTICLES + 2, ARTICLES, WINDOW)
    assert (counts.verdict_repeats, counts.fingerprint_repeats, counts.deadletter_repeats) == (2, 1, 1)
    assert (counts.tombstones, counts.undeleted, counts.forgotten) == (ARTICLES - WINDOW, 0, 0)


@pytest.mark.parametrize("what", SPOILED)
def test_what_is_put_there_is_found(settings: Settings, what: str) -> None:
    """The kind is named; the messages too."""
    kind, spoil = SPOILED[what]
    report = check(install(settings, RAW, spoil))
    assert kind in report.kinds(), str(report)
    assert str(kind) in str(report)


def test_an_article_that_had_left_may_be_judged_anew(settings: Settings) -> None:
    """The edge of the promise: it is counted, and no contradiction."""
    lines = made_wire.lines(ARTICLES)
    report = check(install(settings, [(None, line) for line in lines + lines[:30]], lambda _: None))
    assert report.ok, str(report)
    assert report.counts.forgotten == 30


def test_deletions_may_be_cut_off_after_the_last_entry_only(settings: Settings) -> None:
    """A worker that ended there leaves them to its successor; no other is excused."""
    raw: list[Message] = [(None, line) for line in made_wire.lines(ARTICLES)]
    report = check(install(settings, raw, lambda written: written.changelog.pop()))
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

    own = install(settings, [(None, line)], buried)
    assert check(own, poison=["urn:made:1:0"]).ok
    assert list(check(own).kinds()) == [Kind.DEADLETTER]
