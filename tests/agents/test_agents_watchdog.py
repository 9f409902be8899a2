"""The stall detector: what stands still, and what only has nothing to do."""

import pytest

from streams.workers.progress import Progress
from streams.workers.watchdog import StallDetector

TP = ("wire.raw", 2)
TIMEOUT = 60.0


@pytest.fixture
def progress() -> Progress:
    """A worker at rest that has processed and committed all 100 messages."""
    progress = Progress()
    progress.beat = progress.moved = 0.0
    progress.ready = True
    for offsets in (progress.ends, progress.fetched, progress.taken, progress.done, progress.committed):
        offsets[TP] = 100
    return progress


def _after(detector: StallDetector, progress: Progress, seconds: float, step: float = 1.0) -> str | None:
    """What the detector says when for so long nothing changes but that the threads run."""
    now = progress.beat
    end = now + seconds
    while now < end:
        now += step
        progress.beat = now
        progress.answers += 1
        if stall := detector.check(progress, now):
            return stall.reason
    return None


def test_a_worker_at_rest_is_not_stuck(progress: Progress) -> None:
    """Nothing to do for a day is no stall."""
    assert _after(StallDetector(TIMEOUT), progress, 86_400, step=30.0) is None


def test_a_blocked_event_loop_is_noticed(progress: Progress) -> None:
    """No beat for longer than the timeout."""
    detector = StallDetector(TIMEOUT)
    assert detector.check(progress, TIMEOUT) is None
    stall = detector.check(progress, TIMEOUT + 1)
    assert stall is not None
    assert "event loop" in stall.reason
    assert stall.by_message, "the message in hand may be the cause"


def test_a_process_that_was_stopped_gets_its_time_again(progress: Progress) -> None:
    """After SIGSTOP the loop is not blocked; if it does not run from now on, it is."""
    detector = StallDetector(TIMEOUT)
    progress.taken[TP] = 101
    assert detector.check(progress, 1.0) is None
    detector.forgive(500.0)
    assert detector.check(progress, 500.0 + TIMEOUT) is None
    assert detector.check(progress, 501.0 + TIMEOUT) is not None


def test_a_hung_agent_is_noticed_even_when_no_more_messages_come(progress: Progress) -> None:
    """The message is taken, fetched to the end, and never done."""
    progress.taken[TP] = progress.fetched[TP] = progress.ends[TP] = 101
    assert "in hand" in (_after(StallDetector(TIMEOUT), progress, 70) or "")


def test_only_a_message_in_hand_may_be_to_blame_for_a_stall(progress: Progress) -> None:
    """A fetch or a commit that stands still says nothing against the message that is handled meanwhile."""
    progress.ends[TP] = 200
    detector = StallDetector(TIMEOUT)
    assert detector.check(progress, 1.0) is None
    progress.beat = 70.0
    stall = detector.check(progress, 70.0)
    assert stall is not None
    assert not stall.by_message


def test_an_agent_that_takes_nothing_any_more_is_noticed(progress: Progress) -> None:
    """Messages are fetched, the queue is not empty, none is in hand, and fetching has come to the end."""
    progress.queued = 3
    progress.ends[TP] = progress.fetched[TP] = 103
    assert "none is taken" in (_after(StallDetector(TIMEOUT), progress, 70) or "")


def test_an_agent_that_takes_messages_from_a_full_queue_is_not_stuck(progress: Progress) -> None:
    """The queue is never empty, and messages go through."""
    detector = StallDetector(TIMEOUT)
    progress.queued = 4096
    for offset in range(101, 110):
        progress.taken[TP] = progress.done[TP] = progress.committed[TP] = offset
        progress.ends[TP] = progress.fetched[TP] = offset + 4096
        assert _after(detector, progress, 50) is None


def test_a_slow_worker_is_not_stuck(progress: Progress) -> None:
    """One message in 50 s is progress, however many wait."""
    detector = StallDetector(TIMEOUT)
    progress.ends[TP] = progress.fetched[TP] = 10_000
    for offset in range(101, 120):
        progress.taken[TP] = offset
        assert _after(detector, progress, 50) is None
        progress.done[TP] = progress.committed[TP] = offset


def test_a_fetch_that_stands_still_is_noticed(progress: Progress) -> None:
    """Messages wait on the broker, none is fetched, none is processed."""
    progress.ends[TP] = 200
    assert "none is fetched" in (_after(StallDetector(TIMEOUT), progress, 70) or "")


def test_a_fetch_held_up_by_a_slow_agent_is_not_stuck(progress: Progress) -> None:
    """With full buffers nothing is fetched for long, but messages are processed."""
    detector = StallDetector(TIMEOUT)
    progress.ends[TP], progress.fetched[TP] = 9000, 4000
    for offset in range(101, 110):
        progress.taken[TP] = progress.done[TP] = progress.committed[TP] = offset
        assert _after(detector, progress, 50) is None


def test_a_wedged_commit_is_noticed_while_processing_goes_on(progress: Progress) -> None:
    """Messages are done one after the other and the committed offset never moves."""
    detector = StallDetector(TIMEOUT)
    reason = None
    for offset in range(101, 200):
        progress.taken[TP] = progress.done[TP] = offset
        progress.ends[TP] = progress.fetched[TP] = offset
        reason = reason or _after(detector, progress, 1)
    assert "not committed" in (reason or "")


def test_a_commit_that_moves_is_not_wedged(progress: Progress) -> None:
    """Always a second behind, for ever."""
    detector = StallDetector(TIMEOUT)
    for offset in range(101, 400):
        progress.taken[TP] = progress.done[TP] = offset
        progress.committed[TP] = offset - 1
        assert _after(detector, progress, 1) is None


def test_a_recovery_without_a_step_is_noticed_and_one_with_steps_is_not(progress: Progress) -> None:
    """Steps count from the last one."""
    detector = StallDetector(TIMEOUT)
    progress.rebalance()
    for now in range(0, 600, 50):
        progress.moved = float(now)
        progress.beat = float(now)
        assert _after(detector, progress, 50) is None
    assert "neither ready" in (_after(detector, progress, 70) or "")


def test_a_rebalance_forgets_what_was_seen(progress: Progress) -> None:
    """Time spent waiting before a rebalance does not count after it."""
    detector = StallDetector(TIMEOUT)
    progress.taken[TP] = 101
    assert _after(detector, progress, 55) is None
    progress.ready = False
    progress.moved = progress.beat
    assert _after(detector, progress, 1) is None
    progress.ready = True
    assert _after(detector, progress, 55) is None


def test_a_client_whose_thread_hangs_is_noticed_with_nothing_to_do(progress: Progress) -> None:
    """It fetches nothing and says nothing of what waits; one answer gives it its time again."""
    detector = StallDetector(TIMEOUT)
    assert _after(detector, progress, 100) is None
    now = progress.beat
    for progress.beat in (now + 50, now + TIMEOUT):
        assert detector.check(progress, progress.beat) is None
    progress.answers += 1
    for progress.beat in (now + 70, now + 70 + TIMEOUT):
        assert detector.check(progress, progress.beat) is None
    progress.beat += 1
    stall = detector.check(progress, progress.beat)
    assert stall is not None
    assert "the client's thread" in stall.reason
    assert not stall.by_message


def test_the_lag_is_what_waits_and_unknown_before_recovery(progress: Progress) -> None:
    """Ends minus done, over the partitions that are known."""
    progress.ends = {TP: 130, ("wire.raw", 7): 50}
    assert progress.lag() == 30
    progress.ready = False
    assert progress.lag() is None
