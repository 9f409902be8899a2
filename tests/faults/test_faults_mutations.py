"""The proof that the scenes prove something: each fails, for its reason, once its guarantee is taken away.

That the same scenes find nothing wrong with the guarantee in place is test_faults_scenes.py.
"""

from pathlib import Path

import pytest

from streams.settings import Settings
from tests.faults.mutants import MUTATIONS, Mutation
from tests.faults.mutations import run

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_a_guarantee_that_is_taken_away_is_missed(
    settings: Settings, tmp_path: Path, mutation: Mutation
) -> None:
    """The scene finds what must be wrong then."""
    wrong = run(mutation.scene, settings, tmp_path, mutation.code)
    assert mutation.is_noticed(wrong), wrong
