"""The articles of a window, each in one short value, found by place, by identity and by uri.

What a Python object for each field would cost, and a dictionary for each way to find it, is more than a
short article itself.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from streams.detection.entry import NOWHERE, Entry, Particulars
from streams.detection.lexicon import Sample
from streams.detection.lookup import Lookup
from streams.detection.method import METHOD

_OVERHEAD: Final = 56
"""Bytes that Python and malloc take of a record, beside its own."""
_POINTER: Final = 8
"""Bytes of a reference to one."""
_FIRST_LEARNED: Final = 512
_LEARNED_FROM: Final = 4096
_LEARNED_WORDS: Final = 1_000_000
"""Articles and words at most from which a list of frequent words is made."""
_TOKEN_BYTES: Final = 4
_HASH_BITS: Final = 0xFFFFFFFFFFFFFFFF


class Record(Particulars, frozen=True, kw_only=True, array_like=True):
    """An entry as it is kept."""

    words: int
    lexicon: int
    """Which list of frequent words the text was packed with."""
    text: bytes
    """Tokens and their places (lexicon.py)."""
    dossier: bytes
    offset: int
    """Of its fingerprint; the rest of what an entry says of places is not kept."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


class Kept:
    """The articles, oldest first; places (`seq`) only grow, and span less than 2 ** slot_bits."""

    def __init__(self, slot_bits: int) -> None:
        self._mask = (1 << slot_bits) - 1
        self._at: list[bytes | None] = [None] * (self._mask + 1)
        self._order: deque[bytes] = deque()
        self._first = self._next = 0
        self._of_key = Lookup(slot_bits)
        self._of_uri = Lookup(slot_bits)
        self._lexicons = {0: Sample(0).lexicon()}
        self._newest = 0
        self._added = 0
        self._due = _FIRST_LEARNED
        self._bytes = 0
        self._words = 0

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Record]:
        """Oldest first."""
        return map(_decoder.decode, self._order)

    @property
    def fixed_nbytes(self) -> int:
        """Memory of what finds the articles and of the lists of words, bytes."""
        lists = sum(lexicon.nbytes for lexicon in self._lexicons.values())
        return lists + self._of_key.nbytes + self._of_uri.nbytes + _POINTER * len(self._at)

    @property
    def nbytes(self) -> int:
        """Memory of the articles and of all that finds them, bytes."""
        return self.fixed_nbytes + self._bytes + (_OVERHEAD + _POINTER) * len(self)

    @property
    def span(self) -> int:
        """How far behind the next place the oldest article lies."""
        return self._next - self._first if self._order else 0

    def place(self, index: int) -> int | None:
        """Place of the article at `index` from the oldest; None if there are fewer."""
        return _decoder.decode(self._order[index]).seq if index < len(self._order) else None

    def holds(self, seq: int) -> bool:
        """Whether the article at a place is here."""
        return 0 < self._next - seq <= self.span and self._at[seq & self._mask] is not None

    def get(self, seq: int) -> Entry | None:
        """The article at a place."""
        record = self._at[seq & self._mask] if self.holds(seq) else None
        return None if record is None else self._entry(_decoder.decode(record))

    def known(self, key: bytes) -> Entry | None:
        """The article under an identity."""
        for seq in self._of_key.find(_of_bytes(key), self._next, self.span):
            entry = self.get(seq)
            if entry is not None and entry.key == key:
                return entry
        return None

    def latest_of(self, uri: str) -> int | None:
        """Place of the latest version of an item."""
        for seq in self._of_uri.find(hash(uri) & _HASH_BITS, self._next, self.span):
            record = self._at[seq & self._mask]
            if record is not None and _decoder.decode(record).uri == uri:
                return seq
        return None

    def add(self, entry: Entry) -> None:
        """Put an article behind all others."""
        if self._added >= self._due:
            self._learn()
        lexicon = self._lexicons[self._newest]
        encoded = _encoder.encode(
            Record(
                key=entry.key,
                seq=entry.seq,
                oldest=entry.oldest,
                root=entry.root,
                uri=entry.uri,
                provider=entry.provider,
                created=entry.created,
                clock=entry.clock,
                headline_tokens=entry.headline_tokens,
                cut=entry.cut,
                words=len(entry.tokens) // _TOKEN_BYTES,
                lexicon=self._newest,
                text=lexicon.pack((entry.tokens, entry.spans)),
                dossier=entry.dossier,
                offset=NOWHERE if entry.place is None else entry.place.offset,
            )
        )
        record = bytes(
            memoryview(encoded)
        )  # a copy: the encoder's buffer, cut down, leaves holes in the heap
        if not self._order:
            self._first = entry.seq
        self._next = entry.seq + 1
        self._at[entry.seq & self._mask] = record
        self._order.append(record)
        self._of_key.add(_of_bytes(entry.key), entry.seq)
        self._of_uri.add(hash(entry.uri) & _HASH_BITS, entry.seq)
        self._bytes += len(record)
        self._words += len(entry.tokens) // _TOKEN_BYTES
        self._added += 1

    def pop(self) -> Entry:
        """Take the oldest article out."""
        record = self._order.popleft()
        gone = _decoder.decode(record)
        self._at[gone.seq & self._mask] = None
        self._bytes -= len(record)
        self._words -= gone.words
        self._first = self.place(0) or self._next
        return self._entry(gone)

    def _entry(self, record: Record) -> Entry:
        tokens, spans = self._lexicons[record.lexicon].unpack(record.text, record.words)
        return Entry(
            key=record.key,
            seq=record.seq,
            oldest=record.oldest,
            root=record.root,
            uri=record.uri,
            provider=record.provider,
            created=record.created,
            clock=record.clock,
            headline_tokens=record.headline_tokens,
            cut=record.cut,
            tokens=tokens,
            spans=spans,
            dossier=record.dossier,
        )

    def _learn(self) -> None:
        """Make a new list of the words that are frequent now; lists that no article needs are dropped."""
        sample = Sample(min(self._words, _LEARNED_WORDS + METHOD.max_tokens))
        words = 0
        for record in islice(map(_decoder.decode, reversed(self._order)), _LEARNED_FROM):
            sample.add(self._lexicons[record.lexicon].unpack(record.text, record.words))
            words += record.words
            if words >= _LEARNED_WORDS:
                break
        oldest = next(iter(self)).lexicon if self._order else self._newest
        self._lexicons = {name: old for name, old in self._lexicons.items() if name >= oldest}
        for old in self._lexicons.values():
            old.close()
        self._newest += 1
        self._lexicons[self._newest] = sample.lexicon()
        self._due = min(4 * self._added, self._added + max(_LEARNED_FROM, len(self._at) // 4))


def _of_bytes(key: bytes) -> int:
    return int.from_bytes(key[:8], "little")
