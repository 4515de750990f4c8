"""What the driver's errors mean: the store's own for the world's faults."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

from storage.errors import DatabaseBusy, DatabaseDamaged, DiskFull, DiskTrouble, ReadOnlyFolder

_NEARLY_FULL_BYTES = 16 * 1024 * 1024
_ERRORS_OF_PAGES = {11, 26}  # CORRUPT, NOTADB
_BUSY = {5, 6}
_READ_ONLY = {3, 8, 23}  # PERM, READONLY, AUTH
_FULL, _CANNOT_OPEN, _IO = 13, 14, 10


def translate(error: Exception, path: Path) -> NoReturn:
    """Raise the store's own error for the world's faults; a fault of ours goes on as it is."""
    code = int(getattr(error, "sqlite_errorcode", 0) or 0)
    name = name_of(error)
    plain = code & 0xFF
    if plain in _ERRORS_OF_PAGES:
        raise DatabaseDamaged(path, name) from error
    if plain in _BUSY:
        raise DatabaseBusy(path) from error
    if plain == _FULL or (plain == _IO and _is_nearly_full(path.parent)):
        raise DiskFull(path.parent) from error
    if plain in _READ_ONLY or (plain == _CANNOT_OPEN and not os.access(path.parent, os.W_OK)):
        raise ReadOnlyFolder(path.parent) from error
    if plain in (_IO, _CANNOT_OPEN):
        raise DiskTrouble(path.parent, name) from error
    raise error


def name_of(error: Exception) -> str:
    """The database's name for an error, as SQLITE_CORRUPT."""
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)


def _is_nearly_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES
    except OSError:
        return False
