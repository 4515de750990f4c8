"""A backup is one file: a zip without packing of the encrypted database, the key slots and a manifest.

The manifest says when, of what and why, with counts and no personal value, so that a person sees what a file holds
before a password is asked. It names size and hash of every part, and the store's key vouches for it: a part or a line
that was changed shows. Any zip program takes the file apart; the parts are a store's own files. What goes into one and
whether it is sound is decided by `backup.py`.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal

from storage import files
from storage.errors import BackupDamaged, BackupTooNew, NotABackup
from storage.keys import DatabaseKey
from storage.values import dump

FORMAT = 2
SUFFIX = ".linongbak"
MANIFEST, DATABASE, KEYS = "manifest.json", "ledger.db", "keys.json"
ATTACHMENTS: Final = "attachments.db"
"""A part of backups of stores that keep some; what an older version cannot restore, it refuses (format 2)."""
_KIND: Final = "linong backup"
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)  # in every part: when it was made stands in the manifest
Why = Literal["daily", "manual", "import", "migration", "rekey", "restore"]
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Size and hash of one file in a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup tells of itself before any password; `records` counts what is not removed, by ledger.

    `store` is the same in all backups under one store key. `action` is the newest entry of the audit at that moment,
    `entries` how many there are and `chain` the end of their chain. `depth` says how the copy was looked at.
    """

    made_at: str
    why: Why
    committee_code: str
    committee_name: str
    store: str
    program: str
    version: int
    action: int
    entries: int
    chain: str
    records: Mapping[str, int]
    depth: Literal["quick", "whole"]
    parts: Mapping[str, Part] = field(default_factory=dict)
    seal: str = ""

    def spelt(self) -> bytes:
        """The manifest as it stands in the file."""
        said = {"kind": _KIND, "format": self.format, **asdict(self)}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    @property
    def format(self) -> int:
        """The lowest format that has all of its parts."""
        return FORMAT if ATTACHMENTS in self.parts else FORMAT - 1

    def sealed(self, key: DatabaseKey) -> Manifest:
        """With the store's word for all the rest."""
        return replace(self, seal=key.vouch(self._vouched()))

    def is_sealed_by(self, key: DatabaseKey) -> bool:
        """True when whoever wrote this had the store's key."""
        return self.seal == key.vouch(self._vouched())

    def _vouched(self) -> bytes:
        facts = asdict(self)
        del facts["seal"]
        return dump([self.format, json.loads(json.dumps(facts, sort_keys=True))]).encode()


def write(
    stream: BinaryIO, manifest: Manifest, key: DatabaseKey, parts: Mapping[str, Path | bytes], tick: Tick
) -> Manifest:
    """Write a backup to `stream`; answers the manifest as it stands there. `tick` hears bytes of the parts."""
    total, done, told = sum(map(_size_of, parts.values())), 0, dict[str, Part]()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as whole:
        for name, content in parts.items():
            digest, size = hashlib.sha256(), 0
            with whole.open(_entry(name), "w", force_zip64=True) as part:
                for piece in _pieces(content):
                    part.write(piece)
                    digest.update(piece)
                    size += len(piece)
                    tick(done + size, total)
            done += size
            told[name] = Part(size, digest.hexdigest())
        finished = replace(manifest, parts=told).sealed(key)
        whole.writestr(_entry(MANIFEST), finished.spelt())
    return finished


def read(path: Path) -> Manifest:
    """What a backup says of itself; its parts are not looked at.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew.
    """
    with _opened(path) as whole:
        return _manifest(path, whole)


def part(path: Path, name: str) -> bytes:
    """A small part by itself, compared with what the manifest says of it; raises as `read`."""
    with _opened(path) as whole:
        return b"".join(_read_part(path, whole, _manifest(path, whole), name))


def verify(path: Path, tick: Tick) -> Manifest:
    """Read every part and compare it with what the manifest says; `tick` hears bytes. Raises as `read`."""
    with _opened(path) as whole:
        manifest = _manifest(path, whole)
        total, done = sum(part.size for part in manifest.parts.values()), 0
        for name in manifest.parts:
            for piece in _read_part(path, whole, manifest, name):
                done += len(piece)
                tick(done, total)
    return manifest


def unpack(path: Path, folder: Path, tick: Tick) -> Manifest:
    """Put the parts into `folder`, for this user alone and on the disk, comparing them on the way.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew, DiskFull, ReadOnlyFolder, DiskTrouble.
    """
    with _opened(path) as whole:
        manifest = _manifest(path, whole)
        total, done = sum(part.size for part in manifest.parts.values()), 0
        for name in manifest.parts:
            with files.translated(folder), files.open_private(folder / name) as handle:
                for piece in _read_part(path, whole, manifest, name):
                    handle.write(piece)
                    done += len(piece)
                    tick(done, total)
            with files.translated(folder):
                files.flush_file(folder / name)
    with files.translated(folder):
        files.flush_folder(folder)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as whole:
            yield whole
    except FileNotFoundError as error:
        raise NotABackup(path) from error
    except zipfile.BadZipFile as error:
        raise (BackupDamaged(path, "end") if _begins_like_one(path) else NotABackup(path)) from error
    except OSError as error:
        with files.translated(path.parent):
            raise error from None


def _begins_like_one(path: Path) -> bool:
    """True for the beginning of a zip: a backup that was cut short, or damaged in the middle."""
    with path.open("rb") as handle:
        return handle.read(4) == b"PK\x03\x04" and DATABASE.encode() in handle.read(64)


def _manifest(path: Path, whole: zipfile.ZipFile) -> Manifest:
    try:
        entry = whole.getinfo(MANIFEST)
        said = json.loads(whole.read(entry)) if entry.file_size <= _LONGEST_MANIFEST else {}
    except KeyError as error:
        raise NotABackup(path) from error
    except ValueError as error:
        raise BackupDamaged(path, MANIFEST) from error
    if not isinstance(said, dict) or said.pop("kind", "") != _KIND:
        raise NotABackup(path)
    if said.pop("format", FORMAT + 1) > FORMAT:
        raise BackupTooNew(path)
    try:
        parts = {name: Part(**part) for name, part in said.pop("parts").items()}
        return _with_both(path, Manifest(parts=parts, **said))
    except (TypeError, AttributeError, KeyError) as error:
        raise BackupDamaged(path, MANIFEST) from error


def _with_both(path: Path, manifest: Manifest) -> Manifest:
    if set(manifest.parts) - {ATTACHMENTS} != {DATABASE, KEYS}:
        raise BackupDamaged(path, MANIFEST)
    return manifest


def _read_part(path: Path, whole: zipfile.ZipFile, manifest: Manifest, name: str) -> Iterator[bytes]:
    told, digest, size = manifest.parts[name], hashlib.sha256(), 0
    try:
        with whole.open(name) as part:
            while piece := part.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                yield piece
    except (KeyError, zipfile.BadZipFile, EOFError) as error:
        raise BackupDamaged(path, name) from error
    if (size, digest.hexdigest()) != (told.size, told.sha256):
        raise BackupDamaged(path, name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = files.PRIVATE_FILE << 16
    return entry


def _size_of(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _pieces(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as handle:
        while piece := handle.read(_CHUNK):
            yield piece
