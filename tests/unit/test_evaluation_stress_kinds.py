"""Every kind of made variant is what its name says, on the project's own copy."""

import html
import re
from collections import Counter
from functools import cache
from itertools import pairwise, takewhile

import pytest

from streams.sample.variants import PASSED_THROUGH
from streams.wire import Article
from tests.evaluation.stress import Maker, Variant, copy
from tests.evaluation.stress.fitness import UnfitError, fits
from tests.evaluation.stress.furniture import SITES, furniture
from tests.evaluation.stress.inject import passes
from tests.evaluation.stress.noise import DATELINES, typographic
from tests.evaluation.stress.text import INSIDE, NUMBER, grams, quotes, sentences
from tests.evaluation.stress.variant import CURVES, KINDS, NEW, RELATIONS

QUOTING = """KESTREL BAY -- Lock keeper Oda Marsh closed the gates at noon and sent the barges home.
"The water is four feet over the sill and I will not open before it has gone down again," she said.
Skippers, some of them from as far as Tarsk, tied up along the towpath and lit their stoves, waiting.
"We have seen worse in the year of the two floods, and we had no radio then to tell us so," said one.
The harbour office expects to open 3 of the 9 gates on Friday, and the others by the end of May.
A bakery in Sandhaven sent bread, for which nobody was asked to pay."""


@cache
def sample_copy() -> copy.Copy:
    """The project's own stream."""
    return copy.load("sample")


@cache
def made() -> dict[str, list[tuple[Variant, list[Article]]]]:
    """Up to twelve variants of each kind with their sources."""
    loaded = sample_copy()
    articles = {article.uri: article for article in reversed(loaded.articles)}
    out: dict[str, list[tuple[Variant, list[Article]]]] = {kind: [] for kind in KINDS}
    for one in passes(loaded, 12):
        for _, variant in one.items:
            out[variant.kind].append((variant, [articles[uri] for uri in variant.sources]))
    return out


def of(kind: str) -> list[tuple[Variant, Article]]:
    """Variants of a kind that have one source, with it."""
    found = [(variant, sources[0]) for variant, sources in made()[kind]]
    assert len(found) >= 5, f"the sample gives too few variants of {kind}"
    return found


def words(text: str) -> list[str]:
    """Words without case and marks."""
    return re.findall(r"\w+", text.lower())


def shared(text: str, other: str) -> float:
    """Share of the runs of five words of a text that the other has."""
    runs, others = list(grams(text)), set(grams(other))
    return sum(run in others for run in runs) / max(1, len(runs))


def quoting(provider: str = "Harbour Post") -> Article:
    """An article with two quotations, five figures and enough sentences."""
    return Article(uri="q", headline="Gates shut", body=QUOTING, language="en", provider=provider)


@pytest.fixture
def maker() -> Maker:
    """A maker that knows the sample and the quoting article."""
    loaded = sample_copy()
    return Maker([*loaded.articles, quoting()], donors=loaded.donors)


def test_a_copy_is_word_for_word() -> None:
    """Headline and body as they were."""
    assert all((v.article.headline, v.article.body) == (b.headline, b.body) for v, b in of("copy"))


def test_a_new_headline_leaves_the_body() -> None:
    """Another headline over the same words."""
    for variant, base in of("headline"):
        assert variant.article.body == base.body
        assert variant.article.headline not in {None, base.headline}


def test_a_redatelined_text_has_only_a_dateline_more() -> None:
    """The old text follows a dateline of the language."""
    for variant, base in of("redateline"):
        lines = DATELINES.get(base.language or "", DATELINES[""])
        assert variant.article.body.removesuffix(base.body) in lines


@pytest.mark.parametrize(("kind", "undone"), [("upper", str.casefold), ("entities", html.unescape)])
def test_noise_can_be_undone(kind: str, undone: type[str]) -> None:
    """Capitals and entities hide the old text, and nothing is lost."""
    for variant, base in of(kind):
        assert undone(variant.article.body) == (base.body if kind == "entities" else base.body.casefold())
    assert any(variant.article.body != base.body for variant, base in of(kind))


