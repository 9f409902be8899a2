"""The wire of a campaign: made-up copy in two languages with all that feeds do, and a feeder."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from kafka import KafkaProducer
from kafka.errors import KafkaError

from tests.support import made_wire
from tests.support.workers import Message

LANGUAGES: Final = ("en", "de")
SECOND_SHARE: Final = 1 / 3
SPACING_S: Final = (10, 30)
"""Event time between two articles, by language: one desk's window is full, the other's old, at its edge."""
SECONDS_OF: Final = {"future": (3600, 3 * 365 * 86400), "past": (30 * 86400, 50 * 365 * 86400)}
RUBBISH: Final = (
    b"{",
    b"\xff\xfe",
    b"[]",
    b"",
    None,
    b'{"headline": "nobody\'s"}',
    b'{"uri": "urn:made:picture", "type": "picture", "headline": "A goat"}',
)
TICK_S: Final = 0.2
PATIENCE_MS: Final = 600_000


def messages(articles: int, seed: int, far: int) -> list[Message]:
    """Everything that will be sent, in order; more than `articles`, because some is sent again.

    Args:
        articles: How many articles are made.
        seed: Of all that is drawn.
        far: At how many messages' distance an article that is sent again has left the window.
    """
    rng = random.Random(seed)  # noqa: S311 - the same wire every time is the point
    items = list(_items(articles, rng, seed))
    wire: list[tuple[float, Message]] = []
    for place, item in enumerate(items):
        message = item["uri"].encode(), orjson.dumps(item)
        # a few are moved back or forth among their neighbours
        wire.append((place + (rng.uniform(-50, 50) if rng.random() < 0.05 else 0), message))
        if rng.random() < 0.03:
            wire.append((place + rng.expovariate(1 / 60), message))
        if rng.random() < 0.01:
            wire.append((place + far * rng.uniform(0.9, 1.5), message))
        if rng.random() < 0.005:
            wire.append((place, (b"rubbish", rng.choice(RUBBISH))))
    return [message for _, message in sorted(wire, key=lambda pair: pair[0])]


def _items(articles: int, rng: random.Random, seed: int) -> Iterator[dict[str, Any]]:
    """Articles of both languages in turns, some of them with another version at once or with a wrong date."""
    sources = [made_wire.articles(articles, 2 * seed + number) for number in range(len(LANGUAGES))]
    counts = [0, 0]
    made = 0
    while made < articles:
        which = int(rng.random() < SECOND_SHARE)
        item = next(sources[which]) | {"language": LANGUAGES[which]}
        counts[which] += 1
        date = made_wire.START + timedelta(seconds=counts[which] * SPACING_S[which])
        item["versioncreated"] = _date(date, rng)
        yield item
        made += 1
        if made < articles and rng.random() < 0.03:
            words = item["body_text"].split()
            words[rng.randrange(len(words))] = "indeed"
            version = rng.choice(["1", "2"])  # the same version with other words is not unheard of
            yield item | {"version": version, "body_text": " ".join(words)}
            made += 1


def _date(date: datetime, rng: random.Random) -> str | None:
    kind = rng.random()
    if kind < 0.01:
        return None
    if kind < 0.03:
        date += timedelta(seconds=rng.uniform(*SECONDS_OF["future"]))
    elif kind < 0.05:
        date -= timedelta(seconds=rng.uniform(*SECONDS_OF["past"]))
    return date.astimezone(UTC).isoformat()


class Feeder(threading.Thread):
    """Sends in order, in uneven batches, at a pace set from outside; waits for a broker that is away."""

    def __init__(self, servers: list[str], topic: str, wire: list[Message], seed: int) -> None:
        super().__init__(name="feeder", daemon=True)
        self._topic = topic
        self._wire = wire
        self._rng = random.Random(seed)  # noqa: S311 - as above
        self._producer = KafkaProducer(
            bootstrap_servers=servers,
            enable_idempotence=True,
            compression_type="lz4",
            linger_ms=5,
            delivery_timeout_ms=PATIENCE_MS,
            max_block_ms=PATIENCE_MS,
        )
        self._ending = threading.Event()
        self.sent = 0
        self.limit = 0
        """How much of the wire may be sent by now."""
        self.rate = 10.0
        """Messages a second."""
        self._burst = 0
        self.failures: list[str] = []

    def run(self) -> None:
        """Send until told to end."""
        try:
            while not self._ending.wait(TICK_S):
                share = self.rate * TICK_S
                batch = round(self._rng.expovariate(1 / share)) if share > 0 else 0
                burst, self._burst = self._burst, 0
                self._send(min(batch + burst, self.limit - self.sent))
        except KafkaError as error:
            self.failures.append(repr(error))

    def _send(self, count: int) -> None:
        for key, value in self._wire[self.sent : self.sent + max(0, count)]:
            future = self._producer.send(self._topic, value=value, key=key)
            future.add_errback(lambda error: self.failures.append(repr(error)))
            self.sent += 1

    def burst(self, count: int) -> None:
        """Send so many more, all at once."""
        self._burst = count

    def finish(self, timeout: float) -> None:
        """Send what is left, and wait until Kafka has all of it."""
        self._ending.set()
        self.join(timeout)
        started = time.monotonic()
        self._send(len(self._wire) - self.sent)
        self._producer.flush(timeout=max(1.0, timeout - (time.monotonic() - started)))
        self._producer.close()

    def give_up(self) -> None:
        """End without waiting for anything."""
        self._ending.set()
        self._producer.close(timeout=0)
