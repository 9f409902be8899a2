"""ninjs items of all generations to articles: where each property comes from, and what is refused."""

import json
import tracemalloc
from typing import Any

import msgspec
import pytest

from schemas import Ninjs, Reason
from streams.errors import UnreadableError
from streams.wire import Article, parse
from streams.wire.characters import without_lone_surrogates

BODY = "HARBOUR TOWN (Fictional) -\u00a0 The ferry sails again.\n\n  It had been laid up.\t\n"


def read(**properties: Any) -> Article:
    """The article of a small sound item with these properties; `...` takes one away."""
    item = {"uri": "urn:x:1", "body_text": "The ferry sails again."} | properties
    return parse(json.dumps({name: value for name, value in item.items() if value is not ...}).encode())


def refusal(**properties: Any) -> UnreadableError:
    """The error that such an item ends in."""
    with pytest.raises(UnreadableError) as caught:
        read(**properties)
    return caught.value


def test_first_generation() -> None:
    """A flat 1.x item gives every field of the article."""
    item = {
        "uri": "urn:x:1",
        "version": "3",
        "provider": "Fictional Press",
        "headline": "Ferry sails again",
        "body_text": BODY,
        "language": "en-GB",
        "versioncreated": "2024-05-06T07:08:09Z",
        "slugline": "FERRY",
        "ednote": "adds quote",
        "pubstatus": "usable",
        "evolvedfrom": "urn:x:0",
        "urgency": 4,
    }
    assert parse(json.dumps(item).encode()) == Article(
        uri="urn:x:1",
        version="3",
        provider="Fictional Press",
        headline="Ferry sails again",
        body=BODY,
        language="en-GB",
        versioncreated="2024-05-06T07:08:09Z",
        created=1714979289.0,
        slugline="FERRY",
        ednote="adds quote",
        pubstatus="usable",
        evolvedfrom="urn:x:0",
    )


@pytest.mark.parametrize(
    ("created", "status", "note", "sources", "kind"),
    [
        ("versioncreated", "pubstatus", "ednote", "infosources", "contenttype"),
        ("versionCreated", "pubStatus", "edNote", "infoSources", "contentType"),
    ],
    ids=["2.x", "3.x"],
)
def test_later_generations(created: str, status: str, note: str, sources: str, kind: str) -> None:
    """2.x and 3.x items, lists of headlines and bodies, names in either spelling, give the same article."""
    item = {
        "uri": "urn:x:1",
        "version": "3",
        created: "2024-05-06T09:08:09+02:00",
        status: "canceled",
        note: "adds quote",
        "language": "en",
        sources: [
            {"name": "Somebody"},
            {"name": "Fictional Press", "role": "https://example.org/role/provider"},
        ],
        "headlines": [{"role": "web", "value": "Ahoy"}, {"role": "main", "value": "Ferry sails again"}],
        "bodies": [
            {"role": "xhtml", kind: "text/html", "value": "<p>marked up</p>"},
            {"role": "text", kind: "text/plain", "value": BODY},
        ],
        "associations": [{"name": "evolvedFrom", "uri": "urn:x:0"}],
    }
    assert parse(json.dumps(item).encode()) == Article(
        uri="urn:x:1",
        version="3",
        provider="Fictional Press",
        headline="Ferry sails again",
        body=BODY,
        language="en",
        versioncreated="2024-05-06T09:08:09+02:00",
        created=1714979289.0,
        ednote="adds quote",
        pubstatus="canceled",
        evolvedfrom="urn:x:0",
    )


