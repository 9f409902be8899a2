"""How much of the past a desk remembers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WindowLimits:
    """An article leaves the window as soon as one of these is passed; the oldest leave first."""

    days: float = 30.0
    """Event time on the desk's own clock since the article arrived."""
    articles: int = 200_000
    tokens: int = 60_000_000
    """Words of all articles in the window together."""
