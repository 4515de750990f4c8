"""`audit.head`: a small file beside the database that says where the log stood after the last commit, signed.

A tail cut off, or an older database put in the place of the present one, is told by it. It is written after every
commit without waiting for the disk: a crash leaves it a few entries behind, never ahead. Two places are written in
turn, the older one first, so that one is whole at any moment; only a new file is brought to the disk at once.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from storage import files
from storage.database import Connection
from storage.trail import chain, log_key
from storage.trail.log_key import LogKey

FILE_NAME: Final = "audit.head"
_PURPOSE = "log head"
_PLACE_BYTES = 512
_PLACES = 2
_AS_IT_IS = getattr(os, "O_BINARY", 0)
GapKind = Literal["missing", "cut", "other", "forged"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry as the file names it; `is_ours`: signed by this store's key."""

    number: int
    chain: bytes
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """How log and head disagree, and which entry the head names.

    `missing`: sealed entries but no head; `cut`: entries up to the head's are not there; `other`: the entry that the
    head names is another one; `forged`: the head is signed by another key.
    """

    kind: GapKind
    number: int


class HeadFile:
    """The file of an open store. Its trouble never stops the work: what it cannot say is noticed later."""

    def __init__(self, folder: Path, key: LogKey) -> None:
        self._path, self._key = folder / FILE_NAME, key
        self._file = -1
        self._turn = 0

    def put(self, number: int, link: bytes) -> None:
        """Say that the log ends here now."""
        content = {"entry": number, "chain": link.hex(), "key": self._key.public.hex()}
        content["sign"] = self._key.sign(_PURPOSE, number.to_bytes(8) + link).hex()
        line = (json.dumps(content).ljust(_PLACE_BYTES - 1) + "\n").encode()
        with suppress(OSError):
            if self._file < 0:
                self._begin(line)
            os.lseek(self._file, self._turn * _PLACE_BYTES, os.SEEK_SET)
            os.write(self._file, line)
            self._turn = (self._turn + 1) % _PLACES

    def _begin(self, line: bytes) -> None:
        """Open the file; the turn is that of the place that says least."""
        heads = _places(self._path, self._key.public)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | _AS_IT_IS, files.PRIVATE_FILE)
        if not any(heads):
            os.write(self._file, line * _PLACES)
            os.fsync(self._file)
            files.flush_folder(self._path.parent)
        self._turn = min(range(_PLACES), key=lambda place: _weight(heads[place]))

    def close(self) -> None:
        """Write no more."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
            self._file = -1


def renew(folder: Path, connection: Connection) -> None:
    """Write a head for a database that has come here by right: a restored backup."""
    key = log_key.load(connection)
    row = connection.row("SELECT id, chain FROM action ORDER BY id DESC LIMIT 1") or (0, chain.NO_ENTRY)
    if key is not None:
        with suppress(FileNotFoundError):
            (folder / FILE_NAME).unlink()
        head = HeadFile(folder, key)
        head.put(*cast("tuple[int, bytes]", row))
        head.close()


def read(folder: Path, public: bytes) -> Head | None:
    """The newest whole place of the file; None where there is none."""
    return max(_places(folder / FILE_NAME, public), key=_weight)


def gap(connection: Connection, head: Head | None) -> Gap | None:
    """How the database disagrees with its head; None when all is well.

    A database without sealed entries, new or of an older version, needs no head yet.
    """
    last = connection.number("SELECT max(id) FROM action")
    if head is None:
        sealed = connection.value("SELECT seal IS NOT NULL FROM action WHERE id = ?", (last,))
        return Gap("missing", last) if sealed else None
    if not head.is_ours:
        return Gap("forged", head.number)
    if head.number > last:
        return Gap("cut", head.number)
    found = connection.value("SELECT chain FROM action WHERE id = ?", (head.number,))
    return Gap("other", head.number) if head.number and found != head.chain else None


def _places(path: Path, public: bytes) -> list[Head | None]:
    """What the places of the file say; None for one that is not whole."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    starts = range(0, _PLACES * _PLACE_BYTES, _PLACE_BYTES)
    return [_read(content[start : start + _PLACE_BYTES], public) for start in starts]


def _weight(head: Head | None) -> tuple[bool, int]:
    return (head.is_ours, head.number) if head else (False, -1)


def _read(place: bytes, public: bytes) -> Head | None:
    try:
        said = json.loads(place)
        number, link, key, sign = said["entry"], *(bytes.fromhex(said[name]) for name in ("chain", "key", "sign"))
        is_ours = key == public and log_key.is_signed(public, _PURPOSE, number.to_bytes(8) + link, sign)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    return Head(number, link, is_ours)
