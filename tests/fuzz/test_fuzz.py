"""The fuzz suite in short: each kind of input, judged or kept with a useful reason, within the bounds.

`make fuzz` runs ten times as many inputs.
"""

import random
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from schemas import Reason
from streams.detection.method import METHOD
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.wire import markup, ninjs, parse, texts
from tests.fuzz import bombs, crowds, damage, records
from tests.fuzz.course import USEFUL, Course
from tests.fuzz.plan import HUGE, Input, Kind, inputs, kinds
from tests.fuzz.report import BYTES_PER_BYTE, REFERENCES, Report
from tests.fuzz.run import run, run_on

COUNT = 1_000
MOST = Settings().max_message_bytes
STEPS = (300_000, 2_400_000)
"""Bytes of a bomb, and eight times as many."""
GROWTH = 24
"""Times as long as the small one the large one may take: eight is in proportion, 64 its square."""
LEAST_S = 0.05
"""What is faster is too fast to be measured, or of bounded length."""


@pytest.fixture(scope="module")
def report() -> Report:
    """One run with every kind of input."""
    return run(COUNT, seed=7)


def test_every_kind_of_input_is_judged_or_kept_with_a_useful_reason(report: Report) -> None:
    """No crash, and memory and time of each within the bounds."""
    assert list(report.broken(MOST)) == []
    assert report.results.total() == COUNT
    assert {(kind.group, kind.name) for kind in kinds()} == set(report.seconds)


def test_the_inputs_go_all_ways(report: Report) -> None:
    """Verdicts, repeats, refused entries, and dead letters of every reason: the suite reaches all of them."""
    assert set(report.results) == {"judged", "repeat", "dead letter", "refused"}
    assert {reason.value for reason in set(Reason) & set(USEFUL)} <= set(report.reasons)


def test_a_seed_repeats_its_inputs() -> None:
    """Byte for byte; another seed gives others."""
    assert [one.data for one in inputs(50, 3)] == [one.data for one in inputs(50, 3)]
    assert [one.data for one in inputs(50, 3)] != [one.data for one in inputs(50, 4)]


def test_a_seed_repeats_its_verdicts() -> None:
    """Two desks say the same of the same inputs."""

    def said() -> str:
        course = Course(Settings())
        for one in inputs(300, 5):
            if one.kind.group != "bomb":
                course.run(one.kind.way, one.data)
        return course.digest.hexdigest()

    assert said() == said()


@pytest.mark.parametrize("name", sorted(bombs.KINDS))
def test_time_grows_with_the_size_of_a_message_not_with_its_square(name: str) -> None:
    """Eight times the message takes not much more than eight times the time, if it takes any."""
    seconds = []
    for size in STEPS:
        data = bombs.KINDS[name](size)
        course, times = Course(Settings(window_articles=100)), []
        for _ in range(2):
            started = time.process_time()
            course.run("raw", data)
            times.append(time.process_time() - started)
        seconds.append(min(times))
    assert seconds[1] < max(LEAST_S, GROWTH * seconds[0]), seconds


def test_a_message_of_50_mb_is_not_looked_at() -> None:
    """Its size is said, in no time, and not a character of it is read."""
    data = b"\xff" * HUGE
    started = time.process_time()
    outcome = Course(Settings(window_articles=100)).run("raw", data)
    assert outcome.said == "too_large: 50,000,000 bytes, the limit is 4,000,000"
    assert time.process_time() - started < LEAST_S


@pytest.mark.parametrize("name", sorted(crowds.KINDS))
def test_a_crowd_of_articles_that_are_hard_beside_each_other_takes_its_time(name: str) -> None:
    """The twentieth of a kind takes no longer than the tenth: candidates and their comparison are bounded."""
    course, rng = Course(Settings()), random.Random(1)  # noqa: S311 - repeatable
    times = []
    for _ in range(20):
        outcome = course.run("raw", crowds.message(rng, name))
        assert outcome.result in {"judged", "repeat"}, outcome.said
        times.append(outcome.seconds)
    assert min(times[14:]) < max(LEAST_S, 2 * max(times[8:12])), times


def _bad(way: str, data: bytes | None) -> Iterator[Input]:
    yield Input(0, Kind("test", "bad", way, lambda _: data, 1), data)  # type: ignore[arg-type]


def test_a_crash_and_a_useless_reason_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite can fail: a reader that raises, and a dead letter that only names an error."""

    def broken(data: bytes, most: int) -> None:
        raise RecursionError(f"{len(data)} of {most}")

    with monkeypatch.context() as patch:
        patch.setattr("tests.fuzz.course.parse", broken)
        found = list(run_on(_bad("raw", b"{}"), Settings(window_articles=100), print).broken(MOST))
    assert found == ["crash at input 0 (test: bad): RecursionError: 2 of 4000000"]
    with monkeypatch.context() as patch:
        patch.setitem(Course.run.__globals__["USEFUL"], Reason.NO_URI, "the line and the page")
        found = list(run_on(_bad("raw", b"{}"), Settings(window_articles=100), print).broken(MOST))
    assert found == ["crash at input 0 (test: bad): no_uri: neither `uri` nor `guid` (no properties)"]


def test_the_sound_articles_are_sound() -> None:
    """What is damaged was whole before: else nothing would be found out by damaging it."""
    for data in damage.sound():
        assert parse(data).text
    course = Course(Settings(window_articles=100))
    assert {course.run("fingerprint", value).result for value in records.fingerprints()} == {"judged"}
    assert {course.run("entry", value).result for value in records.entries()[10:]} == {"judged"}


def test_the_page_says_the_bounds_that_hold() -> None:
    """The figures of docs/operating.md, "Bounds", are those of the program."""
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    section = page.partition("## Bounds")[2].partition("\n## ")[0]
    per_word = import_module("streams.detection.fingerprint")._CHARACTERS_PER_TOKEN
    told = (
        f"{METHOD.max_tokens:,} words",
        f"{METHOD.max_tokens * per_word:,} characters",
        f"{METHOD.candidates} candidates",
        f"{ninjs.LONG:,} characters",
        f"at {ninjs.SHORT}",
        f"{markup.LARGE:,} characters",
        f"{texts.MARKUP:,} characters",
        f"{len(kinds())} kinds",
        f"{REFERENCES:,} times",
        f"{BYTES_PER_BYTE} bytes",
        f"{MOST // 1_000_000} MB",
    )
    assert [text for text in told if text not in section] == []


def test_json_is_read_to_the_depth_that_the_page_says() -> None:
    """1,024 levels, the object of the item among them."""
    inner = b"[" * 1_023 + b"]" * 1_023
    assert parse(b'{"uri": "u", "headline": "h", "x": ' + inner + b"}").uri == "u"
    with pytest.raises(UnreadableError, match="depth limit exceeded"):
        parse(b'{"uri": "u", "headline": "h", "x": [' + inner + b"]}")