@pytest.mark.parametrize(
    ("version", "text"),
    [("0", "0"), (7, "7"), (7.0, "7"), (1.5, "1.5"), ("1.50", "1.50"), ("", None), (None, None), (-1, "-1")],
)
def test_version_is_a_string(version: object, text: str | None) -> None:
    """A version is text whatever it came as; a whole float is the integer; blank is none."""
    assert read(version=version).version == text


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("1970-01-01T00:00:10Z", 10.0),
        ("1970-01-01T00:00:10z", 10.0),
        ("1970-01-01T01:00:10+01:00", 10.0),
        ("1970-01-01T01:00:10+0100", 10.0),
        ("19700101T000010Z", 10.0),
        ("1970-01-01T00:00:10.5000000Z", 10.5),
        ("1970-01-01T00:00:10", 10.0),
        (" 1970-01-01 00:00:10 ", 10.0),
        ("1970-01-02", 86400.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 10.0),
        ("1969-12-31T23:59:50Z", -10.0),
        ("yesterday", None),
        ("2024-13-01T00:00:00Z", None),
        ("2024-02-30", None),
        ("", None),
        (None, None),
        ("1714979289", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59+00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates(date: str | None, seconds: float | None) -> None:
    """ISO 8601 and mail dates are read, without zone as UTC; a wrong or placeholder date is None."""
    article = read(versioncreated=date)
    assert article.created == seconds
    assert article.versioncreated == (date or None)


@pytest.mark.parametrize(
    ("properties", "provider"),
    [
        ({"provider": "A", "copyrightholder": "B"}, "A"),
        ({"provider": " ", "copyrightholder": "B"}, "B"),
        ({"infosource": [{"name": "C", "rel": "provider"}], "copyrightholder": "B"}, "C"),
        ({"infosources": [{"name": "D"}], "copyrightHolder": "B"}, "B"),
        ({"source": "E", "copyrightholder": "B"}, "E"),
        ({"infosources": [{"name": "D"}]}, None),
        ({"infosources": [{"role": "provider"}]}, None),
        ({}, None),
    ],
)
def test_provider(properties: dict[str, Any], provider: str | None) -> None:
    """The declared provider, else a source in that role, else the source, else who holds the rights."""
    assert read(**properties).provider == provider


@pytest.mark.parametrize(
    ("headlines", "headline"),
    [
        ([{"role": "sub", "value": "A"}, {"role": "Main", "value": "B"}], "B"),
        ([{"role": "sub", "value": "A"}, {"value": "B"}], "B"),
        ([{"role": "sub", "value": "A"}, {"role": "web", "value": "B"}], "A"),
        ([{"role": "main", "value": " "}, {"role": "web", "value": "B"}], "B"),
        ([{"role": "main", "contentType": "text/html", "value": "<b>A &amp; B</b>"}], "A & B"),
        ([{"role": "main"}], None),
        ([], None),
    ],
)
def test_headline_of_several(headlines: list[dict[str, str]], headline: str | None) -> None:
    """The main headline, else one without role, else the first that shows anything."""
    assert read(headlines=headlines).headline == headline


def test_flat_headline_comes_first() -> None:
    """An item with both spellings has the flat headline, verbatim."""
    assert read(headline=" A  <b>", headlines=[{"role": "main", "value": "B"}]).headline == " A  <b>"


@pytest.mark.parametrize(
    "properties",
    [
        {"evolvedfrom": "urn:x:0"},
        {"evolvedFrom": "urn:x:0"},
        {"associations": {"evolvedfrom": {"uri": "urn:x:0"}}},
        {"associations": {"picture": None, "evolvedFrom": {"guid": "urn:x:0"}}},
        {"associations": [{"uri": "urn:x:9"}, {"name": "evolvedFrom", "uri": "urn:x:0"}]},
    ],
)
def test_evolvedfrom(properties: dict[str, Any]) -> None:
    """What an item evolved from is a property of its own or an association of that name."""
    assert read(**properties).evolvedfrom == "urn:x:0"


def test_other_associations_say_nothing_of_origin() -> None:
    """A picture that goes with the text is not what it evolved from."""
    assert read(associations={"featuremedia": {"uri": "urn:x:9"}}).evolvedfrom is None


@pytest.mark.parametrize(
    ("properties", "body"),
    [
        ({"body_text": BODY, "body_html": "<p>B</p>"}, BODY),
        ({"body_text": "&lt;p>A</p> <b>"}, "&lt;p>A</p> <b>"),
        ({"body_text": " \n\u200b", "body_html": "<p>B &amp; C</p>"}, "B & C"),
        ({"body_text": None, "body_xhtml": "<p>B</p><p>C</p>"}, "B\n\nC"),
        ({"body_html": "<p> </p>", "body_xhtml": "<p>C</p>", "body_text": ...}, "C"),
        ({"body_text": ..., "bodies": [{"value": "A <b>"}]}, "A <b>"),
        ({"body_text": ..., "bodies": [{"role": "html5", "value": "<p>A</p>"}]}, "A"),
        (
            {
                "body_text": ...,
                "bodies": [
                    {"contentType": "application/xml", "value": "<nitf><p>A</p></nitf>"},
                    {"contentType": "text/html", "value": "<p>B</p>"},
                ],
            },
            "B",
        ),
        (
            {
                "body_text": ...,
                "bodies": [
                    {"contenttype": "text/vnd.IPTC.NITF", "value": "<nitf><body><p>A</p></body></nitf>"}
                ],
            },
            "A",
        ),
        ({"body_text": ..., "body_html": "<p>A</p>", "bodies": [{"role": "main", "value": "B"}]}, "B"),
    ],
)
def test_body(properties: dict[str, Any], body: str) -> None:
    """Plain text verbatim if it shows anything, else HTML as text, else other markup as text."""
    assert read(**properties).body == body


def test_text_of_an_item_without_body_is_its_headline() -> None:
    """A flash has no body: its headline is what is judged."""
    article = read(body_text=..., headline="Ferry sinks", type="text")
    assert (article.body, article.text) == ("", "Ferry sinks")


@pytest.mark.parametrize(
    "properties",
    [
        {"body_text": ...},
        {"body_text": " ", "headline": "\n\u200b"},
        {"body_text": ..., "body_html": "<p><img src='a'></p>"},
        {"body_text": ..., "type": "picture", "headline": "Ferry", "description_text": "The ferry at sea"},
        {"body_text": ..., "type": "Video", "headline": "Ferry"},
        {"body_text": ..., "type": "event", "title": "Ferry day", "headline": "Ferry day"},
        {
            "body_text": ...,
            "type": "composite",
            "headline": "Ferries",
            "associations": {"a": {"uri": "urn:x:2"}},
        },
    ],
)
def test_items_without_text(properties: dict[str, Any]) -> None:
    """Pictures, videos, events, packages and blank items are NO_TEXT, and the detail names the item."""
    error = refusal(**properties)
    assert error.reason == Reason.NO_TEXT
    assert error.detail.startswith("urn:x:1: ")


@pytest.mark.parametrize("kind", ["picture", "video", "event", "composite", "text", None])
def test_a_body_is_judged_whatever_its_type(kind: str | None) -> None:
    """An item of any type that carries a body has text."""
    assert read(type=kind).body == "The ferry sails again."


@pytest.mark.parametrize("uri", [..., None, "", "  "])
def test_an_item_needs_an_identity(uri: object) -> None:
    """Without a `uri` that shows anything an item is NO_URI; Superdesk's `guid` will do."""
    assert refusal(uri=uri).reason == Reason.NO_URI
    assert read(uri=uri, guid="tag:x:1").uri == "tag:x:1"


@pytest.mark.parametrize(
    ("envelope", "place"),
    [
        ({"item": [{"uri": "urn:x:1"}], "total": 1}, "`item`"),
        ({"api_version": "1", "data": {"item": {"uri": "urn:x:1"}}}, "`data.item`"),
        ({"api_version": "1", "data": {"items": [{"item": {"uri": "urn:x:1"}}]}}, "`data.items`"),
    ],
)
def test_envelopes_are_named(envelope: dict[str, Any], place: str) -> None:
    """An answer of an agency's interface is no item: the detail says where in it the items stand."""
    error = refusal(uri=..., body_text=..., **envelope)
    assert error.reason == Reason.NO_URI
    assert place in error.detail


@pytest.mark.parametrize(
    ("properties", "place"),
    [
        ({"uri": 17}, "$.uri"),
        ({"headline": ["A"]}, "$.headline"),
        ({"body_text": {"en": "A"}}, "$.body_text"),
        ({"version": [1]}, "$.version"),
        ({"version": True}, "$.version"),
        ({"versioncreated": 1714979289}, "$.versioncreated"),
        ({"bodies": [{"value": "A"}, {"value": 3}]}, "$.bodies[1].value"),
        ({"headlines": "A"}, "$.headlines"),
        ({"bodies": [None]}, "$.bodies[0]"),
    ],
)
def test_wrong_types_are_placed(properties: dict[str, Any], place: str) -> None:
    """A property of the wrong type is WRONG_TYPE, and the detail has its path."""
    error = refusal(**properties)
    assert error.reason == Reason.WRONG_TYPE
    assert f"`{place}`" in error.detail


def test_null_is_as_good_as_absent() -> None:
    """Every property but the text may be null."""
    names = {field.encode_name for field in msgspec.structs.fields(Ninjs)} - {"uri", "body_text"}
    assert read(**dict.fromkeys(names)) == read()


def test_of_a_doubled_name_the_last_counts() -> None:
    """A name that stands in the object twice has its last value."""
    assert parse(b'{"uri": "urn:x:1", "uri": "urn:x:2", "headline": "A"}').uri == "urn:x:2"


def test_unknown_properties_are_let_through() -> None:
    """Properties that ninjs does not have, of any type, do no harm."""
    assert read(wordcount=3, extra={"a": [None, {"uri": 3}]}, type="advisory") == read()


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [
        ("headline", "headline", 2000),
        ("slugline", "slugline", 500),
        ("ednote", "ednote", 2000),
        ("edNote", "ednote", 2000),
        ("provider", "provider", 500),
        ("copyrightholder", "provider", 500),
        ("version", "version", 500),
        ("evolvedfrom", "evolvedfrom", 2000),
        ("language", "language", 500),
        ("versioncreated", "versioncreated", 500),
        ("pubstatus", "pubstatus", 500),
    ],
)
def test_what_goes_into_every_event_is_cut(name: str, field: str, most: int) -> None:
    """All that an item declares of itself has a length, so that its event can be sent; up to it all stays."""
    assert getattr(read(**{name: "x" * most}), field) == "x" * most
    assert getattr(read(**{name: "x" * 3_000_000}), field) == "x" * most


