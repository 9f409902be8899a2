"""to_text(): HTML of all qualities to lines of text."""

import time

import pytest

from streams.wire.html import to_text


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


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 400_000 + "x",
        "<p>" + "".join(f"<b a={n}>" for n in range(1000)) + "<p>x</p>" * 100_000,
        "<span>" * 1000 + "</x>" * 300_000 + "x",
        "<" * 1_000_000,
        "<a" * 500_000,
        "<script " * 200_000,
        "&" * 1_000_000,
    ],
    ids=["divs", "formatting", "end tags", "angles", "open tags", "open scripts", "ampersands"],
)
def test_hostile_markup_takes_seconds_at_most(html: str) -> None:
    """Markup made to take a parser hours (quadratic in depth) is through in less than ten seconds."""
    started = time.perf_counter()
    to_text(html)
    assert time.perf_counter() - started < 10


def test_flattened_markup_keeps_its_paragraphs() -> None:
    """Where markup is too deep to be parsed as a tree, its blocks still are paragraphs."""
    assert to_text("<div>" * 50_000 + "<p>One <b>bold</b> word.</p><p>Two.<br>Three.</p>") == (
        "One bold word.\n\nTwo.\nThree."
    )
