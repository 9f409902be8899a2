"""A topic whose articles are judged again: `wire.fingerprints`, or `wire.raw` from the beginning."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import typer

from schemas import Fingerprint
from streams.commands.arrivals import Arrival, of_fingerprints, of_raw
from streams.errors import BrokerError, CopytasterError
from streams.settings import Settings
from streams.topics import Names

if TYPE_CHECKING:
    from streams.commands.judging import Judge


class Source:
    """What a topic holds for each desk, gone through desk by desk: one window is held at a time.

    Where the topic has lost its beginning, a desk starts with those older articles that its window still
    holds, as its changelog has them.
    """

    def __init__(self, settings: Settings, topic: str | None, desk: int | None) -> None:
        """Look at the topic.

        Args:
            settings: Where Kafka is.
            topic: Its name, with or without the prefix; None for wire.fingerprints.
            desk: One desk; None for all.

        Raises:
            typer.BadParameter: There is no such topic to judge, or no such desk.
            TopicsError: The topic is not on the broker.
            CopytasterError: The topic is empty.
        """
        from streams.commands.backlog import backlog

        self._settings = settings
        self.topic, self.raw = _resolved(Names(settings.prefix), topic)
        with backlog(settings, [self.topic]) as held:
            sizes = {tp.partition: held.ends[tp] - begin for tp, begin in held.begins.items()}
            self._begins = {tp.partition: begin for tp, begin in held.begins.items()}
        there = range(settings.desks) if self.raw else sorted(sizes)
        if desk is not None and desk not in there:
            raise typer.BadParameter(
                f"there is no desk {desk}: there are {len(there)}, counted from 0", param_hint="--desk"
            )
        self.desks = tuple(there) if desk is None else (desk,)
        read = sizes.values() if self.raw else (sizes[number] for number in self.desks)
        self.size = sum(read) * (len(self.desks) if self.raw else 1)
        if not self.size:
            where = self.topic if desk is None or self.raw else f"{self.topic}, partition {desk},"
            raise CopytasterError(f"{where} is empty: there is nothing to judge")

    @contextmanager
    def arrivals(self, desk: int, step: Callable[[], object]) -> Iterator[Iterable[Arrival]]:
        """The articles of a desk in their order, up to where the topic ends on entering."""
        from streams.commands.backlog import backlog

        with backlog(self._settings, [self.topic], None if self.raw else desk) as held:
            if self.raw:
                yield of_raw(_stepped(held.by_time(), step), self._settings, desk)
            else:
                yield of_fingerprints(_stepped(held, step))

    def begun(self, desk: int, judge: "Judge", arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        """Give the desk the articles from before the topic's beginning, if it has lost that; then go on."""
        waiting = iter(arrivals)
        if self.raw or not self._begins[desk]:
            return waiting
        first = []
        for arrival in waiting:
            first.append(arrival)
            if isinstance(arrival.article, Fingerprint):
                judge.restore(_older(self._settings, desk, arrival.article))
                break
        return chain(first, waiting)


def _resolved(names: Names, topic: str | None) -> tuple[str, bool]:
    """The topic's full name, and whether it is wire.raw."""
    for name, raw in ((names.fingerprints, False), (names.raw, True)):
        if topic in (name, name.removeprefix(names.prefix)) or (topic is None and not raw):
            return name, raw
    raise typer.BadParameter(
        f"{topic} holds no articles to judge: {names.fingerprints} and {names.raw} do",
        param_hint="--from-topic",
    )


def _stepped(records: Iterable[Any], step: Callable[[], object]) -> Iterator[Any]:
    for record in records:
        yield record
        step()


def _older(settings: Settings, desk: int, first: Fingerprint) -> dict[bytes, bytes]:
    """Entries of the window's changelog that stand before an article in the desk's order.

    Raises:
        BrokerError: Kafka fails, or the changelog is not there.
        CopytasterError: It holds something else than entries of this release.
    """
    import asyncio

    import msgspec
    from aiokafka.errors import KafkaError

    from streams.detection.entry import decode, identity
    from streams.workers.changelog import read_changelog

    changelog = Names(settings.prefix).changelog
    try:
        loaded = asyncio.run(read_changelog(settings.servers, changelog, [desk], lambda *_: None))
        entries = loaded[desk].entries
        own = entries.get(identity(first))
        if own is None:
            return {}
        place = decode(own).seq
        return {key: entry for key, entry in entries.items() if decode(entry).seq < place}
    except KafkaError as error:
        raise BrokerError(
            f"{changelog} cannot be read from Kafka at {settings.brokers}: {error!r}. Its own log says more"
        ) from error
    except msgspec.DecodeError as error:
        raise CopytasterError(
            f"{changelog}, partition {desk}, cannot be read: {error}. The desk has lost the beginning of its"
            " topic, and needs what the changelog holds"
        ) from error
