"""to_text(): HTML of all qualities to lines of text."""

import time
from functools import cache
from itertools import count, islice

import pytest

from streams.settings import Settings
from streams.wire.html import to_text
from streams.wire.markup import LARGE, SMALL, flat_text, is_hopeless

MOST = Settings().max_message_bytes


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.\n<p>Two.", "One.\n\nTwo."),
        ("<div>One.<div>Two.</div>Three.</div>", "One.\n\nTwo.\n\nThree."),
        ("<h1>Head</h1>Text<hr>More", "Head\n\nText\n\nMore"),
        ("no markup\nat all", "no markup at all"),
        ("<html><head><title>T</title></head><body>Text", "Text"),
        ("", ""),
    ],
)
def test_paragraphs_are_kept(html: str, text: str) -> None:
    """Blocks are separated by one blank line, however they are nested or closed."""
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("One<br><br>two<br><br><br>three", "One\n\ntwo\n\nthree"),
        ("<ul><li>One<li>Two</ul>After", "One\nTwo\n\nAfter"),
        ("<table><tr><th>Club</th><td>12</td></tr><tr><td>Rovers<td>9</table>", "Club 12\nRovers 9"),
        ("<pre>Rovers   9\nUnited  12\n\nAfter</pre>", "Rovers 9\nUnited 12\n\nAfter"),
    ],
)
def test_lines_are_kept(html: str, text: str) -> None:
    """A break, a list item, a table row and a line of preformatted text are a line each."""
    assert to_text(html) == text


def test_white_space_is_folded() -> None:
    """Runs of white space, no-break spaces among them, are one space; inline tags add none."""
    assert to_text("<p>  The\n\t<b>fer</b>ry&nbsp;&#160; sails </p><p>&nbsp;</p>") == "The ferry sails"


def test_entities_are_characters() -> None:
    """Named and numbered entities are decoded; what only looks like one stays."""
    assert to_text("Smith &amp; S&ouml;hne &#8211; &#x1F6A2; &lt;p&gt; AT&T &bogus;") == (
        "Smith & Söhne \u2013 \U0001f6a2 <p> AT&T &bogus;"
    )


@pytest.mark.parametrize(
    "dropped",
    [
        "<script>var a = '<p>x</p>';</script>",
        "<style>p { color: red }</style>",
        "<figure><img src='a'><figcaption>Caption</figcaption></figure>",
        "<nav><a href='/'>Home</a></nav>",
        "<form><label>Mail</label><input></form>",
        "<aside><p>More on this</p></aside>",
        "<!-- a comment -->",
        "<script src='a.js'/>",
        "<figure/>",
        "<aside class='x' />",
    ],
)
def test_what_is_no_copy_is_dropped(dropped: str) -> None:
    """Scripts, styles, figures, menus, forms and asides vanish; XML's empty ones swallow nothing."""
    assert to_text(f"<p>Before</p>{dropped}<p>After</p>") == "Before\n\nAfter"


def test_nitf_has_its_content_taken() -> None:
    """Of an NITF document only the body's content is text: headline and byline are elsewhere."""
    nitf = (
        "<?xml version='1.0'?><nitf><head><title>Slug</title></head><body><body.head><hedline><hl1>Head</hl1>"
        "</hedline></body.head><body.content><block><p>One.</p><p>Two.</p></block></body.content></body></nitf>"
    )
    assert to_text(nitf) == "One.\n\nTwo."


@pytest.mark.parametrize("tag", ["div", "p", "b", "span", "ul><li", "table><tr><td", "blockquote", "x-y"])
def test_deep_nesting_is_read(tag: str) -> None:
    """Ten thousand levels of any element lose no text."""
    assert to_text("<p>Before</p>" + f"<{tag}>" * 10_000 + "inside").split() == ["Before", "inside"]


