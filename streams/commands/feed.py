"""`copytaster feed`: articles from files onto wire.raw, as they are."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from streams.commands.console import ERR, progress_bar
from streams.commands.inputs import STDIN, Inputs, Item, files_under
from streams.commands.options import readable
from streams.errors import BrokerError
from streams.settings import Settings
from streams.topics import Names

FLUSH_S = 60.0


def feed(
    paths: Annotated[
        list[Path],
        typer.Argument(
            callback=lambda paths: readable(paths, folders=True),
            metavar="FILE|DIR|-",
            help="JSON lines, single .json documents, .gz of either, folders of these; `-`: standard input.",
        ),
    ],
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.001, metavar="N", help="Articles a second.", show_default="as fast as Kafka takes"
        ),
    ] = None,
) -> None:
    """Send articles to the workers: put them on `wire.raw`.

    Items are sent byte for byte, also those that are no articles: the workers say what is wrong with them.
    The key is the article's `uri` (or `guid`), so that versions of one item stay in order. Ends when Kafka
    has acknowledged every item.

    Examples:
    - `copytaster feed articles.jsonl.gz`
    - `copytaster feed --rate 5 inbox/`
    - `tail -f wire.jsonl | copytaster feed -`
    """
    settings = Settings.from_env()
    files = [file for path in paths for file in ([path] if path == STDIN else files_under(path))]
    if not files:
        raise typer.BadParameter("no .json, .jsonl or .ndjson files (or .gz of these) in there")
    inputs, started = Inputs(files), time.perf_counter()
    with progress_bar() as progress:
        task = progress.add_task("feeding", total=inputs.total_bytes)

        def show(sent: int) -> None:
            progress.update(task, completed=inputs.read_bytes, description=f"{sent:,} articles")

        outcome = send(paced(inputs, rate), settings, show)
    took = time.perf_counter() - started
    ERR.print(
        f"{outcome.sent:,} items acknowledged on {Names(settings.prefix).raw} in {took:.1f} s,"
        f" {outcome.sent / took:,.0f} a second"
    )
    for item in outcome.too_large:
        ERR.print(Text(f"not sent: {item}", style="red"), soft_wrap=True)
    if outcome.too_large:
        raise typer.Exit(1)


class Outcome:
    """What became of the items: how many Kafka has, and which it would not take."""

    def __init__(self) -> None:
        self.sent = 0
        self.acknowledged = 0
        self.failures: list[BaseException] = []
        self.too_large: list[str] = []

    def watch(self, answer: Any) -> None:
        """Count an item that was sent, and Kafka's answer to it when it comes (on the client's thread)."""
        self.sent += 1
        answer.add_callback(self._acknowledge)
        answer.add_errback(self.failures.append)

    def _acknowledge(self, _where: object) -> None:
        self.acknowledged += 1


def paced(
    items: Iterable[Item], rate: float | None, sleep: Callable[[float], object] = time.sleep
) -> Iterator[Item]:
    """The items, not sooner than `rate` a second allows; lost time is made up for."""
    started = time.monotonic()
    for number, item in enumerate(items):
        if rate:
            sleep(max(0.0, started + number / rate - time.monotonic()))
        yield item


def send(items: Iterable[Item], settings: Settings, show: Callable[[int], None] = lambda _: None) -> Outcome:
    """Put items on wire.raw and wait until all are acknowledged; `show` gets the number sent so far.

    Raises:
        TopicsError: wire.raw is not there.
        BrokerError: Kafka does not answer or did not take an item.
    """
    from kafka.errors import KafkaError

    from streams.commands.clients import producer, require

    outcome = Outcome()
    topic = Names(settings.prefix).raw
    require(settings, topic)
    with producer(settings) as client:
        try:
            for item in items:
                if len(item.data) > settings.max_message_bytes:
                    outcome.too_large.append(
                        f"{item.source}, line {item.line}: {len(item.data):,} bytes are more than"
                        f" WIRE_MAX_MESSAGE_BYTES={settings.max_message_bytes}"
                    )
                    continue
                outcome.watch(client.send(topic, value=item.data, key=key_of(item.data)))
                show(outcome.sent)
                if outcome.failures:
                    break
            client.flush(timeout=FLUSH_S)
        except KafkaError as error:
            outcome.failures.append(error)
    if outcome.failures:
        raise BrokerError(
            f"Kafka at {settings.brokers} acknowledged {outcome.acknowledged:,} of {outcome.sent:,} items and"
            f" then failed: {outcome.failures[0]}. Feed them again; repeated articles get the same verdict"
        )
    return outcome


def key_of(data: bytes) -> bytes | None:
    """The message key of an item: the uri under which it will be judged; None if it is no article."""
    from streams.wire import uri_of

    uri = uri_of(data)
    return None if uri is None else uri.encode()
