"""One real Kafka for a test run: the one of WIRE_BROKERS, else a container, else the one that comes along."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from streams.local import LocalKafka
from streams.local.config import HOST, MAX_MESSAGE_BYTES, free_port
from streams.settings import Settings

if TYPE_CHECKING:
    from docker import DockerClient

IMAGE = "apache/kafka:4.1.1"


class Kind(Enum):
    """Where the broker of this run comes from."""

    GIVEN = "the one of WIRE_BROKERS"
    CONTAINER = f"testcontainers with {IMAGE}"
    LOCAL = "the local Kafka"


@cache
def no_docker() -> str:
    """Why no container can be started here; empty if one can."""
    import docker  # noqa: PLC0415 - a second to import, and not every run needs it
    from docker.errors import DockerException  # noqa: PLC0415

    try:
        client = docker.from_env(timeout=5)
        client.ping()
        client.close()
    except (DockerException, OSError) as error:
        return f"no Docker daemon answers ({type(error).__name__})"
    return ""


@cache
def choose() -> tuple[Kind, str]:
    """The kind of broker for this run and why it is this one."""
    if given := os.environ.get("WIRE_BROKERS"):
        return Kind.GIVEN, given
    if reason := no_docker():
        return Kind.LOCAL, reason
    return Kind.CONTAINER, "a Docker daemon answers"


@contextmanager
def running_broker() -> Iterator[str]:
    """Bootstrap servers of the run's broker; what was started is stopped."""
    kind, detail = choose()
    if kind is Kind.CONTAINER and (reason := _no_image()):
        warnings.warn(f"{reason}: the local Kafka takes its place", stacklevel=2)
        kind = Kind.LOCAL
    if kind is Kind.GIVEN:
        _wait(detail)
        yield detail
    elif kind is Kind.CONTAINER:
        with _container() as brokers:
            yield brokers
    else:
        with LocalKafka() as kafka:
            yield kafka.brokers


def _wait(brokers: str) -> None:
    from streams.workers.admin import wait_for_broker  # noqa: PLC0415 - imports Faust

    wait_for_broker(Settings(brokers=brokers))


def _no_image() -> str:
    """Why Kafka's image is not to be had; empty if it is here, pulled now if need be."""
    import docker  # noqa: PLC0415
    from docker.errors import DockerException, ImageNotFound  # noqa: PLC0415

    client: DockerClient = docker.from_env(timeout=300)
    try:
        client.images.get(IMAGE)
    except ImageNotFound:
        try:
            client.images.pull(IMAGE)
        except (DockerException, OSError) as error:
            return f"{IMAGE} cannot be pulled ({type(error).__name__})"
    finally:
        client.close()
    return ""


@contextmanager
def _container() -> Iterator[str]:
    """Kafka's own image with the settings of the local Kafka that matter to tests."""
    from testcontainers.core.config import testcontainers_config  # noqa: PLC0415 - slow to import
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy  # noqa: PLC0415

    testcontainers_config.ryuk_disabled = (
        True  # its image is one more to pull; this function stops what it starts
    )
    port = free_port()
    container = (
        DockerContainer(IMAGE)
        .with_bind_ports(port, port)
        .with_env("KAFKA_NODE_ID", "1")
        .with_env("KAFKA_PROCESS_ROLES", "broker,controller")
        .with_env("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:29093")
        .with_env("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .with_env("KAFKA_LISTENERS", f"PLAINTEXT://0.0.0.0:{port},CONTROLLER://localhost:29093")
        .with_env("KAFKA_ADVERTISED_LISTENERS", f"PLAINTEXT://{HOST}:{port}")
        .with_env("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")
        .with_env("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .with_env("KAFKA_MESSAGE_MAX_BYTES", str(MAX_MESSAGE_BYTES))
        .with_env("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .with_env("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .with_env("KAFKA_HEAP_OPTS", "-Xmx512m")
        .waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(120))
    )
    with container:
        brokers = f"{HOST}:{port}"
        _wait(brokers)
        yield brokers
