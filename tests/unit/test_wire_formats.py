"""parse(): picking the reader, and what becomes of messages that no reader wants."""

import json

import pytest

from schemas import Reason
from streams.errors import UnreadableError
from streams.wire import parse

ITEM = b'{"uri": "urn:x:1", "headline": "Ferry service resumes", "body_text": "The ferry sails again."}'


def refusal(data: bytes | None, max_bytes: int | None = None) -> UnreadableError:
    """The error that this message ends in."""
    with pytest.raises(UnreadableError) as caught:
        parse(data, max_bytes)
    return caught.value


@pytest.mark.parametrize("data", [None, b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_nothing_is_empty(data: bytes | None) -> None:
    """A tombstone and a message of white space, with or without BOM, are EMPTY."""
    assert refusal(data).reason == Reason.EMPTY


def test_bom_and_white_space_in_front_do_not_matter() -> None:
    """A byte order mark and blank lines before the object are skipped, a line feed behind it too."""
    assert parse(b"\xef\xbb\xbf\r\n " + ITEM + b"\n") == parse(ITEM)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"[" + ITEM + b"]", "an array"),
        (b'"urn:x:1"', "a string"),
        (b"17", "a number"),
        (b"1.5", "a number"),
        (b"true", "true or false"),
        (b"null", "null"),
    ],
)
def test_other_json_is_not_an_object(data: bytes, kind: str) -> None:
    """JSON that is no object is told apart from what is no JSON, and called by its kind."""
    error = refusal(data)
    assert error.reason == Reason.NOT_AN_OBJECT
    assert kind in error.detail


@pytest.mark.parametrize(
    "data",
    [
        b"The ferry sails again.",
        b"<?xml version='1.0'?><newsItem/>",
        b"\x01\x02\x03",
        b"PK\x03\x04",
        b"{'uri': 'urn:x:1'}",
        b'{"uri": "urn:x:1", "body_text": "cut off',
        ITEM + ITEM,
        b'{"uri": "urn:x:1", "urgency": NaN}',
        b'{"uri": "urn:x:1", "body_text": "a raw\nline feed"}',
        b'{"uri": "urn:x:1"} trailing',
    ],
)
def test_what_is_no_json(data: bytes) -> None:
    """Text, XML, binary data, JavaScript, cut and doubled objects are NOT_JSON."""
    assert refusal(data).reason == Reason.NOT_JSON


def test_malformed_json_names_the_position() -> None:
    """The detail of malformed JSON says at which line and column it breaks off."""
    assert "line 2 column" in refusal(b'{"uri": "urn:x:1",\n"version 2}').detail


def test_foreign_formats_are_quoted() -> None:
    """The detail of an unknown format shows how the message starts and what is read."""
    detail = refusal(b"<?xml version='1.0'?><newsItem/>").detail
    assert "<?xml" in detail
    assert "ninjs" in detail


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_other_encodings_are_refused_with_the_position(encoding: str) -> None:
    """Bytes that are not UTF-8 are NOT_UTF8 with the first wrong byte, and never guessed at."""
    data = '{"uri": "urn:x:1", "headline": "Fähre fährt"}'.encode(encoding)
    error = refusal(data)
    assert error.reason == Reason.NOT_UTF8
    assert f"byte 0xe4 at position {data.index(0xE4)}" in error.detail


def test_positions_count_from_the_start_of_the_message() -> None:
    """White space in front of an item is counted in the position of a wrong byte."""
    data = b" \n\n" + ITEM[:-2] + b'\xff"}'
    assert f"position {data.index(0xFF)}" in refusal(data).detail


def test_wrong_bytes_in_unused_properties_count_too() -> None:
    """Invalid UTF-8 is refused wherever it stands, also in a property that is not read."""
    assert refusal(ITEM[:-1] + b', "byline": "\xff"}').reason == Reason.NOT_UTF8


def test_utf16_is_not_utf8() -> None:
    """UTF-16 with its byte order mark is NOT_UTF8 at its very first byte."""
    error = refusal(ITEM.decode().encode("utf-16"))
    assert error.reason == Reason.NOT_UTF8
    assert "position 0" in error.detail


def test_size_limit() -> None:
    """A message of the limit is read, one byte more is TOO_LARGE with both sizes."""
    assert parse(ITEM, max_bytes=len(ITEM)).uri == "urn:x:1"
    error = refusal(ITEM, max_bytes=len(ITEM) - 1)
    assert error.reason == Reason.TOO_LARGE
    assert str(len(ITEM)) in error.detail
    assert str(len(ITEM) - 1) in error.detail


@pytest.mark.parametrize("nested", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 2000 + b"]" * 2000])
def test_deep_nesting_is_refused(nested: bytes) -> None:
    """A hundred thousand brackets in an unused property are NOT_JSON, not a crash."""
    assert refusal(ITEM[:-1] + b', "extra": ' + nested + b"}").reason == Reason.NOT_JSON


def test_half_surrogates_are_replaced() -> None:
    """Half of a surrogate pair, as JavaScript leaves it, becomes U+FFFD; whole pairs and backslashes stay."""
    text = r"cut \ud83d here, \ude00 there, \ud83d\ude00 whole, \\ud800 spelt out, end \uD800"
    article = parse(b'{"uri": "urn:x:1", "body_text": "' + text.encode() + b'"}')
    assert article.body == "cut \ufffd here, \ufffd there, \U0001f600 whole, \\ud800 spelt out, end \ufffd"
    article.body.encode()


def test_half_surrogates_do_not_hide_malformed_json() -> None:
    """Malformed JSON stays NOT_JSON when there is half a surrogate pair in it too."""
    assert refusal(rb'{"uri": "urn:x:1", "body_text": "\ud83d" "x"}').reason == Reason.NOT_JSON


def test_control_characters_stay() -> None:
    """Escaped NULs and control characters are part of the body, verbatim."""
    body = "a\x00b\x07\x1b[0m\x7f\u0085\u200b\ufeff c"
    assert parse(json.dumps({"uri": "urn:x:1", "body_text": body}).encode()).body == body