def _endless(piece: str) -> str:
    """As many of them as a message holds."""
    return piece * (MOST // len(piece))


HOSTILE = {
    "paragraphs": _endless("<p>"),
    "short paragraphs": _endless("<p>x"),
    "blocks": _endless("<div>"),
    "blocks with brackets": _endless("<div a=<>"),
    "formatting": "<p>" + "".join(f"<b a={n}>" for n in range(1000)) + _endless("<p>x</p>"),
    "custom elements": _endless("<x-y>"),
    "end tags": "<span>" * 1000 + _endless("</x>"),
    "table in table": _endless("<table><tr><td>"),
    "attributes": "<p " + " ".join(f"a{n}" for n in islice(count(), MOST // 8)) + ">",
    "attributes with brackets": "<p " + " ".join(f'a{n}=">"' for n in islice(count(), MOST // 12)) + ">",
    "angles": _endless("<"),
    "open tags": _endless("<a "),
    "open quotes": _endless("<a b='"),
    "open scripts": _endless("<script "),
    "scripts": _endless("<script></script>"),
    "open comments": _endless("<!--"),
    "equals": "<a " + _endless("= "),
    "ampersands": _endless("&"),
    "entities": _endless("&notit;"),
}


def _seconds(html: str) -> float:
    """Processor time for one text."""
    started = time.process_time()
    to_text(html)
    return time.process_time() - started


@cache
def _plain_seconds() -> float:
    """The least of three, because what else the machine does can only add to it."""
    return min(_seconds(_endless("word <3 ")) for _ in range(3))


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_takes_its_time_by_its_length_alone(html: str) -> None:
    """The largest message takes no longer than its length allows, however it is made.

    The measure is text of that length without tags, times a factor: growth with the square, or a tree of a
    million tags, takes far more.
    """
    assert _seconds(html) < 12 * _plain_seconds()


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f"<b a={n}>" for n in range(500)) + "<p>x</p>" * 25_000,
        "<div>" * 10_000,
        "<p " + " ".join(f"a{n}" for n in range(30_000)) + ">",
        "<p>" * LARGE,
    ],
    ids=["formatting", "depth", "attributes", "length"],
)
def test_no_tree_is_made_of_what_takes_too_long(html: str) -> None:
    """Each of the ways in which a parser's work grows is seen before it begins."""
    assert is_hopeless(html)


def test_a_tree_is_made_of_any_copy() -> None:
    """Nothing that an agency sends is too much: a report of 2,000 paragraphs, a table, a picture in a tag."""
    report = "<html><body><div><div>" + "<p>The <b>ferry</b> sails <a href='x'>again</a>.</p>" * 2000
    table = "<div><table>" + "<tr><td>Rovers</td><td>9</td></tr>" * 2000 + "</table></div>"
    picture = f"<p>Before</p><img src='data:image/png;base64,{'iVBORw0K' * 1000}'><p>After</p>"
    assert not any(map(is_hopeless, (report, table, picture)))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One<br>two<br/>three<br><br>four", "One\ntwo\nthree\n\nfour"),
        ("<ul><li>One<li>Two</ul>After", "One\nTwo\n\nAfter"),
        ("<p>  The\n\t<b>fer</b>ry&nbsp;&#160; sails </p>", "The ferry sails"),
        ("S&ouml;hne &lt;p&gt; AT&T 3 < 4 > 2 <3", "Söhne <p> AT&T 3 < 4 > 2 <3"),
        ("a <a href='x>y' b=\">\" c=d>link</a>", "a link"),
        ('<p>a<script>if (a<b && c="</p>") </script>b<!-- <p a=\'--> c</p>', "ab c"),
        ("<p>a<style>p{}</styles></style>b<!-->c<!x>d<?y?>e</ z>f", "abcdef"),
        ("<p>One <b a='never closed", "One"),
        ("<p>One<script>never closed", "One"),
        ("<p>One &#" + "9" * 5000 + "; two &#" + "0" * 4 + "65;", "One \ufffd two A"),
    ],
)
def test_the_scanner_reads_as_a_browser(html: str, text: str) -> None:
    """Where a tree would take too long, the text of everyday markup is the same without one."""
    assert flat_text(html) == to_text(html) == text


def test_the_scanner_reads_what_is_too_large() -> None:
    """An article above the limit has its words, lines and paragraphs; scripts stay out."""
    html = "<p>One &amp; <i>two</i>.</p><script>no()</script>" * (LARGE // SMALL * 100)
    assert len(html) > LARGE
    assert set(to_text(html).split("\n\n")) == {"One & two."}


def test_flattened_markup_keeps_its_paragraphs() -> None:
    """Where markup is too deep to be parsed as a tree, its blocks still are paragraphs."""
    assert to_text("<div>" * 50_000 + "<p>One <b>bold</b> word.</p><p>Two.<br>Three.</p>") == (
        "One bold word.\n\nTwo.\nThree."
    )
