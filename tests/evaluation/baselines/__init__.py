"""What a user would take instead, through the same stream: see `BASELINES`."""

from functools import partial
from importlib.util import find_spec

from tests.evaluation.baselines.hashing import Datasketch, Rensa, SimHash
from tests.evaluation.baselines.method import Baseline
from tests.evaluation.baselines.minilm import PACKAGE, Embedding
from tests.evaluation.baselines.newscatcher import COSINE, CosineLevenshtein
from tests.evaluation.baselines.overlap import Containment, Jaccard

__all__ = ["BASELINES", "Baseline", "missing"]

BASELINES = (
    Baseline(
        "datasketch MinHashLSH .5",
        0.5,
        partial(Datasketch, 0.5),
        "the example in datasketch's documentation of MinHashLSH; 3-grams of words, 128 permutations",
    ),
    Baseline(
        "datasketch MinHashLSH .1",
        0.1,
        partial(Datasketch, 0.1),
        "the lowest threshold with more than one row a band at 128 permutations (64 bands of 2)",
    ),
    Baseline(
        "rensa RMinHashLSH .5",
        0.5,
        partial(Rensa, 0.5, 32),
        "the threshold of datasketch's example; 3-grams of words, 128 permutations, 32 bands of 4",
        needs=("rensa",),
    ),
    Baseline(
        "SimHash 64 bits, k = 3",
        1 - 3 / 64,
        SimHash,
        "Manku, Jain & Das Sarma 2007: 64 bits, a Hamming distance of 3 at most; 3-grams of words",
    ),
    Baseline(
        "3-gram Jaccard .3",
        0.3,
        Jaccard,
        "Broder 1997, resemblance, exact",
    ),
    Baseline(
        "3-gram containment .3",
        0.3,
        Containment,
        "Broder 1997, containment in the shorter side, exact; the labelled pairs themselves were drawn by a"
        " 5-gram containment of .3, which favours it",
    ),
    Baseline(
        "cosine .95 + Levenshtein",
        COSINE,
        CosineLevenshtein,
        "NewsCatcher's documentation: cosine .95, then Levenshtein .97 of titles or .92 of content;"
        " TF-IDF in the place of their embedding",
        needs=("rapidfuzz",),
    ),
    Baseline(
        "all-MiniLM-L6-v2 .95",
        COSINE,
        Embedding,
        "the first step of the same rule with a public sentence embedding, on a sample of each set",
        needs=(PACKAGE, "safetensors", "tokenizers", "threadpoolctl", "scipy"),
        slow=True,
    ),
)


def missing(baseline: Baseline) -> list[str]:
    """Modules that it needs and that are not installed."""
    return [name for name in baseline.needs if find_spec(name) is None]
