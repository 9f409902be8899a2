"""The rolling window: what a desk remembers, in the form that the search needs.

Articles enter and leave in the same order, so a slot is the sequence number modulo the ring, and all that is
derived (index, frequencies) is a function of the articles in the window alone: `add` on the stored
entries, in order and from the oldest on that the last of them names, gives the same window as living
through did.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from streams.detection.entry import Entry, Particulars
from streams.detection.frequencies import Frequencies, count, new_frequencies, with_room
from streams.detection.jit import compiled
from streams.detection.kept import Kept, Record
from streams.detection.limits import WindowLimits
from streams.detection.method import METHOD
from streams.detection.postings import Index, gather, insert, new_index, sweep
from streams.detection.shingles import indexed, shingles, whole

_DAY: Final = 86400.0
_RECENT: Final = 64
"""The desk's clock is the median date of so many last dated articles: a few wrong ones hardly move it."""
_REACH: Final = 4096
"""How many articles are looked at for that many dates: most of a wire may be undated."""

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]


# The kernels below take arrays, not the records that hold them: taking a record apart at each call would cost
# as much as the work.


@compiled
def _enter(
    table: NDArray[np.uint32],
    slot_bits: int,
    of_shingles: U8,
    of_words: U32,
    keys: U32,
    many: U32,
    used: I64,
    tokens: U32,
    slot: int,
    live: int,
    rows: int,
) -> None:
    """Index the article that gets `slot`, and count its words and shingles.

    Dead postings are cleared a little at each step, `rows` rows of them, well before a slot number comes
    round again.
    """
    index = Index(table, slot_bits)
    found = shingles(tokens)
    insert(index, indexed(found), slot)
    insert(index, np.array([whole(tokens)]), slot)
    count(Frequencies(of_shingles, of_words, keys, many, used), tokens, found, 1)
    after = (slot + 1) & ((1 << slot_bits) - 1)
    sweep(table, slot_bits, after, live, rows, (after * rows) & (len(table) - 1))


@compiled
def _find(
    table: U32, slot_bits: int, tokens: U32, slot: int, live: int, lengths: NDArray[np.uint16], most: int
) -> I64:
    """Slots of the articles that share enough rare shingles, the best `most`, best first."""
    found = gather(table, slot_bits, shingles(tokens), whole(tokens), slot, live, len(tokens), lengths)
    return found[:most]


@compiled
def _leave(of_shingles: U8, of_words: U32, keys: U32, many: U32, used: I64, tokens: U32) -> None:
    """Count the words and shingles of an article no longer; its postings die with its slot."""
    count(Frequencies(of_shingles, of_words, keys, many, used), tokens, shingles(tokens), -1)


