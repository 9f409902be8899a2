"""Labels of Clough and Stevenson's answers that their texts contradict, with what they should be and why.

The published degree is what the writer was asked to do.  It is corrected only where the answer takes
nothing at all from the original that it is paired with.  Read for that, both texts whole: every answer said
to derive whose longest common run is under eight words (six; two are corrected), and of those said not to
derive the two with runs of seven and eight (none is corrected).

Degrees of answers that do derive are left alone, even where the writer plainly did something else
(g0pE_taska, "light", is its original less the last sentence, with two words spelt otherwise; g4pC_taskd,
"heavy", has three expressions replaced and one sentence moved): light against heavy is a matter of
judgement, and whoever corrects it after seeing what is told corrects towards that.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.evaluation.sets import Answer, Degree

FILE = Path(__file__).with_name("degrees_corrections.json")


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """The degree that both texts, read side by side, call for, and the reason."""

    degree: Degree
    why: str


def corrections() -> dict[str, Correction]:
    """The corrected labels by the uri of the answer."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Correction])


def corrected(answers: Sequence[Answer], changes: Mapping[str, Correction]) -> tuple[Answer, ...]:
    """The answers with the labels that the corrections give them."""
    return tuple(
        msgspec.structs.replace(a, label=changes[a.uri].degree) if a.uri in changes else a for a in answers
    )
