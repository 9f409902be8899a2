"""What an item's own labels call it, and which of two versions is the later."""

import pytest

from schemas import ArticleRef
from streams.detection import fingerprint
from streams.detection.lineage import marked, order
from tests.support.desks import article


@pytest.mark.parametrize(
    ("headline", "mark"),
    [
        ("CORRECTED-Dam opens spillways", "correction"),
        ("(CORRECTED) - Dam opens spillways", "correction"),
        ("Dam opens spillways (corrected)", "correction"),
        ("Korrektur: Damm geöffnet", "correction"),
        ("(更正) 大坝开闸", "correction"),
        ("REFILE-Dam opens spillways", "correction"),
        ("CORRECTED-UPDATE 2-Dam opens spillways", "correction"),
        ("RPT-UPDATE 1-Dam opens spillways", "repeat"),
        ("Wiederholung/Damm geöffnet", "repeat"),
        ("UPDATE 3-Dam opens spillways", "update"),
        ("Correction on Marrow exchange deepens", None),
        ("Repeat-offender jailed for dam theft", None),
        ("Marrow bank <RPT> downgraded", None),
        ("Minister corrects dam figure", None),
        ("Farrant adds two to dam crew", None),
        ("Update-Probleme am Damm", None),
    ],
)
def test_headlines(headline: str, mark: str | None) -> None:
    """A mark stands where labels stand; elsewhere the word is news."""
    assert marked(fingerprint(article("x", "Body.", headline=headline))) == mark


@pytest.mark.parametrize(
    ("slug", "mark"),
    [
        ("MARROW-DAM-CORRECTED", "correction"),
        ("CORRECTION---MARROW-DAM", "correction"),
        ("MARROW-DAM/RPT", "repeat"),
        ("MARROW-DAM 2NDLD", "update"),
        ("Marrow Dam, 1st Ld-Writethru", "update"),
        ("MARROW-DAM-UPDATE 1", "update"),
        ("MARKETS-CORRECTION", None),
        ("FED-ADDS-RESERVES", None),
        ("MINISTER-REPEATS-THREAT", None),
    ],
)
def test_slug_lines(slug: str, mark: str | None) -> None:
    """Of slug lines too only the ends are labels, and they hold no verbs."""
    assert marked(fingerprint(article("x", "Body.", slugline=slug))) == mark


@pytest.mark.parametrize(
    ("note", "mark"),
    [
        ("CORRECTS number in para 2 to 12 sted 21", "correction"),
        ("Eds: SUBS 3rd graf to CORRECT spelling", "correction"),
        ("Adds quote, corrects age", "correction"),
        ("Eds: spelling of Farrant is correct", None),
        ("Farrant (correct) is the engineer", None),
        ("RPT for all clients", "repeat"),
        ("Adds quotes from water board", "update"),
        ("Eds: LEADS with 6 grafs to UPDATE toll; picks up 3rd graf pvs, `He would correct...'", "update"),
        ("For release at noon", None),
    ],
)
def test_notes_to_editors(note: str, mark: str | None) -> None:
    """A note is read whole, verbs and all, without what it quotes."""
    assert marked(fingerprint(article("x", "Body.", ednote=note))) == mark


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (("2", None), ("1", None), "later"),
        (("9", None), ("10", None), "earlier"),
        (("1.10", None), ("1.9", None), "later"),
        (("2", 5.0), ("2", 9.0), "same"),
        (("2", 9.0), ("3", 5.0), "earlier"),
        (("b", 5.0), ("a", 9.0), "earlier"),
        ((None, 9.0), ("7", 5.0), "later"),
        ((None, None), ("7", 5.0), None),
    ],
)
def test_order(
    ours: tuple[str | None, float | None], theirs: tuple[str | None, float | None], said: str | None
) -> None:
    """Versions that are numbers tell; else dates; else nothing."""
    one = fingerprint(article("x", "Body.", version=ours[0], created=ours[1]))
    assert order(one, ArticleRef(uri="x", version=theirs[0]), theirs[1]) == said
