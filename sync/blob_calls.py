"""Single blobs on the wire: one up from the offset that the cloud names, one down from any byte, several small at once.

What a failure means for the blob and for the others is `blobs.py`'s.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from storage.attachments.attached_file import AttachedFile
from storage.attachments.transfers import Download, Upload
from storage.errors import BytesDamaged
from sync.calls import Carried
from sync.line import Line
from sync.protocol import MOST_PIECE_BYTES, Malformed
from sync.troubles import RequestRefused

Step = Callable[[int], None]
"""Hears bytes that were moved; may raise to stop."""
_TURNS: Final = 4  # times that one upload is told another offset
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the cloud said of some hashes; in neither are those that no record of its own names."""

    have: frozenset[str]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class BlobCalls:
    """The calls of one round about blobs. A method is a series of calls, each committed with what it moved."""

    line: Line
    file: AttachedFile

    def look(self, shas: Sequence[str]) -> Looked:
        """Which of these the cloud has; raises as `Line.post`, Malformed."""
        told = self.line.post("blobs/have", {"shas": list(shas)}).told
        have, missing = told.get("have"), told.get("missing")
        if not isinstance(have, list) or not isinstance(missing, list):
            raise Malformed("blobs")
        return Looked(frozenset(map(str, have)), frozenset(map(str, missing)))

    def send(self, blob: Upload, step: Step) -> None:
        """Bring one up; raises as `Line.carry`, Malformed, BytesDamaged when what is here is not the blob."""
        for _ in range(_TURNS):
            try:
                at = _offset(self.line.carry("HEAD", f"blobs/{blob.sha}", {}))
                while at < blob.size:
                    at = self._send_piece(blob, at, step)
            except RequestRefused as refused:
                if refused.code == "blob_damaged":
                    self._see_that_it_is_whole(blob.sha)
                if refused.code != "wrong_offset":
                    raise
            else:
                with self.file.transfers() as transfers:
                    transfers.arrived([blob.sha])
                return
        raise Malformed("offset")

    def _send_piece(self, blob: Upload, at: int, step: Step) -> int:
        with self.file.transfers() as transfers:
            piece = transfers.content(blob.sha, at, MOST_PIECE_BYTES)
        headers = {
            "Upload-Offset": str(at),
            "Upload-Length": str(blob.size),
            "Content-Type": "application/octet-stream",
        }
        headers["Chunk-SHA256"] = hashlib.sha256(piece).hexdigest()
        now = _offset(self.line.carry("PATCH", f"blobs/{blob.sha}", headers, piece))
        if not at < now <= blob.size:
            raise Malformed("offset")
        with self.file.transfers() as transfers:
            transfers.reached(blob.sha, now)
        step(now - at)
        return now

    def _see_that_it_is_whole(self, sha: str) -> None:
        """Raise BytesDamaged when what is here is not the blob: sending it again would not help."""
        with self.file.transfers() as transfers:
            if not transfers.is_intact(sha):
                raise BytesDamaged

    def fetch(self, blob: Download, step: Step) -> None:
        """Bring one down; raises as `Line.carry`, Malformed, BytesDamaged."""
        have, is_whole = blob.have, False
        while not is_whole:
            asked = {"Range": f"bytes={have}-{have + MOST_PIECE_BYTES - 1}"}
            answer = self.line.carry("GET", f"blobs/{blob.sha}", asked)
            size = _size(answer, have)
            with self.file.transfers() as transfers:
                if size != blob.size and have:
                    transfers.begin_again(blob.sha)
                    raise Malformed("size")
                transfers.resize(blob.sha, size)
                is_whole = transfers.append(blob.sha, have, answer.body)
            have += len(answer.body)
            blob = Download(blob.sha, size, have)
            step(len(answer.body))

    def fetch_small(self, shas: Sequence[str], step: Step) -> tuple[list[str], list[str]]:
        """Bring several down at once: (those that came whole, those that the cloud has not or that are damaged).

        What is in neither did not fit. Raises as `Line.post`, Malformed.
        """
        told = self.line.post("blobs/fetch", {"shas": list(shas)}).told
        came, bad = told.get("blobs"), told.get("absent")
        if not isinstance(came, dict) or not isinstance(bad, list) or not (came or bad):
            raise Malformed("blobs")
        arrived, absent = list[str](), [str(one) for one in bad if one in shas]
        for sha, coded in came.items():
            if sha in shas:
                content = b64decode(str(coded).encode())
                (arrived if self._kept(sha, content) else absent).append(sha)
                step(len(content))
        return arrived, absent

    def _kept(self, sha: str, content: bytes) -> bool:
        with self.file.transfers() as transfers:
            if not content:
                return False
            transfers.begin_again(sha)
            transfers.resize(sha, len(content))
            try:
                return transfers.append(sha, 0, content)
            except BytesDamaged:
                return False


def _offset(answer: Carried) -> int:
    text = answer.headers.get("upload-offset", "")
    if not text.isdecimal() or len(text) > 12:
        raise Malformed("offset")
    return int(text)


def _size(answer: Carried, have: int) -> int:
    """The size of the whole, of which the answer holds the bytes from `have` on; raises Malformed."""
    match = _RANGE.match(answer.headers.get("content-range", ""))
    if match is None or int(match[1]) != have or int(match[2]) + 1 != have + len(answer.body) or not answer.body:
        raise Malformed("range")
    return int(match[3])
