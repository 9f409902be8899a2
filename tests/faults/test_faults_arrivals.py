"""The checker tells contents apart by a digest that it makes itself, not by the one that it finds."""

from dataclasses import replace
from importlib import import_module

import orjson
import pytest

from streams.settings import Settings
from streams.wire import Article
from tests.faults.checker import check, check_evidence
from tests.faults.reading import gather
from tests.faults.report import Kind
from tests.faults.written import Written, install
from tests.support import made_wire

pytestmark = pytest.mark.kafka

CONTENT = ("provider", "headline", "body", "slugline", "ednote", "pubstatus", "evolvedfrom")
DECLARED = {"slugline": "GOATS", "ednote": "Adds byline", "pubstatus": "usable", "evolvedfrom": "urn:made:0"}
MODULE = import_module("streams.detection.fingerprint")  # by its full name: the package has its function's


def test_all_that_the_digest_is_made_of_may_be_there(settings: Settings) -> None:
    """The checker makes the digest of every part as the workers do."""
    item = orjson.loads(made_wire.lines(1)[0]) | DECLARED
    report = check(install(settings, [(None, orjson.dumps(item))], lambda _: None))
    assert report.ok, str(report)


@pytest.mark.parametrize("part", CONTENT)
def test_a_digest_without_a_part_of_the_content_is_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Though all else agrees with it: identities, verdicts and tables are made of the digest as it is."""
    item = orjson.loads(made_wire.lines(1)[0]) | DECLARED
    honest = vars(MODULE)["_digest"]

    def forgetful(article: Article) -> bytes:
        digest: bytes = honest(replace(article, **{part: None}))
        return digest

    monkeypatch.setattr(MODULE, "_digest", forgetful)
    report = check(install(settings, [(None, orjson.dumps(item))], lambda _: None))
    assert Kind.IDENTITY in report.kinds(), str(report)


@pytest.mark.parametrize("differing", ["body_text", "headline"])
def test_articles_of_one_name_do_not_stand_in_for_each_other(settings: Settings, differing: str) -> None:
    """Two contents under one uri and version, which Kafka got in one batch, at one time: one is lost."""
    item = orjson.loads(made_wire.lines(1)[0])
    other = item | {differing: item[differing].replace(" ", " indeed ", 1)}

    def lose(written: Written) -> None:
        for messages in (written.fingerprints, written.changelog):
            del messages[1:]
        written.new, written.rewrite = written.new[:1], []

    own = install(settings, [(None, orjson.dumps(one)) for one in (item, other)], lose)
    evidence = gather(own)
    at = evidence.raw[0].timestamp
    at_once = replace(evidence, raw=[record._replace(timestamp=at) for record in evidence.raw])
    assert list(check_evidence(own, at_once).kinds()) == [Kind.LOST]
