"""Where the log of each store stood when this user last had it open in the window: an older folder put back is noticed.

A whole folder of an earlier day, put in the place of the present one, is without fault in itself, its `audit.head`
included. What tells is elsewhere: this note in the user's own folder on this PC, and the cloud on a PC that exchanges.
Whoever can write this user's files can change the note too; a store that came here by right, restored by the program,
has none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import logs
from app.stores import paths
from ledger.errors import LedgerError
from storage import files
from storage.audit import Action
from storage.journal import Entry
from storage.store import Store
from storage.trail.verifying import LOST

OLDER = "older"
"""How a log is that ends before the place where it was seen."""
_FILE = "logs.json"
_MOST = 50


@dataclass(frozen=True, slots=True)
class _End:
    """Of the store in `folder`: by which key its log is signed, and its last entry."""

    folder: str
    key: str
    entry: int
    chain: str


def notice(store: Store) -> None:
    """Enter that the log is not the one that was seen here last, or ends before it; then remember where it ends."""
    seen = next((one for one in _known() if one.folder == _name(store.folder)), None)
    if seen is not None and seen.key == store.log_key.public.hex() and not _holds(store, seen):
        store.note([(Entry("", LOST, class_="security"), {"how": OLDER, "entry": seen.entry})])
        logs.event("older log")
    remember(store)


def remember(store: Store) -> None:
    """Note where the log of an open store ends; nothing where the store is sealed or the note cannot be written."""
    with suppress(LedgerError):
        newest = _newest(store)
        if newest is not None:
            end = _End(_name(store.folder), store.log_key.public.hex(), newest.id, newest.chain.hex())
            _keep([end, *(one for one in _known() if one.folder != end.folder)])


def forget(folder: Path) -> None:
    """What is put there now comes by right."""
    known = _known()
    rest = [one for one in known if one.folder != _name(folder)]
    if len(rest) < len(known):
        _keep(rest)


def _holds(store: Store, seen: _End) -> bool:
    """Whether the log still has the entry that was its last; one that was archived since says nothing."""
    newest = _newest(store)
    if newest is None or newest.id < seen.entry:
        return False
    with store.reader() as reader:
        found = reader.actions(action=seen.entry, limit=1)
    return not found or found[0].chain.hex() == seen.chain


def _newest(store: Store) -> Action | None:
    with store.reader() as reader:
        return next(iter(reader.actions(limit=1)), None)


def _name(folder: Path) -> str:
    return str(folder.expanduser().resolve())


def _path() -> Path:
    return paths.user_folder() / _FILE


def _known() -> list[_End]:
    try:
        content = json.loads(_path().read_text(encoding="utf-8"))
        return [_End(str(one["folder"]), str(one["key"]), int(one["entry"]), str(one["chain"])) for one in content]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _keep(ends: list[_End]) -> None:
    listed = [{"folder": one.folder, "key": one.key, "entry": one.entry, "chain": one.chain} for one in ends[:_MOST]]
    with suppress(OSError, LedgerError):
        _path().parent.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
        files.replace_file(_path(), (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode())
