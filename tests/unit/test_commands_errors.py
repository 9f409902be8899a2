"""What happens when the system says no: one line and a code, never a traceback."""

import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from streams.commands import console, verdicts
from tests.support.cli import COPYTASTER, copytaster, environment, write_lines
from tests.support.made_events import new_story


def run(shell: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a shell, for what only a shell does: `copytaster` is this one."""
    function = 'copytaster() { "' + '" "'.join(COPYTASTER) + '" "$@"; }\n'
    return subprocess.run(
        ["bash", "-c", function + shell],
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment(**variables),
        timeout=120,
    )


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("copytaster sample > /dev/full", "standard output: No space left on device"),
        ("copytaster settings > /dev/full", "No space left on device"),
        ("copytaster settings --markdown > /dev/full", "No space left on device"),
        ("copytaster sample >&-", "standard output: Bad file descriptor"),
        ("copytaster replay <&-", "standard input is closed: give files"),
        ("echo '{broken' | copytaster replay --deadletters /dev/full", "/dev/full: No space left on device"),
        (
            "copytaster explain a.json b.json --html nowhere/x.html",
            "nowhere/x.html: No such file or directory",
        ),
    ],
)
def test_system_errors(tmp_path: Path, shell: str, said: str) -> None:
    """What the system refuses is said in one line, with code 1."""
    for name in ("a", "b"):
        write_lines(tmp_path / f"{name}.json", [{"uri": f"urn:{name}", "body_text": f"Body {name}."}])
    done = run(shell, tmp_path, WIRE_BROKERS="127.0.0.1:1")
    told = [line for line in done.stderr.decode().splitlines() if not line.startswith("loading the kernels")]
    assert (done.returncode, told) == (1, [f"copytaster: {said}"])


def test_standard_error_closed(tmp_path: Path) -> None:
    """Without a standard error the exit code still tells."""
    assert run("copytaster replay nowhere.jsonl 2>&-", tmp_path).returncode == 2
    assert run("copytaster sample >&- 2>&-", tmp_path).returncode == 1


def test_narrow_encoding(tmp_path: Path) -> None:
    """What the terminal's encoding does not have is escaped, and the table goes on to its end."""
    done = copytaster("settings", WIRE_DATA_DIR="żółw", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert rb"\u017c\xf3\u0142w" in done.stdout
    assert b"WIRE_LOG_LEVEL" in done.stdout
    missing = copytaster("replay", tmp_path / "żółw", PYTHONIOENCODING="ascii")
    assert (missing.returncode, b"Traceback" in missing.stderr) == (2, False)


@pytest.mark.parametrize("value", ["[/x]", "[red]x[/red]", "[@click=x]"])
def test_values_are_no_markup(value: str) -> None:
    """Brackets in a setting's value are shown as they are."""
    done = copytaster("settings", WIRE_DATA_DIR=value)
    assert done.returncode == 0, done.stderr
    assert value in done.stdout.decode()


@pytest.mark.parametrize("headline", ["[/x] closed", "[bold]Bridge[/bold]"])
def test_headlines_are_no_markup(headline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets in copy are shown as they are, by every command that shows verdicts."""
    recording = Console(record=True, width=100, markup=console.OUT._markup)
    monkeypatch.setattr(console, "OUT", recording)
    event = new_story(headline)
    console.show(verdicts.lines(event))
    recording.print(f"wrong: {event.article.uri}")
    assert recording.export_text().count(headline) == 2


@pytest.mark.parametrize("port", ["70000", "-5"])
def test_impossible_port(port: str) -> None:
    """A port that no machine has is wrong usage."""
    done = copytaster("up", "--port", port)
    assert done.returncode == 2
    assert b"--port" in done.stderr
