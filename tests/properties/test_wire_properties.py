"""What holds of arrival for every input: an Article or UnreadableError, text untouched, HTML never fatal."""

import json
import re
from contextlib import suppress
from dataclasses import astuple
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Ninjs
from streams.errors import UnreadableError
from streams.wire import Article, parse
from streams.wire.characters import visible
from streams.wire.html import to_text
from streams.wire.markup import LARGE

NAMES = sorted(field.encode_name for field in msgspec.structs.fields(Ninjs))
ANY_TEXT = st.text(st.characters(codec=None))
"""Half surrogates and control characters too."""
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "role", "contentType", "name", "uri"]), inner, max_size=3)
    ),
    max_leaves=8,
)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<br/>",
            "<li>",
            "<table>",
            "<td>",
            "<pre>",
            "<script>",
            "</x",
            "<!--",
            "&amp",
            "<b a='",
        ]
    )
    | ANY_TEXT
).map("".join)


def as_message(item: dict[str, Any]) -> bytes:
    """JSON as a careless sender writes it."""
    return json.dumps(item).encode()


def check(data: bytes) -> Article | None:
    """Parse; what comes back can be encoded, has an identity and something to judge."""
    with suppress(UnreadableError):
        article = parse(data)
        for value in astuple(article):
            if isinstance(value, str):
                value.encode("utf-8")
        assert visible(article.uri)
        assert visible(article.text)
        return article
    return None


@settings(deadline=None)
@given(st.binary())
@example(b"{")
@example(b"\xef\xbb\xbf{}")
@example(rb'{"uri":"\ud800"}')
def test_any_bytes_are_an_article_or_unreadable(data: bytes) -> None:
    """Whatever the bytes, parse() gives an Article or raises UnreadableError with a detail."""
    check(data)


@settings(deadline=None)
@given(st.binary(max_size=40), st.integers(0, 200), st.integers(0, 40))
def test_a_damaged_item_is_an_article_or_unreadable(noise: bytes, at: int, cut: int) -> None:
    """An item with some of its bytes replaced by others never raises anything else."""
    sound = as_message(
        {"uri": "urn:x:1", "headline": "Ferry \u00fc", "bodies": [{"value": "It sails.", "role": None}]}
    )
    check(sound[:at] + noise + sound[at + cut :])


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_properties_are_an_article_or_unreadable(item: dict[str, Any]) -> None:
    """Whatever stands in the properties of ninjs, parse() gives an Article or raises UnreadableError."""
    check(as_message({"uri": "urn:x:1"} | item))


@settings(deadline=None)
@given(ANY_TEXT)
@example("31 Dec 9999 99:99:99 -9999")
@example("0001-01-01T00:00:00+23:59")
def test_no_date_costs_an_article(date: str) -> None:
    """Any text may stand where a date should: the article is read, with a time or without."""
    article = check(as_message({"uri": "urn:x:1", "headline": "A", "versioncreated": date}))
    assert article is not None


@settings(deadline=None)
@given(st.text().filter(visible))
def test_body_text_is_verbatim(body: str) -> None:
    """Any text in `body_text` comes out as it went in, so that spans hold in the original."""
    for message in (
        as_message({"uri": "u", "body_text": body}),
        msgspec.json.encode({"uri": "u", "body_text": body}),
    ):
        assert parse(message).body == body


@settings(deadline=None)
@given(ANY_TEXT.filter(visible))
def test_half_surrogates_keep_every_position(body: str) -> None:
    """Half surrogates are replaced one for one: no other character moves or changes."""
    read = check(as_message({"uri": "u", "body_text": "x" + body}))
    assert read is not None
    pairs_joined = ("x" + body).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert read.body == re.sub("[\ud800-\udfff]", "\ufffd", pairs_joined)


@settings(deadline=None)
@given(MARKUP)
@example("<div>" * 300 + "\ud800")
def test_html_never_raises(markup: str) -> None:
    """Any string is turned into text: folded lines, at most one blank line between, none around.

    With a tree of its tags, and without one, as is done with what is too large.
    """
    for text in (to_text(markup), to_text(markup + " " * LARGE + "<p>")):
        text.encode("utf-8")
        assert text == text.strip()
        assert "\n\n\n" not in text
        assert all(line == " ".join(line.split()) for line in text.split("\n"))


@settings(deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_html_keeps_all_words(words: list[str]) -> None:
    """Paragraphs of plain words come out as those words, one blank line between them."""
    assert to_text("".join(f"<p>{word}</p>" for word in words)) == "\n\n".join(words)
