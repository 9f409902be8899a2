"""Having the kernels compiled before they are needed: the first article must not wait for it."""

import numpy as np

from streams.detection.desk import Desk
from streams.detection.fingerprint import fingerprint
from streams.detection.reuse import kind
from streams.wire.article import Article


def warm_up() -> None:
    """Judge three made-up articles, a copy and an excerpt among them: every kernel runs once.

    Half a minute where nothing was compiled yet, moments where numba's cache has it.
    """
    desk = Desk()
    text = " ".join(f"The ferry to island {n} was late by {n} minutes on day {n}." for n in range(40))
    for uri, body in (("warm:1", text), ("warm:2", text), ("warm:3", text[: len(text) // 2])):
        read = fingerprint(Article(uri=uri, headline="Ferries late", body=body, language="en"))
        desk.judge(read)
    for candidate in desk.candidates(read):  # what a new story draws on is looked at by a kernel too
        kind(candidate, np.frombuffer(read.tokens, "<u4"))
