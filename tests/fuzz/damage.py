"""Sound articles, damaged: bytes flipped, lost, doubled or of another message; values of any type."""

import gzip
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import orjson

from streams.sample import articles
from tests.fuzz.values import DATES, NAMES, NUMBERS, any_value, dumps, strange_text
from tests.support import copy, made_wire, malformed

Maker = Callable[[random.Random], bytes | None]
_LOST: Final = 40
_MANY: Final = 12


@cache
def items() -> list[dict[str, Any]]:
    """Sound items, and such as a reader of text may stumble over: all of them are judged."""
    hostile = [item for item in copy.hostile() if len(item["body_text"]) < 20_000]
    return [*articles(), *made_wire.articles(200), *made_wire.articles(40, seed=2, words=700), *hostile]


@cache
def sound() -> list[bytes]:
    """The items as messages, some with their text as HTML or in the shape of later generations."""
    return [orjson.dumps(_shaped(item, number)) for number, item in enumerate(items())]


def _shaped(item: dict[str, Any], number: int) -> dict[str, Any]:
    text = item.get("body_text")
    if not text or number % 4 < 2:
        return item
    html = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    rest = {name: value for name, value in item.items() if name not in {"body_text", "headline"}}
    if number % 4 == 2:
        return rest | {"headline": item["headline"], "body_html": html}
    return rest | {
        "headlines": [{"role": "main", "value": item["headline"]}],
        "bodies": [{"contentType": "text/html", "value": html}],
    }


def _message(rng: random.Random) -> bytes:
    return rng.choice(sound())


def as_it_is(rng: random.Random) -> bytes:
    """A sound article, often one that has come before."""
    return _message(rng)


def flipped(rng: random.Random) -> bytes:
    """Some bits are others."""
    data = bytearray(_message(rng))
    for _ in range(rng.randint(1, _MANY)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def flipped_text(rng: random.Random) -> bytes:
    """Some letters are other ASCII characters: as a rule still JSON."""
    data = bytearray(_message(rng))
    for _ in range(rng.randint(1, _MANY)):
        at = rng.randrange(len(data))
        if chr(data[at]).isalnum():
            data[at] = rng.randrange(32, 127)
    return bytes(data)


def truncated(rng: random.Random) -> bytes:
    """The end is missing."""
    data = _message(rng)
    return data[: rng.randrange(len(data))]


def holed(rng: random.Random) -> bytes:
    """A stretch is missing, or there twice."""
    data = _message(rng)
    at, length = rng.randrange(len(data)), rng.randint(1, _LOST)
    return data[:at] + (data[at + length :] if rng.random() < 0.5 else data[max(0, at - length) :])


def spliced(rng: random.Random) -> bytes:
    """The beginning of one message and the end of another."""
    one, other = _message(rng), _message(rng)
    return one[: rng.randrange(len(one))] + other[rng.randrange(len(other)) :]


def spliced_texts(rng: random.Random) -> bytes:
    """The first words of one article and the last of another, under a new name."""
    one, other = rng.choice(items()), rng.choice(items())
    words = [(item.get("body_text") or item.get("headline") or "x").split() for item in (one, other)]
    text = " ".join(words[0][: rng.randint(0, len(words[0]))] + words[1][rng.randint(0, len(words[1])) :])
    return orjson.dumps(one | {"uri": f"urn:fuzz:{rng.getrandbits(40):x}", "body_text": text})


def strange_characters(rng: random.Random) -> bytes:
    """NUL, half surrogates, marks of direction, joiners, entities and so on, in any text of the item."""
    item = dict(rng.choice(items()))
    for name in rng.sample(sorted(item), min(3, len(item))):
        if isinstance(item[name], str):
            item[name] = strange_text(rng, item[name])
    return json.dumps(item, ensure_ascii=rng.random() < 0.7).encode("utf-8", "surrogatepass")


def wrong_types(rng: random.Random) -> bytes:
    """Any value under any property's name."""
    names = rng.sample(NAMES, rng.choice((1, 1, 1, 2, 5)))
    return dumps(rng.choice(items()), {name: any_value(rng) for name in names})


def numbers(rng: random.Random) -> bytes:
    """A number that no machine holds, where one may stand."""
    return dumps(rng.choice(items()), {rng.choice(("version", "priority")): rng.choice(NUMBERS)})


def dates(rng: random.Random) -> bytes:
    """A date that was never, or that a computer makes up; the texts are new."""
    item = rng.choice(items()) | {"uri": f"urn:fuzz:{rng.getrandbits(40):x}"}
    return orjson.dumps(item | {"versioncreated": rng.choice(DATES)})


def doubled_names(rng: random.Random) -> bytes:
    """One name twice, with two values, one of which may be of a wrong type."""
    name = rng.choice(NAMES)
    first = json.dumps(name) + ":" + any_value(rng)
    return b"{" + first.encode("utf-8", "surrogatepass") + b"," + _message(rng)[1:]


def encoded(rng: random.Random) -> bytes:
    """A sound article in another encoding, or packed."""
    data = _message(rng)
    text = data.decode()
    forms: tuple[Callable[[], bytes], ...] = (
        lambda: b"\xef\xbb\xbf" + data,
        lambda: b"\xef\xbb\xbf" * 2 + data,
        lambda: text.encode("utf-16"),
        lambda: text.encode("utf-16-be"),
        lambda: text.encode("utf-32"),
        lambda: text.encode("latin-1", "replace"),
        lambda: text.encode("utf-7"),
        lambda: gzip.compress(data, mtime=0),
        lambda: b"\0" + data,
        lambda: data + b"\0",
        lambda: b" " * 100 + data + b"\n" * 100,
    )
    return rng.choice(forms)()


def no_article(rng: random.Random) -> bytes | None:
    """Tombstones, other formats, JSON that is no item."""
    make, _ = rng.choice(list(malformed.KINDS.values()))
    return make(rng.randrange(1000))


def noise(rng: random.Random) -> bytes:
    """Random bytes, or random JSON marks."""
    if rng.random() < 0.5:
        return rng.randbytes(rng.randrange(2000))
    return bytes(rng.choices(b'{}[]",:\\u0123e-.tfn \n', k=rng.randrange(2000)))


OFTEN: Final[tuple[Maker, ...]] = (flipped, flipped_text, truncated, holed, spliced, spliced_texts)
KINDS: Final[tuple[Maker, ...]] = (
    *OFTEN,
    as_it_is,
    strange_characters,
    wrong_types,
    numbers,
    dates,
    doubled_names,
    encoded,
    no_article,
    noise,
)
