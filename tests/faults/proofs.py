"""The proofs about articles and their verdicts: each takes the case and yields what breaks its promise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.faults import articles
from tests.faults.articles import Said, Version
from tests.faults.case import Case
from tests.faults.reading import Place, Record
from tests.faults.report import Kind, Violation


def unjudged(case: Case) -> Iterator[Violation]:
    """Each fingerprint has its verdict or a dead letter."""
    readable = {one.record.place for one in case.printed}
    for record in case.evidence.fingerprints:
        if record.place not in readable and record.place not in case.in_letters[record.topic]:
            yield Violation(Kind.LOST, f"{record}: no fingerprint, and no dead letter of it")
    spoken_of = {one.event.event_id for one in case.said}
    silent: dict[tuple[Version, str], list[Record]] = defaultdict(list)
    for one in case.judged:
        if one.event_id not in spoken_of:
            silent[one.article, one.event_id].append(one.record)
    for (article, event_id), records in silent.items():
        yield Violation(Kind.LOST, f"{article} ({event_id}) at {_list(records)}: no verdict")


def identities(case: Case) -> Iterator[Violation]:
    """An event_id belongs to one article version, and that is one which lies in `wire.fingerprints`."""
    known = {one.event_id: one.article for one in case.judged}
    for record in case.evidence.verdicts:
        if articles.said(record) is None:
            yield Violation(Kind.IDENTITY, f"{record}: no event")
    for one in case.said:
        event_id, article = one.event.event_id, known.get(one.event.event_id)
        if article is None:
            yield Violation(Kind.IDENTITY, f"{one}: no article has event_id {event_id}")
        elif article != one.article:
            yield Violation(Kind.IDENTITY, f"{one}: event_id {event_id} is that of {article}")


def contradictions(case: Case) -> Iterator[Violation]:
    """All that is said under one event_id is the same: topic, key and bytes."""
    versions: dict[str, dict[tuple[str, bytes | None, bytes | None], Said]] = defaultdict(dict)
    for one in case.said:
        record = one.record
        versions[one.event.event_id].setdefault((record.topic, record.key, record.value), one)
    for event_id, different in versions.items():
        if len(different) > max(1, len(case.calm.judged.get(event_id, ()))):
            ones = list(different.values())
            places = _list([one.record for one in ones])
            yield Violation(Kind.CONTRADICTION, f"{ones[0].article} ({event_id}): not the same at {places}")


def references(case: Case) -> Iterator[Violation]:
    """All that a verdict names came before it at the same desk, and is the article that it is called.

    Before: the first time that it stands in `wire.fingerprints` is before the place at which this verdict was
    reached, or, for a verdict that replay does not know, before the article's own first place.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    for printed in case.judged:
        places[printed.event_id].append(printed.record.place)
    known = {one.event_id: one.article for one in case.judged}
    reached = {judged.value: judged.place for many in case.calm.judged.values() for judged in many}
    for one in {(one.event.event_id, one.record.value): one for one in case.said}.values():
        own = reached.get(one.record.value or b"") or next(iter(places.get(one.event.event_id, ())), None)
        if own is None:
            continue  # an article that never came: `identities` says so
        for name, parent in one.named():
            article = Version(parent.uri, parent.version)
            if known.get(parent.event_id) != article:
                yield Violation(
                    Kind.REFERENCE, f"{one}: {name} is {article} ({parent.event_id}), which never came"
                )
            elif parent.event_id == one.event.event_id:
                yield Violation(Kind.REFERENCE, f"{one}: {name} is the article itself")
            elif not _before(places[parent.event_id], own):
                where = _at(places[parent.event_id][0])
                yield Violation(
                    Kind.REFERENCE, f"{one}, judged at {_at(own)}: {name} is {article}, which came at {where}"
                )
        story = one.event.story_id
        if story != one.event.event_id and not _before(places.get(story, ()), own):
            yield Violation(
                Kind.REFERENCE, f"{one}, judged at {_at(own)}: its story {story} begins later or never"
            )


def same_as_replay(case: Case) -> Iterator[Violation]:
    """What is on the verdicts' topics, repeats aside, is what the undisturbed run says, byte for byte."""
    expected = {
        (judged.topic, judged.place[0], judged.key, judged.value): judged
        for many in case.calm.judged.values()
        for judged in many
    }
    actual = {(r.topic, r.partition, r.key, r.value): r for r in reversed(case.evidence.verdicts)}
    for which, judged in expected.items():
        if which not in actual:
            article = Version(judged.event.article.uri, judged.event.article.version)
            yield Violation(
                Kind.REPLAY,
                f"{article}, judged at {_at(judged.place)}: not on {judged.topic} as replay has it",
            )
    for which, record in actual.items():
        if which not in expected:
            yield Violation(Kind.REPLAY, f"{articles.said(record) or record}: replay does not say so")


def in_order(case: Case) -> Iterator[Violation]:
    """What is said for the first time stands on its topic in the order in which the desk judges."""
    reached = {
        (judged.topic, judged.value): judged.place
        for many in case.calm.judged.values()
        for judged in reversed(many)
    }
    last: dict[tuple[str, int], Place] = {}
    for record in case.evidence.verdicts:
        here = reached.pop((record.topic, record.value or b""), None)
        if here is None:
            continue  # a repeat, or something that `same_as_replay` speaks of
        before = last.get((record.topic, record.partition), (record.partition, -1))
        if here < before:
            yield Violation(
                Kind.ORDER,
                f"{articles.said(record)}, judged at {_at(here)}, stands after that of {_at(before)}",
            )
        last[record.topic, record.partition] = max(here, before)


def committed(case: Case) -> Iterator[Violation]:
    """Both groups' offsets stand at the end of every partition that holds anything."""
    names = case.evidence.names
    for group, topic in ((names.fingerprint_app, names.raw), (names.match_app, names.fingerprints)):
        stands = case.evidence.committed.get(group, {})
        for tp, end in case.evidence.ends.items():
            if tp[0] == topic and (offset := stands.get(tp, 0)) != end:
                yield Violation(
                    Kind.UNCOMMITTED, f"{group} stands at {offset} of {end} in partition {tp[1]} of {topic}"
                )


def _before(places: Iterable[Place], own: Place) -> bool:
    return any(desk == own[0] and offset < own[1] for desk, offset in places)


def _at(place: Place) -> str:
    return f"{place[0]}:{place[1]}"


def _list(records: list[Record]) -> str:
    return ", ".join(map(str, records[:6])) + (f" and {len(records) - 6} more" if len(records) > 6 else "")
