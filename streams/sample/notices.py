"""Standing notices (weather, results, rates, road reports): tables of facts in, items out, all of them news.

A file of `tables/` starts with `name: value` lines (kind, provider, at, every (minutes), slug, headline,
columns), then, after an empty line, the body with `{column}` where a fact goes, then `---` and one row a
notice, its facts between `|`.
"""

from datetime import timedelta
from importlib.resources import files

from streams.sample.reader import PROVIDERS, Item, moment, uri


def items() -> list[Item]:
    """All notices, table by table."""
    tables = sorted(files("streams.sample").joinpath("tables").iterdir(), key=lambda file: file.name)
    return [item for file in tables for item in table(file.name, file.read_text("utf-8"))]


def table(name: str, text: str) -> list[Item]:
    """The notices of one file.

    Raises:
        ValueError: a row has more or fewer facts than there are columns.
    """
    head, _, rest = text.partition("\n\n")
    body, _, rows = rest.partition("\n---\n")
    lines = (line.partition(":") for line in head.splitlines())
    fields = {field.strip(): value.strip() for field, _, value in lines}
    columns = [column.strip() for column in fields["columns"].split("|")]
    start, every = moment(fields["at"]), timedelta(minutes=int(fields["every"]))
    made = []
    for number, row in enumerate(rows.strip().splitlines(), start=1):
        values = [value.strip() for value in row.split("|")]
        if len(values) != len(columns):
            raise ValueError(f"{name}: {len(values)} facts for {len(columns)} columns in {row!r}")
        facts = dict(zip(columns, values, strict=True))
        key = f"{name.removesuffix('.txt')}-{number}"
        made.append(
            Item(
                key=key,
                kind=fields["kind"],
                provider=PROVIDERS[fields["provider"]],
                at=start + (number - 1) * every,
                uri=uri(fields["provider"], key),
                headline=fields["headline"].format(**facts),
                body=body.strip().format(**facts),
                slug=fields["slug"].format(**facts),
            )
        )
    return made
