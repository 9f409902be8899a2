"""What was read, put in order once for all proofs: whose each message is, and what was to be said."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from schemas import DeadLetter
from schemas.codec import from_json
from streams.settings import Settings
from tests.faults import articles, undisturbed
from tests.faults.articles import Printed, Said
from tests.faults.reading import Evidence, Place, Record
from tests.faults.undisturbed import Undisturbed


@dataclass(frozen=True, slots=True)
class Case:
    """All that a proof may ask."""

    settings: Settings
    evidence: Evidence
    poison: Collection[str]
    letters: list[tuple[Record, DeadLetter]]
    """The dead letters that can be read."""
    in_letters: dict[str, set[Place]]
    """What they are of, by topic."""
    printed: list[Printed]
    """The fingerprints, those among the dead letters too."""
    judged: list[Printed]
    """The fingerprints that a desk had to judge."""
    said: list[Said]
    """The verdicts."""
    calm: Undisturbed


def open_case(settings: Settings, evidence: Evidence, poison: Collection[str] = ()) -> Case:
    """Put in order what was read, and judge it again in one life."""
    letters = [(record, letter) for record in evidence.letters if (letter := _letter(record))]
    in_letters: dict[str, set[Place]] = {evidence.names.raw: set(), evidence.names.fingerprints: set()}
    for _, letter in letters:
        if letter.position is not None:
            place = letter.position.partition, letter.position.offset
            in_letters.setdefault(letter.position.topic, set()).add(place)
    printed = [one for record in evidence.fingerprints if (one := articles.printed(record))]
    judged = [one for one in printed if one.record.place not in in_letters[evidence.names.fingerprints]]
    return Case(
        settings=settings,
        evidence=evidence,
        poison=poison,
        letters=letters,
        in_letters=in_letters,
        printed=printed,
        judged=judged,
        said=[one for record in evidence.verdicts if (one := articles.said(record))],
        calm=undisturbed.run(settings, [one.record for one in judged]),
    )


def _letter(record: Record) -> DeadLetter | None:
    try:
        return from_json(record.value or b"", DeadLetter)
    except msgspec.DecodeError:
        return None
