"""Pieces of a committee's blobs in their place: encrypted with a key of the committee, bound to where they belong.

The committee's key follows from the one that the server never changes. A piece that was put in another's place, of
another blob or another committee, does not open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cloud.places.place import PieceMissing, Place
from cloud.records import Blob, Piece

_NONCE_BYTES: Final = 12
_NAME_BYTES: Final = 8


class Pieces:
    """The pieces of one committee; `random` gives so many random bytes."""

    def __init__(self, place: Place, city: bytes, cid: str, random: Callable[[int], bytes]) -> None:
        self._place, self._cid, self._random = place, cid, random
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"linong attachments {cid}".encode()).derive(city)
        self._cipher = AESGCM(key)

    def put(self, sha: str, start: int, content: bytes) -> Piece:
        """Keep the bytes of a blob from `start` on, under a name that was never used; raises PlaceTrouble."""
        name = f"{start:08d}-{self._random(_NAME_BYTES).hex()}"
        nonce = self._random(_NONCE_BYTES)
        self._place.put(self._path(sha, name), nonce + self._cipher.encrypt(nonce, content, self._bound(sha, start)))
        return Piece(start, len(content), name)

    def get(self, sha: str, piece: Piece) -> bytes:
        """The bytes of a piece.

        Raises:
            PieceMissing: it is not there, or is not what was put there. PlaceTrouble.
        """
        sealed = self._place.get(self._path(sha, piece.name))
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            content = self._cipher.decrypt(nonce, rest, self._bound(sha, piece.start))
        except (InvalidTag, ValueError) as error:
            raise PieceMissing from error
        if len(content) != piece.length:
            raise PieceMissing
        return content

    def read(self, blob: Blob, first: int, end: int) -> Iterator[bytes]:
        """The bytes of a blob from `first` up to `end`, piece by piece; raises as `get`."""
        for piece in blob.pieces:
            if piece.start < end and piece.start + piece.length > first:
                yield self.get(blob.sha, piece)[max(first - piece.start, 0) : end - piece.start]

    def digest(self, blob: Blob, last: bytes = b"") -> str:
        """The hash of what is kept of a blob, with bytes that follow it; raises as `get`."""
        found = hashlib.sha256()
        for content in self.read(blob, 0, blob.size):
            found.update(content)
        found.update(last)
        return found.hexdigest()

    def drop(self, sha: str, *pieces: Piece) -> None:
        """Remove pieces; raises PlaceTrouble."""
        for piece in pieces:
            self._place.drop(self._path(sha, piece.name))

    def _path(self, sha: str, name: str) -> str:
        return f"{self._cid}/{sha}/{name}"

    def _bound(self, sha: str, start: int) -> bytes:
        return f"{self._cid}/{sha}/{start}".encode()
