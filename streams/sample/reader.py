"""The sample's files: text in, items out.

Before its first item a file may name providers of its own, one `code: name` a line.
An item starts with `### key`, goes on with `name: value` lines and, after an empty line, its body, one line
a paragraph.  The names:

    kind       how the item was made (see `streams.sample.RELATIONS` and `NEW_KINDS`)
    provider   a code of the file's own, or of `PROVIDERS`
    at         day and time of arrival, as in `Tue 06:12`
    headline, slug, ednote, language (en), version (1), evolvedfrom (a key)
    from       keys of the items whose text it carries; a later version has the URI of the first of these
    relations  the relations that are right, where those of the kind are not
    make       a variant to make from the first of `from` (see `variants`), in place of a body
    shape      flat (default), html, 2.1 or 3.0 (see `shapes`)

A made item takes headline, slug, language and body from its source, unless it names its own.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from streams.sample.variants import make

PROVIDERS = {
    "ae": "Agentur Elbtal",
    "al": "Agence Lumen",
    "ci": "Agencia Cierzo",
    "cl": "The Calder Ledger",
    "cj": "晨江社",
    "hp": "Harbour Post",
    "id": "Inkwell Daily",
    "ma": "وكالة المنارة",
    "me": "Πρακτορείο Μελτέμι",
    "mps": "Meridian Press Service",
    "nw": "Northwire",
    "sc": "Southern Cable",
    "sh": "汐見通信",
    "tk": "Talkurier",
    "vc": "Valley Courier",
    "vo": "Агентство Волна",
}
"""Agencies and outlets, all invented."""

DAYS = {"Tue": datetime(2025, 3, 4, tzinfo=UTC), "Wed": datetime(2025, 3, 5, tzinfo=UTC)}
"""The two days that the sample spans."""

ITEM = re.compile(r"^### ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One version of one item of the sample, with what is known of how it was made."""

    key: str
    kind: str
    provider: str
    at: datetime
    uri: str
    headline: str
    body: str
    version: str = "1"
    slug: str | None = None
    ednote: str | None = None
    language: str = "en"
    evolvedfrom: str | None = None
    shape: str = "flat"
    sources: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()


def read(texts: dict[str, str]) -> list[Item]:
    """All items of the files, given by name; sources stand before what is made of them.

    Raises:
        ValueError: an item lacks a field, or refers to a key that does not stand before it.
    """
    items: dict[str, Item] = {}
    for name, text in texts.items():
        head, *blocks = ITEM.split(text)
        providers = PROVIDERS | _fields(head.splitlines())
        for block in blocks:
            try:
                item = _item(block, items, providers)
            except (KeyError, ValueError) as error:
                msg = f"{name}, item {block.splitlines()[0]}: {error!r}; see streams/sample/reader.py"
                raise ValueError(msg) from error
            if item.key in items:
                raise ValueError(f"{name}: there are two items {item.key}; choose another key")
            items[item.key] = item
    return list(items.values())


def uri(provider: str, key: str) -> str:
    """The URI of an item: made up, and in a domain that is reserved."""
    return f"urn:newsml:{provider}.example:20250304:{key}"


def moment(text: str) -> datetime:
    """`Tue 06:12` as a time."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return DAYS[day] + timedelta(hours=hour, minutes=minute)


def _fields(lines: list[str]) -> dict[str, str]:
    """The names and values of `name: value` lines; empty lines say nothing."""
    parts = (line.partition(":") for line in lines if line.strip())
    return {name.strip(): value.strip() for name, _, value in parts}


def _item(block: str, items: dict[str, Item], providers: dict[str, str]) -> Item:
    """One item of a file; `items` are those before it."""
    head, _, body = block.partition("\n\n")
    key, *lines = head.strip().splitlines()
    fields = _fields(lines)
    sources = tuple(fields.pop("from", "").split())
    provider, version = fields["provider"], fields.get("version", "1")
    source = items[sources[0]] if sources else None
    headline, slug, language = fields.get("headline", ""), fields.get("slug"), fields.get("language", "en")
    body = body.strip()
    if source is not None:
        slug, language = slug or source.slug, fields.get("language", source.language)
        if "make" in fields:
            made_headline, body = make(fields["make"], source.headline, source.body)
            headline = headline or made_headline
    evolved = fields.get("evolvedfrom")
    return Item(
        key=key,
        kind=fields["kind"],
        provider=providers[provider],
        at=moment(fields["at"]),
        uri=source.uri if source is not None and version != "1" else uri(provider, key),
        headline=headline,
        body=body,
        version=version,
        slug=slug,
        ednote=fields.get("ednote"),
        language=language,
        evolvedfrom=items[evolved].uri if evolved else None,
        shape=fields.get("shape", "flat"),
        sources=sources,
        relations=tuple(fields.get("relations", "").split()),
    )