def test_mojibake_is_utf8_read_as_windows_1252() -> None:
    """Read the right way round it is the old text with typographic marks, which come out wrong."""
    for variant, base in of("mojibake"):
        assert variant.article.body.encode(PASSED_THROUGH).decode() == typographic(base.body)
        assert variant.article.body != base.body or base.body.isascii()
    assert typographic('"We\'ll see," she said - "later"') == "“We’ll see,” she said – “later”"  # noqa: RUF001


def test_typos_are_few_and_change_letters_alone() -> None:
    """As many words; some differ, less than one in ten, each by little."""
    changed = 0
    for variant, base in of("typos"):
        before, after = base.body.split(), variant.article.body.split()
        assert len(before) == len(after)
        slips = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert len(slips) <= 0.1 * len(before)
        assert all(abs(len(a) - len(b)) <= 1 for a, b in slips)
        changed += len(slips)
    assert changed


def test_a_correction_changes_one_figure_and_says_so() -> None:
    """One figure is another, everything else stays; the headline says CORRECTED."""
    for variant, base in of("corrected"):
        assert variant.article.headline == f"CORRECTED-{base.headline}"
        before, after = NUMBER.findall(base.body), NUMBER.findall(variant.article.body)
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        assert NUMBER.sub("0", variant.article.body) == NUMBER.sub("0", base.body)


@pytest.mark.parametrize("degree", [10, 20, 30, 40, 50])
def test_a_synonym_rewrite_replaces_its_share_of_the_words(degree: int) -> None:
    """About the degree of the words differ; figures and names stay, each in its place."""
    shares = []
    for variant, base in of(f"syn{degree}"):
        before, after = re.findall(r"\w+", base.body), re.findall(r"\w+", variant.article.body)
        assert len(before) == len(after)
        assert all(a == b or a.islower() for a, b in zip(before, after, strict=True))
        shares.append(sum(a != b for a, b in zip(before, after, strict=True)) / len(before))
    assert degree / 100 * 0.75 <= sum(shares) / len(shares) <= degree / 100 * 1.25


def test_degrees_rise() -> None:
    """The words that stay grow fewer with every degree."""
    left = [
        sum(shared(variant.article.body, base.body) for variant, base in of(kind)) / len(of(kind))
        for kind in CURVES["words replaced"]
    ]
    assert all(more > less for more, less in pairwise(left))


@pytest.mark.parametrize("kind", ["reorder", "shuffle"])
def test_word_order_rewrites_keep_the_words(kind: str) -> None:
    """The same words, each as often, in another order."""
    for variant, base in of(kind):
        assert Counter(words(variant.article.body)) == Counter(words(base.body))
        assert words(variant.article.body) != words(base.body)


def test_a_shuffle_keeps_the_sentences() -> None:
    """No sentence is changed."""
    for variant, base in of("shuffle"):
        assert Counter(" ".join(sentences(base.body)).split()) == Counter(variant.article.body.split())
        assert all(line in variant.article.body for line in sentences(base.body))


@pytest.mark.parametrize("degree", [20, 40])
def test_words_replaced_and_put_in_another_order(degree: int) -> None:
    """A spun text in another order has as many words, and less in common than the spun one."""
    for variant, base in of(f"syn{degree}reorder"):
        assert len(words(variant.article.body)) == len(words(base.body))
        assert shared(variant.article.body, base.body) < 1 - degree / 100


@pytest.mark.parametrize("degree", [20, 40])
def test_dropped_sentences_are_gone_and_the_rest_stands(degree: int) -> None:
    """The first sentence and the others in their order; about the degree of them is missing."""
    missing = []
    for variant, base in of(f"drop{degree}"):
        lines, text = sentences(base.body), variant.article.body
        kept = [line for line in lines if line in text]
        assert kept[0] == lines[0]
        assert " ".join(kept) == text
        missing.append(1 - len(kept) / len(lines))
    assert abs(sum(missing) / len(missing) - degree / 100) < 0.05


