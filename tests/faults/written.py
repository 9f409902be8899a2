"""An installation at rest, written without workers: what they would have left behind, for a test to spoil."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

import msgspec
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.structs import OffsetAndMetadata
from msgspec.structs import replace

from schemas import NewStory, Position
from schemas.codec import to_json
from streams.detection import Desk, fingerprint
from streams.detection.entry import Place, decode, encode
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.window import window_limits
from streams.wire import parse
from streams.workers.deadletters import dead_letter
from tests.faults.reading import Record, ends, patiently, read
from tests.support.workers import Message, produce

WINDOW: Final = 100
"""Articles in the window."""


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
        desk = Desk(window_limits(settings))
        for record in raw:
            position = Position(record.topic, record.partition, record.offset)
            try:
                one = fingerprint(parse(record.value, settings.max_message_bytes), record.timestamp)
            except UnreadableError as error:
                letter = dead_letter(error, position, record.key, record.value, settings.max_message_bytes)
                self.letters.append((record.key, to_json(letter)))
                continue
            judgement = desk.judge(one, Place(len(self.fingerprints), 0))
            self.fingerprints.append(sizes.fingerprint(one))
            _, key, value = sizes.verdict(judgement)
            (self.new if isinstance(judgement.event, NewStory) else self.rewrite).append((key, value))
            if judgement.entry is not None:
                self.changelog.append((judgement.key, judgement.entry))
                self.changelog += [(old, None) for old in judgement.expired]

    def know_places(self, fingerprints: list[Record]) -> None:
        """Have entries say when Kafka took their fingerprints, now that it has."""
        came = {record.offset: record.stands for record in fingerprints}
        for at, (key, value) in enumerate(self.changelog):
            with suppress(msgspec.DecodeError):
                entry = decode(value or b"")
                self.changelog[at] = key, encode(replace(entry, place=came[entry.place.offset]))


def install(settings: Settings, raw: list[Message], spoil: Callable[[Written], object]) -> Settings:
    """Topics as workers would have left them, but for what `spoil` does to them."""
    own = msgspec.structs.replace(settings, window_articles=WINDOW)
    names = Names(own.prefix)
    produce(own, names.raw, raw, partition=0)
    written = Written(own, read(own.servers, [names.raw]))
    spoil(written)
    produce(own, names.fingerprints, written.fingerprints, partition=0)
    written.know_places(read(own.servers, [names.fingerprints]))
    for topic, messages in {
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
