"""Articles that have left the window: a message that is read again is known for the repeat that it was.

An article may come again just before it leaves, and that message be read once more after a crash, when it has
left.  Judged then, it would enter the window a second time.  So each entry names the articles that left for
it.  A message of the same version that stands between that of an article and that of the entry for which it
left was a repeat, whenever it is read.

No verdict is missed by it: as long as that of the article is not in Kafka, its own message is not committed,
and is read again before what repeats it; and that message is never taken for a repeat.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from streams.detection.entry import LEFT, NOWHERE, Entry, Place
from streams.detection.kept import Record

MOST_NAMED: Final = 1000
"""Articles that an entry names, the last to leave: after a long silence all of a window may leave at once."""
MOST_KEPT: Final = 10_000
"""Articles that are remembered, the last to leave: some times the work between two commits."""
KEPT_BYTES: Final = 400
"""Memory of one of them, about."""


def named(leaving: Sequence[Record]) -> bytes:
    """What an entry says of the articles that leave for it, oldest first: identity and offset of each."""
    return b"".join(LEFT.pack(article.key, article.offset) for article in leaving[-MOST_NAMED:])


class Departures:
    """When which article left, by places of its partition."""

    def __init__(self) -> None:
        self._of: OrderedDict[bytes, tuple[int, Place]] = OrderedDict()
        """Offset of each, and where the entry stood for which it left; the last to leave at the end."""

    @property
    def nbytes(self) -> int:
        """Memory, bytes."""
        return KEPT_BYTES * len(self._of)

    def note(self, entry: Entry) -> None:
        """An article came in, and those left that its entry names; in the desk's order."""
        if entry.place is None:
            return
        for key, offset in LEFT.iter_unpack(entry.left):
            if offset != NOWHERE:
                self._of[key] = offset, entry.place
                self._of.move_to_end(key)
        while len(self._of) > MOST_KEPT:
            self._of.popitem(last=False)

    def held(self, key: bytes, place: Place) -> bool:
        """Whether the window held an article, which has left since, where this place is.

        A topic that was made again has its offsets once more, but later.
        """
        left = self._of.get(key)
        if left is None:
            return False
        offset, until = left
        return offset < place.offset < until.offset and place.appended_ms <= until.appended_ms