@pytest.mark.parametrize("percent", [60, 30])
def test_a_truncated_text_is_the_beginning(percent: int) -> None:
    """The first words, as many as the degree says."""
    for variant, base in of(f"trunc{percent}"):
        assert base.body.startswith(variant.article.body)
        assert len(variant.article.body.split()) == len(base.body.split()) * percent // 100


def test_a_tenth_is_cut_from_long_texts_alone(maker: Maker) -> None:
    """Of a text of 300 words thirty are left; of a short one nothing could be told."""
    long = Article(uri="l", body=" ".join([QUOTING] * 4), language="en")
    assert (
        maker.make("trunc10", long).article.body.split() == long.body.split()[: len(long.body.split()) // 10]
    )
    assert not fits("trunc10", quoting())


def test_a_lead_is_the_first_two_sentences_at_most() -> None:
    """Out of the first paragraph, under another headline."""
    for variant, base in of("lead"):
        assert 20 <= len(variant.article.body.split()) <= len(base.body.split()) / 2
        assert base.body.startswith(sentences(variant.article.body)[0])
        assert variant.article.headline != base.headline


@pytest.mark.parametrize(("kind", "least", "most"), [("local33", 0.3, 0.45), ("local50", 0.47, 0.6)])
def test_local_paragraphs_are_their_share(kind: str, least: float, most: float) -> None:
    """All of the old words are there, and the new ones are the share that the degree says."""
    for variant, base in of(kind):
        old, new = Counter(words(base.body)), Counter(words(variant.article.body))
        assert not old - new
        assert least <= (new - old).total() / new.total() <= most


def test_an_expansion_goes_on_after_the_old_text() -> None:
    """The old text first, then a third of its length or more."""
    for variant, base in of("expansion"):
        assert variant.article.body.startswith(base.body)
        assert 1.3 <= len(variant.article.body.split()) / len(base.body.split()) <= 2.2
        assert shared(variant.article.body.removeprefix(base.body), base.body) == 0


@pytest.mark.parametrize(("kind", "number"), [("merge", 2), ("merge3", 3)])
def test_a_merge_contains_a_front_of_each_source(kind: str, number: int) -> None:
    """Every source gives its beginning, about a fifth of the whole or more, and all of it comes from one."""
    assert len(made()[kind]) >= 5
    for variant, sources in made()[kind]:
        assert len(sources) == number
        assert set(variant.parents) == {source.uri for source in sources}
        left = words(variant.article.body)
        for source in sources:
            front = list(
                takewhile(lambda pair: pair[0] == pair[1], zip(left, words(source.body), strict=False))
            )
            assert len(front) >= 0.18 * len(words(variant.article.body))
            assert len(front) <= 0.75 * len(words(source.body))
            left = left[len(front) :]
        assert not left


def test_related_articles_are_not_merged(maker: Maker) -> None:
    """Two reports of one thing would not be two parents."""
    with pytest.raises(UnfitError, match="related"):
        maker.make("merge", quoting(), [quoting("Valley Courier")])


def test_only_figures_change() -> None:
    """Every figure is another, and every word stays: names too."""
    for variant, base in of("figures"):
        before, after = NUMBER.findall(base.body), NUMBER.findall(variant.article.body)
        assert len(before) >= 8
        assert all(a != b for a, b in zip(before, after, strict=True))
        assert NUMBER.sub("0", variant.article.body) == NUMBER.sub("0", base.body)
        assert not variant.derived


def test_a_template_has_other_figures_and_names() -> None:
    """Every figure and every name inside a sentence is another; the frame stays."""
    for variant, base in of("template"):
        old, new = base.body, variant.article.body
        figures = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
        assert all(a != b for a, b in figures)
        pairs = list(zip(re.findall(r"\w+", old), re.findall(r"\w+", new), strict=True))
        kept = {a for a, b in pairs if a == b}
        assert not kept & set(INSIDE.findall(old))
        assert all(a == b for a, b in pairs if a.isalpha() and a.islower())


def test_only_quoted_words_are_shared(maker: Maker) -> None:
    """Another report with the quotations of the first: without them nothing is left in common."""
    base = quoting()
    variant = maker.make("quotes", base)
    taken = quotes(base.body)
    text = variant.article.body
    assert len(taken) == 2
    assert not variant.derived
    assert all(f'"{quote}"' in text for quote in taken)
    for quote in taken:
        text = text.replace(quote, "|")
    assert shared(text, base.body) == 0
    assert len(text.split()) > sum(len(quote.split()) for quote in taken)


def test_a_follow_up_ends_in_two_old_paragraphs() -> None:
    """A new lead; what is old is background, less than a third of the text."""
    for variant, base in of("followup"):
        *new, first, second = variant.article.body.split("\n")
        assert first in base.body
        assert second in base.body
        assert not base.body.startswith(first)
        assert shared("\n".join(new), base.body) == 0
        assert len(f"{first} {second}".split()) < len(variant.article.body.split()) / 3
        assert not variant.derived


def test_page_furniture_is_all_that_pages_share() -> None:
    """Three paragraphs of one site, and otherwise an article that is not in the stream."""
    stream = [article.body for article in sample_copy().articles]
    seen: set[str] = set()
    for variant, _ in made()["furniture"]:
        text, language = variant.article.body, variant.article.language
        site = next(site for site in SITES if all(line in text for line in furniture(site, language)))
        seen.add(site)
        for line in furniture(site, language):
            text = text.replace(line, "")
        assert max(shared(text, body) for body in stream) < 0.1
        assert not variant.derived
    assert seen


def test_foreign_sentences_are_given_out_once() -> None:
    """No two variants of one stream share text that is in neither source, nor any with the stream."""
    loaded = sample_copy()
    stream = {run for article in loaded.articles for run in grams(article.body)}
    for one in passes(loaded, 12):
        foreign: Counter[tuple[str, ...]] = Counter()
        for _, variant in one.items:
            if variant.kind in {"local33", "local50", "local75", "expansion", "followup"}:
                foreign.update(
                    {run for line in sentences(variant.article.body) for run in grams(line)} - stream
                )
        assert max(foreign.values(), default=1) == 1


def test_half_of_the_variants_come_from_the_provider_of_the_source() -> None:
    """So that who sent it tells nothing of the truth, of any kind of truth."""
    for new in (True, False):
        own = [
            variant.article.provider == sources[0].provider
            for kind in KINDS
            for variant, sources in made()[kind]
            if (kind in NEW) == new
        ]
        assert 0.35 < sum(own) / len(own) < 0.65


def test_the_truth_of_a_kind() -> None:
    """Derived kinds have parents and names for what they are; new ones have neither."""
    for kind, variants in made().items():
        for variant, _ in variants:
            assert variant.derived is bool(RELATIONS[kind])
            assert bool(variant.parents) is variant.derived
    degrees = {
        kind: Variant(kind, quoting(), derived=True).degree for kind in ("syn40", "merge3", "syn20reorder")
    }
    assert degrees == {"syn40": 40, "merge3": None, "syn20reorder": 20}


def test_variants_of_an_article_leave_out_what_it_does_not_allow(maker: Maker) -> None:
    """An article with few figures makes no template; one without a second source no merge of its like."""
    kinds = {variant.kind for variant in maker.variants(quoting(), quoting())}
    assert {"quotes", "syn50", "corrected", "followup"} <= kinds
    assert not kinds & {"template", "figures", "merge", "trunc10"}
