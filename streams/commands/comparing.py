"""`copytaster replay --from-topic --compare`: what would change, against the verdicts that stand.

Held in memory are, of one desk at a time, its window, the verdicts on its partition of the output topics
(standing.py) and the identity of each article judged: about 100 bytes.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from schemas import ArticleRef, Fingerprint
from streams.commands.arrivals import Arrival
from streams.commands.console import ERR, writing
from streams.commands.differences import Change, Differences, change, line
from streams.commands.source import Source
from streams.commands.standing import Standing, verdict_of
from streams.errors import UnreadableError
from streams.settings import Settings
from streams.topics import Names

if TYPE_CHECKING:
    from streams.commands.judging import Judge
    from streams.detection.model import Model


class Comparison:
    """A topic judged again and held against the verdicts that stand."""

    def __init__(self, settings: Settings, model: "Model", changes: BinaryIO | None) -> None:
        self.differences = Differences()
        self._settings = settings
        self._model = model
        self._changes = changes

    def run(self, source: Source, step: Callable[[], object]) -> None:
        """Judge and compare desk by desk; stopped in between, the differences are those so far."""
        from streams.commands.judging import Judge

        for desk in source.desks:
            with source.arrivals(desk, step) as arrivals:  # its end is fixed before the verdicts are read
                standing = _standing(self._settings, desk)
                judge = Judge(self._settings, self._model)
                seen: set[str] = set()
                for arrival in source.begun(desk, judge, arrivals):
                    self._compare(arrival, judge, standing, seen)

    def _compare(self, arrival: Arrival, judge: "Judge", standing: Standing, seen: set[str]) -> None:
        from streams.detection.entry import identity

        article = arrival.article
        if not isinstance(article, Fingerprint):
            self.differences.unreadable += 1
            return
        event_id = identity(article).hex()
        try:
            now = verdict_of(judge.judge(article)[0].event)
        except UnreadableError:
            now = None
        if event_id in seen:  # the first verdict counts; judged all the same: it may have left the window
            return
        seen.add(event_id)
        then = standing.get(event_id)
        if then is None and now is None:
            self.differences.unreadable += 1
            return
        what = change(then, now)
        parent = then and then.parent and then.parent.event_id
        if what is not Change.SAME and parent and not (parent in seen or parent in judge.restored):
            what = Change.PARENT_MISSING
        self.differences.counts[what] += 1
        if self._changes is not None and what is not Change.SAME:
            with writing(self._changes.name):
                self._changes.write(line(what, arrival.place, _named(article), event_id, then, now) + b"\n")
                self._changes.flush()


def _named(article: Fingerprint) -> ArticleRef:
    """Which article it is, as an event names it."""
    return ArticleRef(**{name: getattr(article, name) for name in ArticleRef.__struct_fields__})


def _standing(settings: Settings, desk: int) -> Standing:
    """The verdicts of a desk, as the output topics hold them."""
    from streams.commands.backlog import backlog

    names = Names(settings.prefix)
    with backlog(settings, [names.new, names.rewrite], desk) as held:
        standing = Standing(held)
    if standing.contradictions:
        ERR.print(
            f"{standing.contradictions:,} verdicts on the topics contradict an earlier one on the same"
            " article: the first counts"
        )
    if standing.strange:
        ERR.print(f"{standing.strange:,} messages on the output topics are no events: passed over")
    return standing
