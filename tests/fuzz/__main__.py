"""Mutated and hostile inputs through both workers' work in one process; ends with 1 on a crash or a bound.

    python -m tests.fuzz [--count 10000] [--seed 1]

Hypothesis looks for what breaks single functions (tests/properties, tests/unit/test_detection_entry.py); here
it is the whole way, at one desk that remembers.  atheris is not used: it is led by the coverage of Python
code, and what reads the bytes here (orjson, msgspec, lexbor, numba's kernels) is compiled.
"""

import argparse
import faulthandler
import gc
import sys

from rich.console import Console

from streams.settings import Settings
from tests.fuzz.run import run


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000, help="inputs (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of all of them (default: %(default)s)")
    given = parser.parse_args()
    faulthandler.enable()
    gc.collect()
    report = run(given.count, given.seed, say=lambda line: print(line, file=sys.stderr))  # noqa: T201 - progress
    console = Console(width=130)
    console.print(report.by_kind(), report.totals())
    broken = list(report.broken(Settings().max_message_bytes))
    for line in broken:
        console.print(line, style="red", markup=False)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
