"""Readings on their way into the repository: nothing is stored that does not hold together."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from tests.evaluation.readings.records import (
    PairReading,
    ReadingError,
    ReadLabel,
    Said,
    VerdictReading,
    every_pair,
    held_out,
    keep_pairs,
    keep_verdicts,
    read_lines,
    verdict_readings,
)
from tests.evaluation.readings.sheets import Item, Key
from tests.evaluation.readings.verdicts import derives_from, right
from tests.evaluation.sets import LabelledSet

Identity: TypeAlias = tuple[str, str, str | None]


class Answered(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader writes of an item."""

    uri: str
    answers: dict[str, Said]
    label: ReadLabel | None
    why: str


def keep(name: str, answers: Path, key: Path) -> tuple[VerdictReading, ...]:
    """Store the answers to the sheets of one draw, all or none; not every item need be answered yet.

    Raises:
        ReadingError: An answer is malformed, or is to no item, or to other articles than were shown, or was
            kept before; or the key is of another set.
    """
    try:
        drawn = msgspec.json.decode(key.read_bytes(), type=Key)
    except msgspec.MsgspecError as error:
        raise ReadingError(f"{key}: {error}") from error
    if drawn.set != name:
        raise ReadingError(f"{key} is the key to sheets of {drawn.set}, not of {name}")
    by_uri = {item.uri: item for item in drawn.items}
    known = {_identity(reading) for reading in verdict_readings(name)}
    new = []
    for number, answer in enumerate(read_lines(answers, Answered), 1):
        try:
            reading = _reading(name, answer, by_uri, known)
        except ReadingError as error:
            raise ReadingError(f"{answers}:{number}: {error}") from None
        known.add(_identity(reading))
        new.append(reading)
    keep_verdicts(name, new)
    return tuple(new)


def keep_read_pairs(labelled: LabelledSet, paths: Iterable[Path]) -> tuple[PairReading, ...]:
    """Store pairs that were read for the fit, all or none.

    Raises:
        ReadingError: A pair is malformed, or not of this set, or the wrong way round, or judged before: by
            another line, by a stored pair or by the set's own labels.
    """
    known = {
        frozenset((pair.uri, pair.other))
        for pairs in (labelled.labels, labelled.read, every_pair(labelled.name))
        for pair in pairs
    }
    new = []
    for path in paths:
        for number, pair in enumerate(read_lines(path, PairReading), 1):
            at = f"{path}:{number}: {pair.uri} and {pair.other}"
            places = [labelled.position.get(uri) for uri in (pair.other, pair.uri)]
            earlier, later = places
            if earlier is None or later is None:
                raise ReadingError(f"{at}: not both in {labelled.name}")
            if earlier >= later:
                raise ReadingError(f"{at}: the other article is not the earlier one")
            if frozenset((pair.uri, pair.other)) in known:
                raise ReadingError(f"{at}: judged before")
            known.add(frozenset((pair.uri, pair.other)))
            new.append(pair)
    keep_pairs(labelled.name, new)
    return tuple(new)


def _reading(
    name: str, answer: Answered, drawn: Mapping[str, Item], known: Collection[Identity]
) -> VerdictReading:
    item = drawn.get(answer.uri)
    if item is None:
        raise ReadingError(f"{answer.uri} is no item of these sheets")
    if _identity(item) in known:
        raise ReadingError(f"{answer.uri} has been read already for this verdict")
    if not held_out(name, item.uri):
        raise ReadingError(f"{answer.uri} is not held out: pairs of it may have been fitted on")
    if set(answer.answers) != set(item.shown):
        raise ReadingError(f"{answer.uri}: answers to {sorted(answer.answers)}, shown {sorted(item.shown)}")
    if not answer.why.strip():
        raise ReadingError(f"{answer.uri}: no reason given")
    said = right(item.verdict, item.parent, answer.answers)
    if said is None:
        raise ReadingError(f"{answer.uri}: the key does not show the parent {item.parent}")
    missed = derives_from(answer.answers) if item.verdict == "new_story" else None
    return VerdictReading(
        item.uri, item.verdict, item.parent, said, answer.label, missed, answer.why.strip(), answer.answers
    )


def _identity(read: Item | VerdictReading) -> Identity:
    return read.uri, read.verdict, read.parent
