"""Articles judged one after the other, by the code and within the limits of a match worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import typer

from schemas import Fingerprint
from streams.detection import Desk, Judgement
from streams.detection.model import MODEL, Model
from streams.settings import Settings
from streams.sizes import Sizes
from streams.window import window_limits

OPTION: Final = "--model"


class Judge:
    """A desk and the limits of its topics."""

    def __init__(self, settings: Settings, model: Model = MODEL) -> None:
        self._sizes = Sizes(settings)
        self._desk = Desk(window_limits(settings), model)
        self.restored: frozenset[str] = frozenset()
        """The `event_id` of each article that it began with."""

    def judge(self, fingerprint: Fingerprint) -> tuple[Judgement, bytes]:
        """Say what an article is, and take it in: the judgement, and its event as a line of JSON.

        Raises:
            UnreadableError: The verdict, or what the window would keep, does not fit its topic; the desk
                does not know the article then.
        """
        judgement = self._desk.weigh(fingerprint)
        _, _, line = self._sizes.verdict(judgement)
        self._desk.take(judgement)
        return judgement, line

    def restore(self, entries: Mapping[bytes, bytes]) -> None:
        """Begin with a window that holds these entries of a changelog."""
        self._desk.restore(entries.values())
        self.restored = frozenset(key.hex() for key in entries)


def model_from(path: Path | None) -> Model:
    """The model of a file, as `make fit` writes it; the one that comes along if there is none.

    Raises:
        typer.BadParameter: It is no model, or it weighs what this release does not measure.
    """
    if path is None:
        return MODEL
    try:
        model = msgspec.json.decode(path.read_bytes(), type=Model)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise typer.BadParameter(
            f"{path} is no model as `make fit` writes it: {error}", param_hint=OPTION
        ) from error
    if unknown := sorted(model.weights.keys() - MODEL.weights.keys()):
        raise typer.BadParameter(
            f"{path} weighs what this release does not measure: {', '.join(unknown)}", param_hint=OPTION
        )
    return model
