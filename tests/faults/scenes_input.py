"""Scenes of what comes in and when: wrong clocks, copy that comes twice, out of order, of other times."""

import random
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec

from tests.faults.scenes import Stage
from tests.support import made_wire
from tests.support.workers import wait_until

ARTICLES: Final = 120
SHORT_WINDOW_DAYS: Final = 0.01
"""Of made wire copy, some forty articles stay that long."""
YEAR_S: Final = 365 * 86400
CLOCKS: Final = {
    "years ahead": f"5 * {YEAR_S}",
    "years behind": f"-5 * {YEAR_S}",
    "jumping": f"random.choice([-{YEAR_S}, 0, {YEAR_S}])",
}


def clock(shift: str) -> str:
    """A fault that has all clocks be off by an expression in seconds, looked up at each call."""
    return f"""
    import aiokafka, datetime, random, time
    real_time, real_datetime = time.time, datetime.datetime
    class Shifted(real_datetime):
        @classmethod
        def now(cls, tz=None): return real_datetime.now(tz) + datetime.timedelta(seconds={shift})
    time.time = lambda: real_time() + ({shift})
    time.time_ns = lambda: round(time.time() * 1e9)
    datetime.datetime = Shifted
    real_send = aiokafka.AIOKafkaProducer.send
    async def send(self, topic, *args, **kwargs):  # the compiled part of the client asks the system itself
        kwargs["timestamp_ms"] = round(time.time() * 1000)
        return await real_send(self, topic, *args, **kwargs)
    aiokafka.AIOKafkaProducer.send = send
    """


def wrong_clock(stage: Stage) -> None:
    """Each life of the workers has another wrong clock; articles leave the window meanwhile."""
    stage.settings = msgspec.structs.replace(stage.settings, window_days=SHORT_WINDOW_DAYS)
    articles = list(made_wire.articles(ARTICLES))
    third = ARTICLES // len(CLOCKS)
    for number, (name, shift) in enumerate(CLOCKS.items()):
        fault = clock(shift)
        with stage.worker("fingerprint", fault) as fingerprinter, stage.worker("match", fault) as matcher:
            fingerprinter.wait_ready()
            stage.feed(articles[number * third : (number + 1) * third])
            for worker in (fingerprinter, matcher):
                last = stage.last_words(worker, partial(stage.all_done, worker.kind))
                stage.expect(not last, f"a {worker.kind} worker with a clock {name} goes on: {last}")
    report = stage.finish()
    stage.expect(report.counts.tombstones, "articles leave the window while clocks are wrong")


def duplicates_and_odd_dates(stage: Stage) -> None:
    """A third comes twice, neighbours change places, and dates are decades off, missing or no dates."""
    stage.settings = msgspec.structs.replace(stage.settings, window_days=SHORT_WINDOW_DAYS)
    with stage.worker("match"):
        stage.fingerprinted(_disorderly(ARTICLES))
        wait_until(lambda: stage.all_done("match"), what="all to be judged")
    stage.fingerprinted(_disorderly(ARTICLES // 4))
    report = stage.finish()
    stage.expect(report.counts.tombstones, "articles leave the window")
    stage.expect(report.counts.forgotten, "some come again after they have left it")
    stage.expect(
        report.counts.verdict_repeats + report.counts.forgotten >= ARTICLES // 3,
        "what comes twice is said twice",
    )


def _disorderly(count: int) -> list[dict[str, Any]]:
    rng = random.Random(5)  # noqa: S311 - the same disorder every time is the point
    articles = [_dated(rng, article) for article in made_wire.articles(count, seed=7)]
    articles += rng.sample(articles, count // 3)
    for place in range(0, len(articles) - 8, 8):
        part = articles[place : place + 8]
        rng.shuffle(part)
        articles[place : place + 8] = part
    return articles


def _dated(rng: random.Random, article: dict[str, Any]) -> dict[str, Any]:
    """One in eight with another date: far off, none, or nonsense."""
    if rng.random() > 1 / 8:
        return article
    date = made_wire.START + rng.choice([-1, 1]) * timedelta(days=365 * rng.randint(1, 40))
    odd = rng.choice([date.isoformat(), date.isoformat(), None, "yesterday"])
    return {name: value for name, value in article.items() if name != "versioncreated"} | (
        {} if odd is None else {"versioncreated": odd}
    )
