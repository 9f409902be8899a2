"""The acceptance case through both workers and a real Kafka, for a few orders of arrival."""

from pathlib import Path

import msgspec
import pytest

from schemas.codec import event_from_json
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from tests.evaluation import sets
from tests.evaluation.seeds import Order, is_right
from tests.support.workers import WorkerProcess, consume, produce

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.shared,
    pytest.mark.skipif(not sets.available("seeds"), reason="the seed texts are not in ../shared/data"),
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 3, 1, 0)])
def test_the_seeds_are_two_stories(order: Order, settings: Settings, tmp_path: Path) -> None:
    """The first of each family is on wire.stories.new, each later one a rewrite of its own family."""
    settings = msgspec.structs.replace(settings, prefix=f"{settings.prefix}ordered.", raw_partitions=1)
    create_topics(settings)
    names = Names(settings.prefix)
    seeds = sets.seeds()
    produce(settings, names.raw, ((None, seeds[i].raw) for i in order))
    with (
        WorkerProcess("fingerprint", settings, tmp_path / "fingerprint.log"),
        WorkerProcess("match", settings, tmp_path / "match.log"),
    ):
        out = consume(settings, [names.new, names.rewrite], len(seeds))
    said = {event.article.uri: event for event in (event_from_json(m.value) for m in out)}
    events = {seeds[i].uri: said[seeds[i].uri] for i in order}
    family = {seed.uri: seed.family for seed in seeds}
    assert [m.topic for m in out].count(names.new) == 2
    assert [uri for uri, event in events.items() if not is_right(event, events, family)] == []
