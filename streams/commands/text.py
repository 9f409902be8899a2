"""`copytaster text`: the texts that the spans of events count in."""

import orjson

from streams.commands.console import ERR, write_line
from streams.commands.inputs import Inputs
from streams.commands.options import Files
from streams.errors import UnreadableError


def text(files: Files = None) -> None:
    """Write the text of each article, as spans count in it.

    One JSON object a line: `uri`, `version` and `text`, so that `text[start:end]` is the passage of a span
    `[start, end)`; both count Unicode code points. For an article with HTML alone that is the text made of
    it, for one without a body its headline. Unreadable lines are counted, and end nothing.

    Examples:
    - `copytaster text articles.jsonl.gz > texts.jsonl`
    - `copytaster sample | copytaster text | head -1`
    """
    from streams.wire import parse

    inputs, unreadable = Inputs(files or ()), 0
    if inputs.from_terminal:
        ERR.print("Reading articles from the terminal, one JSON object a line; Ctrl-D ends.")
    for item in inputs:
        try:
            article = parse(item.data)
        except UnreadableError:
            unreadable += 1
            continue
        write_line(orjson.dumps({"uri": article.uri, "version": article.version, "text": article.text}))
    if unreadable:
        ERR.print(f"{unreadable:,} unreadable lines: `copytaster replay --deadletters FILE` says why")
