"""What arrives to be judged: messages of files or of a topic come in, articles or what is wrong go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas import Fingerprint, Position
from streams.commands.inputs import Item
from streams.errors import UnreadableError
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, where it stood, and the article that it is."""

    place: Position
    key: bytes | None
    data: bytes | None
    article: Fingerprint | UnreadableError


def of_files(items: Iterable[Item], settings: Settings) -> Iterator[Arrival]:
    """The articles of files; a position is the file and the line in it."""
    from streams.sizes import Sizes
    from streams.wire import parse

    sizes = Sizes(settings)
    for item in items:
        article: Fingerprint | UnreadableError
        try:
            article = _fitting(parse(item.data, settings.max_message_bytes), sizes)
        except UnreadableError as error:
            article = error
        yield Arrival(Position(item.source, 0, item.line), None, item.data, article)


def of_fingerprints(records: Iterable[Any]) -> Iterator[Arrival]:
    """The articles of a desk's partition of wire.fingerprints."""
    from streams.workers.received import decode

    for record in records:
        article: Fingerprint | UnreadableError
        try:
            article = decode(record.value)
        except UnreadableError as error:
            article = error
        yield _arrival(record, article)


def of_raw(records: Iterable[Any], settings: Settings, desk: int) -> Iterator[Arrival]:
    """The articles of wire.raw that a desk judges, fingerprinted anew; what is none, with desk 0."""
    from streams.sizes import Sizes
    from streams.wire import parse

    sizes = Sizes(settings)
    for record in records:
        try:
            parsed = parse(record.value, settings.max_message_bytes)
            if settings.desk_for(parsed.language) == desk:
                yield _arrival(record, _fitting(parsed, sizes))
        except UnreadableError as error:
            if desk == 0:
                yield _arrival(record, error)


def _fitting(parsed: Any, sizes: "Sizes") -> Fingerprint:
    """The fingerprint of an article; UnreadableError if it does not fit its topic."""
    from streams.detection import fingerprint

    article = fingerprint(parsed)
    sizes.fingerprint(article)
    return article


def _arrival(record: Any, article: Fingerprint | UnreadableError) -> Arrival:
    place = Position(record.topic, record.partition, record.offset)
    return Arrival(place, record.key, record.value, article)
