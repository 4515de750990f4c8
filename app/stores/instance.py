"""One window per user and store: a second start finds the first one and has it come to the front.

The first start listens on a local socket or pipe, never on the network; where, and the key that callers prove to know,
stand in a private file of this user. Callers send plain bytes; nothing is unpickled. Two starts in the very same
moment may both listen; the store's own lock then lets only one in.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import NamedTuple

from app import logs
from app.stores import paths
from ledger.errors import LedgerError
from storage import files

_FOLDER = "running"
_RAISE, _SYNC, _DONE, _NOT = b"raise", b"sync", b"done", b"not"
_LONGEST_MESSAGE = 16
_KEY_BYTES = 32
_PATIENCE_S = 3.0  # for a first start that is alive but answers nothing
_TROUBLES = (OSError, EOFError, AuthenticationError, ValueError)


class _Address(NamedTuple):
    where: str
    key: bytes
    pid: int


class Listening:
    """The first start's ear, until `close`."""

    def __init__(self, path: Path, raise_window: Callable[[], None], take_over: Callable[[], bool]) -> None:
        self._path = path
        self._raise_window, self._take_over = raise_window, take_over
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._listener = Listener(authkey=self._key)
        self._is_closing = False
        self._thread = threading.Thread(target=self._hear, name="instance", daemon=True)
        self._thread.start()

    def address(self) -> _Address:
        """How it is reached."""
        return _Address(str(self._listener.address), self._key, os.getpid())

    def close(self) -> None:
        """Stop listening; later starts open windows of their own."""
        if self._is_closing:
            return
        self._is_closing = True
        written = _read(self._path)
        if written is not None and written.key == self._key:
            self._path.unlink(missing_ok=True)
        threading.Thread(target=self._wake, name="instance-wake", daemon=True).start()
        self._thread.join(_PATIENCE_S)
        # what they belong to, a window with its program, must not end on a thread that is the last to let go of this
        self._raise_window, self._take_over = _raises_nothing, _takes_nothing_over
        self._listener.close()

    def _wake(self) -> None:
        """Call oneself: closing alone does not end the ear's waiting.

        In a thread of its own, because an ear that had already seen the end answers nobody: such a call ends when the
        listener is closed.
        """
        with suppress(*_TROUBLES):
            Client(self._listener.address, authkey=self._key).close()

    def _hear(self) -> None:
        while not self._is_closing:
            with suppress(*_TROUBLES), self._listener.accept() as caller:
                if not self._is_closing:
                    self._answer(caller)

    def _answer(self, caller: Connection) -> None:
        asked = caller.recv_bytes(_LONGEST_MESSAGE) if caller.poll(_PATIENCE_S) else b""
        if asked == _RAISE:
            self._raise_window()
            caller.send_bytes(_DONE)
        elif asked == _SYNC:
            caller.send_bytes(_DONE if self._take_over() else _NOT)


def _raises_nothing() -> None:
    """For a listener that is closed."""


def _takes_nothing_over() -> bool:
    return False


def listen(
    folder: Path, raise_window: Callable[[], None], take_over: Callable[[], bool] = _takes_nothing_over
) -> Listening | None:
    """Be the first start on the store in `folder`; `raise_window` is called in a thread of its own at each later one.

    `take_over`, called in that thread too, begins the round that the night run came for, since the store is open here;
    it says whether it could (behind the lock it cannot).

    None when this user's folder cannot be written; the program then runs without.
    """
    path = _path(folder)
    try:
        path.parent.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
        listening = Listening(path, raise_window, take_over)
    except OSError as error:
        logs.event("not listening", why=type(error).__name__)
        return None
    where, key, pid = listening.address()
    try:
        files.replace_file(path, json.dumps({"where": where, "key": key.hex(), "pid": pid}).encode())
    except LedgerError as error:
        logs.event("not listening", why=type(error).__name__)
        listening.close()
        return None
    return listening


def call(folder: Path) -> bool:
    """Have the first start on the store in `folder` show its window; False when there is none that answers."""
    return _called(folder, _RAISE)


def hand_over(folder: Path) -> bool:
    """Have the first start on the store in `folder` do the night run's work; False where it cannot, or none answers."""
    return _called(folder, _SYNC)


def _called(folder: Path, said: bytes) -> bool:
    address = _read(_path(folder))
    if address is None:
        return False
    answered: list[bool] = []
    caller = threading.Thread(target=lambda: answered.append(_call(address, said)), name="instance-call", daemon=True)
    caller.start()
    caller.join(_PATIENCE_S)
    return bool(answered and answered[0])


def _call(address: _Address, said: bytes) -> bool:
    if said == _RAISE:
        _let_come_forward(address.pid)
    try:
        with Client(address.where, authkey=address.key) as connection:
            connection.send_bytes(said)
            return connection.poll(_PATIENCE_S) and connection.recv_bytes(_LONGEST_MESSAGE) == _DONE
    except _TROUBLES:
        return False


def _let_come_forward(pid: int) -> None:
    """Windows lets only the program in front bring another to the front."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


def _path(folder: Path) -> Path:
    real = os.path.normcase(folder.expanduser().resolve())
    return paths.user_folder() / _FOLDER / f"{hashlib.sha256(real.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"


def _read(path: Path) -> _Address | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _Address(str(content["where"]), bytes.fromhex(content["key"]), int(content["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
