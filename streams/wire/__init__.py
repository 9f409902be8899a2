"""What arrives: formats to Article.  Pure: bytes in, an Article or `UnreadableError` out."""

from streams.wire.article import Article
from streams.wire.formats import parse, uri_of

__all__ = ["Article", "parse", "uri_of"]
