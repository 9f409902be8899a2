"""Disturb an installation for minutes and prove afterwards that nothing was lost and nothing contradicted.

    python -m tests.faults [--seed N N N] [--articles N] [--kills N]

Each seed has its own Kafka, real workers and about a quarter of an hour.  What happens is drawn by the seed:
kill -9 of workers and of the broker, SIGTERM, SIGSTOP, workers that join and leave, and a feed with repeats,
rubbish and wrong dates.  Progress goes to standard error, with a table at the end; totals to standard output,
a line of JSON for each seed.  Exit code 1 if any promise was broken; then the logs are kept.
"""

import argparse
import json
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from streams.local import LocalKafka
from tests.faults.campaign import Outcome, Scale, run

SEEDS = 3
FULL = Scale()
ERR = Console(stderr=True, highlight=False)


def main() -> int:
    """Run the campaigns and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, nargs="+", help=f"what is drawn (default: {SEEDS} new ones)")
    parser.add_argument("--articles", type=int, default=FULL.articles, help="how many (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=FULL.kills, help="of workers (default: %(default)s)")
    options = parser.parse_args()
    scale = Scale(articles=options.articles, kills=options.kills)
    outcomes = []
    for seed in options.seed or [secrets.randbelow(1_000_000) for _ in range(SEEDS)]:
        outcomes.append(_run(seed, scale))
        print(json.dumps(outcomes[-1].totals() | {"ends": _ends(outcomes[-1])}), flush=True)  # noqa: T201 - the totals
    ERR.print(_table(outcomes))
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def _run(seed: int, scale: Scale) -> Outcome:
    """One campaign; its files are removed if all is well."""
    folder = Path(tempfile.mkdtemp(prefix=f"copytaster-faults-{seed}-"))
    started = time.monotonic()

    def say(text: str) -> None:
        ERR.print(f"{time.monotonic() - started:6.1f} s  {text}", soft_wrap=True, markup=False)

    try:
        with LocalKafka() as kafka:
            outcome = run(seed, kafka, folder, scale, say)
    except BaseException:
        say(f"the logs are in {folder}")
        raise
    for how, count in _ends(outcome).items():
        say(f"ended {count} times: {how}")
    for end in outcome.ends:
        if end.words:
            say(f"{end}: {end.words}")
    for problem in outcome.problems:
        say(f"PROBLEM {problem}")
    say(str(outcome.report))
    if outcome.ok:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        (folder / "report.txt").write_text(
            "\n".join(f"{v.kind}: {v.text}" for v in outcome.report.violations)
        )
        say(f"NOT KEPT; the logs are in {folder}, all violations in report.txt there")
    return outcome


def _ends(outcome: Outcome) -> dict[str, int]:
    ends = [str(end) for end in outcome.ends]
    return {how: ends.count(how) for how in sorted(set(ends))}


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="Fault campaigns")
    columns = [outcome.totals() for outcome in outcomes]
    if len(columns) > 1:
        columns.append(
            {name: sum(column[name] for column in columns) for name in columns[0]} | {"seed": "all"}
        )
    table.add_column("seed")
    for column in columns:
        table.add_column(str(column["seed"]), justify="right")
    for name in list(columns[0])[1:]:
        table.add_row(name, *(f"{column[name]:,}" for column in columns))
    return table


if __name__ == "__main__":
    sys.exit(main())
