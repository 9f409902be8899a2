"""Made rewrites with known truth: to fit on degrees that no labelled set holds, and to measure by degree.

`Maker` makes variants of articles; `inject` puts them into a stream; `outcome` counts what the desk made of
them; `run` does all of it.
"""

from tests.evaluation.stress.maker import Maker
from tests.evaluation.stress.variant import Variant

__all__ = ["Maker", "Variant"]
