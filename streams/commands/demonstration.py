"""What `copytaster demo` does: articles and their truth in, a show out, and whether all was right."""

import secrets
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NoReturn

import msgspec
import orjson
from rich.text import Text

from schemas.codec import event_from_json
from streams.commands import clients, stack, verdicts
from streams.commands.console import OUT, show
from streams.commands.feed import paced, send
from streams.commands.inputs import Item
from streams.commands.marks import NEW, Marks
from streams.errors import CopytasterError
from streams.sample import Truth
from streams.settings import Settings, broker_given
from streams.topics import Names

PATIENCE_S: Final = 30.0
"""Without a verdict for so long, the missing ones will not come."""


def run(articles: list[dict[str, Any]], truth: dict[str, Truth], rate: float | None) -> bool:
    """Have the articles judged by the workers on a real Kafka, and show how.

    Args:
        articles: ninjs objects in order of arrival.
        truth: The right verdicts, by `streams.sample.identity`.
        rate: Articles a second; None: as fast as Kafka takes them.

    Returns:
        Whether every article got the right verdict and the right parent.
    """
    signal.signal(signal.SIGTERM, _stop)
    marks, clock = Marks(truth), Clock()
    lines = [orjson.dumps(article) for article in articles]
    with _running(clock) as running:
        with clock.step("judged, from the first fed to the last verdict"):
            _follow(running, lines, rate, marks)
        stopping = time.perf_counter()
    clock.note("everything stopped", time.perf_counter() - stopping)
    _summarise(marks, clock)
    return marks.perfect


class Clock:
    """Says of each step how long it took."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Time the block; says so when it ends well."""
        started = time.perf_counter()
        yield
        self.note(what, time.perf_counter() - started)

    def note(self, what: str, seconds: float) -> None:
        """Print one step."""
        OUT.print(f"{seconds:6.1f} s  {what}", style="bold cyan", soft_wrap=True)

    @property
    def total(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._started


@contextmanager
def _running(clock: Clock) -> Iterator[stack.Stack]:
    """A Kafka and both workers under a prefix of their own; nothing of them is left afterwards."""
    given = broker_given()
    settings = msgspec.structs.replace(
        Settings.from_env(),
        prefix=f"demo-{secrets.token_hex(4)}.",
        raw_partitions=1,  # the truth is about the sample's order, and only a partition keeps one
        desks=1,
        desk_of_language={},
        monitor_interval=1.0,
    )
    with ExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="copytaster-demo-")))
        with clock.step("Kafka and topics"):
            settings, local = exits.enter_context(stack.kafka(settings, given=given))
        if given:
            exits.callback(clients.remove, settings)
        with clock.step(f"both workers ready; Kafka is at {settings.brokers}"):
            running = exits.enter_context(stack.running(settings, local, folder))
        yield running


def _follow(running: stack.Stack, lines: list[bytes], rate: float | None, marks: Marks) -> None:
    """Feed in the background and show verdicts until all are there, or no more come."""
    names = Names(running.settings.prefix)
    feeder = Feeder(lines, running.settings, rate)
    with ExitStack() as exits:
        topics = (names.new, names.rewrite)
        client = exits.enter_context(clients.reader(running.settings, topics, from_beginning=True))
        exits.callback(feeder.stop)
        feeder.start()
        heard = time.monotonic()
        while marks.missing and (feeder.is_alive() or time.monotonic() - heard < PATIENCE_S):
            running.check()
            feeder.check()
            for record in clients.poll(client):
                event = event_from_json(record.value)
                show(verdicts.lines(event, quote=False))
                if not marks.add(event):
                    OUT.print("  not what the sample says", style="bold red")
                heard = time.monotonic()


class Feeder(threading.Thread):
    """Feeds in the background, until all is sent or `stop`; `check` raises what went wrong."""

    def __init__(self, lines: list[bytes], settings: Settings, rate: float | None) -> None:
        super().__init__(daemon=True)
        self._lines, self._settings, self._rate = lines, settings, rate
        self._error: CopytasterError | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Send all."""
        items = (Item(line, "the sample", number) for number, line in enumerate(self._lines, start=1))
        timely = paced(items, self._rate, self._stopped.wait)
        try:
            send(takewhile(lambda _: not self._stopped.is_set(), timely), self._settings)
        except CopytasterError as error:
            self._error = error

    def stop(self) -> None:
        """Send no more, and wait until what was sent is acknowledged."""
        self._stopped.set()
        self.join()

    def check(self) -> None:
        """Raise the error that feeding ended with."""
        if self._error is not None:
            raise self._error


def _summarise(marks: Marks, clock: Clock) -> None:
    """The marks by kind, then what was wrong, with the evidence."""
    OUT.print("", marks.table(), "", sep="\n")
    for truth, event in marks.wrong:
        right = "a new story" if truth.verdict == NEW else f"a rewrite of one of {', '.join(truth.parents)}"
        OUT.print(Text.assemble(("wrong", "red"), f": {event.article.uri} ({truth.kind}) is {right}"))
        show(verdicts.lines(event).append("\n"))
    for key in marks.missing:
        OUT.print(Text.assemble(("no verdict", "red"), f" on {key}"))
    all_or_not, colour = ("All", "green") if marks.perfect else ("Not", "red")
    OUT.print(
        Text.assemble((f"{all_or_not} as it should be", f"bold {colour}"), f", in {clock.total:.1f} s.")
    )


def _stop(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)
