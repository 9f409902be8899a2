"""Reading articles from files."""

import gzip
from pathlib import Path

import orjson
import pytest

from streams.commands.inputs import Inputs, files_under
from streams.errors import CopytasterError
from tests.support.cli import write_lines

A, B = b'{"uri": "a"}', b'{"uri": "b"}'


def read(*paths: Path) -> list[bytes]:
    """All items as bytes."""
    return [item.data for item in Inputs(paths)]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.json", "x.json.gz", "x.txt"])
def test_lines(tmp_path: Path, name: str) -> None:
    """Files hold one item a line, whatever they are called, compressed or not."""
    assert read(write_lines(tmp_path / name, [A, B])) == [A, B]


def test_gzip_is_recognised_by_its_bytes(tmp_path: Path) -> None:
    """A compressed file may have any name."""
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(A))
    assert read(path) == [A]


def test_bytes_are_left_alone(tmp_path: Path) -> None:
    """An item is its bytes: only the line's end is taken away."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(b' {"uri": "a"} \r\n\xff\xfe not JSON\n{"last": 1}')
    assert read(path) == [b' {"uri": "a"} ', b"\xff\xfe not JSON", b'{"last": 1}']


@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_positions(tmp_path: Path, name: str) -> None:
    """Items know their file and line; blank lines count as lines, and are no items."""
    path = write_lines(tmp_path / name, [b"", A, b"  \t", B])
    assert [(item.source, item.line) for item in Inputs([path])] == [(str(path), 2), (str(path), 4)]


def test_pretty_printed_document(tmp_path: Path) -> None:
    """A .json file may be one document over several lines."""
    article = {"uri": "a", "headline": "b"}
    path = tmp_path / "x.json"
    path.write_bytes(orjson.dumps(article, option=orjson.OPT_INDENT_2) + b"\n")
    assert [orjson.loads(data) for data in read(path)] == [article]


def test_broken_document_is_lines(tmp_path: Path) -> None:
    """A .json file that is no document is taken line by line: nothing of it is dropped."""
    path = tmp_path / "x.json"
    path.write_bytes(b"{broken\n" + A + b"\n")
    assert read(path) == [b"{broken", A]


def test_document_under_any_name(tmp_path: Path) -> None:
    """Where one document is expected, it may come under a name that does not say so."""
    path = tmp_path / "63"
    path.write_bytes(orjson.dumps({"uri": "a"}, option=orjson.OPT_INDENT_2))
    assert [orjson.loads(item.data) for item in Inputs([path], document=True)] == [{"uri": "a"}]


def test_damaged_gzip(tmp_path: Path) -> None:
    """A file that breaks off gives what can be read, then an error with its name and line."""
    path = write_lines(tmp_path / "x.jsonl.gz", [b"%d" % number for number in range(50_000)])
    path.write_bytes(path.read_bytes()[:-2000])
    items = iter(Inputs([path]))
    read_well = []
    with pytest.raises(CopytasterError, match=r"x\.jsonl\.gz is damaged after line \d{4,}: ") as error:
        read_well.extend(item.line for item in items)
    assert f"after line {read_well[-1]}:" in str(error.value)


def test_progress(tmp_path: Path) -> None:
    """The bytes that were read end up as the size of all files."""
    paths = [write_lines(tmp_path / name, [A, B] * 1000) for name in ("a.jsonl", "b.jsonl.gz")]
    inputs = Inputs(paths)
    seen = [inputs.read_bytes for _ in inputs]
    assert seen == sorted(seen)
    assert inputs.read_bytes == inputs.total_bytes == sum(path.stat().st_size for path in paths)


def test_folder(tmp_path: Path) -> None:
    """A folder stands for its article files and those of its subfolders, by name."""
    (tmp_path / "day2").mkdir()
    for name in ("b.jsonl", "a.json.gz", "day2/c.ndjson", "notes.txt", ".hidden.json"):
        (tmp_path / name).touch()
    assert files_under(tmp_path) == [tmp_path / name for name in ("a.json.gz", "b.jsonl", "day2/c.ndjson")]
    assert files_under(tmp_path / "notes.txt") == [tmp_path / "notes.txt"]
