"""The article as it arrives on `wire.raw`: ninjs 1.x, 2.x or 3.x (iptc.org/standards/ninjs).

One type holds the names of all three generations; unknown properties are let through.  Only `uri` and
some text (a body or a headline) are required.  `streams.wire.ninjs` turns it into an Article.
"""

from msgspec import Struct, field


class NinjsHeadline(Struct, frozen=True, kw_only=True):
    """An element of `headlines` (2.x, 3.x)."""

    value: str = ""
    role: str | None = None
    contenttype: str | None = None
    content_type: str | None = field(name="contentType", default=None)


class NinjsBody(Struct, frozen=True, kw_only=True):
    """An element of `bodies` (2.x, 3.x)."""

    value: str = ""
    role: str | None = None
    contenttype: str | None = None
    content_type: str | None = field(name="contentType", default=None)


class NinjsInfosource(Struct, frozen=True, kw_only=True):
    """An element of `infosources` (2.x, 3.x) or `infosource` (1.3+): who the information is from."""

    name: str | None = None
    role: str | None = None


class Ninjs(Struct, frozen=True, kw_only=True):
    """The properties of a ninjs item that say which article it is, what it claims of itself, and its text."""

    uri: str
    type: str | None = None
    version: str | int | float | None = None
    language: str | None = None
    provider: str | None = None
    pubstatus: str | None = None
    pub_status: str | None = field(name="pubStatus", default=None)
    versioncreated: str | None = None
    version_created: str | None = field(name="versionCreated", default=None)
    firstcreated: str | None = None
    first_created: str | None = field(name="firstCreated", default=None)
    evolvedfrom: str | None = None
    evolved_from: str | None = field(name="evolvedFrom", default=None)
    slugline: str | None = None
    ednote: str | None = None
    ed_note: str | None = field(name="edNote", default=None)
    copyrightholder: str | None = None
    copyright_holder: str | None = field(name="copyrightHolder", default=None)
    infosources: list[NinjsInfosource] = []
    headline: str | None = None
    headlines: list[NinjsHeadline] = []
    body_text: str | None = None
    body_html: str | None = None
    body_xhtml: str | None = None
    bodies: list[NinjsBody] = []
