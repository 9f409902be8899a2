"""Settings from WIRE_* variables, and the command that lists them."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.commands.settings import markdown_table, rows
from streams.errors import SettingsError
from streams.settings import Settings, broker_given, environment
from tests.support.cli import copytaster


def test_defaults() -> None:
    """Without variables, every setting has its default; other variables do not matter."""
    assert Settings.from_env({"PATH": "/bin"}) == Settings()


def test_values() -> None:
    """Variables become values of the right type."""
    settings = Settings.from_env(
        {"WIRE_DESKS": "3", "WIRE_WINDOW_DAYS": "2.5", "WIRE_DESK_OF_LANGUAGE": '{"de": 2}'}
    )
    assert (settings.desks, settings.window_days, settings.desk_for("de-AT")) == (3, 2.5, 2)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("WIRE_DESKS", "0", "WIRE_DESKS: Expected `int` >= 1"),
        ("WIRE_DESKS", "many", "WIRE_DESKS: Expected `int`"),
        ("WIRE_PREFIX", "a b", "WIRE_PREFIX: "),
        ("WIRE_LOG_FORMAT", "xml", "WIRE_LOG_FORMAT: "),
        ("WIRE_DESK_OF_LANGUAGE", "{de: 1}", "WIRE_DESK_OF_LANGUAGE is no JSON"),
        ("WIRE_DESK_OF_LANGUAGE", '{"de": 1}', "desk 1, but there are 1"),
        ("WIRE_DESK", "2", "unknown setting WIRE_DESK: did you mean WIRE_DESKS?"),
    ],
)
def test_nonsense(variable: str, value: str, said: str) -> None:
    """What makes no sense is refused, and the message names the variable."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        Settings.from_env({variable: value})


@given(
    st.builds(
        Settings,
        prefix=st.text("abc.-_", max_size=9),
        desks=st.integers(2, 9),
        desk_of_language=st.dictionaries(st.sampled_from(["de", "fr"]), st.integers(0, 1)),
        window_days=st.floats(0.001, 366),
        log_level=st.sampled_from(["debug", "error"]),
    )
)
def test_to_another_process(settings: Settings) -> None:
    """Settings given to another process arrive as they were, whatever stood in this one's environment."""
    given_on = environment(settings, {"WIRE_PREFIX": "old.", "WIRE_GONE": "x", "PATH": "/bin"})
    assert given_on["PATH"] == "/bin"
    assert Settings.from_env(given_on) == settings


def test_broker_given() -> None:
    """Only WIRE_BROKERS says that there is a Kafka already."""
    assert broker_given({"WIRE_BROKERS": "kafka:9092"})
    assert not broker_given({"WIRE_PREFIX": "x"})


def test_every_setting_is_explained() -> None:
    """Every setting has a row with its variable, default and meaning."""
    table = list(rows(Settings()))
    assert [row.variable for row in table] == [f"WIRE_{name.upper()}" for name in Settings.__struct_fields__]
    assert all(row.meaning for row in table)
    assert all(row.value == row.default for row in table)


def test_markdown() -> None:
    """The table of the docs gives bounds and choices too."""
    table = markdown_table()
    assert len(table.splitlines()) == 2 + len(Settings.__struct_fields__)
    assert re.search(r"\| `WIRE_DESKS` \| `1` \| at least 1, at most 1,000 \| partitions of", table)
    assert re.search(r"\| `WIRE_LOG_FORMAT` \| `auto` \| `auto`, `console`, `json` \|", table)


def test_command() -> None:
    """`copytaster settings` shows what counts here."""
    told = copytaster("settings", WIRE_PREFIX="paris.").stdout.decode()
    assert re.search(r"WIRE_PREFIX +paris\. ", told)
    assert (
        copytaster("settings", "--markdown", WIRE_PREFIX="paris.").stdout.decode() == markdown_table() + "\n"
    )
    assert msgspec.structs.asdict(Settings()).keys() == {
        name.lower() for name in re.findall(r"^WIRE_(\w+)", told, re.MULTILINE)
    }
