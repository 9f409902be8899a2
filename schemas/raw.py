"""The article as it arrives on `wire.raw`: ninjs 1.x, 2.x or 3.x (iptc.org/standards/ninjs).

One type holds the names of all three generations; unknown properties are let through.  Only `uri` and
some text (a body or a headline) are required.  `streams.wire.ninjs` turns it into an Article.
"""

from typing import Annotated

from msgspec import Meta, Struct, field


class NinjsText(Struct, frozen=True, kw_only=True):
    """An element of `headlines` or `bodies` (2.x, 3.x)."""

    value: str | None = None
    role: str | None = None
    contenttype: str | None = None
    content_type: str | None = field(name="contentType", default=None)


class NinjsInfosource(Struct, frozen=True, kw_only=True):
    """An element of `infosources` (2.x, 3.x) or `infosource` (1.x): who the information is from."""

    name: str | None = None
    role: str | None = None
    rel: Annotated[str | None, Meta(description="what 1.x calls the role")] = None


class NinjsAssociation(Struct, frozen=True, kw_only=True):
    """An associated item: under its name in an object (1.x), or with its `name` in an array (2.x, 3.x)."""

    uri: str | None = None
    guid: str | None = None
    name: str | None = None


class Ninjs(Struct, frozen=True, kw_only=True):
    """The properties of a ninjs item that say which article it is, what it claims of itself, and its text."""

    uri: Annotated[
        str | None, Meta(description="identity of the item; required, by this name or as `guid`")
    ] = None
    guid: Annotated[str | None, Meta(description="`uri` as Superdesk calls it")] = None
    type: str | None = None
    version: str | int | float | None = None
    language: str | None = None
    provider: str | None = None
    source: Annotated[str | None, Meta(description="the provider as Superdesk calls it")] = None
    infosource: list[NinjsInfosource] | None = None
    infosources: list[NinjsInfosource] | None = None
    info_sources: list[NinjsInfosource] | None = field(name="infoSources", default=None)
    copyrightholder: str | None = None
    copyright_holder: str | None = field(name="copyrightHolder", default=None)
    pubstatus: str | None = None
    pub_status: str | None = field(name="pubStatus", default=None)
    versioncreated: str | None = None
    version_created: str | None = field(name="versionCreated", default=None)
    evolvedfrom: str | None = None
    evolved_from: str | None = field(name="evolvedFrom", default=None)
    associations: dict[str, NinjsAssociation | None] | list[NinjsAssociation] | None = None
    slugline: str | None = None
    ednote: str | None = None
    ed_note: str | None = field(name="edNote", default=None)
    headline: str | None = None
    headlines: list[NinjsText] | None = None
    body_text: str | None = None
    body_html: str | None = None
    body_xhtml: str | None = None
    bodies: list[NinjsText] | None = None
