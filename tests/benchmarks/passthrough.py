"""What a worker is compared with: messages from `wire.raw` passed on as they are, `aiokafka` or `faust`.

Both write to a topic of the installation that nobody else uses in the benchmark, with the workers' settings.
"""

import asyncio
import logging
import sys

import uvloop

from streams.settings import Settings
from streams.topics import Names


async def bare_aiokafka(settings: Settings) -> None:
    """Consume in batches, produce each message, commit every second: the least that the client can do."""
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # noqa: PLC0415 - one of the two candidates

    names = Names(settings.prefix)
    consumer = AIOKafkaConsumer(
        names.raw,
        bootstrap_servers=settings.brokers,
        group_id=f"{settings.prefix}bare-aiokafka",
        auto_offset_reset="earliest",
        auto_commit_interval_ms=1000,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.brokers,
        acks="all",
        enable_idempotence=True,
        linger_ms=20,
        max_batch_size=1 << 18,
        compression_type="lz4",
        max_request_size=2 * settings.max_message_bytes,
    )
    async with consumer, producer:
        while True:
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                for message in messages:
                    await producer.send(names.deadletter, message.value, message.key, 0)


def bare_faust(settings: Settings) -> None:
    """A Faust app as its documentation shows it, with the workers' configuration and none of their code."""
    import faust  # noqa: PLC0415 - after uvloop

    from streams.workers.app import options  # noqa: PLC0415 - as above

    names = Names(settings.prefix)
    app = faust.App(f"{settings.prefix}bare-faust", **options(settings))
    raw = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    source, target = app.topic(names.raw, **raw), app.topic(names.monitor, **raw)

    @app.agent(source)
    async def forward(stream: faust.Stream[bytes]) -> None:
        async for value in stream:
            await target.send(value=value, partition=0)

    logging.disable(logging.DEBUG)
    worker = app.Worker(quiet=True, override_logging=False)
    worker.spinner = None
    worker.execute_from_commandline()


if __name__ == "__main__":
    uvloop.install()
    if sys.argv[1] == "aiokafka":
        asyncio.run(bare_aiokafka(Settings.from_env()))
    else:
        bare_faust(Settings.from_env())
