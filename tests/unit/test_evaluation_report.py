"""The figures as they are printed."""

from io import StringIO
from pathlib import Path

import msgspec
from rich.console import Console

from schemas.events import Passage
from tests.evaluation.clough import CloughReport
from tests.evaluation.mistakes import mistakes, write
from tests.evaluation.report import clough_table, seed_mistakes, seeds_table, stream_table
from tests.evaluation.score import score
from tests.evaluation.seeds import Closest, SeedReport
from tests.evaluation.stream import Run
from tests.support.made_events import by_uri, labelled_set, new_story, rewrite


def printed(*shown: object) -> str:
    """What a terminal of 80 columns gets."""
    screen = StringIO()
    console = Console(width=80, file=screen)
    for each in shown:
        console.print(each)
    return screen.getvalue()


def test_a_stream_is_printed_with_counts() -> None:
    """Shares come with the counts behind them, and with what could not be read."""
    labelled = labelled_set(("b", "a", "R"), ("d", "c", "R"), ("f", "e", "T"), ("h", "g", "D"))
    events = by_uri(*map(new_story, "acdefg"), rewrite("b", "a"), rewrite("h", "g"))
    run = Run(events, [(3, "no_text: nothing to judge")], 0.5)
    text = printed(stream_table(labelled, score(events, labelled), run, "window of 7 days"))
    assert "made: 8 events, window of 7 days, 16 articles/s" in text
    assert "1/2" in text
    assert "0/1" in text
    assert "D 1 of 1" in text
    assert "unreadable: 1 (first: no_text: nothing to judge)" in text


def test_a_mistake_is_printed_with_its_evidence() -> None:
    """A miss shows both texts and what was said; a false rewrite shows the family that it was joined by."""
    labelled = labelled_set(("b", "a", "R"), ("f", "d", "T"))
    events = by_uri(
        new_story("a"),
        new_story("b", 0.41, {"a": 0.41}),
        new_story("d"),
        rewrite("e", "d"),
        rewrite("f", "e"),
    )
    text = printed(*mistakes(score(events, labelled).joined.mistakes, labelled, events, 5))
    assert "missed rewrites: 1 of 1" in text
    assert "new story, score 0.410" in text
    assert "draws on a score 0.410" in text
    assert "false rewrites: 1 of 1" in text
    assert "named parent e" in text
    assert "joined through its family: d" in text
    assert "4.0 days apart" in text


def test_the_texts_stand_side_by_side_with_the_passages_marked() -> None:
    """One line of the terminal has both texts; what the event shows as a passage is in colour."""
    labelled = labelled_set(("b", "a", "T"))
    said = msgspec.structs.replace(rewrite("b", "a"), passages=[Passage("Text", (0, 4), (0, 4))])
    screen = StringIO()
    console = Console(width=100, file=screen, force_terminal=True, color_system="standard")
    for each in mistakes(score(by_uri(said), labelled).joined.mistakes, labelled, by_uri(said), 5):
        console.print(each)
    line = next(line for line in screen.getvalue().splitlines() if "Text" in line)
    assert line.count("\x1b[1;32mText\x1b[0m") == 2
    assert "b." in line
    assert "a." in line


def test_mistakes_go_to_a_file(tmp_path: Path) -> None:
    """All of them, whatever their number."""
    labelled = labelled_set(("b", "a", "R"), ("d", "c", "R"))
    path = tmp_path / "made" / "mistakes.txt"
    write(path, score({}, labelled).joined.mistakes, labelled, {})
    assert path.read_text("utf-8").count("labelled other") == 2


def test_no_mistakes_are_printed_unasked() -> None:
    """With a limit of 0 nothing is printed."""
    labelled = labelled_set(("b", "a", "R"))
    assert list(mistakes(score({}, labelled).labels.mistakes, labelled, {}, 0)) == []


def test_brackets_in_a_headline_are_text() -> None:
    """What an article says is never taken for markup."""
    labelled = labelled_set(("b", "a", "R"))
    labelled.articles["b"]["headline"] = "Vote [/bold] [red]count"
    text = printed(*mistakes(score({}, labelled).labels.mistakes, labelled, {}, 1))
    assert "Vote [/bold] [red]count" in text


def test_seeds_are_printed_with_their_margin() -> None:
    """The closest calls are named; a wrong verdict is one line with its order."""
    report = SeedReport(
        orders=120,
        right=119,
        lowest_right=Closest(0.95, "s4", "s1", (1, 2, 0, 4, 3)),
        highest_wrong=Closest(0.23, "s1", None, (0, 1, 2, 3, 4)),
        mistakes=[((0, 1, 2, 3, 4), rewrite("s1", "s0"))],
    )
    text = printed(seeds_table({"nothing": (report, 2.0)}, "s3 and s1, half way"), *seed_mistakes(report, 1))
    assert "119 of 120" in text
    assert "0.9500" in text
    assert "4.15" in text
    assert "s4 of s1 in order (1, 2, 0, 4, 3)" in text
    assert "nearest across the families: s3 and s1, half way" in text
    assert "order (0, 1, 2, 3, 4): s1 rewrite of s0" in text


def test_degrees_are_printed_with_accuracies() -> None:
    """One row a degree; accuracies with their counts below."""
    degrees = ("cut", "light", "heavy", "non")
    report = CloughReport(
        answers=20,
        four_way=15,
        confusion={a: dict.fromkeys(degrees, 1) for a in degrees},
        binary=18,
        shipped=19,
        called=dict.fromkeys(degrees, (4, 5)),
        mistakes=(),
    )
    text = " ".join(printed(clough_table(report)).split())
    assert "four-way 0.750 (15 of 20), binary 0.900 (18)" in text
    assert "binary 0.950 (19)" in text
    assert "4 of 5" in text
