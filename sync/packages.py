"""The files by which an office that may not connect exchanges with the cloud: how they are written; pure, both sides.

A file is a short readable head and a sealed body. Only the cloud opens what a PC writes, only the PC opens the answer;
the body is signed by who wrote it, head and all, so that no part of it can be exchanged for that of another file.
Sealing and signing are each side's own (`storage.syncing.sealed`, `cloud.package_keys`), what is done with the
operations inside is what a push does with them (docs/sync_protocol.md, offline package).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from ledger.errors import LedgerError
from sync.protocol import Json, dump

MAGIC: Final = b"LINONGPK"
VERSION: Final = 1
MOST_OPERATIONS: Final = 20_000
MOST_OPERATION_BYTES: Final = 32 * 1024 * 1024
"""What one file takes of what waits; the rest goes into the next."""
MOST_FILE_BYTES: Final = 128 * 1024 * 1024
MOST_BODY_BYTES: Final = 512 * 1024 * 1024
"""A body that unpacks to more is none of ours."""

Kind = Literal["join", "joined", "out", "answer"]
"""`join`: a PC asks to be known, `joined` is the answer. `out`: operations, `answer`: their fates and what is new."""
KINDS: Final = frozenset(("join", "joined", "out", "answer"))
_SIGNATURE_BYTES: Final = 2  # the signature's length stands before it
_START: Final = len(MAGIC) + 2 + 4
_CARD: Final = "linong cloud key"


class PackageBroken(LedgerError):
    """No package, or one that was cut off or changed on the way; nothing of it was taken."""


class PackageNewer(LedgerError):
    """A package of a newer version of the program."""


class PackageForeign(LedgerError):
    """A whole package that is not for here: `why` is committee, device, generation, cloud, key or kind."""

    def __init__(self, why: str) -> None:
        super().__init__(f"package of another {why}")
        self.why = why


class CloudKeyBroken(LedgerError):
    """The file that should tell the cloud's public keys does not."""


@dataclass(frozen=True, slots=True)
class Head:
    """What can be read from outside. `key` names the key that it is sealed to; a PC numbers its packages from 1."""

    kind: Kind
    committee: str
    device: str
    gen: int
    number: int
    key: str

    def bound(self) -> bytes:
        """The head as it begins the file; seal and signature vouch for it."""
        told = {"kind": self.kind, "committee": self.committee, "device": self.device, "gen": self.gen}
        spelt = dump(told | {"number": self.number, "key": self.key}).encode()
        return MAGIC + VERSION.to_bytes(2, "big") + len(spelt).to_bytes(4, "big") + spelt


@dataclass(frozen=True, slots=True)
class CloudKey:
    """The cloud's public keys as the operator hands them out: one to seal for it, one to know its signature."""

    seal: bytes
    sign: bytes

    def card(self) -> str:
        """The text of the file."""
        told = {
            "what": _CARD,
            "format": 1,
            "seal": b64encode(self.seal).decode(),
            "sign": b64encode(self.sign).decode(),
        }
        return json.dumps(told, indent=1) + "\n"

    @classmethod
    def read(cls, text: str) -> CloudKey:
        """From such a text; raises CloudKeyBroken."""
        try:
            told = json.loads(text)
            found = cls(b64decode(told["seal"], validate=True), b64decode(told["sign"], validate=True))
        except (ValueError, KeyError, TypeError):
            raise CloudKeyBroken from None
        if told.get("what") != _CARD or told.get("format") != 1 or not len(found.seal) == len(found.sign) == 32:
            raise CloudKeyBroken
        return found

    @property
    def fingerprint(self) -> str:
        """What two people compare over the telephone: eight groups of four."""
        told = hashlib.sha256(b"linong cloud key 1\n" + self.seal + self.sign).hexdigest()[:32]
        return " ".join(told[at : at + 4] for at in range(0, 32, 4))


def key_name(public: bytes) -> str:
    """By what a head names the key that a package is sealed to."""
    return hashlib.sha256(public).hexdigest()[:16]


def taken_apart(content: bytes) -> tuple[Head, bytes]:
    """The head and the sealed rest of a file; raises PackageBroken, PackageNewer."""
    if len(content) > MOST_FILE_BYTES or len(content) < _START or not content.startswith(MAGIC):
        raise PackageBroken
    if int.from_bytes(content[8:10], "big") > VERSION:
        raise PackageNewer
    end = _START + int.from_bytes(content[10:14], "big")
    try:
        head = _head(json.loads(content[_START:end]))
    except (ValueError, KeyError, TypeError):
        raise PackageBroken from None
    if content[:end] != head.bound():
        raise PackageBroken
    return head, content[end:]


def _head(told: Mapping[str, Json]) -> Head:
    numbers, texts = (told["gen"], told["number"]), (told["committee"], told["device"], told["key"])
    if told["kind"] not in KINDS or not all(isinstance(one, str) for one in texts):
        raise ValueError
    if any(not isinstance(one, int) or one < 0 for one in numbers):
        raise ValueError
    return Head(cast("Kind", told["kind"]), texts[0], texts[1], numbers[0], numbers[1], texts[2])


def signed_message(head: Head, body: bytes) -> bytes:
    """What the writer signs."""
    return b"linong package\n" + head.bound() + body


def packed(body: Mapping[str, Json]) -> bytes:
    """A body as it is signed."""
    return dump(body).encode()


def together(signature: bytes, body: bytes) -> bytes:
    """What is sealed."""
    return zlib.compress(len(signature).to_bytes(_SIGNATURE_BYTES, "big") + signature + body, 6)


def apart(plain: bytes) -> tuple[bytes, bytes]:
    """The signature and the body of what was sealed; raises PackageBroken."""
    unpacking = zlib.decompressobj()
    try:
        whole = unpacking.decompress(plain, MOST_BODY_BYTES)
    except zlib.error:
        raise PackageBroken from None
    end = _SIGNATURE_BYTES + int.from_bytes(whole[:_SIGNATURE_BYTES], "big")
    if not unpacking.eof or len(whole) < end:
        raise PackageBroken
    return whole[_SIGNATURE_BYTES:end], whole[end:]


def unpacked(body: bytes) -> Mapping[str, Json]:
    """A body whose signature was checked; raises PackageBroken."""
    try:
        told = json.loads(body)
    except ValueError:
        raise PackageBroken from None
    if not isinstance(told, dict):
        raise PackageBroken
    return told
