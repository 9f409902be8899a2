"""A real Apache Kafka on this machine, from PyPI and Maven alone: no Docker, no Java installed.

    jars.py      the lock -> verified jar files in the user's cache folder
    config.py    ports and folders -> server.properties and the Java command line
    guard.py     the small process between us and the broker: when we die, it ends the broker
    process.py   a broker under its guard: start, wait until it answers, stop, kill
    ownership.py who runs the broker of a data folder; ends what was left over
    kafka.py     LocalKafka: all of it together
    relock.py    Maven's word on Kafka's jars -> the lock

It is one node without authentication that listens on 127.0.0.1: for the demo, for tests and for trying out.
"""

from streams.local.kafka import LocalKafka

__all__ = ["LocalKafka"]
