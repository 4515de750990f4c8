"""The server's own folder: the keys that never enter the database, and where an embedded database lives.

The folder is this user's alone; on a server that runs as root others may pass through it, because the embedded database
then runs as a user of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledger.errors import LedgerError

KEY_FILE: Final = "keys.json"
CERTIFICATE_FILE: Final = "ca.pem"


class FolderUnusable(LedgerError):
    """The data folder cannot be made, read or written; `folder` names it, `what` the file in it."""

    def __init__(self, folder: Path, what: str = "") -> None:
        super().__init__(f"{folder} {what}".strip())
        self.folder, self.what = folder, what


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """`city` hides natural keys and is never changed; `server` seals tokens and cursors; `database` is a password."""

    city: bytes = field(repr=False)
    server: bytes = field(repr=False)
    database: str = field(repr=False)

    @classmethod
    def fresh(cls) -> ServerKeys:
        """New random ones."""
        return cls(secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_urlsafe(24))


class DataFolder:
    """The folder of `--data`, made when it is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise FolderUnusable(self.path) from error

    @property
    def database(self) -> Path:
        """Where the embedded database has its files."""
        return self.path / "database"

    def certificate(self) -> str:
        """The office's own certificate authority, told to every PC that joins; empty when there is none."""
        file = self.path / CERTIFICATE_FILE
        return file.read_text(encoding="ascii") if file.exists() else ""

    def keys(self) -> ServerKeys:
        """The server's keys, made at the first call."""
        file = self.path / KEY_FILE
        with self.alone("keys"):
            try:
                if not file.exists():
                    _write_private(file, _spelled(ServerKeys.fresh()))
                return _read(file.read_text(encoding="ascii"))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise FolderUnusable(self.path, KEY_FILE) from error

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Let one process at a time do something here; the others wait."""
        with (self.path / f"{name}.lock").open("a+b") as handle:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _spelled(keys: ServerKeys) -> str:
    told = {"city": b64encode(keys.city).decode(), "server": b64encode(keys.server).decode(), "database": keys.database}
    return json.dumps(told, indent=1) + "\n"


def _read(text: str) -> ServerKeys:
    told = json.loads(text)
    keys = ServerKeys(b64decode(told["city"]), b64decode(told["server"]), str(told["database"]))
    if len(keys.city) < 32 or len(keys.server) < 32:
        raise ValueError
    return keys


def _write_private(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(file)
