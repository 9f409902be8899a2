"""Fit the detection model: `make fit` prints the weights and the scores that they reach.

Each labelled set is run as a stream; every article is compared with its candidates as the desk does it, and
the pairs that a reader has judged become examples, with made rewrites (stress.py) of a sample of the articles
and, lightly weighted, pairs that only chance brought together.  Logistic regression with a Gaussian
prior that is centred on the meaning of each input; the same is fitted on all sets but one and
judged on that one, so that no weight is a trait of one agency.
"""

import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from schemas import Fingerprint
from streams import sample
from streams.detection import Desk, WindowLimits, fingerprint
from streams.detection.model import HOUR, Model, inputs
from streams.detection.verdict import Candidate
from streams.errors import UnreadableError
from streams.wire import Article, parse
from tests.evaluation import sets, stress

MODEL_FILE = Path(__file__).parents[2] / "streams" / "detection" / "model.json"
SETS = ("reuters", "ap89", "german", "clough", "sample")
PASTS: tuple[dict[str, int], ...] = ({}, {"ap89": 1000}, {"reuters": 3000})
"""What the desk had judged before the small sets: a rewrite has to be seen in a young and in a full one."""
CHANCE_WEIGHT = 0.05
CHANCE_COVER = 0.25
CHANCE_WORDS = 60
MADE_PER_SET = {"reuters": 400, "ap89": 150, "german": 300}
MADE_WEIGHT = 0.03
"""Made rewrites are many and easy: they fill the degrees that no set holds, but must not outvote readers."""
RULE_WEIGHT = 0.3
READ_WEIGHT = 3.0
"""Pairs from the region where mistakes are, read with a reason given."""
FLOATS = NDArray[np.float64]

PRIOR = {
    "mass": 0.2, "specific": 3.0, "changed": -20.0, "changed_lead": -5.0, "figures": 2.0, "late": -0.5,
    "instalment": -0.5, "table": -8.0, "lead": 1.0, "soft": 4.0, "soft_lead": 1.5, "own_background": -1.5,
}  # fmt: skip
"""What an input has to do with derivation, before any data; the fit moves these as far as the examples go."""
START = Model(version="prior", bias=-7.0, weights=PRIOR)
"""The desks that gather the examples judge by this, so that a fit does not depend on the one before it."""
FIXED = ("late", "instalment", "own_background")
"""Kept at their prior: the sets would turn them into traits of how they were labelled (pairs within 72 hours,
one provider a set)."""


class Example(NamedTuple):
    """A pair as the model sees it."""

    group: str
    """Where it comes from: the set."""
    kind: str
    values: dict[str, float]
    derived: bool
    weight: float


def pair_values(fp: Fingerprint, candidate: Candidate) -> dict[str, float]:
    """The model's inputs for an article and one of its candidates."""
    hours = 0.0
    if fp.created is not None and candidate.entry.created is not None:
        hours = abs(fp.created - candidate.entry.created) / HOUR
    own = fp.provider is not None and fp.provider == candidate.entry.provider
    return inputs(candidate.measures, hours, same_provider=own)


def answers(data: sets.LabelledSet) -> dict[tuple[str, str], tuple[str, bool, float]]:
    """What readers said, by (later, earlier): kind, derived, weight; open questions are left out."""
    found: dict[tuple[str, str], tuple[str, bool, float]] = {}
    for label in data.labels:
        if label.label in "RMTN":
            weight = RULE_WEIGHT if label.basis == "rule" else 1.0
            found[label.uri, label.other] = (f"label {label.label}", label.label in "RM", weight)
    for pair in data.read:
        if pair.derived != "either":
            weight = READ_WEIGHT if pair.why else 1.0
            found[pair.uri, pair.other] = (f"read {pair.derived}", pair.derived == "yes", weight)
    return found


def examples(name: str) -> list[Example]:
    """Run a set as a stream and take down every pair that somebody has judged, or that was made."""
    data = sets.load(name)
    told = answers(data)
    articles = [a for a in map(_article, data.raw) if a]
    rng = random.Random(1)  # noqa: S311 - repeatable choice of examples
    long_enough = [i for i, a in enumerate(articles) if len(a.body.split()) >= CHANCE_WORDS]
    chosen = set(rng.sample(long_enough, min(MADE_PER_SET[name], len(long_enough))))
    maker = stress.Maker(articles)
    desk = Desk(WindowLimits(days=366, articles=30_000), START)
    out: list[Example] = []
    for i, article in enumerate(articles):
        fp = fingerprint(article)
        for candidate in desk.candidates(fp):
            out += _judged(name, told, fp, candidate)
        desk.judge(fp)
        if i in chosen:
            for variant in maker.variants(article, articles[rng.choice(long_enough)]):
                out += _made(name, desk, article, variant)
    return out


def warmed(past: list[bytes]) -> Desk:
    """A desk that has judged other news, so that its frequencies are those of a wire."""
    desk = Desk(WindowLimits(days=366, articles=10_000), START)
    for article in map(_article, past):
        if article:
            desk.judge(fingerprint(article))
    return desk


def clough_examples(past: list[bytes]) -> list[Example]:
    """The answers of Clough and Stevenson against their originals: degrees of rewriting by students."""
    raw, told = sets.clough()
    originals = {answer.other for answer in told}
    desk = warmed(past)
    for uri in sorted(originals):
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


