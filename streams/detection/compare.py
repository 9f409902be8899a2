"""Compare an article with one earlier article: the numbers that the model judges by."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.detection.align import Alignment, Indexed, align, number_words
from streams.detection.facts import exchanged, facts_known, figures_shared, present_words
from streams.detection.flags import QUOTED
from streams.detection.frequencies import Frequencies, specificity
from streams.detection.jit import compiled
from streams.detection.likeness import Holders, best_matches, hold
from streams.detection.method import METHOD
from streams.detection.sentences import Sentences, lead_share, sentences, share, touched
from streams.detection.subjects import other_subject

_HALF_QUOTED: Final = METHOD.quoted
_MIN_COVER: Final = METHOD.min_cover
_MIN_SHOWN: Final = METHOD.min_shown
_MIN_MASS: Final = METHOD.min_mass
_RETOLD_SOFT: Final = METHOD.retold_soft
_RETOLD_FACTS: Final = METHOD.retold_facts
_RETOLD_WORDS: Final = METHOD.retold_words
_RETOLD_LENGTH: Final = METHOD.retold_length
_FEW_FACTS: Final = 3.0

U32 = NDArray[np.uint32]
F32 = NDArray[np.float32]
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
    figures_changed: float
    names_changed: float
    """Distinct figures, and names, that were exchanged inside the shared frame."""
    figures_kept: float
    names_kept: float
    """Figures, and names, that were kept inside the shared frame."""
    figures: float
    """Share of the figures of the side with fewer that the other has too, shrunk to 1/2 for few."""
    density: float
    """Share of figures among the article's words."""
    facts_a: float
    facts_b: float
    """Share of the figures and names, weighted by specificity, that the other text has."""
    soft_a: float
    soft_b: float
    """Share of the sentences, by words, that the other text says too (sentences.py)."""
    lead_a: float
    lead_b: float
    """... of the sentences of the lead."""
    touched_a: float
    touched_b: float
    """Share of the words in sentences that have a passage in them."""
    words_a: float
    words_b: float
    figures_inside: float = 0.0
    """Figures inside passages: kept in their place, not met again elsewhere by chance."""
    other_subject: float = 0.0
    """How far the two headlines, of one form, begin with words that the other text lacks (subjects.py)."""

    @property
    def changed(self) -> float:
        """Figures and names that were exchanged."""
        return self.figures_changed + self.names_changed


def exchanged_share(changed: float, kept: float) -> float:
    """Share of the facts in the shared frame that were exchanged, shrunk where there are few."""
    return changed / (changed + kept + _FEW_FACTS)


@compiled
def prepare(article: Indexed, headline: int, rarity: F32, words: F32) -> Subject:
    """Make an article ready to be compared with candidates."""
    own = sentences(article.tokens, headline)
    held = hold(article.tokens, article.ident, own.of, len(article.word_at))
    return Subject(article, headline, rarity, words, own, held)


@compiled
def shared_mass(tokens: U32, rarity: F32, passages: I32) -> tuple[float, int]:
    """What the passages (k, 3) hold: (rarity-weighted shingles, quoted ones at half; longest, in words)."""
    seen = np.zeros(len(tokens), np.bool_)
    mass = 0.0
    longest = 0
    for k in range(len(passages)):
        start, words = passages[k, 0], passages[k, 2]
        longest = max(longest, words)
        for i in range(start, start + words - 2):
            if not seen[i]:
                seen[i] = True
                quoted = tokens[i] & tokens[i + 2] & QUOTED
                mass += rarity[i] * (_HALF_QUOTED if quoted else 1.0)
    return mass, longest


@compiled
def _share(flags: Bools) -> float:
    total = 0
    for flag in flags:
        total += flag
    return total / len(flags) if len(flags) else 0.0


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
    n, m = float(len(tokens)), float(len(b))
    numbers = number_words(subject.article, b)
    alignment = align(subject.article, numbers)
    cover_a, cover_b = _share(alignment.covered_a), _share(alignment.covered_b)
    mass, longest = shared_mass(tokens, subject.rarity, alignment.passages)
    little = max(cover_a, cover_b) < _MIN_COVER or longest < _MIN_SHOWN or mass < _MIN_MASS
    nothing = Measures(
        mass, longest, cover_a, cover_b, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, n, m, 0.0, 0.0,
    )  # fmt: skip
    if little and (longest == 0 or min(n, m) < max(_RETOLD_WORDS, _RETOLD_LENGTH * max(n, m))):
        return False, alignment, nothing
    known_a, known_b = present_words(subject.article, numbers)[subject.article.ident], numbers >= 0
    facts_a = facts_known(tokens, known_a, subject.specificity)
    if little and facts_a < _RETOLD_FACTS:
        return False, alignment, nothing
    specific_b = specificity(counts, b, families)
    facts_b = facts_known(b, known_b, specific_b)
    if little and facts_b < _RETOLD_FACTS:
        return False, alignment, nothing
    figures_a, shared_a = figures_shared(tokens, known_a)
    figures_b, shared_b = figures_shared(b, known_b)
    fewer, shared = (figures_a, shared_a) if figures_a <= figures_b else (figures_b, shared_b)
    density = figures_a / n
    changes = exchanged(subject.article, b, numbers, alignment, density)
    own, theirs = subject.sentences, sentences(b, headline_b)
    best_a, best_b = best_matches(subject.held, subject.article.ident, tokens, own.of, b, numbers, theirs.of)
    soft_a, soft_b = share(best_a, own), share(best_b, theirs)
    if little and min(soft_a, soft_b) < _RETOLD_SOFT:
        return False, alignment, nothing
    return True, alignment, Measures(
        mass, longest, cover_a, cover_b, changes[0], changes[1], changes[2], changes[3],
        (shared + 1.0) / (fewer + 2.0), density,
        facts_a, facts_b, soft_a, soft_b,
        lead_share(best_a, own), lead_share(best_b, theirs),
        touched(alignment.covered_a, own.of), touched(alignment.covered_b, theirs.of),
        n, m, changes[4],
        other_subject(
            subject.article, b, (subject.headline, headline_b), numbers,
            known_a, subject.specificity, specific_b,
        ),
    )  # fmt: skip
