"""The section on languages that no fit has seen."""

from typing import Any

from tests.evaluation import comparison, languages, stream
from tests.evaluation.figures import Cell, section, table
from tests.evaluation.parts.bench import TALLY, Bench, cells

ABOUT = (
    "Fictional wire copy in sixteen languages, as one wire (`tests/evaluation/languages`).  Its rewrites are"
    " harder than a wire's: heavy ones keep a half to a quarter of the wording, back translations change"
    " every sentence, and the other agencies report the same events on the same day.  It was written without"
    " a look at the detector and is in no fit; that Korean words become pairs of syllables, and that what is"
    " told anew may have little in common, came of it."
)


def tongues(bench: Bench) -> dict[str, Any]:
    """By language, and by how an item was made."""
    found = list(languages.judged(stream.shipped()))
    bench.say(f"languages: {len(found):,} articles")
    everything = languages.tallies(found, lambda _: "all")
    by_language = languages.tallies(found, lambda one: one.item.language)
    kinds: dict[str, list[languages.Judged]] = {}
    for one in found:
        kinds.setdefault(one.item.kind, []).append(one)
    rows: list[list[Cell]] = [
        [name, *cells(tally)] for name, tally in [*sorted(by_language.items()), *everything.items()]
    ]
    made: list[list[Cell]] = [
        [kind, len(ones), sum(one.right for one in ones)] for kind, ones in kinds.items()
    ]
    tables = [
        table(["language", *TALLY], rows),
        table(["made as", "items", "verdict right"], made),
    ]
    return {
        "languages": {name: comparison.figures(tally) for name, tally in by_language.items()},
        "page": section("Other languages", [ABOUT], tables),
    }
