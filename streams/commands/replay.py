"""`copytaster replay`: articles in, verdicts out, by the very code of the workers and without them."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer

from streams.commands import kernels
from streams.commands.inputs import STDIN
from streams.commands.options import readable, refuse_overwriting, settings_with
from streams.commands.outputs import opened
from streams.commands.source import Source
from streams.settings import Settings

DEFAULTS: Final = Settings()
INTERRUPTED: Final = 130
"""As shells have it for SIGINT."""


def replay(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            show_default=False,
            help="JSON lines, .gz too; `-` or nothing: standard input. With --from-topic: the topic.",
        ),
    ] = None,
    *,
    deadletters: Annotated[
        Path | None,
        typer.Option(dir_okay=False, metavar="FILE", help="Collect unreadable lines here, with the reason."),
    ] = None,
    window_days: Annotated[
        float | None,
        typer.Option(
            help="How long an article is remembered.",
            show_default=f"WIRE_WINDOW_DAYS, or {DEFAULTS.window_days:g}",
        ),
    ] = None,
    window_articles: Annotated[
        int | None,
        typer.Option(
            help="How many are at most.", show_default=f"WIRE_WINDOW_ARTICLES, or {DEFAULTS.window_articles}"
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="Judge by this model, a model.json as `make fit` writes it.",
        ),
    ] = None,
    from_topic: Annotated[
        bool,
        typer.Option("--from-topic", help="Judge what a topic holds: wire.fingerprints, or the one named."),
    ] = False,
    desk: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="With --from-topic: this desk only.", show_default="all"),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="With --from-topic: say what would change, instead of the events."),
    ] = False,
    changes: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, metavar="FILE", help="With --compare: collect each change here, as a JSON line."
        ),
    ] = None,
) -> None:
    """Judge articles from files or a pipe, without a broker; or judge again what a topic holds.

    Reads ninjs articles, one JSON object a line, in the order in which they arrived, and writes one event a
    line to standard output: `"event": "new_story"` or `"rewrite"`, with the evidence. The verdicts are those
    that the workers give. Unreadable lines are counted, and end nothing.

    With `--from-topic`, the articles are those of `wire.fingerprints`, in the order that all verdicts rest
    on, each desk by itself; or those of `wire.raw`, fingerprinted anew, in the order in which Kafka got them.
    `--compare` holds the verdicts against those on the output topics: what would another model or window
    change? Nothing is written to Kafka, and no worker notices.

    Examples:
    - `copytaster replay articles.jsonl.gz > events.jsonl`
    - `zcat articles.jsonl.gz | copytaster replay --deadletters bad.jsonl | jq .event`
    - `copytaster replay --from-topic --compare --model model.json --changes changes.jsonl`
    - `copytaster replay --from-topic wire.raw --window-days 3 > events.jsonl`
    """
    _check_usage(
        files or [], from_topic=from_topic, compare=compare, desk=desk, changes=changes, bad=deadletters
    )
    settings = settings_with(window_days=window_days, window_articles=window_articles)
    paths = [] if from_topic else readable([Path(name) for name in files or ()], folders=False)
    read = [*(paths or ([] if from_topic else [STDIN])), *([model] if model else [])]
    with ExitStack() as stack:
        refuse_overwriting(deadletters, read, "--deadletters")
        refuse_overwriting(changes, read, "--changes")
        bad = stack.enter_context(opened(deadletters, "--deadletters"))
        changed = stack.enter_context(opened(changes, "--changes"))
        source = Source(settings, next(iter(files or ()), None), desk) if from_topic else None
        kernels.ready()
        from streams.commands import replaying
        from streams.commands.judging import model_from

        chosen = model_from(model)
        if source is None:
            finished = replaying.replay_files(settings, chosen, paths, bad)
        elif compare:
            finished = replaying.compare_topic(settings, chosen, source, changed)
        else:
            finished = replaying.replay_topic(settings, chosen, source, bad)
    if not finished:
        raise typer.Exit(INTERRUPTED)


def _check_usage(
    files: list[str],
    *,
    from_topic: bool,
    compare: bool,
    desk: int | None,
    changes: Path | None,
    bad: Path | None,
) -> None:
    """Refuse options that say nothing together.

    Raises:
        typer.BadParameter: Some do.
    """
    for given, needs, there in (
        (desk is not None and "--desk", "--from-topic", from_topic),
        (compare and "--compare", "--from-topic", from_topic),
        (changes is not None and "--changes", "--compare", compare),
    ):
        if given and not there:
            raise typer.BadParameter(f"goes with {needs} only", param_hint=given)
    if compare and bad is not None:
        raise typer.BadParameter("goes without --compare only", param_hint="--deadletters")
    if from_topic and len(files) > 1:
        raise typer.BadParameter("name one topic", param_hint="--from-topic")
