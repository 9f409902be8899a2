"""What `copytaster feed` does before Kafka: keys, pace, wrong usage."""

import time
from pathlib import Path

import pytest

from streams.commands.feed import key_of, paced
from streams.commands.inputs import Item
from streams.sample import articles, truth
from tests.support.cli import copytaster, objects


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b'{"uri": "urn:a", "headline": 1}', b"urn:a"),
        ('{"uri": "urn:ä"}'.encode(), "urn:ä".encode()),
        (b'{"uri": 7}', None),
        (b'{"headline": "x"}', None),
        (b"[1]", None),
        (b"{broken", None),
        (b"\xff\xfe", None),
        (b'{"uri": "\\ud800"}', "\ufffd".encode()),
        (b'{"guid": "urn:g"}', b"urn:g"),
        (b'{"uri": " ", "guid": "urn:g"}', b"urn:g"),
        (b'{"uri": "urn:a", "guid": "urn:g"}', b"urn:a"),
        (b'\xef\xbb\xbf {"uri": "urn:a"}', b"urn:a"),
        (b'{"uri": "%s"}' % (b"a" * 2001), None),
    ],
)
def test_key(data: bytes, key: bytes | None) -> None:
    """The key is the uri that the article will have; what is none has no key, and is sent all the same."""
    assert key_of(data) == key


def test_pace() -> None:
    """Items come no sooner than the rate allows; the first comes at once."""
    items = [Item(b"", "x", number) for number in range(5)]
    started = time.monotonic()
    passed = [time.monotonic() - started for _ in paced(items, rate=20)]
    assert passed[0] < 0.05
    assert all(at >= number / 20 for number, at in enumerate(passed))


def test_no_rate() -> None:
    """Without a rate, items pass as they are."""
    items = [Item(b"x", "x", number) for number in range(1000)]
    assert list(paced(items, None)) == items


def test_wrong_usage(tmp_path: Path) -> None:
    """A file that is not there and a folder without articles are wrong usage; Kafka is not even asked."""
    for path, said in ((tmp_path / "nowhere.jsonl", "there is no"), (tmp_path, "no .json")):
        done = copytaster("feed", path, WIRE_BROKERS="127.0.0.1:1")
        assert done.returncode == 2
        assert said in " ".join(done.stderr.decode().split())


def test_sample() -> None:
    """`sample` writes the bundled articles, one a line, and with --truth what is right of each."""
    assert objects(copytaster("sample").stdout) == articles()
    known = objects(copytaster("sample", "--truth").stdout)
    assert [line["article"] for line in known] == list(truth())
    assert {line["truth"]["verdict"] for line in known} == {"new_story", "rewrite"}
