"""Twenty kinds of messages that are no article, in any quantity, and what is said of each."""

import gzip
from collections.abc import Callable
from typing import Final

import orjson

from schemas import Reason

GOOD: Final = {
    "uri": "urn:made:bad:1",
    "headline": "Ferry late",
    "body_text": "The ferry was late again today.",
}


def _without(*fields: str, **more: object) -> bytes:
    return orjson.dumps({k: v for k, v in GOOD.items() if k not in fields} | more)


KINDS: Final[dict[str, tuple[Callable[[int], bytes | None], Reason]]] = {
    "tombstone": (lambda _: None, Reason.EMPTY),
    "empty": (lambda _: b"", Reason.EMPTY),
    "white space": (lambda n: b" \n\t" * (n % 7 + 1), Reason.EMPTY),
    "latin-1": (
        lambda n: f'{{"uri": "urn:x:{n}", "headline": "caf\u00e9"}}'.encode("latin-1"),
        Reason.NOT_UTF8,
    ),
    "utf-16": (lambda n: f'{{"uri": "urn:x:{n}"}}'.encode("utf-16"), Reason.NOT_UTF8),
    "gzip": (lambda n: gzip.compress(orjson.dumps(GOOD | {"n": n})), Reason.NOT_UTF8),
    "random bytes": (
        lambda n: bytes((n * 37 + i * 91) % 256 for i in range(64)) + b"\xff\xfe",
        Reason.NOT_UTF8,
    ),
    "plain text": (lambda n: f"FERRY LATE - take {n}".encode(), Reason.NOT_JSON),
    "cut off": (lambda n: orjson.dumps(GOOD)[: 20 + n % 30], Reason.NOT_JSON),
    "two objects": (lambda _: orjson.dumps(GOOD) + b"\n" + orjson.dumps(GOOD), Reason.NOT_JSON),
    "xml": (lambda n: f"<?xml version='1.0'?><item guid='{n}'/>".encode(), Reason.NOT_JSON),
    "array": (lambda _: orjson.dumps([GOOD]), Reason.NOT_AN_OBJECT),
    "number": (lambda n: str(n).encode(), Reason.NOT_AN_OBJECT),
    "null": (lambda _: b"null", Reason.NOT_AN_OBJECT),
    "no uri": (lambda n: _without("uri", n=n), Reason.NO_URI),
    "empty uri": (lambda _: _without("uri", uri=""), Reason.NO_URI),
    "uri a number": (lambda n: _without("uri", uri=n), Reason.WRONG_TYPE),
    "body a list": (lambda n: _without("body_text", body_text=[n]), Reason.WRONG_TYPE),
    "headline an object": (lambda n: _without("headline", headline={"main": n}), Reason.WRONG_TYPE),
    "no text": (lambda n: _without("headline", "body_text", n=n), Reason.NO_TEXT),
}


def messages(count: int) -> list[tuple[str, bytes | None, Reason]]:
    """That many messages: name of the kind, value, the reason that its dead letter must give."""
    kinds = list(KINDS.items())
    return [
        (name, make(number), reason)
        for number in range(count)
        for name, (make, reason) in (kinds[number % len(kinds)],)
    ]
