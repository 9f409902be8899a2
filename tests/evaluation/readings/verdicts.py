"""The verdicts of the present model: which of them are drawn, and what the stored answers say of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schemas import Event, NewStory
from tests.evaluation import stream
from tests.evaluation.readings.records import Kind, Said, VerdictReading, held_out, place
from tests.evaluation.score import named
from tests.evaluation.sets import LabelledSet

FEWEST_WORDS = 15
"""Words of body that an article must have to be worth a reading."""


class Verdict(NamedTuple):
    """What the detector says of an article."""

    uri: str
    kind: Kind
    parent: str | None
    """The best parent; None of a new story."""
    pointed_at: tuple[str, ...]
    """The earlier articles that a reader must see: all parents, or the best of those drawn on."""


def shipped_events(labelled: LabelledSet) -> dict[str, Event]:
    """The set through the desk as shipped, in a window that holds all of it."""
    return stream.run(labelled.raw, stream.shipped(stream.WHOLE_STREAM)).events


def verdicts(events: Mapping[str, Event], labelled: LabelledSet) -> list[Verdict]:
    """The verdicts on all articles that are long enough, in the order of the stream."""
    return [
        _verdict(uri, event)
        for uri, event in events.items()
        if len((labelled.articles[uri].get("body_text") or "").split()) >= FEWEST_WORDS
    ]


def sample(found: Iterable[Verdict], name: str, kind: Kind, number: int) -> list[Verdict]:
    """Up to `number` verdicts of a kind, uniformly at random among those on held-out articles.

    The side of an article is drawn by its id alone, so the sample is one of all verdicts of the kind.
    """
    of_kind = [verdict for verdict in found if verdict.kind == kind and held_out(name, verdict.uri)]
    return sorted(of_kind, key=lambda verdict: place(name, verdict.uri))[:number]


def answers_by_article(readings: Iterable[VerdictReading]) -> dict[str, dict[str, Said]]:
    """Later article -> {earlier one: answer} over all its readings; of two answers the later one."""
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for reading in readings:
        found[reading.uri] |= reading.answers
    return dict(found)


def right(kind: Kind, parent: str | None, answers: Mapping[str, Said] | None) -> Said | None:
    """Whether a verdict is right by a reader's answers; None where there are none, or none about the parent.

    A rewrite is as right as the answer about its best parent.  A new story is wrong if the article derives
    from anything that was shown, and defensible if two editors would split on one of them.
    """
    if answers is None:
        return None
    if kind == "rewrite":
        return answers.get(parent or "")
    said = set(answers.values())
    return "no" if "yes" in said else "either" if "either" in said else "yes"


def derives_from(answers: Mapping[str, Said]) -> str | None:
    """The first earlier article that the reader said yes to."""
    return next((uri for uri, said in answers.items() if said == "yes"), None)


def _verdict(uri: str, event: Event) -> Verdict:
    if isinstance(event, NewStory):
        best = max(event.draws_on, key=lambda source: source.score, default=None)
        return Verdict(uri, "new_story", None, (best.uri,) if best else ())
    parents = named(event)
    return Verdict(uri, "rewrite", parents[0], tuple(dict.fromkeys(parents)))
