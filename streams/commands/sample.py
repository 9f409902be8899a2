"""`copytaster sample`: wire copy to try things with."""

from typing import Annotated

import orjson
import typer

from streams.commands.console import write_line


def sample(
    *,
    truth: Annotated[
        bool, typer.Option("--truth", help="What is right to say of each article instead, one a line.")
    ] = False,
) -> None:
    """Write the bundled sample: two days of fictional wire copy, one article a line.

    Copies, rewrites, updates, corrections, reports of one event by several agencies, weather and market
    notices, in several languages. Agencies, places and events are invented.

    Examples:
    - `copytaster sample > sample.jsonl`
    - `copytaster sample | copytaster replay > events.jsonl`
    """
    from streams import sample as bundled

    if truth:
        for identity, known in bundled.truth().items():
            write_line(orjson.dumps({"article": identity, "truth": known}))
    else:
        for article in bundled.articles():
            write_line(orjson.dumps(article))
