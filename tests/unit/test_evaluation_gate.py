"""How near two texts come to being candidates of each other."""

import orjson

from streams.detection import fingerprint
from streams.wire import parse
from tests.evaluation.gate import nearest_across, nearness
from tests.evaluation.sets import Seed

FERRY = (
    "The ferry Anselm lost power off Port Ellery on Tuesday night with 214 passengers on board, and drifted"
    " for three hours before the tug Marit took her in tow, the coast guard at Sandhaven said."
)
SHORTENED = "The ferry Anselm lost power off Port Ellery on Tuesday night with 214 passengers on board."
OTHER_AGENCY = (
    "More than two hundred people spent Tuesday evening adrift in the strait when their ship's engines"
    " failed; nobody was hurt, and by midnight a tug had brought them to Port Ellery."
)


def seed(uri: str, family: int, text: str) -> Seed:
    """A text as a seed."""
    return Seed(uri, family, orjson.dumps({"uri": uri, "body_text": text}))


def test_a_shortened_text_passes_and_another_report_does_not() -> None:
    """1 is where a pair becomes a candidate: a shortened copy is beyond, an own report below."""
    prints = {text: fingerprint(parse(seed("x", 0, text).raw)) for text in (FERRY, SHORTENED, OTHER_AGENCY)}
    assert nearness(prints[SHORTENED], prints[FERRY]).share > 1
    assert nearness(prints[FERRY], prints[SHORTENED]).share > 1
    assert nearness(prints[OTHER_AGENCY], prints[FERRY]).share < 1
    assert not nearness(prints[OTHER_AGENCY], prints[FERRY]).shown


def test_only_pairs_across_the_families_are_looked_at() -> None:
    """Two texts of one family are close and do not count; the nearest of different families is told."""
    near, *pair = nearest_across([seed("a", 0, FERRY), seed("b", 0, SHORTENED), seed("c", 1, OTHER_AGENCY)])
    assert "c" in pair
    assert near.share < 1
    assert str(near).startswith(f"{near.share:.2f} of what a candidate needs")
