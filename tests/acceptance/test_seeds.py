"""The acceptance case: five web texts of two agencies' reports of one event, in every order of arrival."""

from functools import cache, partial

import pytest

from streams.detection import Desk
from tests.evaluation import sets, stream
from tests.evaluation.gate import nearest_across
from tests.evaluation.seeds import ALL_ORDERS, Order, SeedReport, judge_by_command, judge_orders

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not sets.available("seeds"), reason="the seed texts are not in ../shared/data"),
]
needs_reuters = pytest.mark.skipif(
    not sets.available("reuters"), reason="the Reuters set is not in ../shared/data"
)

LEAST_MARGIN = 0.0
"""Log odds that any wrong candidate must stay below the weakest right verdict."""
MOST_ACROSS = 0.75
"""Share of what a candidate needs that texts of different families may have in common."""
PAST = 1000
ORDERS_AFTER_NEWS = ALL_ORDERS[::5]
ORDERS_BY_COMMAND: tuple[Order, ...] = ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (1, 2, 0, 4, 3))


@cache
def _alone() -> SeedReport:
    return judge_orders(sets.seeds(), stream.shipped)


@cache
def _after_news() -> SeedReport:
    past = stream.table_of(sets.load("reuters").raw[:PAST])
    return judge_orders(sets.seeds(), partial(stream.restored, past), ORDERS_AFTER_NEWS)


def _mistakes(report: SeedReport) -> list[tuple[Order, str]]:
    return [(order, event.article.uri) for order, event in report.mistakes]


def test_right_in_all_orders() -> None:
    """In all 120 orders the first of each family is new, each later one a rewrite of its own family."""
    report = _alone()
    assert _mistakes(report) == []
    assert (report.orders, report.right) == (120, 120)


def test_right_and_wrong_are_apart() -> None:
    """Over all orders every right rewrite scores above every wrong candidate."""
    report = _alone()
    assert report.margin is not None
    assert report.margin > LEAST_MARGIN, (report.lowest_right, report.highest_wrong)


def test_the_families_are_no_candidates_of_each_other() -> None:
    """Two agencies' reports of one event share well below what a reader would be shown."""
    nearness, *pair = nearest_across(sets.seeds())
    assert not nearness.shown, (pair, str(nearness))
    assert nearness.share < MOST_ACROSS, (pair, str(nearness))


@needs_reuters
def test_right_after_other_news() -> None:
    """The same, at a desk that has judged a thousand articles of a news wire before."""
    report = _after_news()
    assert _mistakes(report) == []
    assert report.right == len(ORDERS_AFTER_NEWS)


@needs_reuters
def test_right_and_wrong_are_apart_after_other_news() -> None:
    """With a thousand articles before, none of them and none of the other family comes near."""
    report = _after_news()
    assert report.margin is not None
    assert report.margin > LEAST_MARGIN, (report.lowest_right, report.highest_wrong)


@needs_reuters
def test_right_at_the_desk_that_lived_through_the_news() -> None:
    """A desk that judged the news itself says of the seeds what one restored from its table says."""
    raw = sets.load("reuters").raw[:PAST]
    seeds = sets.seeds()
    judge = stream.at_desk(Desk())
    stream.run(raw, judge)
    lived = stream.run((seed.raw for seed in seeds), judge).events
    restored = stream.run((seed.raw for seed in seeds), stream.restored(stream.table_of(raw))).events
    assert restored == lived


def test_right_by_the_command() -> None:
    """`copytaster replay` gives the right verdicts too."""
    report = judge_by_command(sets.seeds(), ORDERS_BY_COMMAND)
    assert _mistakes(report) == []
    assert report.right == report.orders == len(ORDERS_BY_COMMAND)
