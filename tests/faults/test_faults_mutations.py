"""The proof that the scenes prove something: each fails, for its reason, once its guarantee is taken away.

That the same scenes find nothing wrong with the guarantee in place is test_faults_scenes.py.  Here are those
that take the guarantees away which a reader of the topics relies on; `make mutations` runs all.
"""

from pathlib import Path

import pytest

from streams.settings import Settings
from tests.faults.mutants import MUTATIONS, Mutation
from tests.faults.mutations import run

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

CHOSEN = (
    "commit before the table's buffer is flushed",
    "swallow an article's exception",
    "judge a known article again",
    "judge by wall clock",
    "forget the tombstone",
)


def test_what_is_chosen_is_there() -> None:
    """A mutation that was renamed would drop out of the run."""
    assert set(CHOSEN) <= {mutation.name for mutation in MUTATIONS}


@pytest.mark.parametrize(
    "mutation",
    [mutation for mutation in MUTATIONS if mutation.name in CHOSEN],
    ids=lambda mutation: mutation.name.replace(" ", "-"),
)
def test_a_guarantee_that_is_taken_away_is_missed(
    settings: Settings, tmp_path: Path, mutation: Mutation
) -> None:
    """The scene finds what must be wrong then."""
    wrong = run(mutation.scene, settings, tmp_path, mutation.code)
    assert mutation.is_noticed(wrong), wrong
