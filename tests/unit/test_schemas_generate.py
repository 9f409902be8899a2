"""The generated schemas and AsyncAPI document: in step with the types, valid, and true of real records."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas import (
    ArticleRef,
    Attempt,
    Coverage,
    DeadLetter,
    Fingerprint,
    Latency,
    MonitorSnapshot,
    NewStory,
    ParentRef,
    Passage,
    Position,
    Reason,
    Rewrite,
    WindowState,
)
from schemas.channels import CHANNELS, MSGPACK
from schemas.codec import fingerprint_to_bytes, to_json
from schemas.generate import FOLDER, asyncapi, differing, files, main, schema
from streams.settings import Settings
from streams.topics import Names, topics

RECORDS = [channel.record for channel in CHANNELS]
REF = ArticleRef(uri="urn:x:2", headline="Ferry sails again")
PARENT = ParentRef(uri="urn:x:1", event_id="e1", story_id="s1", version="1", provider="Fictional Press")
PASSAGE = Passage("the ferry sails again", (0, 21), (5, 26))
EXAMPLES: list[msgspec.Struct] = [
    NewStory(model_version="1", event_id="e1", article=REF, story_id="s1", score=0.01),
    Rewrite(
        model_version="1",
        event_id="e2",
        article=REF,
        story_id="s1",
        rewrite_of=PARENT,
        relation="near_copy",
        score=0.99,
        coverage=Coverage(0.9, 1.0),
        longest_run=4,
        passages=[PASSAGE],
    ),
    DeadLetter(
        reason=Reason.NOT_JSON,
        detail="line 1",
        position=Position("wire.raw", 0, 7),
        payload="eA==",
        payload_bytes=1,
        build="0.1.0",
    ),
    Attempt(
        position=Position("wire.raw", 0, 7),
        digest="00ff00ff00ff00ff",
        attempts=2,
        exit_code=70,
        error="ZeroDivisionError('a bug')",
        build="0.1.0",
    ),
    MonitorSnapshot(
        worker="match",
        instance="host-1",
        build="0.1.0",
        model_version="1",
        at="2024-05-06T07:08:09Z",
        uptime_s=1.0,
        ready=True,
        interval_s=5.0,
        rate=10.0,
        processed=50,
        lag=0,
        latency_ms=Latency(3.0, 9.0),
        windows=[WindowState(0, 50, 71_000, None)],
    ),
    Fingerprint(
        uri="urn:x:2",
        version=None,
        provider=None,
        headline="Ferry sails again",
        versioncreated=None,
        language="en",
        created=None,
        slugline=None,
        ednote=None,
        pubstatus=None,
        evolvedfrom=None,
        digest=b"\0" * 16,
        body="The ferry sails again.",
        tokens=b"\1\0\0\0",
        starts=b"\0\0\0\0",
        lengths=b"\3\0",
        cut=False,
        headline_tokens=0,
        arrived_ms=1,
    ),
]


def validator(record: type[msgspec.Struct]) -> Draft202012Validator:
    """A validator of the generated file of a record."""
    return Draft202012Validator(json.loads((FOLDER / f"{record.__name__}.schema.json").read_text()))


def as_json(record: msgspec.Struct) -> Any:
    """A record as its message, decoded without its type; MessagePack's bytes as base64."""
    if isinstance(record, Fingerprint):
        return msgspec.to_builtins(msgspec.msgpack.decode(fingerprint_to_bytes(record)))
    return json.loads(to_json(record))


