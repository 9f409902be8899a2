"""`copytaster text`: consumers can check the spans of events in it."""

from pathlib import Path

from tests.support import copy
from tests.support.cli import copytaster, objects, write_lines

BODY = "".join(f"<p>The ferry to island {n} &amp; back was late by {n} minutes 🛳.</p>" for n in range(30))


def test_spans_hold_in_the_text(tmp_path: Path) -> None:
    """Passages are found by their spans in the texts of both articles, HTML and emoji too."""
    original = {"uri": "urn:a", "version": "1", "headline": "Ferries late", "body_html": BODY}
    copied = original | {"uri": "urn:b", "body_html": "<p>Port Ellery (Tern) -- 🛳 Late.</p>" + BODY}
    flash = copy.article("urn:c", "A flash")
    path = write_lines(tmp_path / "day.jsonl", [original, b"{broken", copied, flash])
    done = copytaster("text", path)
    assert done.returncode == 0
    texts = {line["uri"]: line["text"] for line in objects(done.stdout)}
    assert list(texts) == ["urn:a", "urn:b", "urn:c"]
    assert texts["urn:c"] == "A flash"
    assert b"1 unreadable line" in done.stderr
    event = objects(copytaster("replay", path).stdout)[1]
    assert event["passages"]
    for passage in event["passages"]:
        (first, past), (start, end) = passage["article"], passage["parent"]
        assert texts["urn:b"][first:past] == passage["text"]
        assert texts["urn:a"][start:end].split() == passage["text"].split()


def test_standard_input() -> None:
    """Without a file, articles are read from standard input."""
    line = b'{"uri": "urn:a", "version": "2", "headline": "x", "body_text": " y \\n"}'
    done = copytaster("text", stdin=line)
    assert objects(done.stdout) == [{"uri": "urn:a", "version": "2", "text": " y \n"}]
