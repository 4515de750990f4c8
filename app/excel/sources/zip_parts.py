"""The zip container of xlsx, xlsm, xlsb and ods, opened with suspicion.

The directory is checked before any part is unpacked: number of parts, unpacked size, ratio, overlap. Parts are read as
a stream that never yields more than the directory promised.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge, UnknownEncryption

CHUNK_BYTES = 256 * 1024
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what office programs write; others are bombs or damage
_ENCRYPTED_FLAG = 0x1


class ZipParts:
    """A checked zip container. Part names are matched without regard to case, as Excel does."""

    def __init__(self, file: BinaryIO, size_bytes: int, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
            raise FileDamaged(reason="zip_directory") from None
        infos = self._zip.infolist()
        _check(infos, size_bytes, limits)
        self._infos = {_plain(info.filename): info for info in infos}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._infos

    def names(self) -> list[str]:
        """Return the part names, lower case, with forward slashes."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """Return the unpacked size of a part that exists."""
        return self._infos[_plain(name)].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a part.

        Raises:
            FileDamaged: the part is missing, cut short, or its checksum is wrong.
        """
        info = self._infos.get(_plain(name))
        if info is None:
            raise FileDamaged(reason="part_missing")
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(CHUNK_BYTES):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
            raise FileDamaged(reason="zip_part") from None

    def content(self, name: str) -> bytes:
        """Return a small part at once."""
        return b"".join(self.chunks(name))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _check(infos: list[zipfile.ZipInfo], size_bytes: int, limits: Limits) -> None:
    if len(infos) > limits.parts:
        raise TooLarge(reason="parts", facts={"found": len(infos), "limit": limits.parts})
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(reason="unpacked", facts={"found": unpacked, "limit": limits.unpacked_bytes})
    if sum(info.compress_size for info in infos) > size_bytes:
        raise TooLarge(reason="parts")  # parts that overlap: one piece of the file unpacked many times
    for info in infos:
        if info.file_size > limits.ratio_from_bytes and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise TooLarge(reason="ratio", facts={"limit": limits.ratio})
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise UnknownEncryption(reason="zip")
        if info.compress_type not in _PLAIN_METHODS:
            raise FileDamaged(reason="zip_method")
