"""The choice of parents: who explains an article best, and whether several earlier ones make it up."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

import msgspec
import numpy as np
import pytest

from schemas import Event, Rewrite
from streams.detection import Desk, fingerprint
from streams.detection.align import Alignment
from streams.detection.compare import Measures
from streams.detection.entry import Entry
from streams.detection.method import METHOD
from streams.detection.verdict import Candidate, choose
from streams.wire import Article
from tests.support.made_relations import FIGURE, before

WORDS = 100
LATER = 7 * 86_400.0


@cache
def judged() -> Entry:
    """What a desk keeps of any article."""
    entry = Desk().judge(fingerprint(Article(uri="x", body="The ferry Aurora left Norrvik late."))).article
    assert entry is not None
    return entry


def candidate(seq: int, *spans: tuple[int, int], score: float = 0.2, **fields: Any) -> Candidate:
    """An earlier article that has these words of an article of a hundred, and ten words more of its own."""
    of = fields.pop("of", WORDS)
    covered = np.zeros(of, np.bool_)
    for start, end in spans:
        covered[start:end] = True
    words = int(covered.sum())
    here = np.ones(words + 10, np.bool_)
    here[words:] = False
    measures = Measures(**dict.fromkeys(Measures._fields, 0))._replace(
        cover_a=words / of, cover_b=words / (words + 10), **fields.pop("facts", {})
    )
    entry = msgspec.structs.replace(judged(), seq=seq, root=fields.pop("root", seq), uri=f"x:{seq}")
    alignment = Alignment(np.empty((0, 3), np.int32), covered, here)
    return Candidate(entry, alignment, measures, score, declared=fields.pop("declared", False))


def certain(_: list[Candidate]) -> float:
    """Whatever is put together, the article was made of it."""
    return 1.0


def never(parts: list[Candidate]) -> float:
    """There is nothing to put together."""
    raise AssertionError(parts)


def named(
    candidates: list[Candidate], together: Callable[[list[Candidate]], float] = certain
) -> list[tuple[int, float]]:
    """Place and score of the parent and the further ones; empty if the article is new."""
    parents = choose(candidates, together)
    return [(c.entry.seq, c.score) for c in (parents.best, *parents.others)] if parents else []


def test_two_halves_that_fail_alone_pass_together() -> None:
    """Both with the score of the whole, the one that explains more first."""
    halves = [candidate(1, (0, 45)), candidate(2, (45, 100), score=0.4)]
    assert named(halves, lambda _: 0.8) == [(2, 0.8), (1, 0.8)]
    assert named(halves, lambda _: METHOD.threshold) != []
    assert named(halves, lambda _: 0.49) == []


def test_a_part_keeps_a_better_score_of_its_own() -> None:
    """Being a part never lowers it."""
    assert named([candidate(1, (0, 60), score=0.9), candidate(2, (60, 100))], lambda _: 0.7) == [
        (1, 0.9),
        (2, 0.7),
    ]


def test_together_is_asked_of_the_parts_and_of_nothing_else() -> None:
    """Once, the greatest part first, without those that add too little or are of a story that is there."""
    asked: list[list[int]] = []

    def ask(parts: list[Candidate]) -> float:
        asked.append([part.entry.seq for part in parts])
        return 0.0

    found = [
        candidate(1, (0, 30)), candidate(2, (25, 75)), candidate(3, (20, 74), root=2), candidate(4, (70, 89)),
        candidate(5, (75, 99)),
    ]  # fmt: skip
    assert named(found, ask) == []
    assert asked == [[3, 5, 1]]


@pytest.mark.parametrize(
    ("of", "words", "parts"),
    [(100, 14, 0), (100, 15, 2), (100, 40, 2), (50, 14, 0), (50, 15, 2), (400, 59, 0), (400, 60, 2)],
)
def test_a_part_leaves_its_mark(of: int, words: int, parts: int) -> None:
    """A further one explains at least fifteen words, and as many in a hundred, that the first leaves over."""
    first = of * 6 // 10
    found = [candidate(1, (0, first), of=of), candidate(2, (first - words, first + words), of=of)]
    assert len(named(found)) == parts


@pytest.mark.parametrize(("end", "parts"), [(59, 0), (60, 2)])
def test_with_much_that_is_new_there_is_no_merge(end: int, parts: int) -> None:
    """Of what was put together, at least sixty words in a hundred stand in the parts."""
    assert len(named([candidate(1, (0, 40)), candidate(2, (40, end))])) == parts


def test_parts_are_of_different_stories() -> None:
    """Two versions of one story, each with another half, are not put together."""
    assert named([candidate(1, (0, 50)), candidate(2, (50, 100), root=1)], never) == []


def test_where_all_pass_nothing_is_put_together() -> None:
    """Each explains its half by itself."""
    assert [
        seq for seq, _ in named([candidate(1, (0, 40), score=0.6), candidate(2, (40, 100), score=0.7)], never)
    ] == [2, 1]


def test_one_alone_is_judged_alone() -> None:
    """By its own score."""
    assert named([candidate(1, (0, 90), score=0.49)], never) == []
    assert named([candidate(1, (0, 90), score=0.5)], never) == [(1, 0.5)]
    assert named([], never) == []


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ({"figures_changed": 2, "figures_kept": 5}, 0),
        ({"names_changed": 2, "names_kept": 5}, 0),
        ({"figures_changed": 1, "names_changed": 1, "names_kept": 6}, 0),
        ({"figures_changed": 1}, 0),
        ({"figures_changed": 1, "figures_kept": 3}, 2),
        ({"figures_changed": 2, "names_kept": 9}, 2),
        ({"figures_kept": 0}, 2),
    ],
)
def test_a_template_with_other_facts_is_no_part(facts: dict[str, float], parts: int) -> None:
    """From three exchanged in twenty on, three that are always kept among them."""
    halves = [candidate(1, (0, 50)), candidate(2, (50, 100), facts=facts)]
    assert len(named(halves)) == parts


def test_a_template_does_not_take_the_place_of_a_part() -> None:
    """The frame covers more than the article that the words came from, and is left out all the same."""
    frame = candidate(3, (0, 70), facts={"figures_changed": 9})
    assert [seq for seq, _ in named([candidate(1, (0, 55)), candidate(2, (55, 100)), frame])] == [1, 2]


def test_what_passes_stays_whatever_was_put_together() -> None:
    """An article that is a rewrite by itself is a candidate still where two others make up more of it."""
    good = candidate(1, (0, 98), score=0.9, facts={"figures_changed": 9})
    halves = [candidate(2, (0, 50)), candidate(3, (50, 100))]
    assert named([good, *halves], lambda _: 0.6)[0] == (1, 0.9)
    assert [seq for seq, _ in named([good, *halves], lambda _: 0.2)] == [1]


def test_the_earliest_of_equals_is_the_parent() -> None:
    """Of copies of one another the first, though a later one has a word more."""
    assert named([candidate(2, (0, 81), score=0.9, root=1), candidate(1, (0, 80), score=0.9)], never) == [
        (1, 0.9)
    ]
    assert named([candidate(2, (0, 99), score=0.9, root=1), candidate(1, (0, 80), score=0.9)], never) == [
        (2, 0.9)
    ]


def test_the_latest_declared_is_the_parent() -> None:
    """What the article says of itself comes first, however little the text bears it out."""
    told = [candidate(1, (0, 0), score=0.0, declared=True), candidate(2, (0, 0), score=0.0, declared=True)]
    assert named([*told, candidate(3, (0, 99), score=0.9)])[0] == (2, 0.0)


@cache
def originals() -> list[Article]:
    """Stories of the project's own sample, in English."""
    return [article for article in before() if article.language == "en"]


