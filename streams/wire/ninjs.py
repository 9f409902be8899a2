"""ninjs 1.x, 2.x and 3.x (iptc.org/standards/ninjs): one JSON object in, an Article out.

The generations differ in names (`versioncreated`, `versionCreated`) and in shape (`headline`, `headlines`);
`schemas.Ninjs` has all of them, and each function here looks for one property in all its places.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
import orjson

from schemas import Ninjs, Reason
from streams.errors import UnreadableError
from streams.wire.article import Article
from streams.wire.characters import first, utf8, without_lone_surrogates
from streams.wire.texts import body_of, headline_of

T = TypeVar("T")

WITHOUT_COPY: Final = frozenset(
    ("animation", "audio", "component", "composite", "event", "graphic", "picture", "planning", "video")
)
"""Types of item whose headline is the name of something, not news: they need a body to be judged."""

NAMED: Final = 12
"""How many properties of an object that is no item are named in the detail ..."""
NAME: Final = 40
"""... and how many characters of a name that is anything."""

YEARS: Final = range(1900, 2200)
"""Outside of these a date is a computer's way of saying "none" (0001-01-01, 9999-12-31)."""

LONG: Final = 2000
"""Characters of a `uri`, beyond which an item is refused, and of what else people or programs follow ..."""
SHORT: Final = 500
"""... and of names, labels and dates: what is longer is cut, so that an event stays of a size to be sent."""


def read(data: bytes) -> Article:
    """Read one item; UnreadableError says what is wrong with it and where."""
    properties = _load(data)
    item = _item(properties, Ninjs)
    uri = _uri(item, properties)
    headline = headline_of(item, LONG)
    body = body_of(item)
    kind = (item.type or "").lower()
    if not body and (headline is None or kind in WITHOUT_COPY):
        raise UnreadableError(Reason.NO_TEXT, f"{uri[:SHORT]}: {_no_text(item, headline)}")
    versioncreated = first(item.versioncreated, item.version_created, most=SHORT)
    return Article(
        uri=uri,
        version=_version(item.version),
        provider=_provider(item),
        headline=headline,
        body=body,
        language=first(item.language, most=SHORT),
        versioncreated=versioncreated,
        created=_seconds(versioncreated),
        slugline=first(item.slugline, most=SHORT),
        ednote=first(item.ednote, item.ed_note, most=LONG),
        pubstatus=first(item.pubstatus, item.pub_status, most=SHORT),
        evolvedfrom=_evolvedfrom(item),
    )


def read_uri(data: bytes) -> str:
    """The `uri` of the article that `read` would give; the rest of the item is not looked at."""
    properties = _load(data)
    return _uri(_item(properties, _Named), properties)


class _Named(msgspec.Struct):
    """The properties of an item that name it."""

    uri: str | None = None
    guid: str | None = None


def _uri(item: Ninjs | _Named, properties: dict[str, Any]) -> str:
    uri = first(item.uri, item.guid)
    if uri is None:
        raise UnreadableError(Reason.NO_URI, _no_uri(properties))
    if len(uri) > LONG:
        raise UnreadableError(
            Reason.TOO_LARGE,
            f"`uri` has {len(uri):,} characters, at most {LONG:,} are read: {uri[:SHORT]}...",
        )
    return uri


def _load(data: bytes) -> dict[str, Any]:
    """JSON to an object.  Of a name that stands there twice the last value counts, as everywhere."""
    utf8(data)
    try:
        properties = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        try:
            properties = orjson.loads(without_lone_surrogates(data))
        except orjson.JSONDecodeError:
            raise UnreadableError(Reason.NOT_JSON, str(error)) from error
    if not isinstance(properties, dict):
        raise UnreadableError(Reason.NOT_AN_OBJECT, f"an item is a JSON object, this is {data[:NAMED]!r}...")
    return properties


def _item(properties: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(properties, kind)
    except msgspec.ValidationError as error:
        raise UnreadableError(Reason.WRONG_TYPE, str(error)) from error


def _version(version: str | float | None) -> str | None:
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    return None if version is None else first(str(version), most=SHORT)


def _provider(item: Ninjs) -> str | None:
    """Whose copy it is: as declared, else the information source in that role, else who holds the rights."""
    sources = [*(item.infosources or ()), *(item.info_sources or ()), *(item.infosource or ())]
    roles = (source.name for source in sources if _is_provider(source.role) or _is_provider(source.rel))
    holders = (item.source, item.copyrightholder, item.copyright_holder)
    return first(item.provider, *roles, *holders, most=SHORT)


def _is_provider(role: str | None) -> bool:
    """Whether a role, a bare word or the address of a concept, ends in "provider"."""
    return (role or "").lower().rstrip("/").endswith("provider")


def _evolvedfrom(item: Ninjs) -> str | None:
    """The item that this one declares itself to be made from."""
    declared = first(item.evolvedfrom, item.evolved_from, most=LONG)
    if declared is not None or not item.associations:
        return declared
    if isinstance(item.associations, dict):
        named = list(item.associations.items())
    else:
        named = [(association.name or "", association) for association in item.associations]
    origins = (one.uri or one.guid for name, one in named if one and name.lower() == "evolvedfrom")
    return first(*origins, most=LONG)


def _seconds(date: str | None) -> float | None:
    """Seconds since 1970 UTC; a date without zone is UTC; None if it is none: no reason to lose the copy."""
    if date is None:
        return None
    for read_date in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read_date(date.strip().upper())
            if moment.year not in YEARS:
                return None
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _no_uri(properties: dict[str, Any]) -> str:
    """What the object is instead of an item; names the place of the items if it is their envelope."""
    names = ", ".join(name[:NAME] for name in islice(properties, NAMED)) or "no properties"
    data = properties.get("data")
    inner = (
        {**properties, **{f"data.{name}": value for name, value in data.items()}}
        if isinstance(data, dict)
        else properties
    )
    envelope = next((name for name in ("item", "items", "data.item", "data.items") if inner.get(name)), None)
    hint = f"; an envelope: send what stands in `{envelope}`, each item as a message" if envelope else ""
    return f"neither `uri` nor `guid` ({names}){hint}"


def _no_text(item: Ninjs, headline: str | None) -> str:
    """What an item without text is."""
    if headline is None:
        return f"{(item.type or 'item')[:NAME]} without body and headline"
    return f"{item.type} without body: its headline only names it"
