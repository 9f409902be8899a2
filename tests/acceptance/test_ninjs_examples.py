"""The published examples of ninjs, and agencies' own: all are read, and items without text told apart."""

import json
from pathlib import Path

import pytest

from schemas import Reason
from streams.errors import UnreadableError
from streams.wire import parse
from streams.wire.characters import visible

SHARED = Path(__file__).parents[3] / "shared" / "data" / "wire_formats"
EXAMPLES = sorted((SHARED / "ninjs").glob("*.json"))
AGENCIES = sorted((SHARED / "agencies").glob("*.json"))

WITHOUT_TEXT = {
    "1.4_ninjsExSimplePhoto1.json",
    "2.1_ap_audio.json",
    "2.1_ap_image.json",
    "2.1_ap_video.json",
    "2.1_imageEncodedRights.json",
    "2.1_imageLinkedRights.json",
    "3.0_20231004-UEFA-ChampionLeague.json",
    "3.0_20231005-65-addb-event.json",
    "3.0_ap_audio.json",
    "3.0_ap_image.json",
    "3.0_ap_video.json",
    "3.0_imageEncodedRights.json",
    "3.0_imageLinkedRights.json",
    "3.0_simpleEvent.json",
}
"""Pictures, sound, video and events: read by eye, none has a body, only descriptions or a headline."""

HEADLINE_ONLY = {"1.4_ninjs-1-4-examples.json", "2.1_ntb_text.json", "3.0_ntb_text.json"}

ENVELOPES = {
    "ap_media_feed.json": "`data.items`",
    "ap_media_item.json": "`data.item`",
    "ap_media_text_feed.json": "`data.items`",
    "ap_media_text_item.json": "`data.item`",
    "bbc-ninjs-comp-test.json": "`item`",
    "bbc-ninjs-text-test.json": "`item`",
}
"""Answers of agencies' interfaces with items inside, and where those stand."""

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not EXAMPLES, reason="the examples of wire formats are not here: ../shared/data/wire_formats"
    ),
]


def named(path: Path) -> str:
    """The name of an example, as the test's."""
    return path.name


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.name not in WITHOUT_TEXT], ids=named)
def test_standard_examples_are_read(path: Path) -> None:
    """Every example of the standard with text gives its identity, date, language and text."""
    item = json.loads(path.read_bytes())
    article = parse(path.read_bytes())
    assert article.uri == item["uri"]
    assert article.version == item.get("version")
    assert article.language == item.get("language")
    assert article.versioncreated == item.get("versioncreated", item.get("versionCreated"))
    assert (article.created is None) == (article.versioncreated is None)
    assert bool(article.body) == (path.name not in HEADLINE_ONLY)
    assert visible(article.text)
    if "body_text" in item:
        assert article.body == item["body_text"]
    if article.body and "bodies" in item:
        plain = [
            body["value"]
            for body in item["bodies"]
            if "plain" in (body.get("contenttype") or body["contentType"])
        ]
        assert article.body in plain or not plain
        assert plain or "<" not in article.body


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.name in WITHOUT_TEXT], ids=named)
def test_standard_examples_without_text_are_told_apart(path: Path) -> None:
    """Every picture, sound, video and event without a body is NO_TEXT, and nothing else is wrong with it."""
    with pytest.raises(UnreadableError) as caught:
        parse(path.read_bytes())
    assert caught.value.reason == Reason.NO_TEXT
    assert json.loads(path.read_bytes())["uri"] in caught.value.detail


@pytest.mark.parametrize("path", [path for path in AGENCIES if path.name not in ENVELOPES], ids=named)
def test_agencies_items_are_read(path: Path) -> None:
    """Every ninjs item of an agency is read, with `guid` as identity where there is no `uri`."""
    item = json.loads(path.read_bytes())
    article = parse(path.read_bytes())
    assert article.uri == item.get("uri", item.get("guid"))
    assert article.headline == item["headline"]
    assert article.created is not None
    assert visible(article.body)
    assert article.body == item.get("body_text", article.body)
    assert "<p>" not in article.body


@pytest.mark.parametrize("path", [path for path in AGENCIES if path.name in ENVELOPES], ids=named)
def test_envelopes_are_not_misread(path: Path) -> None:
    """AP Media API answers and a page of the BBC's are no items: refused, with the place of the items."""
    with pytest.raises(UnreadableError) as caught:
        parse(path.read_bytes())
    assert caught.value.reason == Reason.NO_URI
    assert ENVELOPES[path.name] in caught.value.detail


@pytest.mark.parametrize("path", [path for path in AGENCIES if path.name.startswith("bbc-")], ids=named)
def test_items_in_an_envelope_are_read(path: Path) -> None:
    """Taken out of its envelope, as the detail says, an item is read."""
    (item,) = json.loads(path.read_bytes())["item"]
    assert parse(json.dumps(item).encode()).body == item["body_text"]


@pytest.mark.parametrize(
    "path", [path for path in sorted((SHARED / "agencies").glob("*")) if path.suffix != ".json"], ids=named
)
def test_other_formats_are_refused(path: Path) -> None:
    """XML and line formats of agencies are refused as what they are, none is misread or breaks anything."""
    with pytest.raises(UnreadableError) as caught:
        parse(path.read_bytes())
    assert caught.value.reason in {Reason.NOT_JSON, Reason.NOT_UTF8}