def cut(text: str, first: int, last: int) -> str:
    """The words between two percentages."""
    words = text.split(" ")
    return " ".join(words[len(words) * first // 100 : len(words) * last // 100])


def filled(text: str) -> str:
    """Every figure another one, and every name."""
    numbers = count(13)
    other = FIGURE.sub(lambda match: str(int(match.group()) + next(numbers)), text)
    return " ".join(
        f"{word[0]}ombrel{word[-1]}" if i and word[:1].isupper() and len(word) > 3 else word
        for i, word in enumerate(other.split(" "))
    )


def desk(provider: str | None, *, held: int = 0) -> Desk:
    """A desk that has judged all stories but those before `held`, as of one provider or of their own."""
    made = Desk()
    for article in originals()[held:]:
        made.judge(fingerprint(replace(article, provider=provider or article.provider)))
    return made


def made(sources: list[Article], provider: str | None, body: str) -> Article:
    """An article a week later, of one provider with its sources or of one that is none's."""
    created = max(source.created or 0.0 for source in sources) + LATER
    return Article(
        uri="x:made",
        headline="Round-up",
        body=body,
        provider=provider or "Inkwell",
        created=created,
        language="en",
    )


def put_together(
    number: int, share: tuple[int, int], provider: str | None
) -> Iterator[tuple[set[str], list[float], Event]]:
    """Of each story and the ones after it such a share: (sources, their scores by themselves, event)."""
    judging, stories = desk(provider), originals()
    for i in range(len(stories)):
        sources = [stories[(i + k) % len(stories)] for k in range(number)]
        body = "\n\n".join(cut(source.body, *share) for source in sources)
        read = fingerprint(made(sources, provider, body))
        uris = {source.uri for source in sources}
        scores = [c.score for c in judging.candidates(read) if c.entry.uri in uris]
        yield uris, scores, judging.weigh(read).event


def parents(event: Event) -> set[str]:
    """The parent and the further ones that an event names."""
    return (
        {event.rewrite_of.uri, *(o.uri for o in event.other_parents)} if isinstance(event, Rewrite) else set()
    )


@pytest.mark.parametrize("provider", [None, "Northwire"])
@pytest.mark.parametrize(
    ("number", "share", "weak"),
    [(2, (0, 50), 1), (2, (0, 30), 9), (2, (50, 100), 9), (3, (0, 40), 20), (3, (55, 100), 20)],
)
def test_stories_put_together_are_a_merge_of_all(
    number: int, share: tuple[int, int], weak: int, provider: str | None
) -> None:
    """Halves of two, and less of three: a merge that names them all, also where not each passes by itself."""
    found = list(put_together(number, share, provider))
    assert [getattr(event, "relation", None) for _, _, event in found] == ["merge"] * len(found)
    assert all(parents(event) == uris for uris, _, event in found)
    assert sum(min(scores) < METHOD.threshold for _, scores, _ in found) >= weak


@pytest.mark.parametrize("provider", [None, "Northwire"])
@pytest.mark.parametrize("share", [(0, 50), (50, 100)])
def test_templates_with_other_facts_are_not_put_together(
    share: tuple[int, int], provider: str | None
) -> None:
    """The frames of two stories, every figure and name another one: no parent is among them."""
    judging = desk(provider)
    for source, other in zip(originals(), [*originals()[1:], originals()[0]], strict=True):
        body = filled("\n\n".join(cut(text.body, *share) for text in (source, other)))
        event = judging.weigh(fingerprint(made([source, other], provider, body))).event
        assert parents(event) == set(), source.uri


@pytest.mark.parametrize("provider", [None, "Northwire"])
@pytest.mark.parametrize("share", [(0, 50), (50, 100)])
def test_a_part_with_other_facts_is_no_further_parent(share: tuple[int, int], provider: str | None) -> None:
    """Half of a story beside the frame of another: no merge of the two."""
    judging = desk(provider)
    for source, other in zip(originals(), [*originals()[1:], originals()[0]], strict=True):
        body = f"{cut(source.body, *share)}\n\n{filled(cut(other.body, *share))}"
        event = judging.weigh(fingerprint(made([source, other], provider, body))).event
        assert parents(event) <= {source.uri}, source.uri


@pytest.mark.parametrize("provider", [None, "Northwire"])
@pytest.mark.parametrize("share", [(0, 30), (50, 100)])
def test_with_a_new_half_an_article_stays_what_it_was(share: tuple[int, int], provider: str | None) -> None:
    """Part of one earlier story before text that nobody had: judged by its own score, never a merge."""
    held = 4
    judging, stories, verdicts = desk(provider, held=held), originals(), set()
    for i, source in enumerate(stories[held:]):
        body = f"{cut(source.body, *share)}\n\n{cut(stories[i % held].body, 0, 70)}"
        read = fingerprint(made([source], provider, body))
        passing = {c.entry.uri for c in judging.candidates(read) if c.score >= METHOD.threshold}
        event = judging.weigh(read).event
        assert parents(event) == passing <= {source.uri}
        verdicts.add(bool(passing))
    assert False in verdicts


@pytest.mark.parametrize("provider", [None, "Northwire"])
def test_two_small_parts_before_much_that_is_new_are_no_merge(provider: str | None) -> None:
    """A quarter of each of two stories, and half of a new text: what the parts are by themselves."""
    held = 4
    judging, stories = desk(provider, held=held), originals()
    for i, (source, other) in enumerate(zip(stories[held:-1], stories[held + 1 :], strict=True)):
        body = "\n\n".join(
            (cut(source.body, 0, 25), cut(other.body, 0, 25), cut(stories[i % held].body, 0, 60))
        )
        read = fingerprint(made([source, other], provider, body))
        passing = {c.entry.uri for c in judging.candidates(read) if c.score >= METHOD.threshold}
        assert bool(parents(judging.weigh(read).event)) == bool(passing)
