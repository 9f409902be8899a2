"""Labels of the news sets that readers contradict, with what they should be and why.

Of the AP set all 275 labelled and read pairs were read again, whole and blind, by one reader; what that
reader answered otherwise, for or against derivation (three pairs, all labelled M), a second one read among
the other pairs labelled M and others drawn at random, blind too.  A label is corrected where both say that
it is wrong (two pairs).  Figures by the labels as published stand beside those by the corrected ones.
"""

from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

FILE = Path(__file__).with_name("label_corrections.json")

Kind: TypeAlias = Literal["R", "M", "T", "D", "U", "N"]
"""R rewrite, copy, repeat, corrected or abridged; M merged or excerpted; T same template, other facts;
D the story moved on; U running update of a market report; N nothing of substance shared."""


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """The label that both texts, read whole, call for, and the reason."""

    uri: str
    other: str
    label: Kind
    why: str


def corrections(name: str) -> dict[tuple[str, str], Kind]:
    """Of a set: the label that a pair (later uri, earlier uri) should have."""
    told = msgspec.json.decode(FILE.read_bytes(), type=dict[str, tuple[Correction, ...]])
    return {(correction.uri, correction.other): correction.label for correction in told.get(name, ())}
