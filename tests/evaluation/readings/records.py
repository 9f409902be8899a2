"""The stored readings: JSON lines by article id, no text.

`pairs_<set>.jsonl` holds pairs that were drawn where a detector was unsure, `verdicts_<set>.jsonl` verdicts
that were drawn at random.  `held_out` keeps them apart.
"""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from tests.evaluation.sets import ReadPair

FOLDER = Path(__file__).parent
HELD_OUT = {"ap89": 0.45, "german": 0.25, "reuters": 0.1}
"""The share of a set's articles whose verdicts are measured: enough for 60 rewrites.  Changing a share moves
articles from one side to the other; what was read stays valid, what a model was fitted on does not."""
DRAWN = "where the detector was unsure"

T = TypeVar("T", bound=Struct)
Said: TypeAlias = Literal["yes", "either", "no"]
Kind: TypeAlias = Literal["rewrite", "new_story"]
ReadLabel: TypeAlias = Literal["R", "M", "U", "D", "E", "T", "N"]


class ReadingError(ValueError):
    """A reading that does not hold together; the message says which line, and why."""


class PairReading(Struct, frozen=True, forbid_unknown_fields=True):
    """Does `uri` derive from the earlier article `other`?"""

    uri: str
    other: str
    derived: Said
    label: ReadLabel
    why: str


class VerdictReading(Struct, frozen=True, forbid_unknown_fields=True):
    """A verdict, and what a reader who did not know it said of the articles that were shown."""

    uri: str
    verdict: Kind
    parent: str | None
    """The best parent that the verdict named; None of a new story."""
    right: Said
    """Of the verdict: yes, either (two editors would split) or no."""
    label: ReadLabel | None
    missed: str | None
    """The earlier article that a wrong new story derives from."""
    why: str
    answers: dict[str, Said]
    """Does `uri` derive from this earlier article?  One answer for each that was shown."""


def place(name: str, uri: str) -> float:
    """A number of the article's own in [0, 1), the same in every draw of the set `name`.

    Permanent random numbers (Brewer, Early & Joyce 1972): those with the lowest numbers are a simple random
    sample of any population, and samples of two models' verdicts have as much in common as can be.
    """
    digest = blake2b(f"{name}\0{uri}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def held_out(name: str, uri: str) -> bool:
    """Whether an article's verdicts are for measuring: no reading of it may enter a fit."""
    return place(name, uri) < HELD_OUT[name]


def pair_readings(name: str) -> tuple[ReadPair, ...]:
    """The pairs that a fit may learn from: those whose later article is not held out."""
    return tuple(pair for pair in every_pair(name) if not held_out(name, pair.uri))


def every_pair(name: str) -> tuple[ReadPair, ...]:
    """All pairs that were read: to judge a model that was fitted without the set."""
    found = read_lines(_path("pairs", name), PairReading)
    return tuple(ReadPair(p.uri, p.other, p.derived, DRAWN, p.label, p.why) for p in found)


def verdict_readings(name: str) -> tuple[VerdictReading, ...]:
    """The verdicts that were read, oldest reading first.  For measuring only."""
    return read_lines(_path("verdicts", name), VerdictReading)


def keep_pairs(name: str, pairs: Iterable[PairReading]) -> None:
    """Append pairs, which have been validated, to the stored ones."""
    _append(_path("pairs", name), pairs)


def keep_verdicts(name: str, readings: Iterable[VerdictReading]) -> None:
    """Append verdict readings, which have been validated, to the stored ones."""
    _append(_path("verdicts", name), readings)


def read_lines(path: Path, kind: type[T]) -> tuple[T, ...]:
    """The records of a file, one a line; none if there is no file.

    Raises:
        ReadingError: A line is no such record.
    """
    lines = path.read_bytes().splitlines() if path.exists() else []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(msgspec.json.decode(line, type=kind))
        except msgspec.MsgspecError as error:
            raise ReadingError(f"{path}:{number}: {error}") from error
    return tuple(found)


def _path(kind: str, name: str) -> Path:
    return FOLDER / f"{kind}_{name}.jsonl"


def _append(path: Path, records: Iterable[Struct]) -> None:
    with path.open("ab") as file:
        file.writelines(msgspec.json.encode(record) + b"\n" for record in records)
