"""Topics on a real Kafka: made once, checked, never changed."""

import secrets

import msgspec
import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from streams.errors import BrokerError, TopicsError
from streams.settings import Settings
from streams.topics import Names, topics
from streams.workers.admin import check_topics, create_topics, wait_for_broker
from tests.support.workers import wait_until

pytestmark = pytest.mark.kafka


def changed(settings: Settings, **fields: object) -> Settings:
    """The same settings but for these fields."""
    return msgspec.structs.replace(settings, **fields)


def names(broker: str) -> set[str]:
    """All topics of the broker."""
    with KafkaAdminClient(bootstrap_servers=broker) as admin:
        return set(admin.list_topics())


def delete(settings: Settings, topic: str) -> None:
    """Delete a topic and wait until the broker no longer names it."""
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        admin.delete_topics([topic])
    wait_until(lambda: topic not in names(settings.brokers), what=f"{topic} to be gone")


def test_creating_again_changes_nothing(settings: Settings) -> None:
    """A second create finds every topic, makes none, and the check is content."""
    outcome = create_topics(settings)
    assert outcome.created == ()
    assert outcome.present == tuple(topic.name for topic in topics(settings))
    assert check_topics(settings) == []


def test_only_missing_topics_are_made(settings: Settings) -> None:
    """A topic that went missing is named by the check and made by the next create."""
    lost = Names(settings.prefix).deadletter
    delete(settings, lost)
    assert check_topics(settings) == [f"topic {lost} is missing: run `copytaster topics create`"]
    assert create_topics(settings).created == (lost,)
    assert check_topics(settings) == []


def test_wrong_partition_count_is_refused(settings: Settings) -> None:
    """Another partition count is an error that names both counts, and then nothing is made at all."""
    raw, lost = Names(settings.prefix).raw, Names(settings.prefix).monitor
    delete(settings, lost)
    other = changed(settings, raw_partitions=5)
    with pytest.raises(TopicsError, match=f"{raw} has 2 partitions, the settings ask for 5") as caught:
        create_topics(other)
    assert str(caught.value) in check_topics(other)
    assert lost not in names(settings.brokers)


def test_too_small_messages_are_a_problem(settings: Settings) -> None:
    """A topic that takes smaller messages than ours is a problem; one that takes larger ones is not."""
    larger = check_topics(changed(settings, max_message_bytes=settings.max_message_bytes + 1))
    assert any("max.message.bytes=4000000, it must be at least 4000001" in problem for problem in larger)
    assert check_topics(changed(settings, max_message_bytes=100_000)) == []


def test_messages_on_too_few_replicas_are_a_problem(settings: Settings) -> None:
    """All replicas but one must have a message: made so, and checked on topics that are there."""
    assert all(topic.config()["min.insync.replicas"] == "1" for topic in topics(settings))
    three = changed(settings, replication=3)
    assert all(topic.config()["min.insync.replicas"] == "2" for topic in topics(three))
    problems = check_topics(three)
    assert len(problems) == len(topics(settings))
    assert all("min.insync.replicas=1, it must be at least 2" in problem for problem in problems)


def test_a_topic_with_its_writers_times_is_a_problem(settings: Settings) -> None:
    """A writer with a wrong clock would have its messages refused, or deleted as old before they are read."""
    topic = Names(settings.prefix).fingerprints
    times = {"message.timestamp.type": "CreateTime"}
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, times)])
    (problem,) = wait_until(lambda: check_topics(settings), what="the broker to show what was altered")
    assert f"{topic} has message.timestamp.type=CreateTime, it must be LogAppendTime" in problem
    command = (
        f"`kafka-configs.sh --bootstrap-server {settings.brokers} --alter --entity-type topics"
        f" --entity-name {topic} --add-config message.timestamp.type=LogAppendTime`"
    )
    assert command in problem
    lost = Names(settings.prefix).monitor
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        admin.delete_topics([lost])
    wait_until(lambda: len(check_topics(settings)) == 2, what="the topic to go")
    first, second = check_topics(settings)
    assert first == problem
    assert second.startswith(f"topic {lost} is missing: set right what is said above, then run")


def test_what_is_made_is_what_is_asked_for(settings: Settings) -> None:
    """The broker has every topic's configuration as it stands in the table."""
    wanted = {topic.name: topic.config() for topic in topics(settings)}
    with KafkaAdminClient(bootstrap_servers=settings.servers) as admin:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name, list(c)) for name, c in wanted.items()]
        found = admin.describe_configs(resources, config_filter="all")["topic"]
    assert {n: {key: entry["value"] for key, entry in c.items()} for n, c in found.items()} == wanted


def test_refusal_of_the_broker_is_passed_on(broker: str) -> None:
    """What the broker refuses is an error with its words: here more replicas than brokers."""
    impossible = Settings(brokers=broker, prefix=f"test-{secrets.token_hex(4)}.", replication=9)
    with pytest.raises(TopicsError, match=r"wire\.raw cannot be made: .*replicat"):
        create_topics(impossible)


def test_silent_broker_is_named() -> None:
    """Where nothing answers, the error names the address and the variable."""
    with pytest.raises(BrokerError, match=r"no Kafka answers at 127\.0\.0\.1:1 within 0\.5 s.*WIRE_BROKERS"):
        wait_for_broker(Settings(brokers="127.0.0.1:1"), timeout=0.5)
