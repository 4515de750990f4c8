"""What a file that is handed out may take the place of: its own kind alone, and never a part of a store.

A name typed wrong must not cost the ledger or a stranger's file. How files are written is `app/files.py`'s business.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from storage import backup_file
from storage.backup_file import DATABASE, KEYS
from storage.errors import NotABackup

Kind = Literal["", "workbook", "csv", "pdf", "backup", "bundle", "report", "signature", "unit", "package", "picture"]
"""What is written; "" goes by the ending of the name."""
OPEN_FOLDERS: Final = frozenset(("backups", "drills"))
"""Folders of a store that take whole files; everything else there is the store itself."""
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD: Final = 4096
_WORKBOOKS: Final = frozenset((".xlsx", ".xlsm"))
TEXT: Final = ".txt"
"""How the name of a print as text ends."""
_ENDINGS: Final[Mapping[str, Kind]] = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".csv": "csv",
    ".pdf": "pdf",
    backup_file.SUFFIX: "backup",
    ".zip": "bundle",
    TEXT: "report",
    ".sig": "signature",
    ".service": "unit",
    ".timer": "unit",
    ".xml": "unit",
    ".linongpack": "package",
    ".jpg": "picture",
    ".jpeg": "picture",
}


def is_in_store(path: Path) -> bool:
    """True for a name within a store's folder, by whatever spelling, unless it is in its folder of backups."""
    folder = path.parent.resolve()
    inner = ""
    for one in (folder, *folder.parents):
        if (one / DATABASE).is_file() and (one / KEYS).is_file():
            return inner not in OPEN_FOLDERS
        inner = one.name
    return False


def may_be_replaced(path: Path, kind: Kind) -> bool:
    """True where nothing stands at `path`, an empty file, or one of the kind that is written."""
    if not path.exists() or not path.stat().st_size:
        return True
    told = _KINDS.get(kind or _ENDINGS.get(path.suffix.lower(), ""))
    return told is not None and told(path)


def _is_workbook(path: Path) -> bool:
    """What is named a workbook, one behind a password or a damaged one too, and is surely nothing else."""
    head = _head(path)
    is_other = head.startswith(b"%PDF") or (
        head.startswith(b"PK\x03\x04") and bool(packed := _packed(path)) and "[Content_Types].xml" not in packed
    )
    return path.suffix.lower() in _WORKBOOKS and not is_other


def _is_bundle(path: Path) -> bool:
    return {"README.txt", "versions.json"} <= _packed(path)


def _is_backup(path: Path) -> bool:
    """A backup, a damaged one too."""
    try:
        backup_file.read(path)
    except NotABackup:
        return False
    except Exception:  # noqa: BLE001 - it began like one: damaged, too new
        return True
    return True


def _is_report(path: Path) -> bool:
    return path.suffix.lower() == ".txt" and _is_text(path)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and _is_text(path)


def _is_text(path: Path) -> bool:
    """Text, or 16-bit text with its mark as Windows writes it."""
    head = _head(path)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or (
        b"\0" not in head and not head.startswith((b"%PDF", b"PK\x03\x04", _OLE))
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_HEAD)


def _packed(path: Path) -> frozenset[str]:
    """Names of what a zip holds; none of what is no zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            return frozenset(packed.namelist())
    except (zipfile.BadZipFile, ValueError):
        return frozenset()


_KINDS: Final[Mapping[str, Callable[[Path], bool]]] = {
    "workbook": _is_workbook,
    "csv": _is_csv,
    "pdf": lambda path: _head(path).startswith(b"%PDF"),
    "backup": _is_backup,
    "bundle": _is_bundle,
    "report": _is_report,
    "signature": lambda path: _head(path).lstrip().startswith(b"{"),
    "unit": _is_text,
    "package": lambda path: _head(path).startswith(b"LINONGPK"),
    "picture": lambda path: _head(path).startswith(b"\xff\xd8\xff"),
}
