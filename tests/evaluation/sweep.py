"""The same events at another threshold: what a precision-recall curve is made of.

An event names its candidates with their scores, so nothing has to be judged again.  What the change would
do to later articles (whose words count as taken, which story they join) is left out.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from schemas import DrawsOn, Event, NewStory, ParentRef, Rewrite

STEPS: Final = tuple(round(0.02 + 0.04 * step, 2) for step in range(25))
"""Thresholds of a curve: .02 to .98."""


def at(events: Mapping[str, Event], threshold: float) -> dict[str, Event]:
    """The events as they would be if a rewrite were said from `threshold` on.

    Parents that the article declares stay, whatever their score.
    """
    return {key: _at(event, threshold) for key, event in events.items()}


def _at(event: Event, threshold: float) -> Event:
    if isinstance(event, Rewrite):
        return _fewer(event, threshold)
    drawn = [source for source in event.draws_on if source.score >= threshold]
    if not drawn:
        return event
    return _derived(event, max(drawn, key=lambda source: source.score))


def _fewer(event: Rewrite, threshold: float) -> Event:
    if event.declared or event.score >= threshold:
        others = [parent for parent in event.other_parents if parent.score >= threshold]
        return msgspec.structs.replace(event, other_parents=others)
    left = [c for c in (*event.other_parents, *event.alternatives) if c.score >= threshold]
    if left:
        first = left[0]
        return msgspec.structs.replace(event, rewrite_of=_ref(first), score=first.score, other_parents=[])
    return NewStory(
        model_version=event.model_version,
        event_id=event.event_id,
        article=event.article,
        story_id=event.story_id,
        score=event.score,
    )


def _derived(event: NewStory, source: DrawsOn) -> Rewrite:
    return Rewrite(
        model_version=event.model_version,
        event_id=event.event_id,
        article=event.article,
        story_id=event.story_id,
        rewrite_of=_ref(source),
        relation="rewrite",
        score=source.score,
        coverage=source.coverage,
        longest_run=0,
        passages=source.passages,
    )


def _ref(other: ParentRef) -> ParentRef:
    return ParentRef(uri=other.uri, event_id=other.event_id, story_id=other.story_id)
