"""The reference cloud of a measurement: a server process of its own with its embedded database, on loopback.

What an operator does at it (committees, codes) is done beside it over the same database, as `linong-cloud admin` does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks import memory
from benchmarks.running import ROOT, MeasurementFailed, environment
from cloud import enrolling, operating
from cloud.data_folder import DataFolder
from cloud.means import Means
from cloud.postgres.store import PostgresStore
from cloud.reaching import database

_LONGEST_END_S = 60


@dataclass(frozen=True, slots=True)
class Cloud:
    """A cloud that serves. `pid` is the first process of it; the database's are not among its children."""

    url: str
    data: Path
    pid: int


@contextmanager
def serving(data: Path, workers: int = 1) -> Iterator[Cloud]:
    """A cloud in a fresh folder, until the `with` block ends."""
    shutil.rmtree(data, ignore_errors=True)
    with _served(data, workers) as cloud:
        yield cloud
    shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _served(data: Path, workers: int) -> Iterator[Cloud]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--data", str(data), "--port", str(port), "--workers", str(workers)]
    command = [sys.executable, "-X", "utf8", "-m", "cloud", *words]
    server = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    try:
        ready = server.stdout.readline() if server.stdout else ""
        if "http" not in ready:
            raise MeasurementFailed("the cloud does not serve")
        yield Cloud(f"http://127.0.0.1:{port}", data, server.pid)
    finally:
        server.terminate()
        server.wait(_LONGEST_END_S)
        if server.stdout:
            server.stdout.close()


@contextmanager
def operated(data: Path) -> Iterator[Means]:
    """The cloud's database and keys, for what an operator does."""
    folder = DataFolder(data)
    with database(folder, "") as dsn:
        store = PostgresStore(dsn, connections=2)
        try:
            yield Means(store, folder.keys())
        finally:
            store.close()


@contextmanager
def connected(data: Path) -> Iterator[psycopg.Connection]:
    """A connection of one's own to the cloud's database."""
    with database(DataFolder(data), "") as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def codes(data: Path, committees: Iterable[str], each: int = 1) -> list[str]:
    """One-time codes of these committees, which are added if need be."""
    with operated(data) as means:
        found = []
        for committee in committees:
            operating.add_committee(means, committee, "测速居委会")
            found += [enrolling.new_code(means, committee) for _ in range(each)]
        return found


def processor_s(cloud: Cloud) -> float:
    """Seconds of processor time that the server and its database have taken so far; 0 where nothing tells. Linux."""
    postmaster = (cloud.data / "database" / "postmaster.pid").read_text("utf-8").split()[0]
    return sum(_processor_s(pid) for root in (cloud.pid, int(postmaster)) for pid in memory.tree(root))


def _processor_s(pid: int) -> float:
    """Of one process and of its children that have ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
