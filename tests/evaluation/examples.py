"""Pairs for the fit: what the desk compares in the labelled sets, and what readers or a maker say of them.

Each set is run as a stream; every article is compared with its candidates as the desk does it.  Pairs that
a reader has judged become examples, with made variants (stress) of some of the articles and,
lightly weighted, pairs that only chance brought together.
"""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import orjson

from schemas import Fingerprint
from streams import sample
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.inputs import HOUR, inputs_of
from streams.detection.model import Model
from streams.detection.verdict import Candidate
from streams.wire import parse
from tests.evaluation import sets, stress
from tests.evaluation.degrees_labels import corrected, corrections
from tests.evaluation.readings import pair_readings
from tests.evaluation.stream import article_of

SETS = ("reuters", "ap89", "german", "clough", "sample")
PASTS: tuple[dict[str, int], ...] = ({}, {"ap89": 1000}, {"reuters": 3000})
"""What the desk had judged before the small sets: a rewrite has to be seen in a young and in a full one."""
CHANCE_WEIGHT = 0.05
CHANCE_COVER = 0.25
CHANCE_WORDS = 60
MADE_PER_SET = {"reuters": 150, "ap89": 60, "german": 60}
DRAWING = frozenset({"followup", "quotes", "furniture"})
MADE_WEIGHT = 0.03
"""Made variants are many and easy: they fill the degrees that no set holds, but must not outvote readers."""
NEWS_WEIGHT = 0.09
"""... those that draw on their source and are new all the same: of these the sets hold fewest."""
SAMPLE_WEIGHT = 3.0
"""The project's own copy is small, but of many kinds and languages, and its truth is certain."""
SAME_CYCLE, CYCLE, DOUBLINGS = 0.3, 8.0, 5.5
RULE_WEIGHT = 0.3
TEMPLATE_WEIGHT = 2.0
"""Of the templates that a wire is full of, the sets label few; each stands for many."""
READ_WEIGHT = 2.0
"""Pairs from the region where mistakes are, read with a reason given."""
NOTICE_WORDS, NOTICE_WEIGHT = 75, 0.5
"""Read pairs with so short a side: hundreds are of one wire, and must not outvote all other copy."""
EITHER_WEIGHT = 0.35
"""A pair on which readers split stands once on each side: it belongs near the threshold."""


class Example(NamedTuple):
    """A pair as the model sees it."""

    group: str
    """Where it comes from: the set."""
    kind: str
    """Who says so: "label R", "read no", "made syn40", "chance"."""
    values: dict[str, float]
    derived: bool
    weight: float
    created: float | None = None
    """Declared time of the later article, seconds since 1970 UTC."""


class Answer(NamedTuple):
    """What is known of a pair: derived, or None where readers split."""

    kind: str
    derived: bool | None
    weight: float


Told = dict[tuple[str, str], Answer]


def gather(start: Model) -> list[Example]:
    """All examples there are; the desks that bring the pairs together judge by `start`."""
    rows = [row for name in sets.FOLDERS for row in stream_examples(name, start)]
    for past in PASTS:
        before = [line for name, count in past.items() for line in sets.load(name).raw[:count]]
        rows += clough_examples(before, start)
        rows += sample_examples(before, start)
    return rows


def pair_values(fp: Fingerprint, candidate: Candidate) -> dict[str, float]:
    """The model's inputs for an article and one of its candidates."""
    return inputs_of(fp, candidate.measures, [candidate.entry])


def answers(data: sets.LabelledSet) -> Told:
    """What readers said, by (later, earlier); labels that readers themselves split on (D, U) are left out."""
    found: Told = {}
    for label in data.labels:
        if label.label in "RMTN":
            weight = RULE_WEIGHT if label.basis == "rule" else 1.0
            weight *= TEMPLATE_WEIGHT if label.label == "T" else 1.0
            found[label.uri, label.other] = Answer(f"label {label.label}", label.label in "RM", weight)
    for pair in (*pair_readings(data.name), *data.read):
        kind, weight = f"read {pair.derived}", READ_WEIGHT if pair.why and pair in data.read else 1.0
        if pair.derived == "either":
            found[pair.uri, pair.other] = Answer(kind, None, EITHER_WEIGHT)
        else:
            found[pair.uri, pair.other] = Answer(kind, pair.derived == "yes", weight)
    return found


