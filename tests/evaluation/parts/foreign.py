"""The section on languages that no fit has seen."""

from typing import Any

from tests.evaluation import breakdown, comparison, stream
from tests.evaluation.figures import section, table
from tests.evaluation.languages import LANGUAGES
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
    done = LANGUAGES.run(stream.shipped)
    bench.say(f"{LANGUAGES.title}: {done.articles:,} articles")
    by_language = dict(sorted(breakdown.sample_by_language(done.events, LANGUAGES).items()))
    kinds = breakdown.sample_by(done.events, lambda _, truth: truth.kind, LANGUAGES)
    shown = by_language | {"all": LANGUAGES.tally(done.events)}
    tables = [
        table(["language", *TALLY], [[name, *cells(tally)] for name, tally in shown.items()]),
        table(["made as", "items", "verdict right"], [[k, r["items"], r["right"]] for k, r in kinds.items()]),
    ]
    return {
        "languages": {name: comparison.figures(tally) for name, tally in by_language.items()},
        "page": section("Other languages", [ABOUT], tables),
    }
