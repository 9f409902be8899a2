"""The bits of a token: 27 of word hash, and 5 flags that say what kind of word it is."""

from typing import Final

NUMBER: Final = 1
"""It has a digit."""
NAME: Final = 2
"""It has a capital where a capital means something."""
FACT: Final = NUMBER | NAME
QUOTED: Final = 4
"""It stands inside quotation marks."""
FIRST: Final = 8
"""It opens a sentence."""
TAKEN: Final = 16
"""The article's parent has it: it does not count as a word of a story of its own."""
WORD: Final = 0xFFFFFFE0
"""Two tokens are the same word if they agree in these bits."""
