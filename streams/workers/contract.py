"""The inner parts of Faust and its client that `delivery` and `consuming` override; are they there?"""

from typing import Final

import faust
from aiokafka.consumer.group_coordinator import GroupCoordinator
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver
from faust.transport.producer import ProducerBuffer

_OVERRIDDEN: Final = {
    ProducerBuffer: (
        "__post_init__",
        "put",
        "_send_pending",
        "_handle_pending",
        "flush",
        "on_stop",
        "max_messages",
    ),
    driver.Producer: ("_settings_extra", "send", "flush"),
    driver.Consumer: (
        "_getmany",
        "on_partitions_revoked",
        "ack",
        "_new_offset",
        "_add_gap",
        "_commit",
        "_commit_offsets",
        "_new_consumer_thread",
        "maybe_wait_for_commit_to_finish",
        "on_stop",
        "perform_seek",
        "earliest_offsets",
        "seek",
        "_seek",
        "stop_flow",
        "wait_for_stopped_flow",
    ),
    driver.AIOKafkaConsumerThread: (
        "on_start",
        "on_thread_stop",
        "close",
        "_commit",
        "assignment",
        "seek",
        "call_thread",
        "_ensure_consumer",
    ),
    GroupCoordinator: ("_do_commit_offsets", "commit_offsets", "reset_generation"),
    driver.Transport: ("Producer", "Consumer"),
    Recovery: ("on_rebalance", "on_recovery_completed", "_resume_streams"),
    TableManager: ("recovery",),
    faust.App: (
        "_new_transport",
        "_new_producer_transport",
        "_on_agent_error",
        "_crash",
        "stop",
        "on_rebalance_start",
        "on_rebalance_end",
    ),
}


def check_faust() -> None:
    """Refuse a Faust whose inner parts have other names: overriding nothing would lose articles silently.

    Raises:
        RuntimeError: Naming what is gone.
    """
    gone = [
        f"{owner.__name__}.{name}"
        for owner, names in _OVERRIDDEN.items()
        for name in names
        if not hasattr(owner, name)
    ]
    if gone:
        raise RuntimeError(
            f"faust-streaming {faust.__version__} has no {', '.join(gone)}, on which delivery rests:"
            " use the version in requirements.lock"
        )