def stream_examples(name: str, start: Model) -> list[Example]:
    """Run a set as a stream and take down every pair that somebody has judged, or that was made."""
    data = sets.load(name)
    told = answers(data)
    articles = [a for a in map(article_of, data.raw) if a]
    rng = random.Random(1)  # noqa: S311 - repeatable choice of examples
    bases = [i for i, a in enumerate(articles) if len(a.body.split()) >= CHANCE_WORDS]
    chosen = set(rng.sample(bases, min(MADE_PER_SET[name], len(bases))))
    maker = stress.Maker(articles)
    desk = Desk(WindowLimits(days=366, articles=30_000), start)
    out: list[Example] = []
    for i, article in enumerate(articles):
        fp = fingerprint(article)
        for candidate in desk.candidates(fp):
            out += _judged(name, told, fp, candidate)
        desk.judge(fp)
        if i in chosen:
            other = articles[rng.choice([base for base in bases if base <= i])]
            for variant in maker.variants(article, other):
                out += _made(name, desk, variant, HOUR * _lag(rng))
    return out


def clough_examples(past: Sequence[bytes], start: Model) -> list[Example]:
    """The answers of Clough and Stevenson against their originals: degrees of rewriting by students."""
    raw, published = sets.clough()
    told = corrected(published, corrections())
    desk = _warmed(past, start)
    for uri in sorted({answer.other for answer in told}):
        desk.judge(fingerprint(parse(raw[uri])))
    out = []
    for answer in told:
        fp = fingerprint(parse(raw[answer.uri]))
        out += [
            Example("clough", f"label {answer.label}", pair_values(fp, c), answer.label != "non", 1.0)
            for c in desk.candidates(fp)
            if c.entry.uri == answer.other
        ]
    return out


def sample_examples(past: Sequence[bytes], start: Model) -> list[Example]:
    """The project's own copy: rewrites made by hand, and stories that only look alike."""
    told = sample.truth()
    desk = _warmed(past, start)
    out = []
    for item in sample.articles():
        article = article_of(orjson.dumps(item))
        if article is None:
            continue
        fp, answer = fingerprint(article), told[sample.identity(article.uri, article.version)]
        for candidate in desk.candidates(fp):
            derived = candidate.entry.uri in answer.parents
            if not candidate.declared and (derived or answer.verdict == "new_story"):
                values = pair_values(fp, candidate)
                out.append(Example("sample", f"label {answer.kind}", values, derived, SAMPLE_WEIGHT))
        desk.judge(fp)
    return out


def _warmed(past: Sequence[bytes], start: Model) -> Desk:
    """A desk that has judged other news, so that its frequencies are those of a wire."""
    desk = Desk(WindowLimits(days=366, articles=10_000), start)
    for article in map(article_of, past):
        if article:
            desk.judge(fingerprint(article))
    return desk


def _judged(name: str, told: Told, fp: Fingerprint, candidate: Candidate) -> Iterator[Example]:
    if candidate.declared:
        return
    answer = told.get((fp.uri, candidate.entry.uri)) or told.get((candidate.entry.uri, fp.uri))
    values = pair_values(fp, candidate)
    if answer is not None and answer.kind.startswith("read") and _notice(candidate):
        answer = answer._replace(weight=answer.weight * NOTICE_WEIGHT)
    if answer is None:
        if _by_chance(candidate):
            yield Example(name, "chance", values, derived=False, weight=CHANCE_WEIGHT, created=fp.created)
    elif answer.derived is None:
        for derived in (True, False):
            yield Example(name, answer.kind, values, derived, answer.weight, fp.created)
    else:
        yield Example(name, answer.kind, values, answer.derived, answer.weight, fp.created)


def _notice(candidate: Candidate) -> bool:
    return min(candidate.measures.words_a, candidate.measures.words_b) < NOTICE_WORDS


def _by_chance(candidate: Candidate) -> bool:
    """Whether two texts share so little that nobody has to read them."""
    m = candidate.measures
    long_enough = min(m.words_a, m.words_b) >= CHANCE_WORDS
    return long_enough and max(m.cover_a, m.cover_b, m.soft_a) < CHANCE_COVER


def _lag(rng: random.Random) -> float:
    """Hours after which a rewrite appears: a third of them at once, the others within two weeks."""
    return 0.0 if rng.random() < SAME_CYCLE else CYCLE * 2 ** rng.uniform(0, DOUBLINGS)


def _made(name: str, desk: Desk, variant: stress.Variant, lag: float) -> list[Example]:
    fp = fingerprint(variant.article)
    if fp.created is not None:
        fp = msgspec.structs.replace(fp, created=fp.created + lag)
    for candidate in desk.candidates(fp):
        if candidate.entry.uri in variant.sources and not candidate.declared:
            values = pair_values(fp, candidate)
            weight = NEWS_WEIGHT if variant.kind in DRAWING else MADE_WEIGHT
            return [Example(name, f"made {variant.kind}", values, variant.derived, weight, fp.created)]
    return []
