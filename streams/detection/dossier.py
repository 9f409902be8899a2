"""What the window keeps of an article for the naming of a parent only: packed until it is needed.

The verdict as first given and the texts of the body's figures and names, so that "was 12, now 21" can be said
long after the body is gone.  The event has no texts of the article's own body: they are cut again from the
body when the article is delivered a second time.  What the entry says anyway (uri, provider, identity)
is not said again, and most verdicts, of new stories that draw on nothing, are four values.
"""

import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import asdict, replace
from numpy.typing import NDArray

from schemas import Added, ArticleRef, Change, Contradiction, Event, Fingerprint, Mark, NewStory, Passage
from streams.detection.entry import Entry
from streams.detection.flags import FACT, NUMBER
from streams.detection.jit import compiled
from streams.detection.spans import spread

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


class _Plain(Struct, frozen=True, array_like=True):
    """The verdict on a new story that draws on nothing."""

    schema_version: int
    model_version: str
    score: float
    marked: Mark | None
    contradictions: list[Contradiction]


class _Packed(Struct, frozen=True, kw_only=True, array_like=True):
    """A dossier without what the entry says."""

    version: str | None
    headline: str | None
    versioncreated: str | None
    language: str | None
    story: bytes | None
    """The story's identity; None if it is the article's own."""
    facts: str
    plain: _Plain | None
    verdict: msgspec.Raw
    """The event as first given, without the above and the texts of the article's body; nil if plain."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Which article it is, the verdict as first given, where the words stand, and the figures and names."""

    article: ArticleRef
    event_id: str
    story_id: str
    spans: bytes
    facts: str
    _plain: _Plain | None
    _verdict: msgspec.Raw

    @property
    def event(self) -> Event:
        """The verdict, read."""
        if self._plain is None:
            event = _event_decoder.decode(self._verdict)
            return replace(event, article=self.article, event_id=self.event_id, story_id=self.story_id)
        return NewStory(
            article=self.article,
            event_id=self.event_id,
            story_id=self.story_id,
            **asdict(self._plain),
        )


_NOTHING: Final = ArticleRef(uri="")
_NIL: Final = msgspec.Raw(b"\xc0")
_STORED, _DEFLATED = b"\0", b"\1"
"""First byte of a packed dossier; what is short is not worth the time of making it shorter."""
_SHORT: Final = 400
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)
_event_decoder: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(Event)


def pack(event: Event, fingerprint: Fingerprint) -> bytes:
    """The dossier of an article that was just judged."""
    starts = np.frombuffer(fingerprint.starts, "<u4")
    lengths = np.frombuffer(fingerprint.lengths, "<u2")
    tokens = np.frombuffer(fingerprint.tokens, "<u4")
    body = fingerprint.body
    runs = _fact_runs(tokens, starts, lengths, fingerprint.headline_tokens).tolist()
    plain = isinstance(event, NewStory) and not event.draws_on
    article = event.article
    packed = _encoder.encode(
        _Packed(
            version=article.version,
            headline=article.headline,
            versioncreated=article.versioncreated,
            language=article.language,
            story=None if event.story_id == event.event_id else bytes.fromhex(event.story_id),
            facts="".join([body[start:end] for start, end in runs]),
            plain=_plain(event) if plain else None,
            verdict=_NIL if plain else _without_texts(event),
        )
    )
    if len(packed) < _SHORT:
        return _STORED + packed
    packer = zlib.compressobj(1, zlib.DEFLATED, -13, 8, zlib.Z_DEFAULT_STRATEGY, _FIELDS)
    return _DEFLATED + packer.compress(packed) + packer.flush()


def unpack(entry: Entry) -> Dossier:
    """The dossier of an entry."""
    packed = entry.dossier[1:]
    if entry.dossier[:1] == _DEFLATED:
        packed = zlib.decompressobj(-13, _FIELDS).decompress(packed)
    found = _decoder.decode(packed)
    own = entry.key.hex()
    return Dossier(
        article=ArticleRef(
            uri=entry.uri,
            version=found.version,
            provider=entry.provider,
            headline=found.headline,
            versioncreated=found.versioncreated,
            language=found.language,
        ),
        event_id=own,
        story_id=own if found.story is None else found.story.hex(),
        spans=entry.spans,
        facts=found.facts,
        _plain=found.plain,
        _verdict=found.verdict,
    )


def check_dossier(entry: Entry) -> None:
    """Read all of the dossier, before it is needed; msgspec.DecodeError if it is damaged."""
    try:
        _ = unpack(entry).event
    except (zlib.error, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise msgspec.DecodeError(f"the dossier at place {entry.seq} is damaged: {error}") from error


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


def _plain(event: Event) -> _Plain:
    score, marked, said = event.score, event.marked, event.contradictions
    return _Plain(event.schema_version, event.model_version, score, marked, said)


def _without_texts(event: Event) -> msgspec.Raw:
    bare = replace(event, article=_NOTHING, event_id="", story_id="")
    return msgspec.Raw(_encoder.encode(_with(bare, lambda _: "")))


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
