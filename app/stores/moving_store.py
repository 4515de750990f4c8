"""Moves a closed store to another folder so that no crash leaves it in two places or in none.

The store is copied beside the wanted folder, read back, opened with its password, and only then given its name; then
the old folder is emptied but for a signpost that names the new one. One moment decides: before the copy has its name
the old store counts and a later start clears the copy away, afterwards the new one counts and a later start clears
the old one away. `whereabouts` follows signposts, so that old habits and scripts still find the store.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import logs
from app.jobs import JobContext
from ledger.errors import LedgerError
from storage import files, place
from storage.errors import DiskTrouble, StoreMissing
from storage.lock import LOCK_FILE, StoreLock
from storage.store import DATABASE, Store

SIGNPOST = "moved.json"
COPYING = "moving"
VERIFYING = "verifying"
SETTLING = "settling"
CLEARING = "clearing"
OWN_FOLDER = "里弄台账"
_BESIDE = ".arriving"
_CHUNK = 1 << 20
_LONGEST_WAY = 10  # signposts followed, one for each move


class TargetOccupied(LedgerError):
    """There is something in `folder` already; a store is moved only to a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__("the folder to move to is not empty")
        self.folder = folder


class TargetInside(LedgerError):
    """`folder` lies within the store that was to be moved, or is that store."""

    def __init__(self, folder: Path) -> None:
        super().__init__("the folder to move to lies within the store")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class _Signpost:
    to: Path
    is_settled: bool


def whereabouts(folder: Path) -> Path:
    """Where the store of `folder` lies now: there, or where it was moved to."""
    at = folder.expanduser().resolve()
    for _ in range(_LONGEST_WAY):
        post = _read(at)
        if post is None or not (post.is_settled or _stands(post.to)):
            return at
        at = post.to
    return at


def move(source: Path, target: Path, *, login: str, password: str, ctx: JobContext) -> Path:
    """Move the closed store in `source` to `target`; answers the real path it has now.

    The account's password proves that the copy opens. A cancel or a failure leaves the store where it was.

    Raises:
        StoreMissing, StoreInUse, WrongPassword: nothing was begun.
        TargetOccupied, TargetInside, FolderRefused, ReadOnlyFolder, DiskFull: the target does not fit.
        DiskTrouble: the copy differs from what was copied.
    """
    source, target = whereabouts(source), target.expanduser().resolve()
    if not _stands(source):
        raise StoreMissing(source)
    require_movable(source, target)
    logs.close_log()  # a file that is open cannot go
    Store.open(source, account=login, password=password).close()  # brings the log into the file, proves the password
    lock = StoreLock.take(source)
    try:
        beside = target.with_name(target.name + _BESIDE)
        _arrive(source, beside, target, _Proof(login, password), ctx)
    finally:
        lock.release()
    ctx.report(0, 1, CLEARING)
    clear_up(source)
    ctx.report(1, 1, CLEARING)
    logs.event("store moved")
    return target


def clear_up(folder: Path) -> None:
    """Finish what a crash during a move left of the folder that was moved from; does nothing for any other.

    Neither while the move still goes on in another program.
    """
    post = _read(folder)
    if post is None:
        return
    try:
        lock = StoreLock.take(folder)
    except LedgerError:
        return
    try:
        _clear_up(folder, post)
    finally:
        lock.release()
    if not _stands(folder):
        with suppress(OSError):
            (folder / LOCK_FILE).unlink(missing_ok=True)


def _clear_up(folder: Path, post: _Signpost) -> None:
    if post.is_settled or _stands(post.to):
        _write(folder, _Signpost(post.to, is_settled=True))
        _empty(folder)
        return
    with suppress(OSError):
        shutil.rmtree(post.to.with_name(post.to.name + _BESIDE))
    (folder / SIGNPOST).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, repr=False)
class _Proof:
    login: str
    password: str


