"""Makes a store unreadable for good: its keys first, then everything in its folder. Only on the cloud's word "lost".

Without a key slot the file is noise, so a power cut in the middle leaves nothing to read either. What lies elsewhere (a
second folder's backups) is out of reach and stays under the passwords that it had.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from storage import files
from storage.backup_file import KEYS
from storage.lock import LOCK_FILE


def destroy(folder: Path) -> None:
    """Overwrite and remove the keys, then remove everything else in the folder; what cannot be removed is left."""
    for path in sorted(folder.rglob(f"{Path(KEYS).stem}*")):
        with suppress(OSError):
            _overwrite(path)
            path.unlink()
    files.flush_folder(folder)
    for path in folder.iterdir():
        if path.name == LOCK_FILE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _overwrite(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.write(bytes(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())
