"""Runs the server: database, socket, worker processes, and an orderly end.

Each worker is the same: stateless, over the same database. The embedded database belongs to the first process and ends
after the last worker.
"""

from __future__ import annotations

import contextlib
import gc
import ipaddress
import multiprocessing
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from cloud import request_log
from cloud.data_folder import DataFolder
from cloud.means import Means
from cloud.metrics import SHARED, Metrics
from cloud.places import choosing
from cloud.postgres.store import PostgresStore
from cloud.reaching import DSN, AddressTaken, NotLoopback, Serving, database
from cloud.service import Answered, Service
from cloud.web import make_app

DATA: Final = "LINONG_CLOUD_DATA"
CONNECTIONS: Final = 16
_MADE_BETWEEN: Final = 20_000  # objects that a worker makes between two looks of the collector
WAITING: Final = 2048
"""Connections that wait to be taken."""
LEAVING_S: Final = 30
"""How long requests that are under way may take when the server ends."""

SILENT_S: Final = 60
"""A worker that says nothing for so long is replaced; a machine may stand still for a moment."""


def serve(serving: Serving, say: Callable[[str], None]) -> None:
    """Serve until a signal ends it; `say` hears the address once requests are taken.

    Raises:
        NotLoopback, AddressTaken, PlaceUnknown: nothing was started.
        DatabaseNotMigrated, DatabaseTooNew, DatabaseBroken, FolderUnusable: nor was it.
    """
    if not serving.is_encrypted and not _is_loopback(serving.host):
        raise NotLoopback(serving.host)
    request_log.set_up()
    folder = DataFolder(serving.data)
    folder.keys()
    choosing.of_environment(folder.path)
    with _stopped_by_signals(), _listening(serving) as listener, database(folder, serving.dsn) as dsn:
        os.environ[DSN], os.environ[DATA] = dsn, str(folder.path)
        host, port = listener.getsockname()[:2]
        where = f"{'https' if serving.is_encrypted else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
        marks = _fresh_marks(folder)
        threading.Thread(target=_say_when_up, args=(marks, serving.workers, lambda: say(where)), daemon=True).start()
        listener.listen(WAITING)  # before it is said to be up: who connects a moment too early waits
        _run(serving, folder, listener)


def application() -> FastAPI:
    """The application of one worker process, from what the first process left in the environment."""
    request_log.set_up()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder = DataFolder(Path(os.environ[DATA]))
    store = PostgresStore(os.environ[DSN], connections=CONNECTIONS)
    metrics = Metrics()

    def watch(answered: Answered) -> None:
        metrics.note(answered)
        request_log.note(answered)

    place = choosing.of_environment(folder.path)
    means = Means(store, folder.keys(), sleep=time.sleep, certificate=folder.certificate(), place=place)

    @contextlib.contextmanager
    def around() -> Iterator[None]:
        _marks(folder).joinpath(str(os.getpid())).touch()
        try:
            yield
        finally:
            store.close()

    app = make_app(Service(means, watch), store, metrics, around)
    _collect_seldom()
    return app


def _collect_seldom() -> None:
    """What a request makes ends with it: Python's collector, at its usual pace, took a tenth of a worker's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BETWEEN, *gc.get_threshold()[1:])


def _end_with_parent() -> None:
    """A worker whose first process was killed does not serve on alone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _run(serving: Serving, folder: DataFolder, listener: socket.socket) -> None:
    config = uvicorn.Config(
        "cloud.serving:application",
        factory=True,
        workers=serving.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LEAVING_S,
        timeout_worker_healthcheck=SILENT_S,
        ssl_certfile=serving.certificate,
        ssl_keyfile=serving.key,
    )
    if serving.workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
        return
    counts = folder.path / "counts"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir()
    os.environ[SHARED] = str(counts)
    Multiprocess(config, [listener]).run()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _listening(serving: Serving) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((serving.host, serving.port))
        except OSError as error:
            raise AddressTaken(f"{serving.host}:{serving.port}") from error
        listener.set_inheritable(True)
        yield listener


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """A signal ends the server and what stands behind it is put away: uvicorn gives every signal on when it is done."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _marks(folder: DataFolder) -> Path:
    return folder.path / "up"


def _fresh_marks(folder: DataFolder) -> Path:
    marks = _marks(folder)
    shutil.rmtree(marks, ignore_errors=True)
    marks.mkdir()
    return marks


def _say_when_up(marks: Path, workers: int, say: Callable[[], None]) -> None:
    while sum(1 for _ in marks.iterdir()) < workers:
        time.sleep(0.02)
    say()
