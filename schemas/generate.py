"""Write `schemas/generated`: a JSON Schema for each record and the AsyncAPI document of all topics.

python -m schemas.generate            write the files
python -m schemas.generate --check    say which of them differ from the types; exit code 1 if any does
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import yaml
from msgspec import Meta, Struct

from schemas.channels import CHANNELS, Channel
from schemas.raw import Ninjs

FOLDER: Final = Path(__file__).parent / "generated"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"
KAFKA_BINDING: Final = "0.5.0"
DOCUMENT_VERSION: Final = "2.1.0"
"""Of the AsyncAPI document: the first number changes when a reader of the topics has to."""


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write or check the files; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    if not parser.parse_args(arguments).check:
        write(folder)
        return 0
    wrong = differing(folder)
    for name in wrong:
        sys.stderr.write(f"{folder / name} is out of step: run python -m schemas.generate\n")
    return 1 if wrong else 0


def files() -> dict[str, str]:
    """Every generated file: its name and its text."""
    texts = {_file(channel.record): _json(schema(channel.record)) for channel in CHANNELS}
    return texts | {"asyncapi.yaml": _yaml(asyncapi())}


def differing(folder: Path) -> list[str]:
    """Names of the files in `folder` that are missing, not as they should be, or too many."""
    wanted = files()
    paths = [*folder.glob("*.schema.json"), *folder.glob("asyncapi.yaml")]
    found = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def write(folder: Path) -> None:
    """Make `folder` hold these schemas and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in differing(folder):
        (folder / name).unlink(missing_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


def schema(record: type[Struct]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record."""
    kind: Any = record
    if record is Ninjs:
        # Either name of the identity will do, which a type cannot say.
        names = [{"required": ["uri"]}, {"required": ["guid"]}]
        kind = Annotated[record, Meta(extra_json_schema={"anyOf": names})]
    return {"$schema": DIALECT} | msgspec.json.schema(kind)


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document: channels with their messages and bindings, and what we do with them."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "copytaster",
            "version": DOCUMENT_VERSION,
            "description": "Reads all incoming wire copy on a Kafka topic and says what is new: a new story,"
            " or a rewrite of X, with the evidence. Topic names may stand behind a prefix (WIRE_PREFIX).",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "localhost:9092",
                "protocol": "kafka",
                "description": "the Kafka cluster, as WIRE_BROKERS names it",
            }
        },
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": {name: body for channel in CHANNELS for name, body in _operations(channel)},
        "components": {"messages": {channel.record.__name__: _message(channel) for channel in CHANNELS}},
    }


def _channel(channel: Channel) -> dict[str, Any]:
    name = channel.record.__name__
    return {
        "address": channel.address,
        "description": channel.purpose,
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"kafka": {"partitions": channel.partitions, "bindingVersion": KAFKA_BINDING}},
    }


def _operations(channel: Channel) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{worker}.{action}.{channel.name}", _operation(channel, worker, action))
        for action, workers in (("receive", channel.received_by), ("send", channel.sent_by))
        for worker in workers
    ]


def _operation(channel: Channel, worker: str, action: str) -> dict[str, Any]:
    verb = {"receive": "reads", "send": "writes"}[action]
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "summary": f"the {worker} worker {verb} {channel.purpose}",
        "messages": [{"$ref": f"#/channels/{channel.name}/messages/{channel.record.__name__}"}],
    }


def _message(channel: Channel) -> dict[str, Any]:
    key = {"type": "string", "description": channel.key_meaning}
    return {
        "name": channel.record.__name__,
        "summary": (channel.record.__doc__ or "").splitlines()[0],
        "contentType": channel.content_type,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": f"./{_file(channel.record)}"}},
        "bindings": {"kafka": {"key": key, "bindingVersion": KAFKA_BINDING}},
    }


def _file(record: type[Struct]) -> str:
    return f"{record.__name__}.schema.json"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _yaml(value: object) -> str:
    head = "# Written by `python -m schemas.generate` from the types in schemas/: change those.\n"
    return head + yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


if __name__ == "__main__":
    sys.exit(main())
