"""Settings from WIRE_* variables, and the command that lists them."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.commands.settings import markdown_table, rows
from streams.errors import SettingsError
from streams.settings import Settings, broker_given, environment
from tests.support.cli import copytaster

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


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
        ("WIRE_DESKS", "0", "WIRE_DESKS: must be at least 1"),
        ("WIRE_DESKS", "many", "WIRE_DESKS: Expected `int`"),
        ("WIRE_WINDOW_DAYS", "0", "WIRE_WINDOW_DAYS: must be more than 0"),
        ("WIRE_WINDOW_ARTICLES", "2000000", "WIRE_WINDOW_ARTICLES: must be at most 1,900,000"),
        ("WIRE_PREFIX", "a b", "WIRE_PREFIX: "),
        ("WIRE_LOG_FORMAT", "xml", "WIRE_LOG_FORMAT: "),
        ("WIRE_DESK_OF_LANGUAGE", "{de: 1}", "WIRE_DESK_OF_LANGUAGE is no JSON"),
        ("WIRE_DESK_OF_LANGUAGE", '{"de": 1}', "desk 1, but there are 1"),
        ("WIRE_BROKERS", " ,", "WIRE_BROKERS names no server"),
        ("WIRE_MAX_MESSAGE_BYTES", "99999", "WIRE_MAX_MESSAGE_BYTES: must be at least 100,000"),
        ("WIRE_WEB_PORTS", "80", "unknown setting WIRE_WEB_PORTS: did you mean WIRE_WEB_PORT?"),
        ("WIRE_RAW_PORT", "9092", "unknown setting WIRE_RAW_PORT"),
        ("WIRE_DESK", "2", "unknown setting WIRE_DESK: did you mean WIRE_DESKS?"),
    ],
)
def test_nonsense(variable: str, value: str, said: str) -> None:
    """What makes no sense is refused, and the message names the variable."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        Settings.from_env({variable: value})


@pytest.mark.parametrize("service", ["WIRE_", "WIRE_KAFKA_", "WIRE_WEB_"])
def test_service_links(service: str) -> None:
    """What Kubernetes says of services that are called wire, wire-kafka or wire-web is no setting."""
    links = {
        "SERVICE_HOST": "10.0.0.7",
        "SERVICE_PORT": "9092",
        "SERVICE_PORT_CLIENTS": "9092",
        "PORT": "tcp://10.0.0.7:9092",
        "PORT_9092_TCP": "tcp://10.0.0.7:9092",
        "PORT_9092_TCP_PROTO": "tcp",
        "PORT_9092_TCP_PORT": "9092",
        "PORT_9092_TCP_ADDR": "10.0.0.7",
        "PORT_53_UDP": "udp://10.0.0.7:53",
    }
    environ = {service + name: value for name, value in links.items()}
    assert Settings.from_env(environ | {"WIRE_DESKS": "3"}) == Settings(desks=3)


def test_servers() -> None:
    """The brokers are one setting for all clients, spaces and a last comma do no harm."""
    assert Settings(brokers="one:9092, two:9092 ,").servers == ["one:9092", "two:9092"]
    assert Settings().servers == ["localhost:9092"]


def test_an_empty_map() -> None:
    """What Compose passes on of a variable that is not set is no map, and no error."""
    assert Settings.from_env({"WIRE_DESK_OF_LANGUAGE": ""}) == Settings()


def test_compose_passes_settings_on_with_their_defaults() -> None:
    """Without variables the containers have the defaults, and what decides verdicts and sizes can be set."""
    passed = yaml.safe_load(COMPOSE.read_text())["x-copytaster"]["environment"]
    plain = {name: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for name, value in passed.items()}
    assert Settings.from_env(plain) == Settings(brokers="kafka:19092", web_port=8080)
    deciding = ("desk_of_language", "window_days", "window_articles", "window_tokens", "max_message_bytes")
    for name in (f"WIRE_{name.upper()}" for name in (*deciding, "monitor_interval", "desks")):
        assert passed[name].startswith(f"${{{name}:-")


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
