"""Where a store may live: a folder on this PC's own disk, private to the user, with room left.

A network share breaks the write-ahead log's shared memory; a synchronising service copies files mid-write and brings
old ones back. Both are refused with the reason before anything is written.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from storage import files
from storage.errors import DiskFull, FolderClosed, FolderRefused, ReadOnlyFolder

_NETWORK_TYPES = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.davfs", "fuse.sshfs", "fuse.rclone", "9p",
     "ceph", "glusterfs", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.s3fs", "lustre", "afpfs", "vboxsf",
     "fuse.vmhgfs-fuse")
)  # fmt: skip
_SERVICES = {
    "onedrive": "OneDrive",
    "nutstore": "坚果云",
    "nutstorefiles": "坚果云",
    "我的坚果云": "坚果云",
    "坚果云": "坚果云",
    "baidunetdisk": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "baiduyundownload": "百度网盘",
    "百度网盘": "百度网盘",
    "百度云同步盘": "百度网盘",
    "dropbox": "Dropbox",
    "icloud drive": "iCloud",
    "icloud~": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "wps云盘": "WPS云盘",
    "wpsdrive": "WPS云盘",
    "wps cloud files": "WPS云盘",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "seafile": "Seafile",
    "腾讯微云": "腾讯微云",
    "weiyun": "腾讯微云",
    "微云同步助手": "腾讯微云",
    "360云盘": "360云盘",
    "aliyundrive": "阿里云盘",
    "阿里云盘": "阿里云盘",
}
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nutstore": "坚果云",
    ".nutstore.ini": "坚果云",
    ".baiduyun.uploading.cfg": "百度网盘",
    ".wpsdrive": "WPS云盘",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".sync_journal.db": "Nextcloud",
    ".stfolder": "Syncthing",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
}
_SERVICE_WITH_ACCOUNT = re.compile(r"(onedrive|dropbox|nutstore|wps云盘|坚果云) ?(?:[-—–(（].*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([0-7]{3})")
_ANY_NAME = "ledger.db"
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


def prepare(folder: Path) -> Path:
    """Refuse an unfit folder; make it if need be, for this user alone. Answers its real path.

    Raises:
        FolderRefused: a network share, a synchronised folder, or a file stands there.
        ReadOnlyFolder: the folder cannot be made or written. FolderClosed: nor looked into.
    """
    real = folder.expanduser().resolve()
    require_enterable(real)
    refuse_unfit(real)
    with files.translated(real):
        if real.exists() and not real.is_dir():
            raise FolderRefused(real, "not_a_folder")
        if not real.exists():
            real.mkdir(parents=True, mode=files.PRIVATE_FOLDER)
    require_writable(real)
    return real


def refuse_unfit(folder: Path) -> None:
    """Raise FolderRefused for a network share or a synchronised folder."""
    share = network_type(folder)
    if share:
        raise FolderRefused(folder, "network_share", share)
    service = synchronised_by(folder)
    if service:
        raise FolderRefused(folder, "synchronised", service)


def require_enterable(folder: Path) -> None:
    """Raise FolderClosed when this user may not look into `folder`; one that is not there yet is no matter."""
    try:
        (folder / _ANY_NAME).stat()
    except PermissionError as error:
        raise FolderClosed(folder) from error
    except OSError:
        return  # not there, or a trouble that the next step names


def require_writable(folder: Path) -> None:
    """Raise ReadOnlyFolder unless this user may write files in `folder`."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyFolder(folder)


def require_free(folder: Path, needed_bytes: int) -> None:
    """Raise DiskFull when less than `needed_bytes` are free where `folder` lies."""
    with files.translated(folder):
        free = shutil.disk_usage(_nearest_existing(folder)).free
    if free < needed_bytes:
        raise DiskFull(folder, needed_bytes=needed_bytes, free_bytes=free)


def synchronised_by(folder: Path) -> str:
    """The service that synchronises `folder` by the names and marks of its parents; "" for none."""
    for parent in (folder, *folder.parents):
        service = _service_named(parent.name)
        if service:
            return service
        for marker, service in _MARKERS.items():
            if _stands(parent / marker):
                return service
    return ""


def _stands(path: Path) -> bool:
    """True when there is such a file, as far as this user may know."""
    try:
        return path.exists()
    except OSError:
        return False


def _service_named(name: str) -> str:
    folded = name.casefold().strip()
    with_account = _SERVICE_WITH_ACCOUNT.fullmatch(folded)
    return _SERVICES.get(with_account[1] if with_account else folded, "")


def network_type(folder: Path) -> str:
    """The network file system that `folder` lies on; "" for a local disk."""
    if sys.platform == "win32":
        return _windows_share(folder)
    return _mounted_share(folder, Path("/proc/mounts"))


def _mounted_share(folder: Path, mounts: Path) -> str:
    """The type of the innermost mount above `folder` when it is a network's."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""  # not Linux: nothing to ask
    best, kind = -1, ""
    for line in lines:
        _, point, type_, *_ = line.split(" ")
        mount = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), point))
        if (mount == folder or mount in folder.parents) and len(mount.parts) >= best:
            best, kind = len(mount.parts), type_
    return kind if kind in _NETWORK_TYPES else ""


def _windows_share(folder: Path) -> str:
    if folder.drive.startswith("\\\\"):
        return "UNC"
    import ctypes

    drives = getattr(ctypes, "windll", None)
    if drives is None or not folder.drive:
        return ""
    return "drive" if drives.kernel32.GetDriveTypeW(folder.drive + "\\") == _REMOTE_DRIVE else ""


def _nearest_existing(folder: Path) -> Path:
    return next((parent for parent in (folder, *folder.parents) if _stands(parent)), folder)
