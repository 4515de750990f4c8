"""Where backups lie: the store's own folder and a second folder or disk; what is there, and what goes by the policy.

A backup gets its name only once it was verified, so whatever carries one was. Files of other stores and of other
programs are not touched, and neither is one that does not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import access
from app.backups import keeping
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage import backup_file, place
from storage.backup_file import SUFFIX, Manifest
from storage.store import BACKUPS

SECOND_FOLDER = "backup_folder"
"""The setting of this PC that names the second folder; "" for none."""
Where = Literal["store", "second"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies there. Without a manifest the file does not read as one."""

    path: Path
    where: Where
    size_bytes: int
    manifest: Manifest | None

    @property
    def made_at(self) -> str:
        """When it was made, an instant; "" where that cannot be read."""
        return self.manifest.made_at if self.manifest else ""


@access.operation(access.OWN)
def own_folder(session: Session) -> Path:
    """The folder of backups within the store's folder."""
    return session.store.folder / BACKUPS


@access.operation(access.OWN)
def second_folder(session: Session) -> Path | None:
    """The second folder as it is set; whether it can be reached is not asked."""
    named = session.settings.text(SECOND_FOLDER)
    return Path(named) if named else None


@access.operation(access.OWN)
def everything(session: Session) -> list[Kept]:
    """The store's backups in both folders, the newest first; files that do not read at the end."""
    found = [*_in(session, own_folder(session), "store")]
    second = second_folder(session)
    if second is not None:
        found += _in(session, second, "second")
    return sorted(found, key=lambda one: one.made_at, reverse=True)


@access.operation(access.OWN)
def newest(session: Session) -> Kept | None:
    """The newest backup that lies in either folder."""
    return next((one for one in everything(session) if one.manifest), None)


@access.operation(access.OWN)
def new_name(session: Session, folder: Path) -> Path:
    """A name in `folder` that no file has, with the committee's code and the local time."""
    stem = f"{session.store.committee_code}-{clock.local(clock.now_text()):%Y%m%d-%H%M%S}"
    names = (f"{stem}{more}{SUFFIX}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for name in names if not (path := folder / name).exists())


@access.operation(access.OWN)
def thin_out(session: Session) -> int:
    """Remove what the policy does not keep, folder by folder; answers how many files went."""
    return sum(_thin_out([one for one in everything(session) if one.where == where]) for where in ("store", "second"))


def warning_about(folder: Path) -> str:
    """What a second folder means that is a network share or synchronised: the share's type or the service; "" for none.

    A copy may lie there, unlike a store: it is encrypted and written once. It is then as safe from deletion as that
    service is, and the service sees its size, its date and the login names in it.
    """
    return place.network_type(folder) or place.synchronised_by(folder)


def _in(session: Session, folder: Path, where: Where) -> Iterator[Kept]:
    try:
        paths = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return
    for path in paths:
        with suppress(OSError):
            found = _kept(session, path, where)
            if found is not None:
                yield found


def _kept(session: Session, path: Path, where: Where) -> Kept | None:
    """The backup at `path`; None for one of another store."""
    size_bytes = path.stat().st_size
    try:
        manifest = backup_file.read(path)
    except LedgerError:
        return Kept(path, where, size_bytes, None)
    if not session.store.is_its_backup(manifest):
        return None
    return Kept(path, where, size_bytes, manifest)


def _thin_out(found: list[Kept]) -> int:
    readable = [one for one in found if one.manifest]
    stays = keeping.kept(clock.local(one.made_at) for one in readable)
    gone = 0
    for one in readable:
        if clock.local(one.made_at) not in stays:
            with suppress(OSError):
                one.path.unlink()
                gone += 1
    return gone
