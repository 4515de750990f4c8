"""A place in a folder: one file a piece, written beside and renamed: after a power cut it is whole or not there."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cloud.places.place import Lying, PieceMissing, PlaceTrouble

_UNFINISHED = ".part"


class FolderPlace:
    """Keeps `cloud.places.place.Place` below a folder, which is made when the first piece comes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, content: bytes) -> None:
        """Keep a piece, on the disk when this returns."""
        path = self._root / name
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        with _told():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
                    handle.write(content)
                    handle.flush()
                    os.fsync(handle.fileno())
                beside.replace(path)
                _flush(path.parent)
            except BaseException:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
                raise

    def get(self, name: str) -> bytes:
        """A piece; raises PieceMissing."""
        with _told():
            try:
                return (self._root / name).read_bytes()
            except FileNotFoundError as error:
                raise PieceMissing from error

    def drop(self, name: str) -> None:
        """Remove a piece, and folders that are empty without it."""
        path = self._root / name
        with _told():
            path.unlink(missing_ok=True)
        with suppress(OSError):
            for folder in path.relative_to(self._root).parents[:-1]:
                (self._root / folder).rmdir()

    def lying(self, under: str) -> Iterator[Lying]:
        """Every piece under a name, those that a crash left half-written among them."""
        with _told():
            for path in sorted((self._root / under).rglob("*")):
                with suppress(FileNotFoundError):
                    if path.is_file():
                        yield Lying(path.relative_to(self._root).as_posix(), path.stat().st_mtime_ns // 1_000_000)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PlaceTrouble(errno.errorcode.get(error.errno or 0, "OSError")) from error


def _flush(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
