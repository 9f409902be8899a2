"""Article to Fingerprint: identity, text, token hashes.  Stateless, so it scales out."""

import re
from hashlib import blake2b
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas import Fingerprint
from streams.detection.method import METHOD
from streams.detection.repair import repair
from streams.detection.tokens import scan
from streams.wire.article import Article

_PLACE: Final = r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w.’'-]*"
_DATELINE: Final = re.compile(
    rf"\s*{_PLACE}(?:[ ,/]+{_PLACE}){{0,5}}[ ,]*"  # PLACE/PLACE, Country
    r"(?:\w{3,9}\.? \d{1,2} ?)?(?:\([\w /.-]{2,20}\) ?)?(?:--?|–|—|:)\s"  # Dec 3 (Agency) -
)
_DATELINE_REACH: Final = 120
_CHARACTERS_PER_TOKEN: Final = 12
"""Text beyond max_tokens x this many characters is not looked at: no language's words are that long."""

Tokens = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]


def fingerprint(article: Article, arrived_ms: int | None = None) -> Fingerprint:
    """What the match worker needs to know of an article.

    Args:
        article: one version of one item.
        arrived_ms: Kafka's timestamp of the raw message; only for measuring latency.
    """
    text = article.text
    headline = article.headline if article.body and article.headline else ""
    head, _, _ = tokenise(headline, METHOD.max_tokens // 4)
    tokens, starts, ends = tokenise(text, METHOD.max_tokens - len(head), skip_dateline=True)
    words = len(head) + len(tokens)
    lengths = np.minimum(ends - starts, 0xFFFF)
    return Fingerprint(
        uri=article.uri,
        version=article.version,
        provider=article.provider,
        headline=article.headline,
        versioncreated=article.versioncreated,
        language=article.language,
        created=article.created,
        slugline=article.slugline,
        ednote=article.ednote,
        pubstatus=article.pubstatus,
        evolvedfrom=article.evolvedfrom,
        digest=_digest(article),
        body=text[: int(ends[-1])] if len(ends) else "",
        tokens=_bytes(head, "<u4") + _bytes(tokens, "<u4"),
        starts=bytes(4 * len(head)) + _bytes(starts, "<u4"),
        lengths=bytes(2 * len(head)) + _bytes(lengths, "<u2"),
        cut=words == METHOD.max_tokens or len(text) > _reach(METHOD.max_tokens),
        headline_tokens=len(head),
        arrived_ms=arrived_ms,
    )


def tokenise(text: str, most: int, *, skip_dateline: bool = False) -> Tokens:
    """Cut a text into tokens.

    Args:
        text: any text, with whatever transmission did to it.
        most: how many tokens are wanted at most.
        skip_dateline: whether to leave out an opening like "BEIRUT, Dec 3 (Agency) -": it names the sender.

    Returns:
        tokens, and their first and past-the-last characters in `text` as given, in order, uint32 (n,) each.
    """
    text = text[: _reach(most)]
    repaired = repair(text)
    clean = repaired.text if repaired else text
    begin = _dateline(clean) if skip_dateline else 0
    points = np.frombuffer(clean.encode("utf-32-le", "surrogatepass"), np.uint32)
    tokens, first, last = scan(points, begin, most)
    if repaired:
        first, last = repaired.starts(first), repaired.ends(last)
    return tokens, first, last


def _bytes(values: NDArray[np.uint32], form: str) -> bytes:
    return values.astype(form, copy=False).tobytes()


def _reach(tokens: int) -> int:
    """Characters that are looked at for so many tokens."""
    return tokens * _CHARACTERS_PER_TOKEN


def _dateline(text: str) -> int:
    """End of the dateline that opens the text, 0 if there is none."""
    match = _DATELINE.match(text[:_DATELINE_REACH])
    return match.end() if match else 0


def _digest(article: Article) -> bytes:
    content = (
        article.provider,
        article.headline,
        article.body,
        article.slugline,
        article.ednote,
        article.pubstatus,
        article.evolvedfrom,
    )
    return blake2b(msgspec.msgpack.encode(content), digest_size=16).digest()
