"""Throughput on this machine: `python -m tests.benchmarks`, or `make bench`."""
