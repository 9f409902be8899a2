"""What is too large for its topic: one rule for the workers and for `copytaster replay`.

Pure: settings and records go in, nothing or an `UnreadableError` comes out.  An article that is refused here
is refused wherever it is judged, so that replay says of each article what the topics say.
"""

from typing import TYPE_CHECKING, Final

import msgspec

from schemas import Fingerprint, NewStory, Reason
from schemas.codec import fingerprint_to_bytes, to_json
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names, topics

if TYPE_CHECKING:
    from streams.detection import Judgement  # half a second to import; `redrive` needs none

ENVELOPE_BYTES: Final = 512
"""Room for the record batch's header, the record's own lengths and the protocol around it."""
EXPANSION: Final = 0.99
"""Incompressible bytes grow under lz4 by up to 1 part in 255."""
ARRIVAL_BYTES: Final = 9
"""The longest that the time of arrival gets in a fingerprint."""
PLACE_BYTES: Final = 19
"""The longest that the place of its fingerprint gets in an entry."""
REMEDY: Final = "raise WIRE_MAX_MESSAGE_BYTES and the topic's max.message.bytes, or have the article split"


class Sizes:
    """The limits of an installation's topics, and what they mean for each record."""

    def __init__(self, settings: Settings) -> None:
        self._names = Names(settings.prefix)
        self._limits = {
            topic.name: int(topic.max_message_bytes * EXPANSION) - ENVELOPE_BYTES
            for topic in topics(settings)
        }

    def fits(self, topic: str, key: bytes | None, value: bytes) -> bool:
        """Whether the topic's `max.message.bytes` holds the message, with the batch around it."""
        return self._fits(topic, len(key or b"") + len(value))

    def fingerprint(self, fingerprint: Fingerprint) -> tuple[bytes, bytes]:
        """Key and value of an article on `wire.fingerprints`.

        The time of arrival counts as if it were as long as can be: whether an article is judged must not
        depend on when it came, or replay, to which nothing arrives, would judge otherwise than the topics.

        Raises:
            UnreadableError: It does not fit.
        """
        key, value = fingerprint.uri.encode(errors="replace"), fingerprint_to_bytes(fingerprint)
        size = len(key) + len(value) + ARRIVAL_BYTES - len(msgspec.msgpack.encode(fingerprint.arrived_ms))
        if not self._fits(self._names.fingerprints, size):
            raise _too_large("fingerprint", size, self._names.fingerprints)
        return key, value

    def verdict(self, judgement: "Judgement") -> tuple[str, bytes, bytes]:
        """Topic, key and value of a verdict, before the desk takes the article in.

        What the window would keep of it has to fit, too: a desk knows nothing that it could not say or keep.
        Its place counts as if it were as long as can be: replay has none.

        Raises:
            UnreadableError: The verdict or the window's entry does not fit.
        """
        event = judgement.event
        topic = self._names.new if isinstance(event, NewStory) else self._names.rewrite
        key, value = event.story_id.encode(), to_json(event)
        if not self.fits(topic, key, value):
            raise _too_large("verdict", len(key) + len(value), topic)
        self._check_entry(judgement)
        return topic, key, value

    def _check_entry(self, judgement: "Judgement") -> None:
        if judgement.entry is None or judgement.article is None:
            return
        size = len(judgement.key) + len(judgement.entry)
        size += PLACE_BYTES - len(msgspec.msgpack.encode(judgement.article.place))
        if not self._fits(self._names.changelog, size):
            raise _too_large("window's entry", size, self._names.changelog)

    def _fits(self, topic: str, size: int) -> bool:
        return size <= self._limits[topic]


def _too_large(what: str, size: int, topic: str) -> UnreadableError:
    return UnreadableError(
        Reason.TOO_LARGE, f"the {what} has {size:,} bytes, more than {topic} takes: {REMEDY}"
    )