def _arrive(source: Path, beside: Path, target: Path, proof: _Proof, ctx: JobContext) -> None:
    post = _Signpost(target, is_settled=False)
    _write(source, post)
    try:
        _copy(source, beside, ctx)
        ctx.report(0, 1, VERIFYING)
        Store.open(beside, account=proof.login, password=proof.password).close()
        ctx.checkpoint()
        ctx.report(0, 1, SETTLING)
        with files.translated(target.parent):
            _make_way(target)
            beside.rename(target)
            files.flush_folder(target.parent)
    except BaseException:
        if not _stands(target):
            _clear_up(source, post)
        raise


def own_target(picked: Path) -> Path:
    """The folder that a store gets when a person picks `picked`: there if it is free, else one of its own in it."""
    try:
        is_free = not picked.exists() or not set(_names(picked)) - {SIGNPOST, LOCK_FILE}
    except OSError:
        is_free = True
    return picked if is_free else picked / OWN_FOLDER


def require_movable(source: Path, target: Path) -> None:
    """Raise what `move` would raise about the target; nothing is begun. A folder above the target may be made."""
    if target == source or source in target.parents:
        raise TargetInside(target)
    place.require_enterable(target)
    place.refuse_unfit(target)
    if target.exists() and (not target.is_dir() or set(_names(target)) - {SIGNPOST, LOCK_FILE}):
        raise TargetOccupied(target)
    with files.translated(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True, mode=files.PRIVATE_FOLDER)
    place.require_writable(target.parent)
    place.require_free(target.parent, sum(path.stat().st_size for path in _files_of(source)))


def _make_way(target: Path) -> None:
    """An empty folder, or one with the signpost of an earlier move, gives way to the store."""
    if target.exists():
        for name in _names(target):
            (target / name).unlink()
        target.rmdir()


def _copy(source: Path, beside: Path, ctx: JobContext) -> None:
    """Copy every file and read it back; what an earlier attempt left there goes."""
    everything = _files_of(source)
    total, done = sum(path.stat().st_size for path in everything), 0
    with files.translated(beside.parent):
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=files.PRIVATE_FOLDER)
        ctx.report(0, total, COPYING)
        for path in everything:
            copied = beside / path.relative_to(source)
            copied.parent.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
            for size in _copy_file(path, copied):
                done += size
                ctx.checkpoint()
                ctx.report(done, total, COPYING)
        files.flush_folder(beside)


def _copy_file(path: Path, copied: Path) -> Iterator[int]:
    """Copy in pieces, telling the size of each; raises DiskTrouble when the copy reads differently."""
    digest = hashlib.sha256()
    with path.open("rb") as original, files.open_private(copied) as handle:
        while piece := original.read(_CHUNK):
            digest.update(piece)
            handle.write(piece)
            yield len(piece)
    files.flush_file(copied)
    with copied.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").digest() != digest.digest():
            raise DiskTrouble(copied.parent, "COPY_DIFFERS")


def _empty(folder: Path) -> None:
    """Remove the old store; the database first, so that nothing that is left opens. What resists stays for later."""
    with suppress(OSError):
        for path in sorted(_files_of(folder), key=lambda one: one.name != DATABASE):
            path.unlink(missing_ok=True)
        for inner in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
            inner.rmdir()


def _files_of(folder: Path) -> list[Path]:
    """The files of a store, without its lock and signpost."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in (folder / LOCK_FILE, folder / SIGNPOST)
    ]


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _stands(folder: Path) -> bool:
    try:
        return (folder / DATABASE).exists()
    except OSError:
        return False


def _read(folder: Path) -> _Signpost | None:
    try:
        content = json.loads((folder / SIGNPOST).read_text(encoding="utf-8"))
        return _Signpost(Path(content["to"]), content["settled"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(folder: Path, post: _Signpost) -> None:
    content = json.dumps({"to": str(post.to), "settled": post.is_settled}, ensure_ascii=False)
    files.replace_file(folder / SIGNPOST, (content + "\n").encode())
