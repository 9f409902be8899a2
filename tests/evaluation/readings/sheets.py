"""Sheets for a reader, and the key to them that the reader does not see.

Every item looks the same whatever the verdict: an article, and up to four earlier ones in random order.
No score, no relation, no parent stands on a sheet.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from tests.evaluation.readings.nearest import Nearest
from tests.evaluation.readings.records import Kind
from tests.evaluation.readings.verdicts import FEWEST_WORDS, Verdict
from tests.evaluation.sets import LabelledSet

SHOWN = 4
_BLANK_LINES = re.compile(r"\n\s*\n")


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """A drawn verdict, and the earlier articles as they are shown with it."""

    uri: str
    verdict: Kind
    parent: str | None
    shown: tuple[str, ...]


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands behind the sheets of one draw."""

    set: str
    model_version: str
    items: tuple[Item, ...]


def items(drawn: Iterable[Verdict], labelled: LabelledSet, seed: int) -> list[Item]:
    """The verdicts in random order; with each what it points at, filled up with the nearest by TF-IDF."""
    rng = Random(seed)  # noqa: S311 - repeatable order
    texts = {uri: f"{a.get('headline') or ''}\n{_body(a)}" for uri, a in labelled.articles.items()}
    nearest = Nearest(texts)
    short = {uri for uri, a in labelled.articles.items() if len(_body(a).split()) < FEWEST_WORDS}
    out = []
    for verdict in drawn:
        shown = list(verdict.pointed_at[:SHOWN])
        shown += nearest.earlier(verdict.uri, SHOWN - len(shown), {*short, *shown})
        rng.shuffle(shown)
        out.append(Item(verdict.uri, verdict.kind, verdict.parent, tuple(shown)))
    rng.shuffle(out)
    return out


def write(folder: Path, key: Key, labelled: LabelledSet, per_sheet: int, words: int) -> list[Path]:
    """Write the sheets `<set>_<n>.md`, and `<set>.key.json`.

    Args:
        folder: where to; made if it is not there.
        key: the items, in the order of the sheets.
        labelled: the set that they are of.
        per_sheet: items a sheet.
        words: of a body, the most that are shown; 0 for all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key.set}.key.json").write_bytes(msgspec.json.format(msgspec.json.encode(key)))
    paths = []
    for number, first in enumerate(range(0, len(key.items), per_sheet), 1):
        path = folder / f"{key.set}_{number}.md"
        some = key.items[first : first + per_sheet]
        path.write_text("\n".join(_sheet(some, labelled, words)), "utf-8")
        paths.append(path)
    return paths


def _sheet(some: Sequence[Item], labelled: LabelledSet, words: int) -> Iterator[str]:
    for number, item in enumerate(some, 1):
        yield f"\n######## ITEM {number}"
        yield from _article("ARTICLE", item.uri, labelled, words)
        for other in item.shown:
            yield from _article("EARLIER", other, labelled, words)


def _article(role: str, uri: str, labelled: LabelledSet, words: int) -> Iterator[str]:
    article = labelled.articles[uri]
    about = (article.get(field) for field in ("provider", "versioncreated", "slugline"))
    yield " | ".join([f"== {role} uri={uri}", *(value or "-" for value in about)])
    yield f"HEADLINE: {article.get('headline') or '-'}"
    yield shortened(_BLANK_LINES.sub("\n", _body(article)).strip(), words)


def shortened(body: str, words: int) -> str:
    """The first so many words, and how many were left out; 0 for all."""
    found = list(re.finditer(r"\S+", body))
    if not words or len(found) <= words:
        return body
    return f"{body[: found[words - 1].end()]} [... {len(found) - words} more words]"


def _body(article: dict[str, str]) -> str:
    return article.get("body_text") or ""
