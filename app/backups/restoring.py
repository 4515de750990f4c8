"""Restores a backup: shows what it holds, into a new folder, or in the place of a store that is kept aside.

A new PC needs the file and a password of that time, or the recovery key. Nothing gets a store's name before it was
unpacked, compared, opened and entered in its own log.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import logs
from app.access import Rights
from app.backups import making
from app.jobs import JobContext
from app.stores import log_ends, moving_store, opening, replacing_store
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import clock
from ledger.errors import Cancelled, LedgerError
from storage import backup_file, files, place, restoring
from storage.backup_file import Manifest
from storage.errors import StoreInUse, StoreMissing
from storage.journal import Entry
from storage.lock import LOCK_FILE, StoreLock
from storage.restoring import Proof
from storage.store import DATABASE, Store

__all__ = ["Manifest", "Proof", "Restored", "look", "proof_of", "prove", "restore_over", "restore_to"]

SETTLING = "restore-settling"
_BESIDE = ".restoring"


class StoreStands(LedgerError):
    """A store stands in `folder` already; it is replaced only when that is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__("a store stands there")
        self.folder = folder


class FolderOccupied(LedgerError):
    """There is something else in `folder`; a store is restored to a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__("the folder is not empty")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that came out of a backup; `aside` is where the one that stood there is kept."""

    folder: Path
    manifest: Manifest
    aside: Path | None = None


def look(path: Path) -> Manifest:
    """What a backup holds, before any password: date, committee, counts.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew.
    """
    return backup_file.read(path)


def proof_of(login: str, typed: str) -> Proof:
    """What a person typed as a password or a recovery key: a whole recovery key is one, all else a password."""
    if opening.is_whole_key(typed):
        return Proof(login, recovery_key=typed)
    return Proof(login, typed)


def prove(path: Path, proof: Proof) -> None:
    """Say whether the password or the recovery key opens the backup; raises WrongPassword and its like."""
    restoring.prove(path, proof)


def restore_to(path: Path, folder: Path, proof: Proof, ctx: JobContext) -> Restored:
    """Restore into a folder that is empty or not there yet; a cancel or a failure leaves nothing.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew, CopyUnsound: the file is no good. WrongPassword and the recovery key's
        errors: it does not open. StoreStands, FolderOccupied, FolderRefused, ReadOnlyFolder, DiskFull: the folder
        does not fit.
    """
    target = folder.expanduser().resolve()
    _require_free_place(target)
    restoring.require_room(path, target)
    beside = target.with_name(target.name + _BESIDE)
    with files.translated(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True, mode=files.PRIVATE_FOLDER)
        shutil.rmtree(beside, ignore_errors=True)
    try:
        manifest = _unpacked(path, beside, proof, ctx, is_replacing=False)
        ctx.checkpoint()
        log_ends.forget(target)
        with files.translated(target.parent):
            (beside / LOCK_FILE).unlink(missing_ok=True)
            if target.exists():
                target.rmdir()
            beside.rename(target)
            files.flush_folder(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    logs.event("backup restored")
    return Restored(target, manifest)


def restore_over(path: Path, folder: Path, proof: Proof, ctx: JobContext) -> Restored:
    """Restore in the place of the closed store in `folder`, which is kept aside and opens there like any store.

    Raises:
        as `restore_to`; StoreMissing, StoreInUse; Forbidden: the account of the proof may not restore. The present
        store stays. A crash leaves the one or the other whole: the next start settles it.
    """
    folder = moving_store.whereabouts(folder)
    replacing_store.settle(folder)
    place.require_enterable(folder)
    if not folder.is_dir():
        raise StoreMissing(folder)
    restoring.require_room(path, folder)
    _back_up_first(folder, proof, ctx)
    logs.close_log()
    lock = StoreLock.take(folder)
    try:
        arriving = replacing_store.arrival(folder)
        try:
            manifest = _unpacked(path, arriving, proof, ctx, is_replacing=True)
            ctx.checkpoint()
            ctx.report(0, 1, SETTLING)
        except BaseException:
            with suppress(OSError):
                shutil.rmtree(arriving)
            raise
        log_ends.forget(folder)
        aside = replacing_store.replace(folder, f"{clock.local(clock.now_text()):%Y%m%d-%H%M%S}")
    finally:
        lock.release()
    ctx.report(1, 1, SETTLING)
    return Restored(folder, manifest, aside)


def _back_up_first(folder: Path, proof: Proof, ctx: JobContext) -> None:
    """A backup of the present store where the proof opens it; one that does not open is kept aside as it is."""
    try:
        store = _opening(proof)(folder)
    except (StoreInUse, Cancelled):
        raise
    except LedgerError as error:
        logs.event("no backup before restoring", error=type(error).__name__)
        return
    with Session(store, proof.login, Settings(folder)) as session:
        making.make_before(session, "restore", ctx)


def _require_free_place(target: Path) -> None:
    place.require_enterable(target)
    place.refuse_unfit(target)
    if stands(target):
        raise StoreStands(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FolderOccupied(target)


def _unpacked(path: Path, folder: Path, proof: Proof, ctx: JobContext, *, is_replacing: bool) -> Manifest:
    """Unpack, open, and enter in the restored store's log that it was restored."""
    manifest = restoring.unpack(path, folder, proof, making.watched(ctx))
    with _opening(proof)(folder) as store:
        if is_replacing and not proof.recovery_key:
            Rights.of(proof.login, store.accounts()).require("restore")
        facts = {"made_at": manifest.made_at, "why": manifest.why, "replaced": is_replacing}
        store.note([(Entry(proof.login, "restore-backup", class_="backup"), facts)])
    settings = Settings(folder)
    settings["last_user"] = proof.login
    settings.save()
    return manifest


def _opening(proof: Proof) -> Callable[[Path], Store]:
    if proof.recovery_key:
        return lambda folder: Store.open_with_recovery_key(folder, key=proof.recovery_key)
    return lambda folder: Store.open(folder, account=proof.login, password=proof.password)


def restore_and_open(path: Path, folder: Path, proof: Proof, ctx: JobContext) -> Session | None:
    """Restore over the closed store in `folder` and log in there; None with a recovery key, which opens no session.

    Raises as `restore_over`, and as `opening.log_in` once the restored store stands.
    """
    restored = restore_over(path, folder, proof, ctx)
    if proof.recovery_key:
        return None
    return opening.log_in(restored.folder, proof.login, proof.password, ctx)


def stands(folder: Path) -> bool:
    """True where a store stands in `folder` that restoring would have to replace."""
    return (moving_store.whereabouts(folder) / DATABASE).exists()