def sample_examples(past: list[bytes]) -> list[Example]:
    """The project's own copy: rewrites made by hand, and stories that only look alike."""
    told = sample.truth()
    desk = warmed(past)
    out = []
    for item in sample.articles():
        article = _article(orjson.dumps(item))
        if article is None:
            continue
        fp, answer = fingerprint(article), told[sample.identity(article.uri, article.version)]
        for candidate in desk.candidates(fp):
            derived = candidate.entry.uri in answer.parents
            if not candidate.declared and (derived or answer.verdict == "new_story"):
                out.append(
                    Example("sample", f"label {answer.kind}", pair_values(fp, candidate), derived, 1.0)
                )
        desk.judge(fp)
    return out


def _article(raw: bytes) -> Article | None:
    try:
        return parse(raw)
    except UnreadableError:
        return None


def _judged(
    name: str, told: dict[tuple[str, str], tuple[str, bool, float]], fp: Fingerprint, candidate: Candidate
) -> list[Example]:
    if candidate.declared:
        return []
    answer = told.get((fp.uri, candidate.entry.uri)) or told.get((candidate.entry.uri, fp.uri))
    values = pair_values(fp, candidate)
    if answer:
        return [Example(name, answer[0], values, *answer[1:])]
    m = candidate.measures
    if (
        min(m.words_a, m.words_b) >= CHANCE_WORDS
        and max(m.cover_a, m.cover_b) < CHANCE_COVER
        and m.soft_a < CHANCE_COVER
    ):
        return [Example(name, "chance", values, derived=False, weight=CHANCE_WEIGHT)]
    return []


def _made(name: str, desk: Desk, base: Article, variant: stress.Variant) -> list[Example]:
    fp = fingerprint(variant.article)
    for candidate in desk.candidates(fp):
        if candidate.entry.uri == base.uri and not candidate.declared:
            return [Example(name, variant.kind, pair_values(fp, candidate), variant.derived, MADE_WEIGHT)]
    return []


def fit(rows: list[Example]) -> tuple[float, dict[str, float]]:
    """Bias and weights; a weight that contradicts the meaning of its input is held at nothing."""
    held: dict[str, float] = {name: PRIOR[name] for name in FIXED}
    while True:
        bias, weights = _newton(rows, held)
        wrong = [name for name, weight in weights.items() if name not in held and weight * PRIOR[name] < 0]
        if not wrong:
            return bias, weights
        held |= dict.fromkeys(wrong, 0.0)


def _newton(
    rows: list[Example], held: dict[str, float], strength: float = 20.0
) -> tuple[float, dict[str, float]]:
    """Penalised maximum likelihood with some weights held."""
    names = list(PRIOR)
    x = np.array([[1.0, *(row.values[n] for n in names)] for row in rows])
    y = np.array([row.derived for row in rows], float)
    weight = np.array([row.weight for row in rows])
    centre = np.array([0.0, *(held.get(n, PRIOR[n]) for n in names)])
    spread = x.std(axis=0)
    penalty = strength * spread**2
    penalty[0] = 1e-6
    penalty[[1 + names.index(n) for n in held]] = 1e7
    beta = centre.copy()
    for _ in range(200):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + penalty * (beta - centre)
        hessian = (x.T * (weight * p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta -= step / max(1.0, float(np.abs(step).max()) / 5)
        if np.abs(step).max() < 1e-8:
            break
    return float(beta[0]), dict(zip(names, beta[1:].tolist(), strict=True))


def scores(rows: list[Example], bias: float, weights: dict[str, float]) -> FLOATS:
    """Probability of each example."""
    logit = np.array([bias + sum(w * row.values[n] for n, w in weights.items()) for row in rows])
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def table(title: str, rows: list[Example], p: FLOATS) -> Table:
    """Share right by set and kind."""
    groups: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row, score in zip(rows, p, strict=True):
        groups[row.group, row.kind].append((score >= 0.5) == row.derived)
    out = Table("set", "kind", "pairs", "right", title=title)
    for (group, kind), right in sorted(groups.items()):
        out.add_row(group, kind, str(len(right)), f"{np.mean(right):.3f}")
    return out


def judged_figures(rows: list[Example], p: FLOATS) -> tuple[float, float]:
    """Precision and recall over the pairs that readers judged."""
    told = np.array([row.kind.startswith(("label", "read")) for row in rows])
    derived = np.array([row.derived for row in rows])
    called = p >= 0.5
    hits = np.sum(told & derived & called)
    return hits / max(1, np.sum(told & called)), hits / max(1, np.sum(told & derived))


def main(version: str) -> None:
    """Fit, cross-check and write the weights."""
    console = Console()
    rows = [row for name in sets.FOLDERS for row in examples(name)]
    for past in PASTS:
        before = [line for name, count in past.items() for line in sets.load(name).raw[:count]]
        rows += clough_examples(before) + sample_examples(before)
    for name in SETS:
        seen, unseen = [r for r in rows if r.group != name], [r for r in rows if r.group == name]
        p = scores(unseen, *fit(seen))
        precision, recall = judged_figures(unseen, p)
        console.print(
            table(f"{name}, fitted on the others: precision {precision:.3f} recall {recall:.3f}", unseen, p)
        )
    bias, weights = fit(rows)
    p = scores(rows, bias, weights)
    console.print(table("all, fitted on all", rows, p))
    for name in SETS:
        mine = [i for i, row in enumerate(rows) if row.group == name]
        precision, recall = judged_figures([rows[i] for i in mine], p[mine])
        console.print(f"{name}: precision {precision:.3f} recall {recall:.3f} on judged pairs, in the fit")
    model = Model(
        version=version,
        bias=round(bias, 3),
        weights={name: round(weight, 3) for name, weight in weights.items()},
        fitted_on=list(SETS),
    )
    MODEL_FILE.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n")
    console.print(f"wrote {MODEL_FILE.name}:", model)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "1")
