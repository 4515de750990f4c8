"""Files handed to people: written beside their target, forced to the disk, then renamed over it.

Whatever happens on the way (a cancel, a full disk, a kill), the target holds the old content or the whole new one. What
a killed program left beside a target is swept by the next write into the same folder. What is inside the file, and
whether the person may have it, is the caller's business.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, ClassVar

from app import targets
from app.targets import Kind
from ledger.errors import LedgerError, Retry
from storage.files import PRIVATE_FOLDER

# Short and without the target's name: a name of 80 Chinese characters already fills the 255 bytes of a Linux file name.
_BESIDE_PREFIX = ".linong-"
_BESIDE_SUFFIX = ".part"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_SHARING_VIOLATIONS = frozenset({32, 33})  # Windows: another program has the file, or a part of it, for itself
_DISK_FULL_WINDOWS = frozenset({39, 112})


class FileNotWritten(LedgerError):
    """The file at `path` was not written; what stood there before is untouched."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, path: Path) -> None:
        super().__init__(type(self).__name__)
        self.path = path


class TargetOpen(FileNotWritten):
    """Another program, most often Excel, has the target open."""


class TargetIsFolder(FileNotWritten):
    """The target's name belongs to a folder."""


class TargetDiskFull(FileNotWritten):
    """The target's disk has no room for the file."""

    retry: ClassVar[Retry] = "later"


class FolderReadOnly(FileNotWritten):
    """Nothing may be written in the target's folder."""


class FolderMissing(FileNotWritten):
    """The target's folder does not exist."""


class TargetUnreachable(FileNotWritten):
    """The target's disk does not answer: a stick pulled out, a share gone, a name that the disk does not take."""


class TargetInStore(FileNotWritten):
    """The target lies in a store's folder, among its own files."""


class TargetOfOtherKind(FileNotWritten):
    """What stands at the target is no file of the kind that is written."""


class TargetNotText(FileNotWritten):
    """Lines of text would bear a name that promises another kind of file."""


@contextmanager
def replacing(path: Path, kind: Kind = "") -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` when the block ends well.

    A failure inside the block leaves `path` as it was and nothing beside it. `kind` is what is written, and the one
    kind of file that may be replaced.

    Raises:
        FileNotWritten: one of its children, also for a trouble met by writes inside the block.
    """
    _refuse_target(path, kind)
    beside = _name_beside(path)
    try:
        sweep(path.parent)
        with _opened(beside) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)  # noqa: PTH105 - the tests stand in for this one call
        _sync_folder(path.parent)
    except OSError as error:
        raise _translated(error, path) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make `folder` where it is missing, with those above it, for this user alone; raises FileNotWritten."""
    try:
        for one in (*reversed(folder.parents), folder):
            if not one.is_dir():
                one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise _translated(error, folder) from error


def write_whole(path: Path, content: bytes, kind: Kind = "") -> None:
    """Make `content` the content of `path`; raises FileNotWritten."""
    with replacing(path, kind) as stream:
        stream.write(content)


def check_writable(path: Path, kind: Kind = "") -> None:
    """Raise now what would stop the writing of `path` at its end: a minute's work is not done for nothing.

    A file is made beside `path` and removed at once, as `replacing` will make it.

    Raises:
        FileNotWritten: one of its children.
    """
    _refuse_target(path, kind)
    beside = _name_beside(path)
    try:
        _opened(beside).close()
    except OSError as error:
        raise _translated(error, path) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def is_same_file(path: Path, other: Path) -> bool:
    """True when both names lead to one file: through another spelling, a link, or a second name of the same content."""
    try:
        return path.samefile(other)
    except OSError:
        return False  # one of them is not there, or nobody may look


def _refuse_target(path: Path, kind: Kind) -> None:
    """Raise what stands in the way of `path` itself: a folder, no folder, a store, a file held or of another kind."""
    if kind == "report" and path.suffix.lower() != targets.TEXT and not path.is_dir():
        raise TargetNotText(path)
    try:
        if path.is_dir():
            raise TargetIsFolder(path)
        if not path.parent.is_dir():
            raise FolderMissing(path)
        if targets.is_in_store(path):
            raise TargetInStore(path)
        if path.exists():
            path.open("r+b").close()
            _refuse_other_kind(path, kind)
    except OSError as error:
        raise _translated(error, path) from error


def _refuse_other_kind(path: Path, kind: Kind) -> None:
    if not targets.may_be_replaced(path, kind):
        raise TargetOfOtherKind(path)


def _name_beside(path: Path) -> Path:
    return path.with_name(f"{_BESIDE_PREFIX}{secrets.token_hex(6)}{_BESIDE_SUFFIX}")


def sweep(folder: Path) -> int:
    """Remove what killed programs left in `folder`; files that a living program is writing stay. Returns how many."""
    removed = 0
    for left in folder.glob(f"{_BESIDE_PREFIX}*{_BESIDE_SUFFIX}"):
        with suppress(OSError):
            _remove_abandoned(left)
            removed += 1
    return removed


def _translated(error: OSError, path: Path) -> FileNotWritten:
    """Name what the operating system reports."""
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _DISK_FULL_WINDOWS:
        return TargetDiskFull(path)
    if windows in _SHARING_VIOLATIONS or error.errno in (errno.EBUSY, errno.ETXTBSY):
        return TargetOpen(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        # Windows answers "access denied" both for a target that is in use and for a folder without rights.
        is_target_held = sys.platform == "win32" and os.access(path, os.W_OK)
        return TargetOpen(path) if is_target_held else FolderReadOnly(path)
    return FolderMissing(path) if error.errno == errno.ENOENT else TargetUnreachable(path)


if sys.platform == "win32":

    def _opened(path: Path) -> BinaryIO:
        """Open a new file, which Windows lets nobody delete while it is open."""
        return path.open("xb")

    def _remove_abandoned(path: Path) -> None:
        """Delete `path`; OSError when a living program has it open."""
        path.unlink()

    def _sync_folder(folder: Path) -> None:
        """Nothing to do: the rename is in NTFS's journal."""

else:
    import fcntl

    def _opened(path: Path) -> BinaryIO:
        """Open a new file and mark it as being written; a share without locks goes without the mark.

        Another program's sweep may take the file before it is marked: then there is another.
        """
        while True:
            stream = path.open("xb")
            with suppress(OSError):
                fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                return stream
            stream.close()

    def _remove_abandoned(path: Path) -> None:
        """Delete `path`; OSError when a living program holds the mark, or where that cannot be told."""
        with path.open("rb") as stream:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()

    def _sync_folder(folder: Path) -> None:
        """Make the rename itself lasting."""
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
