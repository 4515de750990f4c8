"""How the server's database is reached, and what `serve` is told; light, for commands that serve nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloud.data_folder import DataFolder
from cloud.postgres import migrating
from cloud.postgres.embedded import EmbeddedDatabase
from ledger.errors import LedgerError

DSN: Final = "LINONG_CLOUD_DSN"


class NotLoopback(LedgerError):
    """Without TLS the server speaks to this machine only; `host` is another."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is not loopback")
        self.host = host


class AddressTaken(LedgerError):
    """Somebody else listens there, or nobody may; `where` is the address."""

    def __init__(self, where: str) -> None:
        super().__init__(f"cannot listen on {where}")
        self.where = where


@dataclass(frozen=True, slots=True)
class Serving:
    """What `serve` was told."""

    data: Path
    dsn: str = ""
    host: str = "127.0.0.1"
    port: int = 8423
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether the server speaks TLS itself."""
        return self.certificate is not None


@contextlib.contextmanager
def database(folder: DataFolder | None, dsn: str) -> Iterator[str]:
    """How to reach the database: the one that is named, of this version, or the folder's own, brought up to it."""
    if dsn:
        migrating.check(dsn)
        yield dsn
        return
    if folder is None:
        raise ValueError(folder)
    embedded = EmbeddedDatabase(folder)
    try:
        migrating.migrate(embedded.dsn)
        yield embedded.dsn
    finally:
        embedded.close()
