"""The labelled sets: `../shared/data` beside the repository in, articles and labels out.

The texts belong to their owners, so nothing of them is in the project: everything that uses a set asks
`available()` first, or lets `load` raise MissingSetError, which says where the set was looked for.
"""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, TypeVar

import msgspec
import orjson
from msgspec import Struct

from tests.evaluation.corrections import Kind, corrections

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = {"reuters": "reuters21578", "ap89": "ap89", "german": "insm_german"}
"""The sets that are streams of news, by the name that the command line knows them by."""
CLOUGH = "clough_stevenson"
SEEDS = "seeds"
FAMILIES = (0, 1, 0, 0, 1)
"""Which agency's story each seed text derives from, in the order of the file names."""
SECONDS_A_DAY = 86_400

T = TypeVar("T")
Degree: TypeAlias = Literal["cut", "light", "heavy", "non"]


class MissingSetError(Exception):
    """A set is not on this machine; the message says where it was looked for."""


class Label(Struct, frozen=True):
    """How the later article of a pair came from the earlier one, in one reader's eyes."""

    uri: str
    other: str
    label: Kind
    basis: str = "read"


class ReadPair(Struct, frozen=True):
    """A pair drawn from the region where verdicts go wrong, and the reader's answer."""

    uri: str
    other: str
    derived: Literal["yes", "no", "either"]
    drawn: str = ""
    label: str | None = None
    why: str | None = None


class Answer(Struct, frozen=True):
    """Clough and Stevenson's label: how much the answer `uri` took over from the original `other`."""

    uri: str
    other: str
    label: Degree


class Seed(NamedTuple):
    """One of the five web articles: its file name, its family, and the ninjs made of it."""

    uri: str
    family: int
    raw: bytes


@dataclass(frozen=True)
class LabelledSet:
    """Articles in the order in which they arrived, and what readers said of some pairs."""

    name: str
    raw: tuple[bytes, ...]
    """ninjs as it stands in the file, one article each."""
    labels: tuple[Label, ...]
    """With the corrections of the project (corrections.py)."""
    read: tuple[ReadPair, ...]
    published: tuple[Label, ...] | None = None
    """The labels as they came, where some were corrected."""

    def as_published(self) -> "LabelledSet | None":
        """The set with its labels as they came; None where none was corrected."""
        return None if self.published is None else replace(self, labels=self.published, published=None)

    @cached_property
    def articles(self) -> dict[str, dict[str, str]]:
        """The articles as dicts, by uri, in order of arrival."""
        return {article["uri"]: article for article in map(orjson.loads, self.raw)}

    @cached_property
    def position(self) -> dict[str, int]:
        """When each article arrived: its place in the stream."""
        return {uri: place for place, uri in enumerate(self.articles)}

    def days_apart(self, uri: str, other: str) -> float:
        """Days between two articles by their own times; 0 where one declares none."""
        times = [self.articles[name].get("versioncreated") for name in (uri, other)]
        if not all(times):
            return 0.0
        later, earlier = (datetime.fromisoformat(time) for time in times if time)
        return abs((later - earlier).total_seconds()) / SECONDS_A_DAY


def available(name: str) -> bool:
    """Whether a set (a key of FOLDERS, `clough` or `seeds`) is on this machine."""
    return folder(name).is_dir()


def load(name: str) -> LabelledSet:
    """A stream of news with its labels; `name` is a key of FOLDERS."""
    place = _present(name)
    published, changes = _records(place / "labels.jsonl.gz", Label), corrections(name)
    labels = tuple(_corrected(label, changes) for label in published)
    return LabelledSet(
        name=name,
        raw=tuple(_lines(place / "articles.jsonl.gz")),
        labels=labels,
        read=_records(place / "labels_read.jsonl.gz", ReadPair),
        published=published if labels != published else None,
    )


def clough() -> tuple[dict[str, bytes], tuple[Answer, ...]]:
    """The short answers and their originals as ninjs by uri, and the degree of each answer."""
    place = _present("clough")
    articles = {orjson.loads(line)["uri"]: line for line in _lines(place / "articles.jsonl.gz")}
    return articles, _records(place / "labels.jsonl.gz", Answer)


def seeds() -> list[Seed]:
    """The five seed texts, page chrome and all, as articles without headline, time or provider."""
    files = sorted(_present("seeds").glob("*.txt"))
    return [
        Seed(file.name, family, orjson.dumps({"uri": file.name, "body_text": file.read_text("utf-8")}))
        for file, family in zip(files, FAMILIES, strict=True)
    ]


def _corrected(label: Label, changes: Mapping[tuple[str, str], Kind]) -> Label:
    kind = changes.get((label.uri, label.other), label.label)
    return label if kind == label.label else Label(label.uri, label.other, kind)


def folder(name: str) -> Path:
    """Where a set (a key of FOLDERS, `clough` or `seeds`) is looked for."""
    return DATA / {**FOLDERS, "clough": CLOUGH, "seeds": SEEDS}[name]


def _present(name: str) -> Path:
    place = folder(name)
    if not place.is_dir():
        raise MissingSetError(f"the set {name!r} is not here: looked for {place}")
    return place


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        for line in file:
            if line.strip():
                yield line.rstrip(b"\n")


def _records(path: Path, kind: type[T]) -> tuple[T, ...]:
    return tuple(msgspec.json.decode(line, type=kind) for line in _lines(path))
