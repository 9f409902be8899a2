"""Ports and folders -> Kafka's server.properties and the Java command lines."""

import random
import socket
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
PORTS: Final = range(20_000, 32_000)
"""Below the ports that systems give to outgoing connections, so that a stopped broker's port stays free."""

MAX_MESSAGE_BYTES: Final = 16 << 20
HEAP_MB: Final = 512


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens now."""
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:  # the range is taken: any port is better than none
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def properties(data: Path, port: int, controller_port: int) -> str:
    """server.properties of a single node that is broker and controller."""
    entries = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{HOST}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port}",
        "log.dirs": _escaped(data),
        # a typing error in a topic's name must fail, not make a topic of the wrong shape
        "auto.create.topics.enable": "false",
        "message.max.bytes": MAX_MESSAGE_BYTES,
        "replica.fetch.max.bytes": MAX_MESSAGE_BYTES,
        # one node: internal topics without replicas, and few partitions, for a quick start
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 2,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        # a group of one or two workers need not wait for more members
        "group.initial.rebalance.delay.ms": 0,
        # after a kill the controller refuses the new broker until the session of the old one is over
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        # memory and threads for a laptop, not for a machine of Kafka's own
        "log.cleaner.dedupe.buffer.size": 32 << 20,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "background.threads": 4,
    }
    return "".join(f"{key}={value}\n" for key, value in entries.items())


def format_command(java: Path, jars: list[Path], config: Path, cluster_id: str) -> list[str]:
    """The command that makes a new data folder."""
    tool = ["kafka.tools.StorageTool", "format", "--config", str(config), f"--cluster-id={cluster_id}"]
    return [str(java), *_flags(64), "-cp", _joined(jars), *tool]


def start_command(java: Path, jars: list[Path], config: Path) -> list[str]:
    """The command that runs the broker in the foreground."""
    return [str(java), *_flags(HEAP_MB), "-cp", _joined(jars), "kafka.Kafka", str(config)]


def _flags(heap_mb: int) -> list[str]:
    return [
        f"-Xmx{heap_mb}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",  # the second compiler costs more than it brings in runs of minutes
        "-XX:-UsePerfData",  # leaves no files in /tmp
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
    ]


def _joined(jars: list[Path]) -> str:
    return ":".join(map(str, jars))


def _escaped(path: Path) -> str:
    """A path as a .properties value; Java reads these files with backslash escapes."""
    return str(path).replace("\\", "\\\\")
