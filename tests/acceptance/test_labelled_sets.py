"""Precision, recall and accuracy on real wire copy do not fall below what has been reached."""

import subprocess
import sys
from functools import cache

import pytest

from schemas.codec import to_json
from tests.evaluation import sets, stream
from tests.evaluation.clough import CloughReport, judge_answers
from tests.evaluation.score import Report, score

FLOORS = {
    ("reuters", "precision"): 0.975,
    ("reuters", "recall"): 0.98,
    ("ap89", "precision"): 0.96,
    ("ap89", "recall"): 0.93,
    ("german", "precision"): 0.95,
    ("german", "recall"): 0.94,
    ("clough", "four-way"): 0.75,
    ("clough", "binary by the detector"): 0.90,
}
"""Slightly below what the detector reaches; raise them when it gets better.

AP recall was .91 with model 1; what that cost beside the labels, docs/decisions/0008 says.

Reuters: labels alone, whose precision and recall have been published for other methods.  AP and German:
labels and read pairs together, since the labels have too few negatives for a precision.
"""

pytestmark = pytest.mark.shared


def needs(name: str) -> pytest.MarkDecorator:
    """Skip where the set is not on this machine."""
    return pytest.mark.skipif(not sets.available(name), reason=f"the {name} set is not in ../shared/data")


@cache
def _report(name: str) -> Report:
    labelled = sets.load(name)
    return score(stream.run(labelled.raw, stream.shipped(stream.WHOLE_STREAM)).events, labelled)


@cache
def _clough() -> CloughReport:
    return judge_answers(*sets.clough(), stream.shipped)


@needs("reuters")
@pytest.mark.slow
@pytest.mark.parametrize("figure", ["precision", "recall"])
def test_reuters(figure: str) -> None:
    """Rewrites and merges against templates in 21,578 stories of 1987."""
    assert getattr(_report("reuters").labels, figure) >= FLOORS["reuters", figure]


@needs("ap89")
@pytest.mark.parametrize("figure", ["precision", "recall"])
def test_ap89(figure: str) -> None:
    """Next-cycle rewrites, roundups and follow-ups of one agency, labels and read pairs together."""
    assert getattr(_report("ap89").joined, figure) >= FLOORS["ap89", figure]


@needs("german")
@pytest.mark.parametrize("figure", ["precision", "recall"])
def test_german(figure: str) -> None:
    """Agency copy reworked by German portals, labels and read pairs together."""
    assert getattr(_report("german").joined, figure) >= FLOORS["german", figure]


@needs("clough")
def test_degrees_of_rewriting() -> None:
    """Cut, light, heavy and non are told from features of the pair, leaving one question out."""
    report = _clough()
    assert report.four_way / report.answers >= FLOORS["clough", "four-way"]


@needs("clough")
def test_derived_answers_are_rewrites() -> None:
    """The detector as it is calls derived answers rewrites of their original, and others not."""
    report = _clough()
    assert report.shipped / report.answers >= FLOORS["clough", "binary by the detector"], report.mistakes


@needs("ap89")
def test_the_command_gives_the_same_events() -> None:
    """`copytaster replay FILE` writes, byte for byte, the events of parse, fingerprint and judge."""
    path = sets.folder("ap89") / "articles.jsonl.gz"
    done = subprocess.run(
        [sys.executable, "-m", "streams", "replay", str(path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    events = stream.run(sets.load("ap89").raw, stream.shipped()).events.values()
    assert done.stdout.splitlines() == [to_json(event) for event in events]
