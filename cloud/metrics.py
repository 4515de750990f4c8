"""Counts for Prometheus: requests, operations, records, time; by route, outcome, status, never by committee or person.

With several worker processes every one writes its counts to a folder, named by PROMETHEUS_MULTIPROC_DIR before the
first of them starts, and any of them adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cloud.service import Answered

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OUTCOMES: Final = ("applied", "merged", "conflict", "duplicate", "rejected")


class Metrics:
    """The counts of this process."""

    def __init__(self) -> None:
        own = self._own = CollectorRegistry()
        self._requests = Counter("linong_requests", "Requests answered", ["route", "status"], registry=own)
        self._refusals = Counter("linong_refusals", "Requests refused", ["code"], registry=own)
        self._seconds = Histogram("linong_request_seconds", "Time to answer", ["route"], buckets=_SECONDS, registry=own)
        self._bytes = Counter("linong_bytes", "Bytes of bodies, as sent", ["direction"], registry=own)
        self._operations = Counter("linong_operations", "Operations answered", ["outcome"], registry=own)
        self._records = Counter("linong_records", "Records sent", registry=own)
        self._pool = Gauge("linong_database_pool", "Connections", ["what"], registry=own, multiprocess_mode="livesum")

    def note(self, answered: Answered) -> None:
        """One request more."""
        self._requests.labels(answered.route, str(answered.status)).inc()
        self._seconds.labels(answered.route).observe(answered.took_s)
        self._bytes.labels("in").inc(answered.bytes_in)
        self._bytes.labels("out").inc(answered.bytes_out)
        if answered.code:
            self._refusals.labels(answered.code).inc()
        for outcome in _OUTCOMES:
            if outcome in answered.counts:
                self._operations.labels(outcome).inc(answered.counts[outcome])
        self._records.inc(answered.counts.get("records", 0))

    def text(self, pool: Mapping[str, int]) -> bytes:
        """As Prometheus reads it."""
        for what in ("pool_size", "pool_available", "requests_waiting"):
            self._pool.labels(what).set(pool.get(what, 0))
        if not os.environ.get(SHARED):
            return generate_latest(self._own)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)
