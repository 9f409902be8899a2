"""Settings -> topics on the broker: made, checked, never changed.

A topic that is missing at its start leaves a Faust worker alive and idle for ever, and a topic with another
partition count than its table loses the order of a desk.  So topics are made before any worker starts and
checked by every worker at its start.  A topic that has the wrong shape is never altered: its data would be
cut in two ways.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from streams.errors import BrokerError, TopicsError
from streams.settings import Settings
from streams.topics import Topic, topics

CONNECT_S: Final = 30.0
CHECKED_CONFIGS: Final = (
    "cleanup.policy",
    "max.message.bytes",
    "message.timestamp.type",
    "min.insync.replicas",
)
"""What the guarantees rest on; retention and the rest are the operator's to change."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Names of the topics that `create_topics` made and that it found."""

    created: tuple[str, ...]
    present: tuple[str, ...]


def wait_for_broker(settings: Settings, timeout: float = CONNECT_S) -> None:
    """Return as soon as the broker answers; raises BrokerError after `timeout` seconds."""
    with _admin(settings, timeout):
        pass


def create_topics(settings: Settings, timeout: float = CONNECT_S) -> Outcome:
    """Make the topics that are missing; safe to run again and from several places at once.

    Raises:
        TopicsError: a topic is there with another shape, or the broker refuses to make one.  Nothing is made
            where a topic has the wrong shape.
        BrokerError: the broker does not answer within `timeout` seconds.
    """
    wanted = topics(settings)
    with _admin(settings, timeout) as admin:
        found = _describe(admin, wanted)
        wrong = _wrong_shapes(settings, wanted, found)
        if wrong:
            raise TopicsError("\n".join(wrong))
        missing = [topic for topic in wanted if topic.name not in found]
        created = _create(admin, missing, settings.replication) if missing else ()
    present = tuple(topic.name for topic in wanted if topic.name not in created)
    return Outcome(created, present)


def check_topics(settings: Settings, timeout: float = CONNECT_S) -> list[str]:
    """What is wrong with the topics, one sentence each; empty when all is well.

    Raises:
        BrokerError: the broker does not answer within `timeout` seconds.
    """
    wanted = topics(settings)
    with _admin(settings, timeout) as admin:
        found = _describe(admin, wanted)
    wrong = _wrong_shapes(settings, wanted, found)
    first = "set right what is said above, then " if wrong else ""  # `create` makes nothing before
    missing = [
        f"topic {topic.name} is missing: {first}run `copytaster topics create`"
        for topic in wanted
        if topic.name not in found
    ]
    return wrong + missing


@dataclass(frozen=True, slots=True)
class _Found:
    partitions: int
    config: Mapping[str, str]


@contextmanager
def _admin(settings: Settings, timeout: float) -> Iterator[KafkaAdminClient]:
    """A connected client; Kafka's errors leave as ours."""
    try:
        client = KafkaAdminClient(
            bootstrap_servers=settings.servers,
            bootstrap_timeout_ms=round(timeout * 1000),
            client_id="copytaster-admin",
        )
    except (KafkaError, OSError, ValueError) as error:
        raise BrokerError(
            f"no Kafka answers at {settings.brokers} within {timeout:g} s ({error}):"
            " start it or set WIRE_BROKERS"
        ) from error
    try:
        yield client
    except KafkaError as error:
        raise BrokerError(f"Kafka at {settings.brokers} fails: {error}. Its own log says more") from error
    finally:
        client.close()


def _describe(admin: KafkaAdminClient, wanted: tuple[Topic, ...]) -> dict[str, _Found]:
    """The wanted topics that exist, by name; one that is just being deleted has no configuration any more."""
    described = admin.describe_topics([topic.name for topic in wanted])
    partitions = {t["name"]: len(t["partitions"]) for t in described if t["error_code"] == 0}
    if not partitions:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name, list(CHECKED_CONFIGS)) for name in partitions]
    configs = admin.describe_configs(resources, config_filter="all")["topic"]
    return {
        name: _Found(count, {key: entry["value"] for key, entry in configs[name].items()})
        for name, count in partitions.items()
        if configs.get(name)
    }


def _wrong_shapes(settings: Settings, wanted: tuple[Topic, ...], found: Mapping[str, _Found]) -> list[str]:
    return [
        problem
        for topic in wanted
        if topic.name in found
        for problem in _differences(topic, found[topic.name], ",".join(settings.servers))
    ]


def _differences(topic: Topic, found: _Found, servers: str) -> Iterator[str]:
    def remedy(name: str) -> str:
        return (
            f"set it with `kafka-configs.sh --bootstrap-server {servers} --alter --entity-type topics"
            f" --entity-name {topic.name} --add-config {name}={topic.config()[name]}`"
        )

    if found.partitions != topic.partitions:
        yield (
            f"topic {topic.name} has {found.partitions} partitions, the settings ask for {topic.partitions}:"
            " set WIRE_RAW_PARTITIONS and WIRE_DESKS to what is there, or delete the topic, or use another"
            " WIRE_PREFIX"
        )
    policy = found.config["cleanup.policy"]
    if policy != topic.config()["cleanup.policy"]:
        yield (
            f"topic {topic.name} has cleanup.policy={policy}, it must be {topic.config()['cleanup.policy']}:"
            f" {remedy('cleanup.policy')}"
        )
    clock = found.config["message.timestamp.type"]
    if clock != topic.config()["message.timestamp.type"]:
        yield (
            f"topic {topic.name} has message.timestamp.type={clock}, it must be"
            f" {topic.config()['message.timestamp.type']}: {remedy('message.timestamp.type')}"
        )
    insync = int(found.config["min.insync.replicas"])
    if insync < topic.min_insync:
        yield (
            f"topic {topic.name} has min.insync.replicas={insync}, it must be at least {topic.min_insync}:"
            f" {remedy('min.insync.replicas')}, or set WIRE_REPLICATION to what the topics have"
        )
    size = int(found.config["max.message.bytes"])
    if size < topic.max_message_bytes:
        yield (
            f"topic {topic.name} has max.message.bytes={size}, it must be at least {topic.max_message_bytes}:"
            f" {remedy('max.message.bytes')}, or lower WIRE_MAX_MESSAGE_BYTES"
        )


def _create(admin: KafkaAdminClient, missing: list[Topic], replication: int) -> tuple[str, ...]:
    """Make topics and wait until they have leaders; another process may be quicker with some."""
    request: dict[str, Any] = {
        topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": replication,
            "configs": topic.config(),
        }
        for topic in missing
    }
    answers = admin.create_topics(request, raise_errors=False)["topics"]
    refused = [a for a in answers if a["error_code"] not in {0, TopicAlreadyExistsError.errno}]
    if refused:
        raise TopicsError(
            "\n".join(f"topic {a['name']} cannot be made: {a['error_message']}" for a in refused)
        )
    admin.wait_for_topics(list(request))
    return tuple(a["name"] for a in answers if a["error_code"] == 0)
