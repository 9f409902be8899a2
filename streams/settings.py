"""Every setting, from `WIRE_*` environment variables.  The only reader of these variables.

`Settings.from_env(os.environ)` gives a frozen, checked object; an unknown or impossible variable is a
SettingsError.  Kubernetes describes its services in variables of that kind too: those are passed over.
`copytaster settings` prints the table that docs/operating.md shows.
"""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from streams.errors import SettingsError

PREFIX = "WIRE_"
_LINK_NAME: Final = re.compile(
    r"WIRE_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)"
)
_LINK_VALUE: Final = re.compile(r"(tcp|udp|sctp)://.*")
"""Variables of a Kubernetes service whose name begins with "wire", and the value of its `..._PORT`."""

_BOUND: Final = re.compile(r"Expected `(?:int|float)` (>=|>|<=|<) (\S+)")
_LIMITS: Final = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
"""What msgspec says of a number beyond its bounds, and what people do."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings; the field `foo_bar` is the variable `WIRE_FOO_BAR`."""

    brokers: Annotated[
        str, Meta(min_length=1, description="Kafka bootstrap servers, host:port, comma-separated")
    ] = "localhost:9092"
    prefix: Annotated[
        str,
        Meta(
            pattern=r"^[a-zA-Z0-9._-]{0,100}$",
            description="put before all topic and group names, to keep installations on one cluster apart",
        ),
    ] = ""
    raw_partitions: Annotated[
        int, Meta(ge=1, le=1000, description="partitions of wire.raw: how far fingerprinting scales out")
    ] = 4
    desks: Annotated[
        int, Meta(ge=1, le=1000, description="partitions of wire.fingerprints: one desk each")
    ] = 1
    desk_of_language: Annotated[
        dict[str, int],
        Meta(description='JSON map of primary language tag to desk, e.g. {"de": 1}; others go to desk 0'),
    ] = {}
    replication: Annotated[int, Meta(ge=1, le=10, description="replication factor of created topics")] = 1
    window_days: Annotated[
        float, Meta(gt=0, le=366, description="how long an article stays in the window, in event time")
    ] = 30.0
    window_articles: Annotated[
        int, Meta(ge=100, le=1_900_000, description="articles a desk's window holds at most")
    ] = 200_000
    window_tokens: Annotated[
        int, Meta(ge=100_000, description="words that a desk's window holds at most")
    ] = 60_000_000
    max_message_bytes: Annotated[
        int, Meta(ge=100_000, description="largest message read from wire.raw; larger ones are dead letters")
    ] = 4_000_000
    deadletter_share: Annotated[
        float,
        Meta(gt=0, le=1, description="a worker stops when more of its last messages were unreadable"),
    ] = 0.5
    deadletter_sample: Annotated[
        int, Meta(ge=10, description="how many last messages that share is taken over")
    ] = 1000
    attempts: Annotated[
        int,
        Meta(ge=1, le=100, description="how often a message may end a worker before it is a dead letter"),
    ] = 3
    monitor_interval: Annotated[
        float, Meta(gt=0, description="seconds between snapshots on wire.monitor")
    ] = 5.0
    stall_timeout: Annotated[
        float, Meta(ge=5, description="seconds without progress after which a worker exits")
    ] = 60.0
    session_timeout: Annotated[
        float, Meta(ge=6, description="seconds after which Kafka gives a dead worker's partitions away")
    ] = 10.0
    data_dir: Annotated[
        str, Meta(description="folder for Faust's own files; nothing in it needs to be kept")
    ] = "var"
    web_port: Annotated[
        int, Meta(ge=0, le=65535, description="port of /health and /ready; 0: no web server")
    ] = 0
    log_format: Annotated[
        Literal["auto", "json", "console"], Meta(description="auto: console on a terminal, else JSON")
    ] = "auto"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="least severity that is logged")
    ] = "info"

    def __post_init__(self) -> None:
        """Check what a field's type does not say."""
        if not self.servers:
            raise SettingsError(
                "WIRE_BROKERS names no server: give host:port, several of them comma-separated"
            )
        for language, desk in self.desk_of_language.items():
            if not 0 <= desk < self.desks:
                raise SettingsError(
                    f"WIRE_DESK_OF_LANGUAGE sends {language!r} to desk {desk}, but there are {self.desks}"
                    f" desks (0 to {self.desks - 1}): change it or WIRE_DESKS"
                )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read WIRE_* variables; raises SettingsError naming the variable."""
        values: dict[str, object] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX) or _is_service_link(name, text):
                continue
            field = name[len(PREFIX) :].lower()
            if field not in cls.__struct_fields__:
                raise SettingsError(_unknown(name, cls.__struct_fields__))
            values[field] = _json(name, text) if field == "desk_of_language" else text
        try:
            return msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(_explain(error)) from error

    def to_env(self) -> dict[str, str]:
        """The variables that give another process these settings: `from_env` read backwards."""
        values = ((field, getattr(self, field)) for field in self.__struct_fields__)
        return {
            PREFIX + field.upper(): value if isinstance(value, str) else msgspec.json.encode(value).decode()
            for field, value in values
        }

    @property
    def servers(self) -> list[str]:
        """The bootstrap servers, host:port each."""
        return [server for part in self.brokers.split(",") if (server := part.strip())]

    def desk_for(self, language: str | None) -> int:
        """The partition of wire.fingerprints that judges articles of this language."""
        primary = (language or "").lower().replace("_", "-").split("-")[0]
        return self.desk_of_language.get(primary, 0)


def broker_given(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether WIRE_BROKERS names a Kafka; if not, `copytaster demo` and `up` bring their own."""
    return PREFIX + "BROKERS" in environ


def environment(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for another process of ours: this one's, with `settings` in place of its WIRE_*."""
    others = {name: value for name, value in environ.items() if not name.startswith(PREFIX)}
    return others | settings.to_env()


def _is_service_link(name: str, text: str) -> bool:
    """Whether Kubernetes set this variable to say where a service is; nobody meant it as a setting."""
    return bool(_LINK_NAME.fullmatch(name) or (name.endswith("_PORT") and _LINK_VALUE.fullmatch(text)))


def _json(name: str, text: str) -> object:
    """The JSON in a variable; where there is nothing, as Compose passes an unset one on, an empty map."""
    try:
        return msgspec.json.decode(text or "{}")
    except msgspec.DecodeError as error:
        raise SettingsError(f'{name} is no JSON ({error}): give a map like {{"de": 1}}') from error


def _unknown(name: str, fields: tuple[str, ...]) -> str:
    known = [PREFIX + field.upper() for field in fields]
    near = get_close_matches(name, known, n=1)
    hint = f": did you mean {near[0]}?" if near else ". Known: " + ", ".join(known)
    return f"unknown setting {name}{hint}"


def _explain(error: msgspec.ValidationError) -> str:
    text = str(error)
    what, _, where = text.partition(" - at `$.")
    if bound := _BOUND.fullmatch(what):
        what = f"must be {_LIMITS[bound[1]]} {float(bound[2]):,.10g}"
    field = where.split("`")[0].split(".")[0].split("[")[0]
    return f"{PREFIX}{field.upper()}: {what}" if field else text