def refs(value: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [ref for inner in value.values() for ref in refs(inner)]
    return [ref for inner in value for ref in refs(inner)] if isinstance(value, list) else []


def test_files_are_in_step() -> None:
    """The files in the repository are those that the types give: `python -m schemas.generate` was run."""
    assert differing(FOLDER) == []


def test_check_names_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--check exits 1 and names the changed, the missing and the stray file; writing puts them right."""
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "NewStory.schema.json").write_text("{}")
    (tmp_path / "asyncapi.yaml").unlink()
    (tmp_path / "Old.schema.json").write_text("{}")
    assert main(["--check"], tmp_path) == 1
    complaints = capsys.readouterr().err
    assert all(name in complaints for name in ("NewStory.schema.json", "asyncapi.yaml", "Old.schema.json"))
    assert "Rewrite.schema.json" not in complaints
    assert main([], tmp_path) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(files())
    assert main(["--check"], tmp_path) == 0


@pytest.mark.parametrize("record", RECORDS)
def test_schemas_are_valid(record: type[msgspec.Struct]) -> None:
    """Each file is a JSON Schema of the dialect that it names."""
    Draft202012Validator.check_schema(schema(record))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: type(example).__name__)
def test_records_validate(example: msgspec.Struct) -> None:
    """A record, as it goes over the topic, is valid against its schema; with a field spoilt it is not."""
    message = as_json(example)
    check = validator(type(example))
    check.validate(message)
    if isinstance(message, dict):
        assert not check.is_valid(message | {"schema_version": "one"})
    else:
        assert not check.is_valid(["one", *message[1:]])


def test_every_record_has_an_example() -> None:
    """The examples here leave out no record but the raw article, which has tests of its own."""
    assert {type(example).__name__ for example in EXAMPLES} == {kind.__name__ for kind in RECORDS} - {"Ninjs"}


@pytest.mark.parametrize(
    ("item", "valid"),
    [
        ({"uri": "urn:x:1", "headline": "A", "wordcount": 3}, True),
        ({"guid": "tag:x:1", "body_html": "<p>A</p>"}, True),
        ({"uri": "urn:x:1", "version": 2, "bodies": [{"value": "A", "contentType": "text/plain"}]}, True),
        ({"headline": "A"}, False),
        ({"uri": 3, "headline": "A"}, False),
        ({"uri": "urn:x:1", "bodies": "A"}, False),
    ],
)
def test_ninjs_schema(item: dict[str, Any], valid: bool) -> None:  # noqa: FBT001 -- a parameter of the case
    """The schema of the raw article wants an identity and right types, and lets other properties through."""
    assert validator(RECORDS[0]).is_valid(item) is valid


def test_channels_agree_with_the_topics() -> None:
    """Every topic but the window's changelog has a channel, with its partitions by default."""
    there = {topic.name: topic.partitions for topic in topics(Settings())}
    del there[Names().changelog]
    assert {channel.address: channel.partitions for channel in CHANNELS} == there


def test_asyncapi_references_resolve() -> None:
    """Every reference in the AsyncAPI document leads somewhere: inside of it, or to a generated file."""
    document = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text())
    found = refs(document)
    assert found
    for ref in found:
        if ref.startswith("./"):
            assert ref[2:] in files()
            continue
        place = document
        for step in ref.removeprefix("#/").split("/"):
            place = place[step]


def test_asyncapi_structure() -> None:
    """An AsyncAPI 3.0.0 document with each topic's messages, content type, key and partitions."""
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    assert set(document["info"]) >= {"title", "version"}
    assert {channel["address"] for channel in document["channels"].values()} == {
        channel.address for channel in CHANNELS
    }
    messages = document["components"]["messages"]
    assert messages["Fingerprint"]["contentType"] == MSGPACK
    for channel in document["channels"].values():
        assert channel["bindings"]["kafka"]["partitions"] >= 1
        assert channel["messages"]
    for message in messages.values():
        assert set(message) >= {"contentType", "payload", "bindings"}
        assert message["bindings"]["kafka"]["key"]["type"] == "string"
    operations = document["operations"].values()
    assert {operation["action"] for operation in operations} == {"send", "receive"}
    used = {operation["channel"]["$ref"].removeprefix("#/channels/") for operation in operations}
    assert used == set(document["channels"])
