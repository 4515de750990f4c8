"""Puts a restored store in the place of a present one, which is kept aside; no crash leaves none or half of each.

The restored store stands whole in a folder within the store's folder first. Then one small file is written, and that
moment decides: before it a later start clears the restored one away, afterwards a later start finishes what was begun.
Every step is a rename, and each can be done again. What is put aside is a store's folder of its own: it opens like any.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app import logs
from ledger.errors import LedgerError
from storage import files
from storage.backup_file import ATTACHMENTS
from storage.lock import StoreLock
from storage.store import DATABASE, KEYS

ARRIVING = "arriving"
ASIDE = "replaced"
NOTE = "replacing.json"
_LOGS = tuple(f"{name}{side}" for name in (DATABASE, ATTACHMENTS) for side in ("-wal", "-shm"))
_OTHERS = (f"{KEYS}.next", "audit.head", ATTACHMENTS)
_OWN = (KEYS, f"{KEYS}.bak", DATABASE)  # the database last: a folder without it holds no store


def arrival(folder: Path) -> Path:
    """Where the restored store is to be made; what an earlier attempt left there goes. Only under the store's lock."""
    arriving = folder / ARRIVING
    with files.translated(folder):
        shutil.rmtree(arriving, ignore_errors=True)
    return arriving


def replace(folder: Path, name: str) -> Path:
    """Let the store that arrived take the place of the present one; answers where that is kept, under `name`.

    Only under the store's lock, with the arrived store closed.

    Raises:
        DiskFull, ReadOnlyFolder, DiskTrouble: without the note nothing has changed, with it the next start goes on.
    """
    present = [one for one in (*_LOGS, *_OTHERS, *_OWN) if (folder / one).exists()]
    files.replace_file(folder / NOTE, (json.dumps({"aside": name, "present": present}) + "\n").encode())
    _go_on(folder, name, present)
    return folder / ASIDE / name


def settle(folder: Path) -> None:
    """Finish what a crash left of a replacement.

    Does nothing where none was begun, or while another program is at it.
    """
    if not ((folder / NOTE).exists() or (folder / ARRIVING).exists()):
        return
    try:
        lock = StoreLock.take(folder)
    except LedgerError:
        return
    try:
        noted = _noted(folder)
        if noted is None:
            _clear(folder)
        else:
            _go_on(folder, *noted)
            logs.event("restore finished")
    finally:
        lock.release()


def is_begun(folder: Path) -> bool:
    """True where a replacement was begun and not finished: a store stands there although its file may not."""
    return _noted(folder) is not None


def _go_on(folder: Path, name: str, present: Sequence[str]) -> None:
    """First everything of the present store is put aside, then the restored one comes in; what is done is passed by."""
    arriving, aside = folder / ARRIVING, folder / ASIDE / name
    with files.translated(folder):
        aside.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
        for one in present:
            if (folder / one).exists() and not (aside / one).exists():
                (folder / one).replace(aside / one)
        files.flush_folder(aside)
        files.flush_folder(folder)
        for arrived in _in_order(arriving):
            arrived.replace(folder / arrived.name)
        files.flush_folder(folder)
        _clear(folder)
        (folder / NOTE).unlink(missing_ok=True)
        files.flush_folder(folder)


def _in_order(arriving: Path) -> list[Path]:
    """Files of the store that arrived, the database last."""
    found = [one for one in arriving.iterdir() if one.name in (*_OTHERS, *_OWN)] if arriving.exists() else []
    return sorted(found, key=lambda one: one.name == DATABASE)


def _clear(folder: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(folder / ARRIVING)


def _noted(folder: Path) -> tuple[str, list[str]] | None:
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return Path(str(note["aside"])).name, [Path(str(one)).name for one in note["present"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