def test_a_headline_that_is_the_text_has_a_length_too() -> None:
    """A flash of a million characters is none; several headlines are cut like one."""
    assert read(body_text=..., headline="x" * 1_000_000).text == "x" * 2000
    assert read(headlines=[{"value": "x" * 1_000_000}]).headline == "x" * 2000


@pytest.mark.parametrize("name", ["uri", "guid"])
def test_a_uri_without_end_is_refused(name: str) -> None:
    """Cut it would be another's; the detail names the property and is of a size itself."""
    kept = read(**{"uri": ..., name: "u" * 2000})
    assert kept.uri == "u" * 2000
    error = refusal(**{"uri": ..., name: "u" * 2001})
    assert error.reason == Reason.TOO_LARGE
    assert "`uri` has 2,001 characters" in error.detail
    assert len(error.detail) < 1000


def test_empty_markup_is_not_read_for_ever() -> None:
    """Of markup with nothing to see in it a million characters are read; each piece counts a hundred."""
    empty = {"value": "<p>", "contenttype": "text/html"}
    text = {"value": "<p>The ferry sails.", "contenttype": "text/html"}
    assert read(body_text=..., bodies=[empty] * 9_000 + [text]).body == "The ferry sails."
    late: dict[str, Any] = {"body_text": ..., "bodies": [empty] * 11_000 + [text]}
    assert refusal(**late).reason == Reason.NO_TEXT
    assert read(**late, headline="Ferry sails").text == "Ferry sails"


@pytest.mark.parametrize("item", [{"x" * 1_000_000: 1}, {"uri": "urn:x:1", "type": "x" * 1_000_000}])
def test_what_is_wrong_is_said_in_few_words(item: dict[str, Any]) -> None:
    """Names and types of any length are cut in the detail, so that the rest of it can be read."""
    with pytest.raises(UnreadableError) as caught:
        parse(json.dumps(item).encode())
    assert len(caught.value.detail) < 200


def test_mending_half_surrogates_takes_no_memory_for_sound_escapes() -> None:
    """A million escapes and half a pair: the copy that is mended, and little beside it."""
    message = b'{"uri": "u", "body_text": "' + rb"\n" * 1_000_000 + rb'\ud800x"}'
    tracemalloc.start()
    mended = without_lone_surrogates(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert mended == message.replace(rb"\ud800", rb"\ufffd")
    assert peak < 3 * len(message)
