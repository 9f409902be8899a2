"""Throughput of the workers beside bare clients, on one broker in one run; prints one table.

    python -m tests.benchmarks [--articles N]
    python -m tests.benchmarks recovery [--articles N]      seconds to ready with a full window

The broker is the one of WIRE_BROKERS, else a local one.  Articles are made up, as long as real wire
copy, and lie on `wire.raw` before anything is measured.  Each candidate runs in a process of its own, one at
a time; the time is that between its first and its last output by the broker's clock, so that starting costs
nothing.
"""

import argparse
import gzip
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from streams.detection import Desk, fingerprint
from streams.errors import UnreadableError
from streams.local import LocalKafka
from streams.settings import Settings
from streams.topics import Names
from streams.wire import parse
from streams.workers.admin import create_topics
from tests.benchmarks.recovery import recovery
from tests.support import made_wire
from tests.support.workers import PROGRAM, consume, ends, environment, produce

WORDS: Final = 150
REUTERS: Final = Path(__file__).parents[3] / "shared" / "data" / "reuters21578" / "articles.jsonl.gz"
LIMIT_S: Final = 600.0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("throughput", "recovery"), default="throughput")
    parser.add_argument("--articles", type=int, help="how many (default: 20,000; for recovery 200,000)")
    chosen = parser.parse_args()
    if chosen.what == "recovery":
        with _broker() as brokers, tempfile.TemporaryDirectory(prefix="copytaster-bench-") as folder:
            Console().print(recovery(brokers, Path(folder), chosen.articles or 200_000))
        return 0
    count: int = chosen.articles or 20_000
    table = Table(title=f"Throughput, {count} articles of about {WORDS} words, one process each")
    for heading in ("what", "articles/s", "seconds"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    with _broker() as brokers, tempfile.TemporaryDirectory(prefix="copytaster-bench-") as folder:
        for name, rate in _on_kafka(brokers, Path(folder), count):
            table.add_row(name, f"{rate:,.0f}", f"{count / rate:.1f}")
            print(f"{name}: {rate:,.0f}/s", file=sys.stderr)  # noqa: T201 - progress of minutes
    for name, rate, seconds in _replay():
        table.add_row(name, f"{rate:,.0f}", f"{seconds:.1f}")
    Console().print(table)
    return 0


@contextmanager
def _broker() -> Iterator[str]:
    if brokers := os.environ.get("WIRE_BROKERS"):
        yield brokers
        return
    with LocalKafka() as kafka:
        yield kafka.start().brokers


def _on_kafka(brokers: str, folder: Path, count: int) -> Iterator[tuple[str, float]]:
    """Each candidate in turn; the match worker reads what the fingerprint worker wrote."""
    settings = Settings(
        brokers=brokers,
        prefix=f"bench-{secrets.token_hex(3)}.",
        raw_partitions=1,
        data_dir=str(folder),
        log_format="json",
        log_level="warning",
    )
    create_topics(settings)
    names = Names(settings.prefix)
    produce(settings, names.raw, ((None, line) for line in made_wire.lines(count, words=WORDS)))
    bare = ["-m", "tests.benchmarks.passthrough"]
    worker = ["-c", PROGRAM]
    for title, program, topics in (
        ("bare aiokafka, consume and produce", [*bare, "aiokafka"], [names.deadletter]),
        ("bare Faust, the same settings", [*bare, "faust"], [names.monitor]),
        ("fingerprint worker", [*worker, "fingerprint"], [names.fingerprints]),
        ("match worker", [*worker, "match"], [names.new, names.rewrite]),
    ):
        yield title, _measure(program, settings, topics, count)


def _measure(program: list[str], settings: Settings, topics: list[str], count: int) -> float:
    """Articles a second from the first to the last of `count` new messages on these topics."""
    seen = len(consume(settings, topics))
    own = msgspec.structs.replace(settings, monitor_interval=1e6)
    process = subprocess.Popen([sys.executable, *program], env=environment(own), stdout=subprocess.DEVNULL)
    try:
        # Reading along would cost the candidate half of a small machine: look at offsets only.
        deadline = time.monotonic() + LIMIT_S
        while _written(settings, topics) < seen + count:
            if process.poll() is not None:
                raise SystemExit(f"{program[-1]} ended with {process.returncode}")
            if time.monotonic() > deadline:
                raise SystemExit(f"{program[-1]} wrote less than {count} messages in {LIMIT_S:g} s")
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait()
    times = sorted(message.timestamp for message in consume(settings, topics, seen + count))[seen:]
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def _written(settings: Settings, topics: list[str]) -> int:
    return sum(ends(settings, topics).values())


def _replay() -> Iterator[tuple[str, float, float]]:
    """The whole method without a broker, on the Reuters set, one core."""
    if not REUTERS.exists():
        print(f"no replay: {REUTERS} is not there", file=sys.stderr)  # noqa: T201 - why a row is missing
        return
    with gzip.open(REUTERS) as file:
        lines = file.read().splitlines()
    desk = Desk()
    for line in lines[:50]:
        Desk().judge(fingerprint(parse(line)))  # compiled before the clock starts
    began, read = time.perf_counter(), 0
    for line in lines:
        try:
            desk.judge(fingerprint(parse(line)))
        except UnreadableError:
            continue
        read += 1
    seconds = time.perf_counter() - began
    yield f"replay, Reuters-21578, {read} articles", read / seconds, seconds


if __name__ == "__main__":
    raise SystemExit(main())
