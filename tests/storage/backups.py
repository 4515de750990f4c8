"""Short ways to write a backup in tests of storage."""

from __future__ import annotations

from pathlib import Path

from storage.backup import Depth, Watch
from storage.backup_file import Manifest, Why
from storage.store import Store


def quiet(*_: object) -> None:
    """Hears and does nothing."""


def written(store: Store, path: Path, *, why: Why = "manual", depth: Depth = "whole", watch: Watch = quiet) -> Manifest:
    """A backup of the store as it is now, at `path`."""
    copying = store.copying(why, depth)
    try:
        with path.open("wb") as stream:
            return copying.into(stream, path, watch)
    finally:
        copying.close()
        copying.clear()
