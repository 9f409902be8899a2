"""How the orders of the seeds are judged."""

import math
from collections.abc import Callable

import orjson
import pytest

from schemas import Event, Rewrite
from tests.evaluation.seeds import ALL_ORDERS, judge_orders
from tests.evaluation.sets import FAMILIES, Seed
from tests.evaluation.stream import Judge
from tests.support.made_events import new_story, rewrite

SEEDS = [
    Seed(f"s{i}", fam, orjson.dumps({"uri": f"s{i}", "body_text": "."})) for i, fam in enumerate(FAMILIES)
]
FAMILY = {seed.uri: seed.family for seed in SEEDS}

Rule = Callable[[str, list[str]], Event]


def judges(rule: Rule) -> Callable[[], Judge]:
    """Judges that say what `rule` makes of an article's uri and the uris before it."""

    def fresh() -> Judge:
        before: list[str] = []

        def judge(raw: bytes) -> Event:
            uri = orjson.loads(raw)["uri"]
            event = rule(uri, before)
            before.append(uri)
            return event

        return judge

    return fresh


def by_family(uri: str, before: list[str]) -> Event:
    """The right answer, less sure of s4; the other family comes near at .2 and, drawn on, at .3."""
    own = [other for other in before if FAMILY[other] == FAMILY[uri]]
    cross = {other: 0.2 for other in before if FAMILY[other] != FAMILY[uri]}
    if own:
        return rewrite(uri, own[0], score=0.8 if uri == "s4" else 0.9, alternatives=cross)
    return new_story(uri, 0.1 if before else 0.0, draws_on=dict.fromkeys(cross, 0.3))


def test_right_in_every_order() -> None:
    """First of a family new, later ones of their own family: 120 orders, with the margin between them."""
    report = judge_orders(SEEDS, judges(by_family))
    assert (report.orders, report.right, report.mistakes) == (120, 120, [])
    assert report.lowest_right is not None
    assert report.highest_wrong is not None
    assert (report.lowest_right.score, report.lowest_right.uri) == (0.8, "s4")
    assert report.highest_wrong.score == 0.3
    assert report.margin == pytest.approx(2.2336, abs=1e-4)


def test_each_order_has_a_desk_of_its_own() -> None:
    """`fresh` is asked for a judge once an order."""
    made: list[Judge] = []

    def fresh() -> Judge:
        made.append(judges(by_family)())
        return made[-1]

    judge_orders(SEEDS, fresh, ALL_ORDERS[:7])
    assert len(made) == 7


def test_a_rewrite_across_is_wrong() -> None:
    """Naming the other family makes an order wrong, and counts as the strongest wrong candidate."""
    report = judge_orders(
        SEEDS, judges(lambda uri, before: rewrite(uri, before[0], score=0.7) if before else new_story(uri))
    )
    assert report.right == 0
    assert report.highest_wrong is not None
    assert report.highest_wrong.score == 0.7


def test_a_missed_rewrite_is_wrong() -> None:
    """New stories only: wrong in all orders; the score of a miss is no wrong candidate's."""
    report = judge_orders(
        SEEDS, judges(lambda uri, before: new_story(uri, 0.45 if len(before) == 4 else 0.05)), ALL_ORDERS
    )
    assert report.right == 0
    assert len(report.mistakes) == 3 * 120
    assert report.lowest_right is None
    assert report.margin is None
    assert report.highest_wrong is not None
    assert report.highest_wrong.score == 0.05


def test_no_candidate_is_no_wrong_candidate() -> None:
    """Where nothing of the other family ever got a score, the margin has no bound."""

    def own_only(uri: str, before: list[str]) -> Event:
        event = by_family(uri, before)
        return rewrite(uri, event.rewrite_of.uri) if isinstance(event, Rewrite) else new_story(uri)

    report = judge_orders(SEEDS, judges(own_only), ALL_ORDERS[:3])
    assert report.highest_wrong is None
    assert report.margin == math.inf


def test_a_parent_from_before_the_seeds_is_wrong() -> None:
    """A rewrite of an older article is wrong, also where the own family is named beside it."""
    older = judge_orders(SEEDS, judges(lambda uri, _: rewrite(uri, "R00001")), ALL_ORDERS[:1])
    both = judge_orders(
        SEEDS,
        judges(lambda uri, before: rewrite(uri, by_family(uri, before).story_id, "R00001")),
        ALL_ORDERS[:1],
    )
    assert older.right == both.right == 0
