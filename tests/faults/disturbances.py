"""What goes wrong in a campaign: each disturbance as a step, and the plan of all of them, drawn by a seed."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from streams.local import LocalKafka
from streams.workers.exits import ExitCode
from tests.faults.feed import Feeder
from tests.faults.fleet import Fleet, Supervised
from tests.support.workers import Kind

KINDS: Final[tuple[Kind, ...]] = ("fingerprint", "match")
FROZEN_S: Final = 40.0
AWAY_S: Final = 20.0
EXPELLED_S: Final = 9.0
"""After so long a killed worker's session is over, and so is the rebalance that follows."""
START_S: Final = 4.0
"""About how long a worker takes to start."""


@dataclass(slots=True)
class Stage:
    """Where it happens, and what has happened so far."""

    kafka: LocalKafka
    fleet: Fleet
    feeder: Feeder
    rng: random.Random
    burst: int
    """Messages that come at once, so that a worker has its hands full when it is hit."""
    shortly: bool
    """Whether waits are cut short, for the short form."""
    kills: int = 0
    killed_at: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def one(self, kind: Kind) -> Supervised:
        """Some worker of that kind."""
        return self.rng.choice(self.fleet.of(kind))

    def work(self, *workers: Supervised) -> None:
        """Have these workers in the middle of much work; nearly all of it comes within a second."""
        self.fleet.wait_ready(*workers)
        self.feeder.burst(self.burst)
        time.sleep(self.rng.uniform(0.1, 1.3))

    def kill(self, *victims: Supervised) -> None:
        """End workers by SIGKILL."""
        self.fleet.kill(*victims)
        self.kills += len(victims)
        self.killed_at = time.monotonic()

    def stop(self, worker: Supervised, *, retire: bool = False, rebalancing: bool = False) -> None:
        """SIGTERM to a worker that works: it must end in time, and in order.

        Where partitions have been taken away and not dealt anew, nothing can be committed: it must say so.
        """
        self.work(worker)
        end = self.fleet.stop(worker, retire=retire)
        if end.code != 0 and not (rebalancing and end.code == ExitCode.UNCOMMITTED):
            self.problems.append(f"it should have ended with 0: {end}, {end.words}")


@dataclass(frozen=True, slots=True)
class Step:
    """One disturbance; `seconds` is about how long it takes."""

    name: str
    seconds: float
    run: Callable[[Stage], None]
    kills: int = 0
    bursts: float = 1.0
    """How many it lets loose, on average."""


def kill_one(stage: Stage) -> None:
    """In the middle of much work, soon after a recovery, when there is a backlog, or at any moment."""
    victim = stage.one(stage.rng.choice(KINDS))
    kind = stage.rng.random()
    if kind < 0.5:
        stage.work(victim)
    elif kind < 0.75:
        stage.fleet.wait_ready(victim)
        time.sleep(stage.rng.uniform(0, 1))
    else:
        time.sleep(stage.rng.uniform(1, 6))
    stage.kill(victim)


def kill_both(stage: Stage) -> None:
    """A machine that fails with all on it."""
    stage.work(*stage.fleet.workers)
    stage.kill(*(stage.one(kind) for kind in KINDS))


def kill_twice(stage: Stage) -> None:
    """Again while it starts or recovers."""
    victim = stage.one(stage.rng.choice(KINDS))
    stage.work(victim)
    stage.kill(victim)
    time.sleep(stage.rng.uniform(0.5, 1.2) * START_S)
    stage.kill(victim)


def terminate(stage: Stage) -> None:
    """SIGTERM under load, once Kafka has given up on those that were killed before."""
    time.sleep(max(0.0, stage.killed_at + EXPELLED_S - time.monotonic()))
    stage.stop(stage.one(stage.rng.choice(KINDS)))


def freeze(kind: Kind) -> Callable[[Stage], None]:
    """SIGSTOP, until its partitions have moved to another worker and that has worked on; then SIGCONT."""

    def run(stage: Stage) -> None:
        victim = stage.one(kind)
        spare = stage.fleet.add(kind)
        stage.fleet.wait_ready(victim, spare)
        time.sleep(stage.rng.uniform(1, 3))
        frozen = victim.process.process
        frozen.send_signal(signal.SIGSTOP)
        time.sleep(FROZEN_S)
        frozen.send_signal(signal.SIGCONT)
        time.sleep(stage.rng.uniform(5, 15))  # the zombie finds out, or works on what it had
        stage.stop(stage.rng.choice([victim, spare]), retire=True, rebalancing=True)

    return run


def hand_over(stage: Stage) -> None:
    """A second match worker joins, gets a desk, and the first leaves, in order or not."""
    first = stage.one("match")
    second = stage.fleet.add("match")
    stage.fleet.wait_ready(second)
    time.sleep(stage.rng.uniform(0, 1 if stage.shortly else 8))
    if stage.rng.random() < 0.5 and not stage.shortly:
        stage.kill(first)
        stage.fleet.wait_ready(first)
        time.sleep(stage.rng.uniform(0, 5))
    stage.stop(first, retire=True, rebalancing=True)


def broker_away(stage: Stage) -> None:
    """The broker is stopped in order and comes back; now and then a worker dies meanwhile."""
    stage.kafka.stop()
    time.sleep(AWAY_S * stage.rng.uniform(0, 0.5))
    if stage.rng.random() < 0.5 and not stage.shortly:
        stage.kill(stage.one("match"))
    time.sleep(AWAY_S / 2)
    stage.kafka.start()
    stage.fleet.wait_ready()


def broker_killed(stage: Stage) -> None:
    """SIGKILL to the broker, and its next start."""
    stage.kafka.kill()
    time.sleep(stage.rng.uniform(0, 1 if stage.shortly else 5))
    stage.kafka.start()
    stage.fleet.wait_ready()


def broker_killed_at_a_start(stage: Stage) -> None:
    """The broker dies while a worker starts and joins its group, and is back a little later."""
    victim = stage.one(stage.rng.choice(KINDS))
    stage.work(victim)
    stage.kill(victim)
    time.sleep(stage.rng.uniform(0.3, 1.2) * START_S)
    broker_killed(stage)


def plan(rng: random.Random, kills: int, *, shortly: bool = False) -> list[Step]:
    """All disturbances of a campaign, in a random order."""
    steps: list[Step] = []
    while (left := kills - sum(step.kills for step in steps)) > 0:
        kind = rng.random()
        if kind < 0.15 and left >= 2:
            steps.append(Step("kill -9 of both", 6, kill_both, kills=2))
        elif kind < 0.35 and left >= 2:
            steps.append(Step("kill -9 twice", 10, kill_twice, kills=2))
        else:
            steps.append(Step("kill -9", 5, kill_one, kills=1, bursts=0.5))
    steps += [
        *[Step("SIGTERM", 10, terminate)] * (1 if shortly else 6),
        *[Step("broker killed", 15, broker_killed, bursts=0)] * (1 if shortly else 3),
        *[Step("another match worker takes over", 15, hand_over)] * (1 if shortly else 4),
    ]
    if not shortly:
        steps += [Step("broker killed at a worker's start", 25, broker_killed_at_a_start)] * 3
        steps += [Step("broker away for 20 s", 45, broker_away, bursts=0)] * 2
        steps += [Step(f"SIGSTOP of a {kind} worker", 65, freeze(kind)) for kind in KINDS]
    rng.shuffle(steps)
    return steps
