"""`copytaster explain`: side by side in the terminal and as a page."""

import re
import subprocess
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax import lexbor

from schemas import ArticleRef, Coverage, ParentRef, Passage, Rewrite
from streams.commands import page
from streams.commands.comparison import Comparison, stretches
from streams.commands.explain import judged, recorded
from streams.errors import CopytasterError
from streams.wire import Article, parse
from tests.support import copy
from tests.support.cli import COPYTASTER, copytaster, environment, write_lines

COPIES = copy.of_kind("light_rewrite")
HOSTILE = "<script>alert(\"x\")</script> & 'y' </div>"

texts = st.text(max_size=40)


@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_stretches_are_the_text(text: str, ends: list[tuple[int, int]]) -> None:
    """Cut at passages that may overlap, a text stays whole, and each passage is what its stretches spell."""
    spans = [(min(*pair, len(text)), min(max(pair), len(text))) for pair in ends]
    pieces = stretches(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    for number, (start, end) in enumerate(spans, start=1):
        assert "".join(piece.text for piece in pieces if number in piece.passages) == text[start:end]


def pair() -> tuple[Article, Article]:
    """A light rewrite of the sample and its parent."""
    article, truth = COPIES[0]
    parent = next(a for a in map(orjson.dumps, copy.articles()) if orjson.loads(a)["uri"] == truth.parents[0])
    return parse(orjson.dumps(article)), parse(parent)


def test_judged() -> None:
    """Two articles are judged by a desk of two: the verdict is about the parent that was given."""
    article, parent = pair()
    comparison = judged(article, parent)
    assert isinstance(comparison.event, Rewrite)
    assert comparison.event.rewrite_of.uri == parent.uri
    ours, theirs = comparison.sides()
    for number, passage in enumerate(comparison.passages, start=1):
        assert "".join(s.text for s in ours if number in s.passages) == passage.text
        assert any(number in s.passages for s in theirs)


def test_unrelated() -> None:
    """Where nothing is shared, that is what is said."""
    one = Article(
        uri="urn:a", body="The harbour council met on Tuesday and voted for a new crane at pier four."
    )
    two = Article(
        uri="urn:b", body="Snow closed the pass above Halvern before dawn; ploughs were out by seven."
    )
    comparison = judged(one, two)
    assert comparison.passages == []
    assert ("found", "no text that it shares with an earlier article") in comparison.facts


def test_the_same_twice() -> None:
    """The same version in both files is refused: there is nothing to compare."""
    article, _ = pair()
    with pytest.raises(CopytasterError, match="nothing to compare"):
        judged(article, article)


def hostile() -> Comparison:
    """A comparison whose every text tries to be HTML."""
    article = Article(uri=HOSTILE, provider=HOSTILE, headline=HOSTILE, body=HOSTILE, language='"><b>')
    ref = {"uri": HOSTILE, "provider": HOSTILE, "headline": HOSTILE}
    passages = [Passage(HOSTILE[3:20], (3, 20), (3, 20)), Passage(HOSTILE[10:30], (10, 30), (10, 30))]
    event = Rewrite(
        model_version="1",
        event_id="e",
        article=ArticleRef(**ref),
        story_id="s",
        rewrite_of=ParentRef(**ref, event_id="p", story_id="s"),
        relation="copy",
        score=1.0,
        coverage=Coverage(1.0, 1.0),
        longest_run=5,
        passages=passages,
    )
    return Comparison(event, article, article)


def test_page_escapes() -> None:
    """Texts that look like HTML are text on the page, in every place where they stand."""
    tree = lexbor.LexborHTMLParser(page.html(hostile()))
    assert not tree.css("script")
    assert not tree.css("b")
    for heading in tree.css("h1, h2"):
        assert heading.text() == HOSTILE
    assert len(tree.css(".text")) == 2
    for body in tree.css(".text"):
        for number in body.css("mark a"):
            number.decompose()
        assert body.text() == HOSTILE


def test_page_needs_nothing_else() -> None:
    """The page loads nothing: no script, no link, no image."""
    html = page.html(hostile())
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(|\ssrc=", html)


def test_page_links_passages() -> None:
    """Each passage is a mark on both sides, and the two link to each other."""
    tree = lexbor.LexborHTMLParser(page.html(judged(*pair())))
    links = tree.css("mark a")
    ids = {link.id for link in links}
    assert ids
    assert {(link.attributes["href"] or "").removeprefix("#") for link in links} == ids


def test_two_files(tmp_path: Path) -> None:
    """`explain ARTICLE PARENT` shows the verdict, its evidence and both texts with numbered passages."""
    files = []
    for article, name in zip(pair(), ("article.json", "parent.json"), strict=True):
        fields = {"uri": article.uri, "headline": article.headline, "body_text": article.body}
        path = tmp_path / name
        path.write_bytes(orjson.dumps(fields, option=orjson.OPT_INDENT_2))
        files.append(path)
    done = copytaster("explain", *files)
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode()
    assert f"rewrite of {pair()[1].uri}" in told
    assert all(label in told for label in ("relation", "score", "of the article", "longest run", "[1:"))


def test_recorded(tmp_path: Path) -> None:
    """With replay's input and output, the verdict is the one that was given."""
    article, truth = COPIES[0]
    day = write_lines(tmp_path / "day.jsonl.gz", copy.articles())
    events = tmp_path / "events.jsonl"
    events.write_bytes(copytaster("replay", day).stdout)
    html = tmp_path / "why.html"
    done = copytaster("explain", "--events", events, "--articles", day, article["uri"], "--html", html)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "<mark" in html.read_text("utf-8")
    comparison = recorded(article["uri"], events, day)
    assert comparison.parent
    assert comparison.parent.uri in truth.parents
    assert comparison.article.uri == article["uri"]
    with pytest.raises(CopytasterError, match="no verdict on urn:nowhere"):
        recorded("urn:nowhere", events, day)
    with pytest.raises(CopytasterError, match="is not in"):
        recorded(article["uri"], events, write_lines(tmp_path / "other.jsonl", []))


def test_versions_with_several_texts(tmp_path: Path) -> None:
    """Where a version came with several texts, the ones that the verdict is about are shown."""
    words = [" ".join(f"The {name} ferry left pier {n} late." for n in range(30)) for name in "abcd"]
    lines = [
        copy.article("urn:p", "One", words[0]),
        copy.article("urn:p", "Two", words[1]),
        copy.article("urn:c", "Three", words[1] + " It was back at noon."),
        copy.article("urn:p", "Four", words[2]),
    ]
    day = write_lines(tmp_path / "day.jsonl", lines)
    events = tmp_path / "events.jsonl"
    events.write_bytes(copytaster("replay", day).stdout)
    later = write_lines(tmp_path / "later.jsonl", [*lines, copy.article("urn:c", "Five", words[3])])
    comparison = recorded("urn:c", events, later)
    assert isinstance(comparison.event, Rewrite)
    assert comparison.parent
    assert (comparison.article.headline, comparison.parent.headline) == ("Three", "Two")


def test_page_over_an_input(tmp_path: Path) -> None:
    """A page is not written over what it is made of: refused, and the file stays."""
    files = [write_lines(tmp_path / f"{n}.json", [copy.article(f"urn:{n}", "x", "y")]) for n in (1, 2)]
    before = [path.read_bytes() for path in files]
    for path in files:
        assert copytaster("explain", *files, "--html", path).returncode == 2
        done = copytaster("explain", "--events", files[0], "--articles", files[1], "urn:1", "--html", path)
        assert done.returncode == 2
    assert [path.read_bytes() for path in files] == before


def test_pipes(tmp_path: Path) -> None:
    """Articles may come from pipes that have a name, also over several lines."""
    for n in (1, 2):
        article = orjson.dumps(copy.article(f"urn:{n}", "x", f"Body {n}."), option=orjson.OPT_INDENT_2)
        (tmp_path / f"{n}.json").write_bytes(article)
    done = subprocess.run(
        ["bash", "-c", '"$@" <(cat 1.json) <(cat 2.json)', "bash", *COPYTASTER, "explain"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    assert b"new story" in done.stdout


def test_what_is_no_verdict(tmp_path: Path) -> None:
    """Articles given as --events, and anything else that is none, are named with what to do."""
    day = write_lines(tmp_path / "day.jsonl", copy.articles())
    for wrong in (day, write_lines(tmp_path / "text.jsonl", [b"no JSON"]), _binary(tmp_path / "binary")):
        done = copytaster("explain", "--events", wrong, "--articles", day, "urn:x")
        assert (done.returncode, done.stdout) == (1, b"")
        told = done.stderr.decode()
        assert told.startswith(f"copytaster: {wrong}, line 1 is no verdict (")
        assert "give --events what `copytaster replay` wrote" in told
        assert "Traceback" not in told


def _binary(path: Path) -> Path:
    path.write_bytes(b"\xff\xfe\x00")
    return path


@pytest.mark.parametrize("arguments", [["one.json"], ["a", "b", "c"], ["--html", "x.html", "urn:a"]])
def test_wrong_usage(arguments: list[str]) -> None:
    """Anything but two files or a URI with both options is wrong usage."""
    done = copytaster("explain", *arguments)
    assert done.returncode == 2
    assert b"ARTICLE.json PARENT.json" in done.stderr


def test_control_characters(tmp_path: Path) -> None:
    """Copy cannot steer the terminal: escape sequences do not reach it."""
    files = [
        write_lines(
            tmp_path / f"{n}.jsonl", [copy.article(f"urn:{n}", "\x1b[2J\x07", f"body {n} \x1b]0;x\x07")]
        )
        for n in (1, 2)
    ]
    done = copytaster("explain", *files)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert b"\x07" not in done.stdout
