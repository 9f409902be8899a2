"""What readers said of articles, kept by id: pairs that the fit learns from, and verdicts that it may not.

`README.md` is the reader's guide.  An article is on one side for good (`held_out`): pairs of one side go
to the fit, verdicts are drawn and read on the other, whatever the model of the day says.
"""

from tests.evaluation.readings.figures import readings_figures
from tests.evaluation.readings.records import (
    ReadingError,
    VerdictReading,
    every_pair,
    held_out,
    pair_readings,
    verdict_readings,
)

__all__ = [
    "ReadingError",
    "VerdictReading",
    "every_pair",
    "held_out",
    "pair_readings",
    "readings_figures",
    "verdict_readings",
]
