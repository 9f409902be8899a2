"""Messages that cost much for their size: each kind grows with the number of bytes that it may have."""

import random
from collections.abc import Callable
from typing import Any, Final

import orjson

Bomb = Callable[[int], bytes]
_HEAD: Final = b'{"uri":"urn:fuzz:bomb","headline":"Bomb"'
_HTML: Final = {"contentType": "text/html"}


def _body(unit: str, end: str = "", begin: str = "") -> Bomb:
    """A plain text of one thing over and over."""
    return lambda size: _item(body_text=begin + unit * _times(unit, size) + end)


def _html(unit: str, end: str = "", begin: str = "") -> Bomb:
    return lambda size: _item(body_html=begin + unit * _times(unit, size) + end)


def _bodies(unit: str) -> Bomb:
    """That many bodies, which each start over."""
    return lambda size: _item(bodies=[{"value": unit, **_HTML}] * (size // (len(unit) + 40)))


def _json(unit: bytes, end: bytes = b"]") -> Bomb:
    """JSON that is no copy."""
    return lambda size: _HEAD + b',"x":[' + b",".join([unit] * (size // (len(unit) + 1))) + end + b"}"


def _item(**fields: Any) -> bytes:
    return orjson.dumps({"uri": "urn:fuzz:bomb", "headline": "Bomb"} | fields)


def _times(unit: str, size: int) -> int:
    return size // len(orjson.dumps(unit)[1:-1])


def _names(size: int) -> bytes:
    return _HEAD + b"".join(b',"%x":1' % number for number in range(size // 10)) + b"}"


def _attributes(size: int) -> bytes:
    return _item(body_html="<p " + " ".join(f"a{number}=1" for number in range(size // 10)) + ">x")


KINDS: Final[dict[str, Bomb]] = {
    "one word often": _body("ha "),
    "one word for ever": _body("x"),
    "one accented letter": _body("\u0301", begin="e"),
    "one number": _body("1,111"),
    "one figure": _body("7 "),
    "Han": _body("\u6f22\u5b57"),
    "joiners": _body("\u200d", end="x"),
    "marks of direction": _body("\u202eab\u202c "),
    "spaces": _body(" ", end="x"),
    "lines": _body("\n" + " " * 50, end="x"),
    "stops": _body(".)'"),
    "quotes": _body('" '),
    "mojibake": _body("\u00c3\u00a9 \u00e2\u20ac\u2122t "),
    "mojibake twice": _body("\u00c3\u0192\u00c2\u00a9"),
    "entities in text": _body("&amp;amp;lt; "),
    "an entity in text": _body("amp;", begin="&"),
    "tags in text": _body("<p x"),
    "tabs escaped": _body("\t"),
    "sentences": _body("One two three four five. "),
    "capitals": _body("A. B. Cd "),
    "half pairs": lambda size: _HEAD + b',"body_text":"x' + rb"\ud800" * (size // 6) + b'"}',
    "half a pair among escapes": lambda size: _HEAD + b',"body_text":"' + rb"\n" * (size // 2) + rb'\ud8ab"}',
    "escapes, cut off": lambda size: _HEAD + b',"body_text":"' + rb"\n" * (size // 2),
    "HTML deep": _html("<div>", end="x"),
    "HTML deep tables": _html("<table><tr><td>", end="x"),
    "HTML misnested": _html("<b><a><i><p>", end="x"),
    "HTML attributes": _attributes,
    "HTML attribute open": _html("<a b='"),
    "HTML equals signs": _html("= ", begin="<a "),
    "HTML less-than": _html("<"),
    "HTML comments": _html("<!--"),
    "HTML dashes": _html("--", begin="<!--"),
    "HTML scripts": _html("<script>"),
    "HTML scripts ending": _html("<script></scrip"),
    "HTML entities": _html("&amp;&lt;&nosuch;"),
    "HTML a reference": _html("9", begin="<p>" * 2_000 + "&#", end=";"),
    "HTML paragraphs": _html("<p>x"),
    "HTML nothing": _html("<p>"),
    "HTML bodies": _bodies("<p>"),
    "HTML bodies misnested": _bodies("<b><a><i><p>" * 325),
    "JSON objects": _json(b"{}"),
    "JSON small objects": _json(b'{"a":1}'),
    "JSON numbers": _json(b"1.5"),
    "JSON names": _names,
    "JSON deep": lambda size: _HEAD + b',"x":' + b"[" * size,
    "JSON deep, closed": lambda size: (
        _HEAD + b',"x":' + b'{"a":' * (size // 6) + b"1" + b"}" * (size // 6 + 1)
    ),
    "JSON a digit": lambda size: _HEAD + b',"x":0.' + b"1" * size + b"}",
    "JSON a number": lambda size: _HEAD + b',"version":' + b"1" * size + b"}",
    "JSON a string": lambda size: b'"' + b"x" * size + b'"',
    "JSON an array": lambda size: b"[" + b"0," * (size // 2) + b"0]",
    "a uri": lambda size: orjson.dumps({"uri": "x" * size, "headline": "Bomb"}),
    "a name": lambda size: orjson.dumps({"x" * size: 1}),
    "a type": lambda size: orjson.dumps({"uri": "urn:fuzz:bomb", "type": "x" * size}),
    "a date": lambda size: _item(body_text="x", versioncreated="9" * size),
    "labels": lambda size: _item(slugline="RPT - " * (size // 6), ednote="``" * 500, body_text="x"),
    "white space": lambda size: b" " * size,
    "no format": lambda size: b"x" * size,
}


def largest(_: random.Random, name: str, most: int) -> bytes:
    """A bomb of nearly the size that may be sent."""
    return KINDS[name](int(0.98 * most))


def sized(rng: random.Random, name: str, most: int) -> bytes:
    """A bomb of any size up to a bit beyond what may be sent; large and small ones are equally frequent."""
    size = int(10 ** rng.uniform(3, 6.65))
    return KINDS[name](min(size, int(1.02 * most)))
