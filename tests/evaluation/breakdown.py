"""Where it is right and where not: by relation, by degree of rewriting, by language."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from schemas import Event, Rewrite
from streams import sample
from streams.wire import parse
from tests.evaluation import sets
from tests.evaluation.contests import Pass, Sample, corrected_answers, tally_sample
from tests.evaluation.score import Tally, named, score
from tests.evaluation.sets import LabelledSet

DEGREES = ((0.9, 1.01), (0.7, 0.9), (0.5, 0.7), (0.3, 0.5), (0.0, 0.3))
"""Share of the later article's 5-grams that stand in the earlier one."""
GRAM = 5
LANGUAGES = {"reuters": "en", "ap89": "en", "german": "de"}
_WORD = re.compile(r"\w+")
Pair = sets.Label | sets.ReadPair


def by_relation(labelled: LabelledSet, events: Mapping[str, Event]) -> dict[str, Tally]:
    """Judged articles that are called rewrites, by the relation said."""

    def relation(later: str, _: str) -> str | None:
        event = events.get(later)
        return event.relation if isinstance(event, Rewrite) else None

    return _by(labelled, events, relation)


def by_label(labelled: LabelledSet, events: Mapping[str, Event]) -> dict[str, Tally]:
    """By the reader's label: R rewrite, M merge or excerpt, T template; "read" are the read pairs."""
    kinds = sorted({pair.label for pair in labelled.labels} & set("RMT"))
    found = {
        kind: _tally(labelled, events, (p for p in labelled.labels if p.label == kind)) for kind in kinds
    }
    return found | {"read": _tally(labelled, events, labelled.read)}


def by_degree(labelled: LabelledSet, events: Mapping[str, Event]) -> dict[str, Tally]:
    """By the share of the later text's 5-grams that the earlier one has."""
    grams: dict[str, set[tuple[str, ...]]] = {}

    def of(uri: str) -> set[tuple[str, ...]]:
        if uri not in grams:
            words = _WORD.findall(labelled.articles[uri].get("body_text", "").casefold())
            grams[uri] = set(zip(*(words[i:] for i in range(GRAM)), strict=False))
        return grams[uri]

    def degree(later: str, earlier: str) -> str:
        share = len(of(later) & of(earlier)) / max(1, len(of(later)))
        return next(name(low, high) for low, high in DEGREES if low <= share < high)

    found = _by(labelled, events, degree)
    return {name(*bounds): found[name(*bounds)] for bounds in DEGREES if name(*bounds) in found}


def name(low: float, high: float) -> str:
    """A range of shares, as the page says it."""
    if not low:
        return f"under {high:.0%}"
    return f"{low:.0%} and more" if high > 1 else f"{low:.0%} to {high:.0%}"


def answers_by_degree(events: Mapping[str, Event]) -> dict[str, tuple[int, int]]:
    """Clough, corrected labels: degree -> (answers called a rewrite of their original, answers)."""
    found: dict[str, tuple[int, int]] = {}
    for answer in corrected_answers():
        said, total = found.get(answer.label, (0, 0))
        found[answer.label] = said + (answer.other in named(events.get(answer.uri))), total + 1
    return found


def sample_by(
    events: Mapping[str, Event], key: Callable[[str, sample.Truth], str], contest: Sample | None = None
) -> dict[str, dict[str, Any]]:
    """A sample by a key of (identity, truth): items, right verdicts, right relations of them."""
    found: dict[str, dict[str, Any]] = {}
    for identity, truth in (contest or Sample()).truth().items():
        row = found.setdefault(key(identity, truth), {"items": 0, "right": 0, "rewrites": 0, "relation": 0})
        event = events.get(identity)
        row["items"] += 1
        if not truth.parents:
            row["right"] += not isinstance(event, Rewrite)
        elif isinstance(event, Rewrite) and set(named(event)) & set(truth.parents):
            row["right"] += 1
            row["rewrites"] += 1
            row["relation"] += event.relation in truth.relations
    return found


def by_language(passes: Mapping[str, Pass], whole: Mapping[str, LabelledSet]) -> dict[str, Tally]:
    """Judged pairs of all sets and the sample's items, by language."""
    found: dict[str, Tally] = {}
    for set_name, labelled in whole.items():
        tally = score(passes[set_name].events, labelled).joined
        add(found.setdefault(LANGUAGES[set_name], Tally()), tally)
    for language, tally in sample_by_language(passes["sample"].events, Sample()).items():
        add(found.setdefault(language, Tally()), tally)
    return dict(sorted(found.items(), key=lambda item: -item[1].tp - item[1].fn))


def sample_by_language(events: Mapping[str, Event], contest: Sample) -> dict[str, Tally]:
    """A sample's items by language."""
    items: dict[str, dict[str, sample.Truth]] = {}
    truth = contest.truth()
    for article in map(parse, map(orjson.dumps, contest.articles())):
        language = (article.language or "none declared").split("-")[0]
        key = sample.identity(article.uri, article.version)
        items.setdefault(language, {})[key] = truth[key]
    return {language: tally_sample(events, of_it) for language, of_it in items.items()}


def add(tally: Tally, more: Tally) -> None:
    """Add counts."""
    for part in ("tp", "fn", "fp", "tn"):
        setattr(tally, part, getattr(tally, part) + getattr(more, part))


def _by(
    labelled: LabelledSet, events: Mapping[str, Event], key: Callable[[str, str], str | None]
) -> dict[str, Tally]:
    """Judged pairs grouped by a key of (later, earlier), and each group scored by itself."""
    groups: dict[str, list[Pair]] = {}
    for pair in (*labelled.labels, *labelled.read):
        earlier, later = sorted((pair.uri, pair.other), key=labelled.position.__getitem__)
        if group := key(later, earlier):
            groups.setdefault(group, []).append(pair)
    found = {group: _tally(labelled, events, pairs) for group, pairs in groups.items()}
    return {group: t for group, t in found.items() if t.tp + t.fn + t.fp + t.tn}


def _tally(labelled: LabelledSet, events: Mapping[str, Event], pairs: Iterable[Pair]) -> Tally:
    kept = list(pairs)
    part = LabelledSet(
        labelled.name,
        labelled.raw,
        tuple(p for p in kept if isinstance(p, sets.Label)),
        tuple(p for p in kept if isinstance(p, sets.ReadPair)),
    )
    part.__dict__.update(articles=labelled.articles, position=labelled.position)  # parsed once, not each time
    return score(events, part).joined
