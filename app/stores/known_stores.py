"""The stores that this user opened on this PC, the newest first: their folders and their committees' names.

Beside no store but in the user's own folder, so that the log-in window can offer them before a password is known. It
is convenience: a list that cannot be read counts as empty, one that cannot be written stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.stores import moving_store, paths, replacing_store
from app.stores.settings import Settings
from ledger.errors import LedgerError
from storage import files
from storage.store import DATABASE

_FILE = "stores.json"
_MOST = 20


@dataclass(frozen=True, slots=True)
class KnownStore:
    """A store that was opened before; `name` is its committee's."""

    folder: Path
    name: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a store's folder tells before any password: whether one stands there, who logged in last."""

    folder: Path
    stands: bool
    last_user: str


def known() -> list[KnownStore]:
    """The stores that were opened, the newest first; whether they still stand is not asked."""
    try:
        content = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(_read(content if isinstance(content, list) else []))


def remember(folder: Path, name: str) -> None:
    """Put a store at the head of the list."""
    real = folder.expanduser().resolve()
    _keep([KnownStore(real, name), *(one for one in known() if one.folder != real)])


def forget(folder: Path) -> None:
    """Take a store off the list; its files are not touched."""
    _keep([one for one in known() if one.folder != folder.expanduser().resolve()])


def first_choice() -> Path | None:
    """The store to offer when none is named: the one opened last, or the default one; None on a first start."""
    listed = known()
    if listed:
        return listed[0].folder
    default = paths.default_store()
    return default if glimpse(default).stands else None


def glimpse(folder: Path) -> Glimpse:
    """Look at a folder from outside; a store that was moved is seen where it is now."""
    folder = moving_store.whereabouts(folder)
    try:
        stands = (folder / DATABASE).exists() or replacing_store.is_begun(folder)
    except OSError:
        stands = False
    return Glimpse(folder, stands, Settings(folder).text("last_user"))


def _path() -> Path:
    return paths.user_folder() / _FILE


def _read(content: Sequence[object]) -> Iterator[KnownStore]:
    for item in content:
        if isinstance(item, dict) and isinstance(item.get("folder"), str) and item["folder"]:
            yield KnownStore(Path(item["folder"]), str(item.get("name", "")))


def _keep(stores: Sequence[KnownStore]) -> None:
    listed = [{"folder": str(one.folder), "name": one.name} for one in stores[:_MOST]]
    with suppress(OSError, LedgerError):
        _path().parent.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
        files.replace_file(_path(), (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode())
