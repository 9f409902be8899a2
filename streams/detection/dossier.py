"""What the window keeps of an article for the naming of a parent only: packed until it is needed.

The verdict as first given, where the body's words stand, and the texts of its figures and names, so that
"was 12, now 21" can be said long after the body is gone.  The event has no texts of the article's own
body: they are cut again from the body when the article is delivered a second time.
"""

import zlib
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from schemas import Added, ArticleRef, Change, Event, Fingerprint, NewStory, Passage
from streams.detection.flags import FACT, NUMBER
from streams.detection.jit import compiled
from streams.detection.spans import spread, squeeze

_RUN: Final = 2
"""Characters between two facts that are kept as one stretch: "Ilse Brandt", "Jan. 5"."""
_FIGURES: Final = 4_000
"""Characters of figures that are kept of an article: more would be a table, and ..."""
_NAMES: Final = 800
"""... of names, from the top: where every noun has a capital they are half of the words."""
_FIELDS: Final = (
    b"\xa5event\xa9new_story\xa7rewrite\xaeschema_version\xadmodel_version\xa8event_id\xa7article\xa3uri\xa7version\xa8provider"
    b"\xa8headline\xaeversioncreated\xa8language\xa2en\xa8story_id\xaarewrite_of\xa8relation\xa4copy\xa9near_copy"
    b"\xa7excerpt\xa9expansion\xa5merge\xa6update\xaacorrection\xa6repeat\xa8declared\xa6marked"
    b"\xaecontradictions\x90\xa5score\xcb?\xa8coverage\x92\xcb?\xablongest_run\xa8passages\x93\xa0\x92\xcd\xcd\x92\xcd\xcd\xa5added"
    b"\xa7dropped\xcb?\xa7changes\xa4kind\xa6figure\xa4name\xa3was\xa3now\xa6parent\xadother_parents\x90\xacalternatives\x90"
    b"\xa8draws_on\x90\xaabackground\xa6quotes\xabboilerplate"
)
"""What every packed dossier is full of: zlib's preset dictionary.  A change needs a new ENTRY_FORMAT."""

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
Own = TypeVar("Own", Passage, Added)


class Dossier(Struct, frozen=True, kw_only=True, array_like=True):
    """The verdict as first given, where the words stand, and the figures and names of the body."""

    article: ArticleRef
    story_id: str
    spans: bytes
    facts: str
    verdict: msgspec.Raw
    """The event as first given, without what stands above and the texts of the article's body."""

    @property
    def event(self) -> Event:
        """The verdict, read."""
        return replace(_event_decoder.decode(self.verdict), article=self.article, story_id=self.story_id)


_NOTHING: Final = ArticleRef(uri="")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Dossier)
_event_decoder: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(Event)


def pack(event: Event, fingerprint: Fingerprint) -> bytes:
    """The dossier of an article that was just judged."""
    starts = np.frombuffer(fingerprint.starts, "<u4")
    lengths = np.frombuffer(fingerprint.lengths, "<u2")
    tokens = np.frombuffer(fingerprint.tokens, "<u4")
    body = fingerprint.body
    runs = _fact_runs(tokens, starts, lengths, fingerprint.headline_tokens).tolist()
    dossier = Dossier(
        article=event.article,
        story_id=event.story_id,
        spans=squeeze(starts, lengths).tobytes(),
        facts="".join([body[start:end] for start, end in runs]),
        verdict=msgspec.Raw(_encoder.encode(replace(_without_texts(event), article=_NOTHING, story_id=""))),
    )
    packer = zlib.compressobj(1, zlib.DEFLATED, -13, 8, zlib.Z_DEFAULT_STRATEGY, _FIELDS)
    return packer.compress(_encoder.encode(dossier)) + packer.flush()


def unpack(packed: bytes) -> Dossier:
    """Read what `pack` gave."""
    reader = zlib.decompressobj(-13, _FIELDS)
    return _decoder.decode(reader.decompress(packed) + reader.flush())


def token_spans(dossier: Dossier) -> tuple[I64, I64]:
    """First and past-the-last character of each token in its text, int64 (n,) each; headline tokens at 0."""
    return spread(np.frombuffer(dossier.spans, np.uint8))


class Facts:
    """The texts of an earlier article's figures and names, by their spans in its body."""

    def __init__(self, dossier: Dossier, tokens: U32, headline_tokens: int) -> None:
        starts, ends = token_spans(dossier)
        runs = _fact_runs(
            tokens, starts.astype(np.uint32), (ends - starts).astype(np.uint16), headline_tokens
        )
        self._text = dossier.facts
        self._starts: list[int] = runs[:, 0].tolist()
        self._at: list[int] = np.concatenate(([0], np.cumsum(runs[:, 1] - runs[:, 0]))).tolist()

    def text(self, start: int, end: int) -> str | None:
        """The characters [start, end) of the body, from one stretch of facts; None if they were not kept."""
        run = bisect_right(self._starts, start) - 1
        if run < 0:
            return None
        at = self._at[run] + start - self._starts[run]
        return self._text[at : at + end - start] if at + end - start <= self._at[run + 1] else None


@compiled
def _fact_runs(tokens: U32, starts: U32, lengths: NDArray[np.uint16], headline: int) -> I64:
    """Stretches of neighbouring figures and names in the body, int64 (r, 2), as many as are kept."""
    out = np.empty((len(tokens), 2), np.int64)
    count = 0
    figures = names = np.int64(0)
    last = -1  # the last word that was kept
    for i in range(headline, len(tokens)):
        if not tokens[i] & FACT:
            continue
        length = np.int64(lengths[i])
        figure = tokens[i] & NUMBER
        if (figures if figure else names) + length > (_FIGURES if figure else _NAMES):
            continue
        if figure:
            figures += length
        else:
            names += length
        start, end = np.int64(starts[i]), np.int64(starts[i]) + length
        if last == i - 1 and count > 0 and start - out[count - 1, 1] <= _RUN:
            out[count - 1, 1] = max(end, out[count - 1, 1])
        else:
            out[count, 0], out[count, 1] = start, end
            count += 1
        last = i
    return out[:count].copy()


def _without_texts(event: Event) -> Event:
    return _with(event, lambda _: "")


def with_texts(event: Event, body: str) -> Event:
    """The event with the texts of its article cut from the body again."""
    return _with(event, lambda span: body[span[0] : span[1]])


def _with(event: Event, text: Callable[[tuple[int, int]], str]) -> Event:
    """The event with this text at each span of its article."""

    def own(pieces: list[Own]) -> list[Own]:
        return [replace(piece, text=text(piece.article)) for piece in pieces]

    if isinstance(event, NewStory):
        return replace(event, draws_on=[replace(d, passages=own(d.passages)) for d in event.draws_on])
    changes: list[Change] = [replace(change, now=text(change.article)) for change in event.changes]
    return replace(
        event,
        passages=own(event.passages),
        added=own(event.added),
        changes=changes,
        other_parents=[replace(p, passages=own(p.passages)) for p in event.other_parents],
    )
