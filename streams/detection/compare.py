"""Compare an article with one earlier article: the numbers that the model judges by."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import Alignment, Indexed, align, number_words
from streams.detection.flags import FACT, NAME, NUMBER, QUOTED
from streams.detection.frequencies import Frequencies, specificity
from streams.detection.jit import Scalar, compiled
from streams.detection.method import METHOD
from streams.detection.sentences import Holders, Sentences, best_matches, cut, hold, share, soften, weigh

_GAP: Final = METHOD.gap
_NEAR: Final = METHOD.near
_LEAD: Final = METHOD.lead
_HALF_QUOTED: Final = METHOD.quoted
_MIN_COVER: Final = METHOD.min_cover
_MIN_SHOWN: Final = METHOD.min_shown
_MIN_MASS: Final = METHOD.min_mass
_TABLE: Final = 0.2
"""Share of figures from which a text is a table: there figures recur by chance."""

U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]


class Subject(NamedTuple):
    """The article that is being judged, with all that is the same for every candidate."""

    article: Indexed
    headline: int
    rarity: F32
    specificity: F32
    sentences: Sentences
    held: Holders


class Measures(NamedTuple):
    """What the comparison found; shares are 0 to 1.  `a` is the article, `b` the earlier one."""

    mass: float
    """Rarity-weighted shared shingles; quoted ones count half."""
    longest: int
    """Words of the longest passage."""
    cover_a: float
    cover_b: float
    """Share of words inside passages."""
    specific_a: float
    specific_b: float
    """Share of the word specificity that occurs in the other text."""
    changed: float
    """Distinct figures and names that were exchanged inside the shared frame."""
    changed_lead: float
    """... of those, in the lead."""
    kept: float
    """Figures and names that were kept inside the shared frame."""
    kept_lead: float
    figures: float
    """Share of the figures of the side with fewer that the other has too, shrunk to 1/2 for few."""
    density: float
    """Share of figures among the article's words."""
    lead_a: float
    lead_b: float
    """Share of the first 50 words inside passages."""
    soft_a: float
    soft_b: float
    """Share of the sentences, by words, that the other text says too (sentences.py)."""
    soft_lead_a: float
    soft_lead_b: float
    """... of the first 50 words' sentences."""
    words_a: float
    words_b: float


@compiled
def prepare(article: Indexed, headline: int, rarity: F32, words: F32) -> Subject:
    """Make an article ready to be compared with candidates."""
    of = cut(article.tokens, headline)
    soft = soften(article.tokens, words)
    sentences = weigh(article.tokens, article.ident, len(article.word_at), soft, of)
    held = hold(article.tokens, article.ident, of, soft, len(article.word_at))
    return Subject(article, headline, rarity, words, sentences, held)


@compiled
def _mass(subject: Subject, alignment: Alignment) -> tuple[float, int]:
    """(rarity-weighted shared shingles, words of the longest passage)."""
    tokens = subject.article.tokens
    seen = np.zeros(len(tokens), np.bool_)
    mass = 0.0
    longest = 0
    for k in range(len(alignment.passages)):
        start, words = alignment.passages[k, 0], alignment.passages[k, 2]
        longest = max(longest, words)
        for i in range(start, start + words - 2):
            if not seen[i]:
                seen[i] = True
                quoted = tokens[i] & tokens[i + 2] & QUOTED
                mass += subject.rarity[i] * (_HALF_QUOTED if quoted else 1.0)
    return mass, longest


@compiled
def _in_gap(covered: Bools) -> Bools:
    """Uncovered positions in short stretches between covered ones."""
    n = len(covered)
    out = np.zeros(n, np.bool_)
    last = -1
    for i in range(n):
        if covered[i]:
            if last >= 0 and i - last - 1 <= _GAP:
                out[last + 1 : i] = True
            last = i
    return out


@compiled
def _present(subject: Subject, numbers: I32) -> Bools:
    """Which of the article's distinct words the other text has."""
    present = np.zeros(len(subject.article.word_at), np.bool_)
    for number in numbers:
        if number >= 0:
            present[number] = True
    return present


@compiled
def _stays(number: Scalar, at: Scalar, numbers: I32) -> bool:
    """Whether a word of the article stands near the place in the other text that the passages predict."""
    near = numbers[max(0, at - _NEAR) : min(len(numbers), at + _NEAR + 1)]
    return bool(np.any(near == number))


@compiled
def _facts_in_gaps(tokens: U32, covered: Bools) -> tuple[int, int]:
    """(figures, names) in the short gaps between passages."""
    gap = _in_gap(covered)
    figures = names = 0
    for j in range(len(tokens)):
        if gap[j]:
            figures += (tokens[j] & NUMBER) != 0
            names += (tokens[j] & NAME) != 0
    return figures, names


