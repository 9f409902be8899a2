"""The bundled sample is consistent with itself, and holds every kind of item that the demo promises."""

from typing import get_args

import orjson
import pytest

from schemas import Reason
from schemas.events import Relation
from streams.errors import UnreadableError
from streams.sample import NEW_KINDS, RELATIONS, articles, identity, truth
from streams.sample.notices import table
from streams.sample.reader import read
from streams.sample.variants import make
from streams.wire import parse
from tests.support import copy

ITEMS = articles()
TRUTH = truth()
KEYS = [identity(item["uri"], item["version"]) for item in ITEMS]

BLOCK = """### a
kind: original
provider: nw
at: Tue 06:00
headline: A headline

BRENN -- First paragraph.

Second & "last" one.

### b
kind: excerpt
provider: hp
at: Tue 07:00
from: a
make: paragraphs 2-2
"""


def test_identities_are_unique() -> None:
    """No two items share URI and version, and there is a truth for each item, in its order."""
    assert len(set(KEYS)) == len(KEYS)
    assert list(TRUTH) == KEYS


def test_order_is_the_order_of_time() -> None:
    """Items arrive in the order of their dates, which span more than a day."""
    times = [parse(orjson.dumps(item)).versioncreated for item in ITEMS]
    assert all(times)
    assert times == sorted(times, key=str)
    assert (str(times[0])[:10], str(times[-1])[:10]) == ("2025-03-04", "2025-03-05")


@pytest.mark.parametrize("item", ITEMS, ids=KEYS)
def test_items_are_articles(item: dict[str, object]) -> None:
    """Each item reads as an article with provider, language, headline and, but for a flash, a body."""
    article = parse(orjson.dumps(item))
    assert article.uri == item["uri"]
    assert article.version == item["version"]
    assert article.provider
    assert article.language
    assert article.headline
    flash = TRUTH[identity(article.uri, article.version)].kind == "headline_only"
    assert bool(article.body) != flash


@pytest.mark.parametrize("key", KEYS)
def test_truth_is_consistent(key: str) -> None:
    """A rewrite has earlier parents and relations that exist; a new story has neither."""
    known = TRUTH[key]
    if known.verdict == "new_story":
        assert known.kind in NEW_KINDS
        assert (known.parents, known.relations) == ((), ())
        return
    assert known.kind in RELATIONS
    earlier = {ITEMS[place]["uri"] for place in range(KEYS.index(key))}
    assert known.parents
    assert set(known.parents) <= earlier
    assert known.relations
    assert set(known.relations) <= set(get_args(Relation))


def test_every_kind_is_there() -> None:
    """Every kind that the sample knows occurs, derived and new."""
    assert {known.kind for known in TRUTH.values()} == RELATIONS.keys() | NEW_KINDS


def test_scale() -> None:
    """A few hundred items, of which a third of them derived, in nine languages and four shapes."""
    derived = sum(known.verdict == "rewrite" for known in TRUTH.values())
    assert 300 <= len(ITEMS) <= 400
    assert 0.3 <= derived / len(ITEMS) <= 0.5
    assert {item["language"] for item in ITEMS} >= {"en", "de", "fr", "es", "ru", "ar", "zh", "ja", "el"}
    for field in ("body_text", "body_html", "versioncreated", "versionCreated"):
        assert any(field in item for item in ITEMS), field


def test_merge_has_parents_of_two_families() -> None:
    """Either source of a merged story is a right parent."""
    for item, known in copy.of_kind("merge"):
        assert len(known.parents) >= 2, item["uri"]


def test_later_versions_share_the_uri() -> None:
    """An update has the URI of what it updates, and that URI is among its parents."""
    for item, known in copy.of_kind("update"):
        assert item["uri"] in known.parents
        assert item["version"] > "1"


def test_sample_does_not_change() -> None:
    """Two readings give the same bytes."""
    assert orjson.dumps(articles()) == orjson.dumps(ITEMS)


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ("same", "PORT -- “Two” & 'three' men. Four."),
        ("capitals", "PORT -- “TWO” & 'THREE' MEN. FOUR."),
        ("entities", "PORT -- “Two” &amp; &#x27;three&#x27; men. Four."),
        ("entities 2", "PORT -- “Two” &amp;amp; &amp;#x27;three&amp;#x27; men. Four."),
        ("mojibake", "PORT -- â€œTwoâ€\x9d & 'three' men. Four."),
        ("truncate 60", "PORT -- “Two” &"),
        ("dateline", "“Two” & 'three' men. Four."),
        ("dateline CITY (X)", "CITY (X) -- “Two” & 'three' men. Four."),
        ("wrap 20", "   PORT -- “Two” &\n'three' men. Four."),
    ],
)
def test_variants(recipe: str, expected: str) -> None:
    """A recipe changes the body as its name says."""
    assert make(recipe, "Head", "PORT -- “Two” & 'three' men. Four.")[1] == expected


def test_made_items_take_over_what_they_do_not_name() -> None:
    """A made item has the headline and language of its source, and the paragraphs that it asks for."""
    first, second = read({"x.txt": BLOCK})
    assert (second.headline, second.language) == (first.headline, first.language)
    assert second.body == 'Second & "last" one.'
    assert second.sources == ("a",)


def test_reader_names_the_item_at_fault() -> None:
    """A mistake in a file is reported with the file's and the item's name."""
    with pytest.raises(ValueError, match=r"x\.txt, item b: KeyError\('nobody'\)"):
        read({"x.txt": BLOCK.replace("from: a", "from: nobody")})
    with pytest.raises(ValueError, match="two items a"):
        read({"x.txt": BLOCK, "y.txt": BLOCK})


def test_tables_name_the_row_at_fault() -> None:
    """A row with a fact too few is reported with its file."""
    head = "kind: notice\nprovider: nw\nat: Tue 06:00\nevery: 5\nslug: S\nheadline: {a}\ncolumns: a | b"
    with pytest.raises(ValueError, match=r"t\.txt: 1 facts for 2 columns"):
        table("t.txt", f"{head}\n\n{{a}} {{b}}\n---\n1 | 2\n3")


@pytest.mark.parametrize("item", copy.hostile(), ids=lambda item: item["uri"])
def test_hostile_articles_have_text(item: dict[str, object]) -> None:
    """The tests' hostile articles all are articles with something to judge."""
    assert parse(orjson.dumps(item)).text


def test_items_without_text_are_told_apart() -> None:
    """A picture has nothing to judge and says so."""
    with pytest.raises(UnreadableError) as error:
        parse(orjson.dumps(copy.without_text()))
    assert error.value.reason is Reason.NO_TEXT


def test_helpers_pick_items() -> None:
    """Single items, kinds and furniture are found; an unknown name is refused."""
    assert copy.item("bridge", "2")["uri"] == copy.item("bridge")["uri"]
    assert len(str(copy.long_article()["body_text"]).split()) == 50_000
    furnished = list(copy.with_furniture())
    assert len(furnished) >= 40
    assert all(str(item["body_text"]).endswith(copy.FURNITURE) for item in furnished)
    with pytest.raises(LookupError, match="0 items 'nothing'"):
        copy.item("nothing")
