"""The article: one form for everything that arrives, whatever the format it came in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one item, as text and as what it declares about itself.

    `body` is the text verbatim where the item carries plain text (so that character spans hold in the
    original), else the text of its HTML with paragraphs as blank lines.  An item without a body has its
    headline as its text: `text` is what is judged and what spans count in.  All but `body` is of bounded
    length.
    """

    uri: str
    version: str | None = None
    provider: str | None = None
    headline: str | None = None
    body: str = ""
    language: str | None = None
    versioncreated: str | None = None
    created: float | None = None
    """`versioncreated` as seconds since 1970 UTC; None where it is missing or no date."""
    slugline: str | None = None
    ednote: str | None = None
    pubstatus: str | None = None
    evolvedfrom: str | None = None

    @property
    def text(self) -> str:
        """What is judged and what spans count in."""
        return self.body or self.headline or ""
