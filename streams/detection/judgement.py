"""What a desk says of an article."""

from dataclasses import dataclass

from schemas import Event
from streams.detection.entry import Entry


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a desk says of one article, and what has to be written to its table once it is taken."""

    event: Event
    key: bytes
    """Identity of the article version: the key in the table."""
    entry: bytes | None
    """The value to put under `key`; None when the article was known, read or sent again: nothing to write."""
    expired: tuple[bytes, ...] = ()
    """Keys of articles that leave the window: to be deleted from the table, after `entry` is put."""
    article: Entry | None = None
    """The entry as the window takes it; None when the article was known."""

    @property
    def repeat(self) -> bool:
        """Whether the article was already in the window and its stored verdict is said again."""
        return self.entry is None