@compiled
def _exchanged(subject: Subject, b: U32, numbers: I32, alignment: Alignment, density: float) -> F64:
    """[figures changed, names changed, either in the lead, kept, kept in the lead] inside the shared frame.

    In prose a figure or name that stands anywhere in the other text is kept; in a table a figure must stand
    in its place.  A change must face one on the other side, and a misspelt name that was corrected five
    times is one change.
    """
    tokens, ident = subject.article.tokens, subject.article.ident
    out = np.zeros(5)
    offset = np.zeros(len(tokens), np.int32)
    for k in range(len(alignment.passages)):
        i, j, words = alignment.passages[k]
        offset[i : i + words] = j - i
    present = _present(subject, numbers)
    gap = _in_gap(alignment.covered_a)
    counted = np.zeros(len(present), np.bool_)
    last = 0
    for i in range(len(tokens)):
        if alignment.covered_a[i]:
            last = i
        if not tokens[i] & FACT or not (alignment.covered_a[i] or gap[i]):
            continue
        name = tokens[i] & NAME
        anywhere = present[ident[i]] and (name or density < _TABLE)
        if alignment.covered_a[i] or anywhere or _stays(ident[i], i + offset[last], numbers):
            out[3] += 1
            out[4] += alignment.covered_a[i] and i < _LEAD
        elif not counted[ident[i]]:
            counted[ident[i]] = True
            out[1 if name else 0] += 1
            out[2] += i < _LEAD
    figures, names = _facts_in_gaps(b, alignment.covered_b)
    out[0], out[1], out[2] = min(out[0], figures), min(out[1], names), min(out[2], figures + names)
    return out


@compiled
def _weighted(known: Bools, weight: F32) -> float:
    """Share of the weight that is known."""
    total = found = 0.0
    for i in range(len(known)):
        total += weight[i]
        found += weight[i] if known[i] else 0.0
    return found / total if total > 0 else 0.0


@compiled
def _figures(tokens: U32, known: Bools) -> tuple[int, int]:
    """(figures of a text, those among them that the other has)."""
    figures = shared = 0
    for i in range(len(tokens)):
        if tokens[i] & NUMBER:
            figures += 1
            shared += known[i]
    return figures, shared


@compiled
def _share(flags: Bools, until: int) -> float:
    n = min(len(flags), until)
    total = 0
    for i in range(n):
        total += flags[i]
    return total / n if n else 0.0


@compiled
def compare(
    subject: Subject, b: U32, headline_b: int, counts: Frequencies, families: int
) -> tuple[bool, Alignment, Measures]:
    """Compare the article with one earlier article.

    Args:
        subject: the article.
        b: tokens of the earlier article, uint32 (m,).
        headline_b: how many of them are its headline.
        counts: the window's frequencies.
        families: stories in the window.

    Returns:
        Whether there is anything to show a reader; the alignment; the measures (zeros where there is not).
    """
    tokens = subject.article.tokens
    n, m = len(tokens), len(b)
    numbers = number_words(subject.article, b)
    alignment = align(subject.article, numbers)
    cover_a, cover_b = _share(alignment.covered_a, n), _share(alignment.covered_b, m)
    mass, longest = _mass(subject, alignment)
    if max(cover_a, cover_b) < _MIN_COVER or longest < _MIN_SHOWN or mass < _MIN_MASS:
        nothing = Measures(
            mass, longest, cover_a, cover_b, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, float(n), float(m),
        )  # fmt: skip
        return False, alignment, nothing
    known_a, known_b = _present(subject, numbers)[subject.article.ident], numbers >= 0
    figures_a, shared_a = _figures(tokens, known_a)
    figures_b, shared_b = _figures(b, known_b)
    fewer, shared = (figures_a, shared_a) if figures_a <= figures_b else (figures_b, shared_b)
    density = figures_a / n
    exchanged = _exchanged(subject, b, numbers, alignment, density)
    words_b = specificity(counts, b, families)
    sentences_b = weigh(b, numbers, len(subject.article.word_at), soften(b, words_b), cut(b, headline_b))
    best_a, best_b = best_matches(subject.held, subject.sentences, b, numbers, sentences_b)
    return True, alignment, Measures(
        mass, longest, cover_a, cover_b, _weighted(known_a, subject.specificity), _weighted(known_b, words_b),
        exchanged[0] + exchanged[1], exchanged[2], exchanged[3], exchanged[4],
        (shared + 1.0) / (fewer + 2.0), density,
        _share(alignment.covered_a, _LEAD), _share(alignment.covered_b, _LEAD),
        share(best_a, subject.sentences, n), share(best_b, sentences_b, m),
        share(best_a, subject.sentences, _LEAD), share(best_b, sentences_b, _LEAD),
        float(n), float(m),
    )  # fmt: skip
