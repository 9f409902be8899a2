"""Dead letters back onto the topics they came from: which of them, which not and why, and how.

A message may have several letters: a worker that starts again writes them again, and a redriven message that
cannot be read gets a new one.  The last one, by the position that it names, stands for the message.  Held in
memory is a line for each message that has a letter, and each redriven one; payloads are read again when
they are sent.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rich.table import Table

from schemas import REDRIVEN_FROM, REDRIVEN_LETTER, Position, Reason
from streams.commands.console import progress_bar
from streams.commands.letters import Letter, letters
from streams.commands.sending import Message, Outcome, send_all
from streams.settings import Settings
from streams.sizes import Sizes
from streams.topics import Names
from streams.workers.deadletters import KEY_BYTES

HEADER_BYTES: Final = 1024
"""Room for both headers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that could not be read, by its last letter."""

    position: Position
    """Where it stands, as the letter names it."""
    origin: Position
    letter: Position
    reason: Reason
    refusal: str | None
    """Why it cannot be put back; None if it can."""


@dataclass(slots=True)
class Plan:
    """What is to be put back, and what is not."""

    chosen: list[Candidate] = field(default_factory=list)
    refused: list[tuple[Candidate, str]] = field(default_factory=list)
    already: list[tuple[Candidate, Position]] = field(default_factory=list)
    """Those that were put back before, and where they stand since."""

    def table(self) -> Table:
        """How many messages, for what reason, to which partition."""
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
        for column in ("To the end of", "Reason"):
            table.add_column(column, no_wrap=True)
        table.add_column("Messages", justify="right", no_wrap=True)
        counts = Counter((c.position.topic, c.position.partition, c.reason) for c in self.chosen)
        for (topic, partition, reason), count in sorted(counts.items()):
            table.add_row(f"{topic}, partition {partition}", reason.value, f"{count:,}")
        return table


def candidates(settings: Settings) -> list[Candidate]:
    """Every message that has a letter with a position, in the order of their last letters."""
    names, sizes = Names(settings.prefix), Sizes(settings)
    last: dict[Position, Candidate] = {}
    for letter in letters(settings):
        position, origin = letter.names
        if position is None or origin is None:
            continue
        if origin in last and last[origin].position.offset > position.offset:
            continue
        refusal = _refusal(letter, position, names, sizes)
        last[origin] = Candidate(position, origin, letter.place, letter.record.reason, refusal)
    return sorted(last.values(), key=lambda candidate: candidate.letter.offset)


def _refusal(letter: Letter, position: Position, names: Names, sizes: Sizes) -> str | None:
    """Why a letter's message cannot be put back; None if it can."""
    if position.topic not in (names.raw, names.fingerprints):
        return "it did not come from a topic of this installation (WIRE_PREFIX)"
    if letter.cut:
        return (
            f"only {letter.kept:,} of its {letter.record.payload_bytes:,} bytes are kept: send it again from"
            " its source"
        )
    if letter.key is not None and len(letter.key) == KEY_BYTES:
        return (
            f"its key may be cut: letters keep {KEY_BYTES:,} bytes of one, and do not say how long it was;"
            " send it again from its source"
        )
    if letter.key is None and letter.payload is None:
        return "it has neither key nor value"
    if not sizes.fits(position.topic, letter.key, b"." * (letter.kept + HEADER_BYTES)):
        return f"its {letter.kept:,} bytes are more than {position.topic} takes: raise WIRE_MAX_MESSAGE_BYTES"
    return None


def plan(settings: Settings, wanted: Iterable[Candidate], *, again: bool) -> Plan:
    """Sort out what can be put back.

    Args:
        settings: Where Kafka is.
        wanted: The messages that were asked for.
        again: Whether those that were put back before are put back once more.
    """
    made, able = Plan(), []
    for candidate in wanted:
        if candidate.refusal is None:
            able.append(candidate)
        else:
            made.refused.append((candidate, candidate.refusal))
    redriven, partitions = _redriven(settings, able)
    for candidate in able:
        since = redriven.get(candidate.origin)
        if (candidate.position.topic, candidate.position.partition) not in partitions:
            made.refused.append((candidate, "its partition is not there any more: send it again"))
        elif since is not None and since.offset > candidate.position.offset and not again:
            made.already.append((candidate, since))
        else:
            made.chosen.append(candidate)
    return made


def _redriven(
    settings: Settings, able: list[Candidate]
) -> tuple[dict[Position, Position], set[tuple[str, int]]]:
    """Where redriven messages stand last, by where they first stood: by the headers on their topics.

    What was put back stands behind the message that its letter names, so that is where the search begins.

    Returns:
        The positions, and the partitions that there are.
    """
    from kafka import TopicPartition

    from streams.commands.backlog import backlog
    from streams.workers.deadletters import redriven_from

    begins: dict[TopicPartition, int] = {}
    for candidate in able:
        tp = TopicPartition(candidate.position.topic, candidate.position.partition)
        begins[tp] = min(begins.get(tp, candidate.position.offset + 1), candidate.position.offset + 1)
    if not begins:
        return {}, set()
    found: dict[Position, Position] = {}
    with (
        backlog(settings, sorted({tp.topic for tp in begins})) as records,
        progress_bar(scrolling=False) as progress,
    ):
        there = set(records.begins)
        records.seek({tp: offset for tp, offset in begins.items() if tp in there})
        task = progress.add_task("looking for redriven messages", total=records.size)
        for record in records:
            if origin := redriven_from(record.headers):
                found[origin] = Position(record.topic, record.partition, record.offset)
            progress.advance(task)
    return found, {(tp.topic, tp.partition) for tp in there}


def put_back(settings: Settings, chosen: Iterable[Candidate]) -> Outcome:
    """Send the chosen messages, in the order of their letters, to the partitions where they stood.

    Raises:
        BrokerError: Kafka did not take one; those that it took are known by their headers.
    """
    wanted = {candidate.letter: candidate for candidate in chosen}
    messages = (
        _message(letter, wanted[letter.place]) for letter in letters(settings) if letter.place in wanted
    )
    remedy = "Run the command again: those are known, and stay"
    return send_all(messages, settings, what="messages", remedy=remedy)


def _message(letter: Letter, candidate: Candidate) -> Message:
    """A message for the end of its partition, with the bytes and the key that it had."""
    return Message(
        topic=candidate.position.topic,
        partition=candidate.position.partition,
        key=letter.key,
        value=letter.payload,
        headers=(
            (REDRIVEN_FROM, str(candidate.origin).encode()),
            (REDRIVEN_LETTER, str(candidate.letter).encode()),
        ),
    )
