"""What arrives: formats to Article.  Pure: bytes in, an Article or `UnreadableError` out."""

from streams.wire.article import Article
from streams.wire.formats import parse

__all__ = ["Article", "parse"]
