"""Settings of an installation at rest -> what is on its topics, and every promise that is broken.

Independent of what it checks: it reads with another client, knows the records (`schemas`) and the names of
the topics, and takes nothing from the workers.  What the desks should have said it finds out from a fresh
`Desk` for each partition, in one life, over the order in `wire.fingerprints` (undisturbed.py).

That is the same `Desk` and the same model: equal verdicts prove that judging is deterministic and that no
recovery loses or changes anything, not that a verdict is right.  A desk that calls every article a new story
would pass.  What the judgement is worth is measured elsewhere (docs/detection.md).

    report = check(settings)
    assert report.ok, str(report)

An article version is a uri, a version and a content; its event_id says which.  The digest of the content is
made once more from the raw JSON of all items in plain text, as docs/guarantees.md says; only the text that is
judged is taken as the fingerprint has it.  Two promises have an edge, and this is where it lies:

- One version, one verdict holds while the article is in the window.  One that comes again after it has left
  is judged anew, and may have as many verdicts as the undisturbed run gives it: `Counts.forgotten`.
- The tables are equal, entry for entry, once what has left is deleted.  A desk writes an entry and then the
  deletions of what it drove out; a worker that ends between the two leaves these deletions to its successor,
  which writes them with its first article.  So entries may be left over only if the one that drove them out
  is the last that their desk wrote: `Counts.undeleted`.  Anything else that is there and should not be is a
  violation, whether the next start would drop it or not.

    reading.py      topics -> Evidence          arrivals.py  raw messages and fingerprints
    articles.py     messages -> whose they are  proofs.py    articles and verdicts
    undisturbed.py  the run to compare with     kept.py      tables and dead letters
    case.py         all of it, in order         report.py    counts and violations
"""

from collections.abc import Collection

from streams.settings import Settings
from tests.faults import arrivals, kept, proofs
from tests.faults.case import Case, open_case
from tests.faults.reading import Evidence, gather
from tests.faults.report import Counts, Report


def check(settings: Settings, poison: Collection[str] = ()) -> Report:
    """Read everything, and prove the promises or say what breaks them.

    Args:
        settings: Of the installation; its workers must have ended.
        poison: Uris of sound articles that may lie with the dead letters all the same.
    """
    return check_evidence(settings, gather(settings), poison)


def check_evidence(settings: Settings, evidence: Evidence, poison: Collection[str] = ()) -> Report:
    """As `check`, for what has been read already."""
    case = open_case(settings, evidence, poison)
    violations = [
        *arrivals.unread(case),
        *arrivals.contents(case),
        *proofs.unjudged(case),
        *proofs.identities(case),
        *proofs.contradictions(case),
        *proofs.references(case),
        *proofs.same_as_replay(case),
        *proofs.in_order(case),
        *proofs.committed(case),
        *kept.tables(case),
        *kept.letters(case),
    ]
    return Report(_count(case), violations)


def _count(case: Case) -> Counts:
    evidence = case.evidence
    versions = {one.event_id for one in case.printed}
    different = {(record.topic, record.key, record.value) for record in evidence.verdicts}
    articles = len(evidence.raw) - len(case.in_letters[evidence.names.raw])
    by_desk = [[r for r in evidence.changelog if r.partition == number] for number in case.calm.tables]
    return Counts(
        raw=len(evidence.raw),
        articles=len(versions),
        fingerprints=len(evidence.fingerprints),
        fingerprint_repeats=max(0, len(case.printed) - articles),
        verdicts=len(evidence.verdicts),
        verdict_repeats=len(evidence.verdicts) - len(different),
        forgotten=sum(len(many) - 1 for many in case.calm.judged.values()),
        deadletters=len(evidence.letters),
        deadletter_repeats=len(evidence.letters) - len({record.value for record in evidence.letters}),
        changelog=len(evidence.changelog),
        tombstones=sum(record.value is None for record in evidence.changelog),
        window=sum(map(len, case.calm.tables.values())),
        undeleted=sum(len(kept.undeleted(records)) for records in by_desk),
    )