@compiled
def _clock(created: NDArray[np.float64], slot: int, live: int, new: float) -> float:
    """The lower median of the last articles' dates, the new one among them; nan if none has a date."""
    times = np.empty(_RECENT)
    count = 0
    if not np.isnan(new):
        times[0] = new
        count = 1
    for age in range(1, min(live, _REACH) + 1):
        time = created[(slot - age) & (len(created) - 1)]
        if not np.isnan(time):
            times[count] = time
            count += 1
        if count == _RECENT:
            break
    if count == 0:
        return np.nan
    return float(np.sort(times[:count])[(count - 1) // 2])


class Window:
    """Articles of one desk.  `seq` is the number that the next one gets; a slot is seq modulo the ring."""

    def __init__(self, limits: WindowLimits) -> None:
        self._limits = limits
        self.seq = 1
        self.families = 0
        self.clock: float | None = None
        self._dawn: float | None = None
        """The first clock there was: articles before any date count as of that time."""
        self.counts = new_frequencies(limits.articles)
        self._index = new_index(limits.articles)
        self._slots = 1 << self._index.slot_bits
        self._swept = -(-4 * len(self._index.table) // self._slots)
        """Rows of the index that are cleared of dead postings at each article: all, four times a round."""
        self._created = np.full(self._slots, np.nan)
        self._length = np.zeros(self._slots, np.uint16)
        self.kept = Kept(self._index.slot_bits)
        self._words = 0

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays and articles, bytes; array pages that were never touched count too."""
        return sum(a.nbytes for a in self.arrays) + self.kept.nbytes

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Index, frequencies, dates and lengths: as large as the window may get."""
        return self._index.table, *self.counts, self._created, self._length

    def time(self, created: float | None) -> float | None:
        """The desk's clock, in seconds, once an article of this time is there; None before the first date."""
        new = np.nan if created is None else created
        clock = float(_clock(self._created, self._slot(self.seq), self.kept.span, new))
        return self.clock if np.isnan(clock) else clock

    def candidates(self, tokens: U32) -> list[int]:
        """Sequence numbers of articles that share enough rare shingles with tokens (n,), best first."""
        slot = self._slot(self.seq)
        slots = _find(*self._index, tokens, slot, self.kept.span, self._length, METHOD.candidates)
        mask = self._slots - 1
        return [self.seq - ((slot - found) & mask) for found in slots.tolist()]

    def leaving(self, clock: float | None, words: int, seq: int | None = None) -> list[Record]:
        """The oldest articles, as many as have to leave for one of so many words at this time and place.

        None leaves before those ahead of it, so which are left is no function of the times of those in the
        window: each entry says it (`Entry.oldest`).
        """
        gone: list[Record] = []
        spare = self._limits.tokens - self._words - words
        last = self.seq if seq is None else seq
        for oldest in self.kept:
            late = clock is not None and self._age(oldest, clock) > self._limits.days * _DAY
            full = len(self) - len(gone) >= self._limits.articles or spare < 0
            if not late and not full and last - oldest.seq < self._slots - 1:
                break
            spare += oldest.words
            gone.append(oldest)
        return gone

    def oldest_after(self, leaving: int) -> int:
        """Place of the oldest article once so many have left and the next one is in."""
        return self.kept.place(leaving) or self.seq

    def _age(self, entry: Particulars, clock: float) -> float:
        """Seconds since an article arrived.

        That is, since the clock of its arrival; or since its own date, where the clock only later came to
        pass it: then the clock was behind.  An arrival in what is now the future means that the clock was
        wrong, and makes the article old too.
        """
        seen = self._dawn if entry.clock is None else entry.clock
        if seen is None:
            return 0.0
        if entry.created is not None and seen < entry.created <= clock:
            seen = entry.created
        return abs(clock - seen)

    def remove(self, articles: int) -> None:
        """Let the oldest articles go."""
        for _ in range(articles):
            entry = self.kept.pop()
            tokens = np.frombuffer(entry.tokens, np.uint32)
            _leave(*self.counts, tokens)
            self._words -= len(tokens)
            self.families -= entry.root == entry.seq

    def add(self, entry: Entry) -> None:
        """Put an article at the end; its `seq` must not be below the next one, its key not be there yet."""
        tokens = np.frombuffer(entry.tokens, np.uint32)
        slot = self._slot(entry.seq)
        for missing in range(self.seq, min(entry.seq, self.seq + self._slots)):
            self._created[self._slot(missing)] = np.nan
        self.kept.add(entry)
        self.counts = with_room(self.counts, len(tokens))
        _enter(
            self._index.table,
            self._index.slot_bits,
            *self.counts,
            tokens,
            slot,
            self.kept.span,
            self._swept,
        )
        self._created[slot] = np.nan if entry.created is None else entry.created
        self._length[slot] = len(tokens)
        self._words += len(tokens)
        self.families += entry.root == entry.seq
        self.clock = entry.clock
        self._dawn = entry.clock if self._dawn is None else self._dawn
        self.seq = entry.seq + 1

    def _slot(self, seq: int) -> int:
        return seq & (self._slots - 1)
