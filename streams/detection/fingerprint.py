"""interim"""
from hashlib import blake2b

import numpy as np

from schemas import Fingerprint
from streams.wire.article import Article


def fingerprint(article: Article, arrived_ms: int | None = None) -> Fingerprint:
    """Article to Fingerprint."""
    text = article.text
    words = text.split()
    starts, at = [], 0
    for w in words:
        at = text.index(w, at)
        starts.append(at)
        at += len(w)
    return Fingerprint(
        uri=article.uri, version=article.version, provider=article.provider, headline=article.headline,
        versioncreated=article.versioncreated, language=article.language, created=article.created,
        slugline=article.slugline, ednote=article.ednote, pubstatus=article.pubstatus,
        evolvedfrom=article.evolvedfrom, digest=blake2b(text.encode("utf-8", "replace"), digest_size=16).digest(),
        body=text, tokens=np.array([hash(w) & 0xFFFFFFFF for w in words], np.uint32).tobytes(),
        starts=np.array(starts, np.uint32).tobytes(), lengths=np.array([len(w) for w in words], np.uint16).tobytes(),
        headline_tokens=0, arrived_ms=arrived_ms)
