"""Small files written so that a power cut leaves the old or the new one, never half of each."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from storage.errors import DiskFull, DiskTrouble, ReadOnlyFolder

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn the operating system's refusals into the store's own errors."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(folder) from error
        if error.errno in _REFUSED:
            raise ReadOnlyFolder(folder) from error
        raise DiskTrouble(folder, errno.errorcode.get(error.errno or 0, "OSError")) from error


def replace_file(path: Path, content: bytes) -> None:
    """Write beside `path`, flush to the disk, rename over it, flush the folder."""
    beside = path.with_name(path.name + ".new")
    with translated(path.parent):
        try:
            with open_private(beside) as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(path)
            flush_folder(path.parent)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def open_private(path: Path) -> BinaryIO:
    """Open a new file for binary writing that only this user may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb")


def flush_file(path: Path) -> None:
    """Bring a closed file's bytes to the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a rename to the disk; Windows has no such call and does it with the file."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
