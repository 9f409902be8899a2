"""Compare an article with one earlier article: the numbers that the model judges by."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import Alignment, Indexed, align, number_words
from streams.detection.frequencies import Frequencies, specificity
from streams.detection.jit import compiled
from streams.detection.method import METHOD
from streams.detection.sentences import Sentences, best_matches, cut, share, soften, weigh

_GAP: Final = METHOD.gap
_NEAR: Final = METHOD.near
_LEAD: Final = METHOD.lead
_HALF_QUOTED: Final = METHOD.quoted
_MIN_COVER: Final = METHOD.min_cover
_MIN_SHOWN: Final = METHOD.min_shown
_MIN_MASS: Final = METHOD.min_mass
_TABLE: Final = 0.2
"""Share of figures from which a text is a table: there, figures recur by chance and must stand in their place."""
_NUMBER: Final = 1
_NAME: Final = 2
_FACT: Final = 3
_QUOTED: Final = 4

U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Subject(NamedTuple):
    """The article that is being judged, with all that is the same for every candidate."""

    article: Indexed
    headline: int
    rarity: F32
    specificity: F32
    soft: F32
    """Specificity as sentences are compared by it."""
    sentences: Sentences


class Measures(NamedTuple):
    """What the comparison found; shares are 0 to 1.  `a` is the article, `b` the earlier one."""

    mass: float
    """Rarity-weighted shared shingles; quoted ones count half."""
    cover_a: float
    cover_b: float
    """Share of words inside passages."""
    longest: float
    """Words of the longest passage."""
    rare_run: float
    """Largest rarity-weighted sum of shingles in one passage."""
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
    quoted: float
    """Share of the shared words that stand in quotation marks."""
    words_a: float
    words_b: float


@compiled
def prepare(article: Indexed, headline: int, rarity: F32, words: F32) -> Subject:
    """Make an article ready to be compared with candidates."""
    of = cut(article.tokens, headline)
    soft = soften(article.tokens, words)
    sentences = weigh(article.tokens, article.ident, len(article.word_at), soft, of)
    return Subject(article, headline, rarity, words, soft, sentences)


@compiled
def _mass(subject: Subject, alignment: Alignment) -> tuple[float, float, float]:
    """(mass, rarity-weighted longest passage, longest passage in words)."""
    tokens = subject.article.tokens
    seen = np.zeros(len(tokens), np.bool_)
    mass = best = 0.0
    longest = 0
    for k in range(len(alignment.passages)):
        start, words = alignment.passages[k, 0], alignment.passages[k, 2]
        run = 0.0
        for i in range(start, start + words - 2):
            run += subject.rarity[i]
            if not seen[i]:
                seen[i] = True
                quoted = tokens[i] & tokens[i + 2] & _QUOTED
                mass += subject.rarity[i] * (_HALF_QUOTED if quoted else 1.0)
        best = max(best, run)
        longest = max(longest, words)
    return mass, best, float(longest)


@compiled
def _in_gap(covered: Bools) -> Bools:
    """Uncovered positions in short stretches between covered ones."""
    n = len(covered)
    out = np.zeros(n, np.bool_)
    last = -1
    for i in range(n):
        if covered[i]:
            if 0 <= last and i - last - 1 <= _GAP:
                out[last + 1 : i] = True
            last = i
    return out


@compiled
def _exchanged(
    subject: Subject, b: U32, numbers: NDArray[np.int32], alignment: Alignment, table: bool
) -> F64:
    """[figures changed, names changed, either in the lead, kept, kept in the lead] inside the shared frame."""
    tokens, ident = subject.article.tokens, subject.article.ident
    n, m = len(tokens), len(b)
    out = np.zeros(5)
    offset = np.zeros(n, np.int32)
    for k in range(len(alignment.passages)):
        i, j, words = alignment.passages[k]
        offset[i : i + words] = j - i
    present = np.zeros(len(subject.article.word_at), np.bool_)
    for j in range(m):
        if numbers[j] >= 0:
            present[numbers[j]] = True
    gap = _in_gap(alignment.covered_a)
    counted = np.zeros(len(present), np.bool_)
    last = 0
    for i in range(n):
        fact = tokens[i] & _FACT
        if alignment.covered_a[i]:
            last = i
            if fact:
                out[3] += 1
                out[4] += i < _LEAD
            continue
        if not fact or not gap[i]:
            continue
        name = tokens[i] & _NAME
        kept = present[ident[i]] and (name or not table)
        at = i + offset[last]
        for j in range(max(0, at - _NEAR), min(m, at + _NEAR + 1)):
            kept |= numbers[j] == ident[i]
        if kept:
            out[3] += 1
        elif not counted[ident[i]]:
            counted[ident[i]] = True
            out[1 if name else 0] += 1
            out[2] += i < _LEAD
    names_b = figures_b = 0
    gap_b = _in_gap(alignment.covered_b)
    for j in range(m):
        if gap_b[j]:
            figures_b += (b[j] & _NUMBER) != 0
            names_b += (b[j] & _NAME) != 0
    out[2] = min(out[2], figures_b + names_b)
    out[0] = min(out[0], figures_b)
    out[1] = min(out[1], names_b)
    return out


@compiled
def _common(subject: Subject, b: U32, numbers: NDArray[np.int32], words_b: F32) -> F64:
    """[specificity of A in B, of B in A, shrunk share of figures in common]."""
    tokens, ident = subject.article.tokens, subject.article.ident
    present = np.zeros(len(subject.article.word_at), np.bool_)
    found_b = total_b = figures_b = shared_b = 0.0
    for j in range(len(b)):
        known = numbers[j] >= 0
        if known:
            present[numbers[j]] = True
        found_b += words_b[j] if known else 0.0
        total_b += words_b[j]
        if b[j] & _NUMBER:
            figures_b += 1
            shared_b += known
    found_a = total_a = figures_a = shared_a = 0.0
    for i in range(len(tokens)):
        known = present[ident[i]]
        found_a += subject.specificity[i] if known else 0.0
        total_a += subject.specificity[i]
        if tokens[i] & _NUMBER:
            figures_a += 1
            shared_a += known
    shared, figures = (shared_a, figures_a) if figures_a <= figures_b else (shared_b, figures_b)
    out = np.empty(3)
    out[0] = found_a / max(total_a, 1e-9)
    out[1] = found_b / max(total_b, 1e-9)
    out[2] = (shared + 1.0) / (figures + 2.0)
    return out


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
    mass, rare_run, longest = _mass(subject, alignment)
    if max(cover_a, cover_b) < _MIN_COVER or longest < _MIN_SHOWN or mass < _MIN_MASS:
        nothing = Measures(
            mass, cover_a, cover_b, longest, rare_run, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, float(n), float(m),
        )  # fmt: skip
        return False, alignment, nothing
    figures = quoted = covered = 0
    for i in range(n):
        figures += tokens[i] & _NUMBER
        if alignment.covered_a[i]:
            covered += 1
            quoted += (tokens[i] & _QUOTED) != 0
    density = figures / n
    exchanged = _exchanged(subject, b, numbers, alignment, density >= _TABLE)
    words_b = specificity(counts, b, families)
    common = _common(subject, b, numbers, words_b)
    distinct = len(subject.article.word_at)
    sentences_b = weigh(b, numbers, distinct, soften(b, words_b), cut(b, headline_b))
    best_a, best_b = best_matches(
        tokens,
        subject.article.ident,
        subject.sentences,
        b,
        numbers,
        sentences_b,
        subject.soft,
        distinct,
    )
    return True, alignment, Measures(
        mass, cover_a, cover_b, longest, rare_run, common[0], common[1],
        exchanged[0] + exchanged[1], exchanged[2], exchanged[3], exchanged[4], common[2], density,
        _share(alignment.covered_a, _LEAD), _share(alignment.covered_b, _LEAD),
        share(best_a, subject.sentences, n), share(best_b, sentences_b, m),
        share(best_a, subject.sentences, _LEAD), share(best_b, sentences_b, _LEAD),
        quoted / max(covered, 1), float(n), float(m),
    )  # fmt: skip
