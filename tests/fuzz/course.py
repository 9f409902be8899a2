"""The way of a message through both workers, in one process, and what is checked at its end.

`copytaster replay` goes the same way; the message of `wire.fingerprints` is read back as by the match worker.
"""

import re
import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Literal

import msgspec
import orjson

from schemas import Event, Reason, Rewrite
from schemas.codec import event_from_json
from streams.detection import Desk, fingerprint
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.sizes import Sizes
from streams.window import window_limits
from streams.wire import parse
from streams.workers.received import decode
from tests.fuzz.records import SMALL, entries, fingerprints

Way = Literal["raw", "fingerprint", "entry"]
Result = Literal["judged", "repeat", "dead letter", "refused", "crash"]

USEFUL: Final = {
    Reason.EMPTY: r"no value \(a tombstone\)|nothing but white space in [\d,]+ bytes",
    Reason.NOT_UTF8: r"byte 0x[0-9a-f]{2} at position [\d,]+: \w+",
    Reason.NOT_JSON: r"\w.*: line \d+ column \d+ \(char \d+\)|starts with b['\"]",
    Reason.NOT_AN_OBJECT: r"JSON, but (an array|a string|a number|true or false|null): ",
    Reason.WRONG_TYPE: r"Expected `.+`, got `.+` - at `\$\.\w+",
    Reason.NO_URI: r"neither `uri` nor `guid` \(.+\)",
    Reason.NO_TEXT: r".+: .+ without body",
    Reason.TOO_LARGE: r"[\d,]+ (bytes|characters), (the limit is|at most|more than)",
    Reason.NOT_A_FINGERPRINT: r"no MessagePack fingerprint: \w+.* .+|\d.* \w+|created is .+|a token \w+ .+",
}
"""What the detail of a dead letter has to say: which value, where, or how much."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    result: Result
    said: str
    """The reason and detail of a dead letter, the text of an error, the kind of a verdict."""
    seconds: float
    """Of the processor."""
    reason: str = ""


class Course:
    """Both workers' work on one message after another, at one desk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sizes = Sizes(settings)
        self.desk = Desk(window_limits(settings))
        self.digest = blake2b(digest_size=8)
        """Of all that was said: two runs of one seed must agree."""

    def run(self, way: Way, data: bytes | None) -> Outcome:
        """Judge one input, or say why not.  What is checked here and fails is a crash, as what is raised."""
        started = time.process_time()
        try:
            outcome = self._entry(data or b"") if way == "entry" else self._article(way, data)
        except UnreadableError as error:
            seconds = time.process_time() - started
            useful = re.search(USEFUL[error.reason], error.detail) is not None
            said = f"{error.reason}: {error.detail}"
            result: Result = "dead letter" if useful else "crash"
            outcome = Outcome(result, said, seconds, error.reason.value if useful else "useless detail")
        except Exception as error:  # noqa: BLE001 - whatever it is, it would end a worker
            seconds = time.process_time() - started
            outcome = Outcome("crash", f"{type(error).__name__}: {error}", seconds, type(error).__name__)
        self.digest.update(f"{outcome.result} {outcome.said}\n".encode(errors="replace"))
        return outcome

    def _article(self, way: Way, data: bytes | None) -> Outcome:
        started = time.process_time()
        if way == "raw":
            article = parse(data, self._settings.max_message_bytes)
            _, data = self._sizes.fingerprint(fingerprint(article, arrived_ms=1_900_000_000_000))
        read = decode(data)
        judgement = self.desk.weigh(read)
        _, _, value = self._sizes.verdict(judgement)
        self.desk.take(judgement)
        seconds = time.process_time() - started
        check_event(event_from_json(value), read.body)
        said = blake2b(value, digest_size=8).hexdigest()
        return Outcome("repeat" if judgement.repeat else "judged", said, seconds)

    def _entry(self, value: bytes) -> Outcome:
        """Read an entry back among sound ones, and judge on."""
        started = time.process_time()
        desk = Desk(SMALL)
        try:
            desk.restore([*entries()[:10], value])
        except msgspec.DecodeError as error:
            seconds, said = time.process_time() - started, str(error)
            return Outcome("refused" if " " in said else "crash", said, seconds, "entry of the window")
        for message in (fingerprints()[5], fingerprints()[12]):
            orjson.dumps(msgspec.to_builtins(desk.judge(decode(message)).event))
        return Outcome("judged", "an entry read back", time.process_time() - started)


def check_event(event: Event, body: str) -> None:
    """What a verdict says of a text stands there."""
    assert re.fullmatch("[0-9a-f]{32}", event.event_id), event.event_id
    assert 0 <= event.score <= 1, event.score
    sources = [event] if isinstance(event, Rewrite) else event.draws_on
    for source in sources:
        assert 0 <= source.coverage.article <= 1, source.coverage
        for passage in source.passages:
            start, end = passage.article
            assert body[start:end] == passage.text, passage
            assert 0 <= start <= end <= len(body), passage
