"""Where a store may live; folders as other programs make them, mounts from a written table."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from storage import place
from storage.errors import DiskFull, FolderClosed, FolderRefused, ReadOnlyFolder
from storage.store import Store


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - 某某街道", "OneDrive"),
        ("OneDrive（个人）", "OneDrive"),
        ("Nutstore", "坚果云"),
        ("我的坚果云", "坚果云"),
        ("Nutstore Files", ""),
        ("BaiduSyncdisk", "百度网盘"),
        ("BaiduNetdisk", "百度网盘"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("iCloudDrive", "iCloud"),
        ("WPS云盘", "WPS云盘"),
        ("WPSDrive", "WPS云盘"),
        ("台账", ""),
        ("OneDriveless", ""),
    ],
)
def test_folder_of_a_synchronising_service_is_known_by_its_name(tmp_path: Path, folder: str, service: str) -> None:
    assert place.synchronised_by(tmp_path / folder / "居委" / "store") == service


@pytest.mark.parametrize(
    ("marker", "service"), [(".dropbox", "Dropbox"), (".nutstore", "坚果云"), (".stfolder", "Syncthing")]
)
def test_folder_of_a_synchronising_service_is_known_by_its_mark(tmp_path: Path, marker: str, service: str) -> None:
    (tmp_path / "资料").mkdir()
    (tmp_path / "资料" / marker).touch()
    assert place.synchronised_by(tmp_path / "资料" / "store") == service


def test_synchronised_folder_is_refused_and_not_made(tmp_path: Path) -> None:
    wanted = tmp_path / "OneDrive" / "store"
    with pytest.raises(FolderRefused) as refused:
        place.prepare(wanted)
    assert (refused.value.reason, refused.value.detail) == ("synchronised", "OneDrive")
    assert not wanted.parent.exists()


MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/home /mnt/nfs nfs4 rw 0 0
user@host: /mnt/with\\040blank fuse.sshfs rw 0 0
/dev/vdb1 /mnt/share/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/office", ""),
        ("/mnt/share", "cifs"),
        ("/mnt/share/a/b", "cifs"),
        ("/mnt/shared", ""),
        ("/mnt/nfs/x", "nfs4"),
        ("/mnt/with blank/x", "fuse.sshfs"),
        ("/mnt/share/local/x", ""),
    ],
)
def test_innermost_mount_decides(tmp_path: Path, folder: str, kind: str) -> None:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    assert place._mounted_share(Path(folder), table) == kind


def test_system_without_a_mount_table_has_no_shares(tmp_path: Path) -> None:
    assert place._mounted_share(tmp_path, tmp_path / "nothing") == ""


def test_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "network_type", lambda folder: "cifs")
    with pytest.raises(FolderRefused) as refused:
        place.prepare(tmp_path / "store")
    assert (refused.value.reason, refused.value.detail) == ("network_share", "cifs")


def test_new_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    made = place.prepare(tmp_path / "a" / "store")
    assert made.stat().st_mode & 0o777 == 0o700


def test_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    with pytest.raises(FolderRefused) as refused:
        place.prepare(tmp_path / "store")
    assert refused.value.reason == "not_a_folder"


def test_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ReadOnlyFolder):
        place.prepare(tmp_path)


def test_room_that_is_not_there_is_told_with_both_sizes(tmp_path: Path) -> None:
    place.require_free(tmp_path / "not" / "made", 1)
    with pytest.raises(DiskFull) as full:
        place.require_free(tmp_path, 1 << 60)
    assert full.value.needed_bytes == 1 << 60
    assert full.value.free_bytes


def test_folder_that_may_not_be_entered_is_told_and_a_mark_that_may_not_be_seen_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, look = tmp_path / "closed", Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if closed in path.parents:
            raise PermissionError(errno.EACCES, "no")
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    for folder in (closed, closed / "s"):
        with pytest.raises(FolderClosed):
            place.prepare(folder)
        with pytest.raises(FolderClosed):
            Store.open(folder, account="admin", password="Lilong-2026!")
    assert place.synchronised_by(closed / "s") == ""
