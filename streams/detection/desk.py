"""INTERIM: exact copies only, so that the rest can be built against the interface."""
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from schemas import ArticleRef, Coverage, Event, Fingerprint, NewStory, ParentRef, Passage, Rewrite
from schemas.codec import event_from_json, to_json
from streams.detection.limits import WindowLimits
from streams.detection.model import MODEL_VERSION


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a desk says of one article, and what has to be written to its table."""

    event: Event
    key: bytes
    """Identity of the article version: the key in the table."""
    entry: bytes | None
    """The value to put under `key`; None when the article was known (a redelivery): nothing to write."""
    expired: tuple[bytes, ...] = ()
    """Keys of articles that left the window: to be deleted from the table, before `entry` is put."""

    @property
    def repeat(self) -> bool:
        """Whether the article was already in the window and its stored verdict is said again."""
        return self.entry is None


class Desk:
    """One ordered log of articles: judges each against those before it."""

    def __init__(self, limits: WindowLimits = WindowLimits()) -> None:
        self._limits = limits
        self._entries: dict[bytes, tuple] = {}
        self._seq = 0

    def judge(self, fingerprint: Fingerprint) -> Judgement:
        """Say what the article is; articles must come in the desk's order."""
        fp = fingerprint
        key = blake2b(msgspec.msgpack.encode((fp.uri, fp.version, fp.digest)), digest_size=16).digest()
        if key in self._entries:
            return Judgement(event_from_json(self._entries[key][2]), key, None)
        ref = dict(uri=fp.uri, version=fp.version, provider=fp.provider, headline=fp.headline,
                   versioncreated=fp.versioncreated, language=fp.language)
        old = next((e for e in self._entries.values() if e[1] == fp.digest), None)
        eid = key.hex()
        if old is None:
            ev: Event = NewStory(model_version=MODEL_VERSION, event_id=eid, article=ArticleRef(**ref), story_id=eid, score=0.0)
        else:
            o = event_from_json(old[2])
            parent = ParentRef(story_id=o.story_id, **msgspec.structs.asdict(o.article))
            n = len(fp.body)
            ev = Rewrite(model_version=MODEL_VERSION, event_id=eid, article=ArticleRef(**ref), story_id=o.story_id,
                         rewrite_of=parent, relation="copy", score=1.0, coverage=Coverage(1.0, 1.0),
                         longest_run=len(fp.body.split()), passages=[Passage(fp.body, (0, n), (0, n))])
        self._seq += 1
        entry = (self._seq, fp.digest, to_json(ev), key)
        self._entries[key] = entry
        expired = []
        while len(self._entries) > self._limits.articles:
            k = next(iter(self._entries))
            del self._entries[k]
            expired.append(k)
        return Judgement(ev, key, msgspec.msgpack.encode(entry), tuple(expired))

    def restore(self, entries: Iterable[bytes]) -> tuple[bytes, ...]:
        """Load the entries of an earlier life, in any order; gives keys that should have expired."""
        for e in sorted(msgspec.msgpack.decode(x) for x in entries):
            self._entries[e[3]] = tuple(e)
            self._seq = e[0]
        return ()

    @property
    def clock(self) -> float | None:
        """The desk's event time, seconds since 1970 UTC; None before the first dated article."""
        return None

    @property
    def nbytes(self) -> int:
        """Memory held by the window, bytes."""
        return sum(len(e[2]) for e in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
