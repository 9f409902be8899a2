"""How much of the past a desk of an installation remembers: one rule for the workers and for replay.

Not in `streams.settings`, which every command imports: the detection brings numba along, half a second.
"""

from streams.detection import WindowLimits
from streams.settings import Settings


def window_limits(settings: Settings) -> WindowLimits:
    """What the settings say of each desk's window."""
    return WindowLimits(
        days=settings.window_days, articles=settings.window_articles, tokens=settings.window_tokens
    )
