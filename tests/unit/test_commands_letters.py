"""Dead letters for people: what is said of one, and of its payload."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from schemas import DeadLetter, Position, Reason
from streams.commands.letter_views import TEXT_CHARS, Counts, content, facts, line
from streams.commands.letters import Letter
from streams.commands.remedies import REMEDIES
from tests.support.cli import copytaster

AT = datetime(2031, 3, 1, 12, tzinfo=UTC)


def letter(
    payload: bytes | None, total: int | None = None, at: datetime = AT, detail: str = "made"
) -> Letter:
    """A letter about a message of which `payload` was kept."""
    record = DeadLetter(
        reason=Reason.NOT_JSON,
        detail=detail,
        position=Position("wire.raw", 2, 7),
        payload=None if payload is None else b64encode(payload).decode(),
        payload_bytes=len(payload or b"") if total is None else total,
        build="0.1.0",
    )
    return Letter(record, Position("wire.deadletter", 0, 1), at)


def test_each_reason_has_a_remedy() -> None:
    """Nobody is left alone with a reason."""
    assert set(REMEDIES) == set(Reason)


@pytest.mark.parametrize("size", range(7))
def test_how_much_was_kept(size: int) -> None:
    """Known from base64's own length, to the byte."""
    assert letter(b"x" * size).kept == size
    assert not letter(b"x" * size).cut
    assert letter(b"x" * size, total=size + 1).cut


def test_a_tombstone_is_not_cut() -> None:
    """No payload of no bytes is all there was."""
    assert (letter(None).kept, letter(None).cut, letter(None).payload) == (0, False, None)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b"", []),
        (b'{"uri": "urn:a",\n "x": 1', ['{"uri": "urn:a",', ' "x": 1']),
        ("Fähre".encode(), ["Fähre"]),
        ("Fähre".encode()[:2], ["F"]),  # cut in the middle of a character
        (b"\x1b[31mred alert", ["�[31mred alert"]),
        (b"\xff\x00A", ["00000000  ff 00 41                                         ..A"]),
        (
            bytes(18),
            [
                "00000000 " + " 00" * 16 + "  ................",
                "00000010  00 00" + " " * 44 + "..",
            ],
        ),
    ],
)
def test_content(payload: bytes, shown: list[str]) -> None:
    """Text is shown as text, and steers no terminal; anything else as bytes."""
    assert list(content(payload)) == shown


def test_long_content_says_what_is_left_out() -> None:
    """Long texts and dumps end with how much more there is."""
    assert list(content(b"x" * (TEXT_CHARS + 5)))[-1].startswith("... and 5 characters more")
    assert list(content(b"\xff" * 300))[-1].startswith("... and 44 bytes more")
    assert len(list(content(b"\xff" * 300))) == 17


def test_a_cut_letter_says_how_much_is_kept() -> None:
    """In the line and among the facts."""
    console = Console(record=True, width=100)
    console.print(facts(letter(b"abc", total=2_000)))
    told = console.export_text()
    assert "2,000 bytes, the first 3 are kept" in told
    assert "wire.raw/2/7" in told
    assert "2,000 bytes, the first 3 are kept" in line(letter(b"abc", total=2_000)).plain


def test_one_byte_is_a_byte() -> None:
    """The number decides about the noun."""
    assert "  1 byte  " in line(letter(b"x")).plain
    assert "  2,000 bytes  " in line(letter(b"x" * 2_000)).plain
    assert list(content(b"x" * (TEXT_CHARS + 1)))[-1].startswith("... and 1 character more")


def test_what_is_no_reason() -> None:
    """The line says so and what there is, and nothing of how it was found out."""
    done = copytaster("deadletters", "list", "--reason", "nonsense")
    said = " ".join(done.stderr.decode().replace("│", " ").split())
    assert done.returncode == 2
    assert "Invalid value for '--reason': 'nonsense' is no reason: give one of empty, not_utf8," in said


def test_a_line_is_one_line() -> None:
    """Line ends and control characters of a detail do not break it."""
    assert line(letter(b"x", detail="a\nb\x1b[2J")).plain.endswith("  a b�[2J")


def test_counts_keep_the_first_and_the_last_time() -> None:
    """By reason, whatever was between."""
    counts = Counts()
    for hours in (0, 1, 5):
        counts.add(letter(b"x", at=AT + timedelta(hours=hours)))
    console = Console(record=True, width=100)
    console.print(counts.table())
    row = console.export_text().splitlines()[1].split()
    local = [f"{(AT + timedelta(hours=hours)).astimezone():%H:%M:%S}" for hours in (0, 5)]
    assert (counts.total, row[0], row[1], row[3], row[5]) == (3, "not_json", "3", *local)
