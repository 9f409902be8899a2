"""The desk: one ordered log of articles, each judged against those before it.

`Desk.judge` is the one place that knows the order of the steps.  Its verdicts depend on nothing but the
log, so a desk restored from its table goes on as the one that lived through would have.
"""

from collections.abc import Iterable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from schemas import Event, Fingerprint
from streams.detection import evidence
from streams.detection.compare import Measures
from streams.detection.departures import Departures, named
from streams.detection.dossier import check_dossier, pack, unpack, with_texts
from streams.detection.entry import Entry, Place, check, decode, encode, identity
from streams.detection.flags import TAKEN
from streams.detection.frequencies import specificity
from streams.detection.inputs import inputs_of
from streams.detection.judgement import Judgement
from streams.detection.limits import WindowLimits
from streams.detection.lineage import declared_parents
from streams.detection.method import METHOD
from streams.detection.model import MODEL, Model, probability
from streams.detection.spans import spans_of
from streams.detection.together import Compared, compare_all
from streams.detection.verdict import Candidate, Parents, choose
from streams.detection.window import Window

U32 = NDArray[np.uint32]
_DEFAULT_LIMITS: Final = WindowLimits()


class Desk:
    """Judges articles in the order in which they come."""

    def __init__(self, limits: WindowLimits = _DEFAULT_LIMITS, model: Model = MODEL) -> None:
        self._window = Window(limits)
        self._departures = Departures()
        self._model = model

    def judge(self, fingerprint: Fingerprint, place: Place | None = None) -> Judgement:
        """Say what the article is and take it in; articles must come in the desk's order."""
        judgement = self.weigh(fingerprint, place)
        self.take(judgement)
        return judgement

    def held(self, fingerprint: Fingerprint, place: Place) -> bool:
        """Whether a message that is read again was a repeat when it came, of an article that has left since.

        It is none to be judged then: the article had its verdict, and would enter the window once more.
        """
        return self._departures.held(identity(fingerprint), place)

    def weigh(self, fingerprint: Fingerprint, place: Place | None = None) -> Judgement:
        """Say what the article is.  Nothing changes, so a judgement that cannot be sent leaves no trace.

        Args:
            fingerprint: of the article.
            place: where it stands in the desk's partition, if it comes from one.
        """
        key = identity(fingerprint)
        known = self._window.kept.known(key)
        if known is not None:
            return Judgement(with_texts(unpack(known).event, fingerprint.body), key, None)
        clock = self._window.time(fingerprint.created)
        leaving = self._window.leaving(clock, len(fingerprint.tokens) // 4)
        candidates = self.candidates(fingerprint, leaving[-1].seq if leaving else 0)
        parents = choose(candidates, partial(self._together, fingerprint))
        event = self._event(fingerprint, key, parents, candidates)
        oldest = self._window.oldest_after(len(leaving))
        entry = self._entry(fingerprint, key, clock, oldest, parents, event, place, named(leaving))
        return Judgement(event, key, encode(entry), tuple(old.key for old in leaving), entry)

    def take(self, judgement: Judgement) -> None:
        """Put a judged article, the last one weighed, into the window; nothing to do for a known one."""
        if judgement.article is None:
            return
        self._window.remove(len(judgement.expired))
        self._window.add(judgement.article)
        self._departures.note(judgement.article)

    def candidates(self, fingerprint: Fingerprint, gone: int = 0) -> list[Candidate]:
        """Earlier articles that share enough to be shown, and those that the article declares, best first.

        Args:
            fingerprint: of the article.
            gone: articles up to this place in the desk's order are about to leave, and are not asked.
        """
        tokens = np.frombuffer(fingerprint.tokens, "<u4")
        declared = self._declared(fingerprint)
        found = self._window.candidates(tokens) if len(tokens) >= METHOD.min_tokens else []
        entries = self._entries(declared, found, gone)
        texts = [(entry.tokens, entry.headline_tokens) for entry in entries]
        scored = [
            self._scored(fingerprint, entry, compared, declared=entry.seq in declared)
            for entry, compared in zip(entries, self._compared(fingerprint, texts), strict=True)
        ]
        return sorted((c for c in scored if c), key=lambda c: (-c.score, c.entry.seq))

    def restore(self, entries: Iterable[bytes]) -> tuple[bytes, ...]:
        """Load the entries of an earlier life, in any order.

        What had left by then is known from the entries themselves, not found out again by their times: an
        old article stays while one before it stays, and that one may no longer be in the table.

        Returns:
            Keys of articles that had left, that no longer fit in the window (limits may be smaller now; of
            a smaller one in days the next article makes use), or whose place in the order is taken: to be
            deleted from the table.

        Raises:
            msgspec.DecodeError: a value is no entry, one of another format, or damaged.
        """
        expired: list[bytes] = []
        known = []
        oldest = 0
        for value in entries:  # one at a time: all of them, read, would take several times the window
            entry = decode(value)
            check(entry)
            known.append((entry.seq, entry.key, value))
            oldest = max(oldest, entry.oldest)
        for seq, key, value in sorted(known):
            if seq < max(oldest, self._window.seq):
                expired.append(key)
                continue
            entry = decode(value)
            check_dossier(entry)
            leaving = self._window.leaving(None, len(entry.tokens) // 4, seq)
            expired += [old.key for old in leaving]
            self._window.remove(len(leaving))
            self._window.add(entry)
            self._departures.note(entry)
        return tuple(expired)

    @property
    def clock(self) -> float | None:
        """The desk's event time, seconds since 1970 UTC; None before the first dated article."""
        return self._window.clock

    @property
    def nbytes(self) -> int:
        """Memory held by the window and by what is known of those that left, bytes."""
        return self._window.nbytes + self._departures.nbytes

    def __len__(self) -> int:
        return len(self._window)

    def _declared(self, fingerprint: Fingerprint) -> list[int]:
        found = (self._window.kept.latest_of(uri) for uri in declared_parents(fingerprint))
        return [seq for seq in found if seq is not None]

    def _entries(self, declared: list[int], found: list[int], gone: int) -> list[Entry]:
        """What was found, and the first articles of those stories: many copies must not hide the original."""
        kept = self._window.kept
        places = dict.fromkeys((*declared, *found))
        entries = {seq: entry for seq in places if seq > gone and (entry := kept.get(seq))}
        for seq in [entries[seq].root for seq in found if seq in entries]:
            if seq > gone and seq not in entries and (root := kept.get(seq)):
                entries[seq] = root
        return list(entries.values())

    def _compared(self, fingerprint: Fingerprint, others: list[tuple[bytes, int]]) -> list[Compared]:
        """The article beside each of the others, given as tokens and how many of them are the headline."""
        tokens = np.frombuffer(fingerprint.tokens, "<u4")
        window = self._window
        return compare_all(tokens, fingerprint.headline_tokens, others, window.counts, window.families)

    def _scored(
        self, fingerprint: Fingerprint, entry: Entry, compared: Compared, *, declared: bool
    ) -> Candidate | None:
        shown, alignment, measures = compared
        if not shown:
            return Candidate(entry, alignment, measures, 0.0, declared=True) if declared else None
        score = self._score(fingerprint, measures, [entry])
        return Candidate(entry, alignment, measures, score, declared=declared)

    def _together(self, fingerprint: Fingerprint, parts: list[Candidate]) -> float:
        """Probability that the article derives from these put together."""
        entries = [part.entry for part in parts]
        joined = b"".join(entry.tokens for entry in entries)
        (found,) = self._compared(fingerprint, [(joined, entries[0].headline_tokens)])
        return self._score(fingerprint, found.measures, entries) if found.shown else 0.0

    def _score(self, fingerprint: Fingerprint, measures: Measures, entries: list[Entry]) -> float:
        """Probability of a derivation from these entries, by what the comparison with them found."""
        return probability(self._model, inputs_of(fingerprint, measures, entries))

    def _event(
        self, fingerprint: Fingerprint, key: bytes, parents: Parents | None, candidates: list[Candidate]
    ) -> Event:
        if parents is None:
            return evidence.new_story(fingerprint, key.hex(), self._model.version, candidates)
        return evidence.rewrite(
            fingerprint, key.hex(), self._model.version, parents, candidates, self._specificity
        )

    def _specificity(self, tokens: U32) -> NDArray[np.float32]:
        return specificity(self._window.counts, tokens, self._window.families)

    def _entry(
        self,
        fingerprint: Fingerprint,
        key: bytes,
        clock: float | None,
        oldest: int,
        parents: Parents | None,
        event: Event,
        place: Place | None,
        left: bytes,
    ) -> Entry:
        seq = self._window.seq
        tokens = np.frombuffer(fingerprint.tokens, "<u4")
        if parents is not None:
            tokens = np.where(parents.best.alignment.covered_a, tokens | TAKEN, tokens)
        return Entry(
            key=key,
            seq=seq,
            oldest=oldest,
            root=parents.best.entry.root if parents else seq,
            uri=fingerprint.uri,
            provider=fingerprint.provider,
            created=fingerprint.created,
            clock=clock,
            headline_tokens=fingerprint.headline_tokens,
            cut=fingerprint.cut,
            tokens=tokens.tobytes(),
            spans=spans_of(fingerprint),
            dossier=pack(event, fingerprint),
            place=place,
            left=left,
        )
