"""Every constant of the method, with its reason.

Kernels read them as module constants (numba freezes those), so a change here needs a new process and,
where it moves verdicts, a new MODEL_VERSION.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Method:
    """How articles are cut, indexed, compared and judged."""

    max_tokens: int = 16_384
    """A longer text is judged by its first 16,384 words: bounds time and memory, beyond any real story."""
    max_quote: int = 80
    """A quotation mark that is never closed flags at most this many words."""
    min_tokens: int = 6
    """Shorter texts carry no evidence of their own: new, unless they say whose version they are."""
    short: int = 200
    """Texts of at most this many shingles are indexed whole; longer ones one shingle in four, by hash."""
    ways: int = 16
    """Postings a row of the index holds: one cache line of 4-byte postings."""
    same_shingle: int = 8
    """Postings of one shingle a row holds at most, so that boilerplate cannot flush its neighbours."""
    candidates: int = 8
    """Candidates that are aligned: the best by shared rare shingles."""
    min_score: float = 1.2
    """Shared shingles, each counting 1/(1+df), that make a candidate of a short text ..."""
    full_score: float = 3.0
    """... and of one of at least `full_score / score_per_word` words."""
    score_per_word: float = 0.15
    min_run: int = 4
    """Words of the shortest passage: two overlapping shingles."""
    gap: int = 8
    """An uncovered stretch up to this long between passages is a substitution, a longer one an insertion."""
    opening: int = 16
    """An uncovered stretch up to this long before the first passage is one too: whose news it is."""
    near: int = 6
    """A figure or name is kept if it stands within so many words of where the passages predict it."""
    lead: int = 50
    """Headline and first sentences, in words: where a story says what is new."""
    rare_df: float = 1.0
    """A shingle in one earlier story is full evidence ..."""
    common_df: float = 24.0
    """... in 24 stories none; between them by the logarithm.  Weekly templates have 3 to 8, not 200."""
    cold_families: float = 500.0
    """Stories after which the window's own word frequencies outweigh the prior."""
    prior_fact: float = 1.0
    """Prior specificity of a figure or a name (by its form) ..."""
    prior_word: float = 0.15
    """... and of any other word.  Without it an empty window takes every word for rare."""
    quoted: float = 0.5
    """Evidence inside quotation marks counts half: two newsrooms quote the same speech."""
    min_cover: float = 0.06
    """Coverage, ..."""
    min_shown: int = 5
    """... longest passage in words ..."""
    min_mass: float = 3.0
    """... and rarity-weighted shingles below which there is nothing to show a reader: new ..."""
    retold_soft: float = 0.5
    """... unless each text says so much of the other, sentence by sentence, ..."""
    retold_facts: float = 0.6
    """... has so much of its figures and names, ..."""
    retold_words: float = 60.0
    """... is at least so long, ..."""
    retold_length: float = 0.4
    """... has so much of the other's length, and one passage is left: the same text told in other words.
    Two agencies' own reports of one event have .1 to .4 of each other's sentences."""
    plain_word: float = 0.25
    """What a plain word counts in the likeness of sentences, beside a figure or name of one sentence."""
    soft_floor: float = 0.225
    """Dice of two sentences that is chance; ..."""
    soft_span: float = 0.25
    """... this much more is the same sentence."""
    threshold: float = 0.5
    """Probability from which an article is called a rewrite."""
    tie: float = 0.03
    """Candidates this close to the best explain the article equally well: the earliest is the parent."""


METHOD: Final = Method()
