"""A seed -> an installation that is disturbed for minutes, and what the checker finds afterwards.

Its own Kafka, real workers under a supervisor, a feed that goes on all the time.  What happens is drawn by
the seed; when exactly, the machine decides.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from streams.local import LocalKafka
from streams.settings import Settings
from streams.topics import Names
from streams.workers.admin import create_topics
from streams.workers.exits import ExitCode
from tests.faults import reading
from tests.faults.checker import check
from tests.faults.disturbances import Stage, Step, plan
from tests.faults.feed import LANGUAGES, SPACING_S, Feeder, messages
from tests.faults.fleet import End, Fleet
from tests.faults.report import Kind, Report
from tests.support.workers import Kind as Worker
from tests.support.workers import wait_until

STANDSTILL_S: Final = 150.0
CLOSING: Final = 200
"""Messages that come when nothing is disturbed any more: what was cut off at the end must be made good."""
SLOWEST: Final = 5.0
"""Messages a second, at the least."""
KINDS: Final[tuple[Worker, ...]] = ("fingerprint", "match")
NO_EXCUSE: Final = frozenset({ExitCode.STOPPED, ExitCode.AGENT_ERROR, ExitCode.TOO_MANY_DEADLETTERS})
"""How no worker may end unasked, whatever is done to Kafka and to the others."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a campaign is."""

    articles: int = 20_000
    kills: int = 50
    window: int = 2500
    """Articles in a desk's window: fewer than come, more than a worker does between two commits."""
    burst: int = 250
    """Messages that come at once before a worker is hit; fewer than the window holds."""
    shortly: bool = False

    def settings(self, brokers: str) -> Settings:
        """Several raw partitions, two desks: the window of the first ends by number, of the second by age."""
        return Settings(
            brokers=brokers,
            raw_partitions=4,
            desks=2,
            desk_of_language={LANGUAGES[1]: 1},
            window_articles=self.window,
            window_days=0.6 * self.window * SPACING_S[1] / 86400,
            session_timeout=6.0,
        )


SHORT: Final = Scale(articles=1500, kills=4, window=600, burst=100, shortly=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign did and what was found."""

    seed: int
    kills: int
    disturbances: dict[str, int]
    ends: list[End]
    problems: list[str]
    report: Report
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every promise was kept and every worker ended as it should."""
        return self.report.ok and not self.problems

    def totals(self) -> dict[str, Any]:
        """For the table and the line of JSON."""
        counts, kinds = self.report.counts, self.report.kinds()
        return {
            "seed": self.seed,
            "kills": self.kills,
            "disturbances": sum(self.disturbances.values()),
            "articles": counts.articles,
            "messages": counts.messages,
            "repeats": counts.repeats,
            "losses": kinds[Kind.LOST],
            "contradictions": kinds[Kind.CONTRADICTION],
            "violations": sum(kinds.values()) + len(self.problems),
            "seconds": round(self.seconds),
        }


def run(seed: int, kafka: LocalKafka, folder: Path, scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Run a campaign.

    Args:
        seed: Of all that is drawn.
        kafka: A broker for it alone, running, with nothing on it.
        folder: For the workers' files and logs.
        scale: How much of everything.
        say: Told of each step.
    """
    started = time.monotonic()
    rng = random.Random(seed)  # noqa: S311 - the same plan every time is the point
    wire = messages(scale.articles, seed, scale.window * 2)
    steps = plan(rng, scale.kills, shortly=scale.shortly)
    say(f"seed {seed}: {len(wire):,} messages, {scale.kills} kills, {len(steps)} disturbances")
    settings = scale.settings(kafka.brokers)
    create_topics(settings)
    feeder = Feeder(settings.servers, Names().raw, wire, seed)
    try:
        with Fleet(settings, folder) as fleet:
            for kind in KINDS:
                fleet.add(kind)
            stage = Stage(kafka, fleet, feeder, rng, scale.burst, scale.shortly)
            feeder.start()
            try:
                _disturb(stage, steps, feeder, len(wire), say)
                _bring_to_an_end(stage, settings, feeder, say)
            except (AssertionError, TimeoutError) as error:  # what is on the topics says more: it is checked
                stage.problems.append(str(error))
    finally:
        feeder.give_up()
    say("checking")
    report = check(settings)
    problems = [*stage.problems, *feeder.failures, *map(_complaint, filter(without_excuse, fleet.ends))]
    if report.counts.raw != len(wire):
        problems.append(f"{len(wire)} messages were fed, {report.counts.raw} lie on {Names().raw}")
    seconds = time.monotonic() - started
    return Outcome(seed, stage.kills, dict(stage.done), fleet.ends, problems, report, seconds)


def without_excuse(end: End) -> bool:
    """Whether a worker ended by a bug: for a reason that nothing here gives, or by none of ours."""
    return end.asked == "itself" and (end.code in NO_EXCUSE or end.code not in set(ExitCode))


def _complaint(end: End) -> str:
    return f"it should not have ended so: {end}, {end.words}"


def _disturb(stage: Stage, steps: list[Step], feeder: Feeder, total: int, say: Callable[[str], None]) -> None:
    """Take the steps one by one; the feed is paced so that it lasts as long as they do."""
    feeder.limit = max(0, total - CLOSING)
    stage.fleet.wait_ready()
    for number, step in enumerate(steps, 1):
        ahead = steps[number - 1 :]
        left = feeder.limit - feeder.sent - stage.burst * sum(one.bursts for one in ahead)
        feeder.rate = max(left / sum(one.seconds for one in ahead), SLOWEST)
        say(f"{number}/{len(steps)} {step.name}; {feeder.sent:,} fed, {feeder.rate:.0f}/s")
        step.run(stage)
        stage.done[step.name] += 1


def _bring_to_an_end(stage: Stage, settings: Settings, feeder: Feeder, say: Callable[[str], None]) -> None:
    """Feed the rest in peace, wait until all is committed, and stop the workers in order."""
    stage.fleet.wait_ready()
    feeder.finish(STANDSTILL_S)
    say(f"{feeder.sent:,} fed, waiting until all is committed")
    _wait_committed(settings)
    for worker in tuple(stage.fleet.workers):
        stage.stop(worker, retire=True)


def _wait_committed(settings: Settings) -> None:
    """Wait until both groups have read all; TimeoutError if neither moves for long."""
    names = Names(settings.prefix)
    inputs = {names.fingerprint_app: names.raw, names.match_app: names.fingerprints}
    seen: dict[str, dict[tuple[str, int], int]] = {}
    moved = time.monotonic()

    def all_read() -> bool:
        nonlocal seen, moved
        # in this order: once the first group has read all, the second one's topic grows no more
        now = reading.committed(settings.servers, inputs)
        ends = reading.ends(settings.servers, inputs.values())
        if now != seen:
            seen, moved = now, time.monotonic()
        if time.monotonic() - moved > STANDSTILL_S:
            raise TimeoutError(f"commits stand still at {now}, the topics end at {ends}")
        stands = {tp: offset for offsets in now.values() for tp, offset in offsets.items()}
        return all(stands.get(tp, 0) == end for tp, end in ends.items())

    wait_until(all_read, timeout=10 * STANDSTILL_S, what="all to be committed")
