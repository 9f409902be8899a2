"""Measures of a pair to the inputs of the model: few, and each has a meaning."""

from collections.abc import Sequence
from math import log2
from typing import Final

from schemas import Fingerprint
from streams.detection.compare import Measures, exchanged_share
from streams.detection.entry import Entry

HOUR: Final = 3600.0
_CYCLE, _CYCLES_CAP = 8.0, 7.0
"""Hours within which a rewrite follows as a rule, and doublings after which no more is held against it."""
_PROMPT, _PROMPT_CAP = 48.0, 5.0
"""Hours within which a figure is corrected, and doublings ..."""
_RECENT, _RECENT_CAP = 72.0, 6.0
"""Hours within which a story is news, and doublings ..."""
_NO_FIGURES: Final = 0.5
"""`Measures.figures` of a text without any: from there down the figures are others."""
_NEXT: Final = 3.0
"""So many times the share of exchanged figures: a sixth of them, days later, makes half an instalment."""
_SAID: Final = 0.55
"""Soft coverage from which all of a text is said in the other."""
_STRIDE: Final = 20.0
"""Words of shared frame in which a template has a figure to exchange; an update of prose has far fewer."""
_FEWEST: Final = 3.0
"""So many strides are taken to be there at least: one figure exchanged proves little."""
_STORY: Final = (4.0, 7.0)
"""Binary logarithms of shared shingles by rarity: of fewer than 16 many a template is made, of 128 none."""
_SAME_FIGURES: Final = (0.1, 0.4)
"""Share of figures inside passages, of them and those exchanged, that the next version of a running story
keeps; a template keeps none, but in its gaps many recur by chance."""
_LONG: Final = 80
"""Words from which an agency's own low overlap is its background, not a short story resent."""
_OVERLAP: Final = 0.8
"""Share of words inside passages from which it is no background."""
_NOTICE: Final = (50.0, 120.0)
"""Words of the shorter text up to which a pair is one of notices, and from which it is none."""
_NEWS, _NEWS_CAP = 6.0, 5.0
"""Hours within which a notice is taken up again, and doublings ..."""
_GROWN: Final = 2.0
"""Doublings of the length after which a notice has grown into a story."""
_AS_LONG: Final = (0.5, 1.5)
"""... up to which it is as long as the other, as a form filled in anew is, and from which it is not."""
_CONTAINED: Final = -2.0
"""Binary logarithm of the share of shingles below which less containment does not count by itself."""
_PART: Final = (-3.0, -1.25)
"""... up to which none of a text is contained, and from which it is, whatever else is different."""
_RETOLD: Final = (0.5, 0.9)
"""Soft coverage and facts kept, on both sides, up to which a text is not retold, and from which it is."""


def inputs_of(fingerprint: Fingerprint, m: Measures, earlier: Sequence[Entry]) -> dict[str, float]:
    """What the model sees of an article and an earlier one, or several that were compared with it as one.

    Args:
        fingerprint: of the article.
        m: the comparison.
        earlier: what it was compared with; the longest time between counts, and one other provider makes
            them another's.
    """
    hours = 0.0
    for entry in earlier:
        if fingerprint.created is not None and entry.created is not None:
            hours = max(hours, abs(fingerprint.created - entry.created) / HOUR)
    own = all(fingerprint.provider is not None and fingerprint.provider == e.provider for e in earlier)
    values = inputs(m, hours, same_provider=own)
    if len(earlier) > 1:
        values["notice_grown"] = 0.0  # several joined are longer than each: nothing has grown
    return values


def inputs(m: Measures, hours: float, *, same_provider: bool) -> dict[str, float]:
    """What the model sees of a pair.

    Args:
        m: the comparison.
        hours: declared time between the two, 0 if unknown.
        same_provider: whether both name the same provider.
    """
    cover = max(m.cover_a, m.cover_b)
    shorter = min(m.words_a, m.words_b)
    contained = log2((1 + m.mass) / shorter)
    retold = _between(min(m.soft_a, m.soft_b, m.facts_a, m.facts_b), _RETOLD)
    notice, doubled = 1 - _between(shorter, _NOTICE), log2(max(m.words_a, m.words_b) / shorter)
    grounds = 1 - (1 - _between(contained, _PART)) * (1 - retold)
    exchanged = exchanged_share(m.figures_changed, m.figures_kept)
    other_figures = max(1 - m.figures / _NO_FIGURES, min(1.0, _NEXT * exchanged))
    return {
        "mass": log2(1 + m.mass),
        "contained": max(contained, _CONTAINED),
        "grounds": grounds,
        "figures_changed": _figures_changed(m, exchanged) * (1 - _running(m, hours)),
        "names_changed": exchanged_share(m.names_changed, m.names_kept) ** 2,
        "figures": m.figures,
        "facts": max(m.facts_a, m.facts_b),
        "soft": min(max(m.soft_a, m.soft_b), _SAID),
        "lead": max(m.lead_a, m.lead_b),
        "spread": min(m.touched_a, m.touched_b) - min(m.cover_a, m.cover_b),
        "table": m.density * (1 - cover),
        "late": _doublings(hours, _CYCLE, _CYCLES_CAP) * (1 - grounds),
        "old": _doublings(hours, _RECENT, _RECENT_CAP) * (1 - cover),
        "instalment": _doublings(hours, _PROMPT, _PROMPT_CAP) * other_figures,
        "own_background": same_provider * _background(cover, shorter) * (1 - retold),
        "notice_late": notice * (1 - _between(doubled, _AS_LONG)) * _doublings(hours, _NEWS, _NEWS_CAP),
        "notice_grown": notice * min(doubled / _GROWN, 1.0),
        "notice_subject": notice * m.other_subject,
    }


def _figures_changed(m: Measures, exchanged: float) -> float:
    """0 to 1: many figures exchanged for the length of the frame, or most of those that there are.

    A running story has new figures too, but few for the words that it keeps, and few of all.
    """
    frame = min(m.cover_a * m.words_a, m.cover_b * m.words_b)
    often = min(1.0, m.figures_changed / (_FEWEST + frame / _STRIDE))
    return 1 - (1 - often) * (1 - exchanged**2)


def _running(m: Measures, hours: float) -> float:
    """0 to 1: the next version of a running story: soon after, much of the text and some figures as before.

    A market report has other figures every hour, in words that no other story has.
    """
    figures = m.figures_changed + m.figures_inside
    story = _between(log2(1 + m.mass), _STORY)
    kept = _between(m.figures_inside / figures, _SAME_FIGURES) if figures else 0.0
    return story * kept * (1 - _doublings(hours, _CYCLE, 1.0))


def _doublings(hours: float, start: float, cap: float) -> float:
    """How often a span doubles until it is as long as the time between two articles."""
    return min(log2(max(hours, start) / start), cap)


def _background(cover: float, shorter: float) -> float:
    """0 to 1: what the texts share is a small part of both, and they are long."""
    return max(0.0, 1 - cover / _OVERLAP) * min(1.0, shorter / _LONG)


def _between(value: float, ends: tuple[float, float]) -> float:
    """0 up to the lower end, 1 from the upper one, in proportion between them."""
    return min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)
