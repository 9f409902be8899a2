"""What may stand where a property's value should: other types, numbers, texts and dates, as JSON."""

import json
import random
from typing import Any, Final

import msgspec

from schemas import Ninjs

NAMES: Final = sorted(field.encode_name for field in msgspec.structs.fields(Ninjs))

NUMBERS: Final = (
    "1e400",
    "-1e400",
    "1" + "0" * 5_000,
    "9" * 1_000_000,
    "0." + "1" * 100_000,
    "1e-400",
    "-0",
    "18446744073709551616",
    "-9223372036854775809",
    "1E+2",
    "NaN",
    "Infinity",
    "007",
    "0x1F",
    "+1",
    "1.",
)
"""As they stand in the message: most are no JSON, or no number that a machine holds."""

OTHERS: Final = (
    "null",
    "true",
    "false",
    "0",
    "-1.5",
    "[]",
    "{}",
    '""',
    "[null]",
    '[{"value":null}]',
    '{"value":"x"}',
    '[{"value":[1]}]',
    "[[[[[[]]]]]]",
    '{"":{"":{"":0}}}',
    '[{"name":"evolvedfrom","uri":7}]',
    '{"evolvedfrom":null}',
    '{"evolvedFrom":{"uri":""}}',
)

CHARACTERS: Final = (
    "\0",
    "\x01\x02\x1b[31m\x7f",
    "\x85\xa0\u2028\u2029\u3000",
    "\ud800",
    "\udfff\ud800",
    "\ud83d",
    "\u202e\u202d\u2066\u2067\u2069",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u0301\u0489\u20dd",
    "\ufffd\ufffe\uffff",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0010ffff",
    "\ue000",
    "\u6f22\u5b57",
    "\u0e01\u0e33",
    "\u05d0\u05b8\u0627\u0651",
    "\u0130\u00df\ufb03\u01c5",
    "\u00c3\u00a9\u00e2\u20ac\u2122",
    "&amp;amp;#39;&#0;&#xD800;&nosuch;&#99999999999;",
    "<p><!--<script>]]>",
    "\u2018\u201c\u00ab\u201e``''\"'",
    "\\u0000\\",
    "1,000,000.00.00,1",
    "...---(((",
)
"""Pieces of text that are put in between others."""

DATES: Final = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "-0044-03-15T00:00:00Z",
    "+12024-01-01",
    "1000000000000000000",
    "-1",
    "2016-12-31T23:59:60Z",
    "2024-02-30T00:00:00Z",
    "2024-05-06T24:00:00Z",
    "2024-05-06T07:08:09+99:99",
    "2024-05-06T07:08:09-23:59",
    "1899-12-31T23:59:59Z",
    "1900-01-01T00:00:00+14:00",
    "2199-12-31T23:59:59-14:00",
    "2024-W19-1",
    "2024-05-06 07:08:09.123456789",
    "Mon, 32 Foo 2024 99:99:99 +9999",
    "31 Dec 9999 23:59:59 -2359",
    "today",
    "\u0662\u0660\u0662\u0664-\u0660\u0665-\u0660\u0666",
    "9" * 500,
    " ",
)


def any_value(rng: random.Random) -> str:
    """JSON, or what a careless program takes for it."""
    pick = rng.random()
    if pick < 0.3:
        return rng.choice(NUMBERS)
    if pick < 0.6:
        return rng.choice(OTHERS)
    if pick < 0.8:
        return json.dumps(rng.choice(DATES))
    return json.dumps(strange_text(rng, "The ferry was late again today."))


def strange_text(rng: random.Random, text: str, pieces: int = 4) -> str:
    """A text with strange characters put in."""
    for _ in range(rng.randint(1, pieces)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(CHARACTERS) * rng.choice((1, 1, 2, 40)) + text[at:]
    return text


def dumps(item: dict[str, Any], raw: dict[str, str]) -> bytes:
    """An item as JSON, with some values as they are given: valid or not."""
    pairs = [f"{json.dumps(name)}:{json.dumps(value)}" for name, value in item.items() if name not in raw]
    pairs += [f"{json.dumps(name)}:{value}" for name, value in raw.items()]
    return ("{" + ",".join(pairs) + "}").encode("utf-8", "surrogatepass")
