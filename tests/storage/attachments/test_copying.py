"""Attachments in backups, after a restore and under new keys; no moment of a change of keys loses them."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from storage import backup_file, restoring
from storage.attachments import blob_file, copying
from storage.errors import BackupDamaged, CopyUnsound, DiskFull, ForeignFile
from storage.restoring import Proof
from storage.store import Store
from tests.storage.backups import quiet, written
from tests.storage.stores import PASSWORD, a_person, add

MINE, UPLOADED, SMALL = os.urandom(700_000), os.urandom(600_000), os.urandom(5_000)


@pytest.fixture
def shas(store: Store) -> list[str]:
    """An original that only this PC has, one that the cloud has too, and a small picture."""
    add(store, "person", a_person())
    with store.attached.blobs() as blobs, store.attached.transfers() as transfers:
        found = [blobs.put(content) for content in (MINE, UPLOADED, SMALL)]
        transfers.arrived(found[1:])
    return found


def restored(path: Path, folder: Path) -> Store:
    restoring.unpack(path, folder, Proof("admin", PASSWORD), quiet)
    return Store.open(folder, account="admin", password=PASSWORD)


def whole(store: Store, shas: list[str]) -> list[bool]:
    with store.attached.blobs() as blobs:
        held = blobs.held(shas)
        assert not blobs.damaged()
        return [sha in held and held[sha].is_whole for sha in shas]


def test_a_backup_brings_back_what_the_cloud_cannot(store: Store, shas: list[str], tmp_path: Path) -> None:
    manifest = written(store, tmp_path / "a.linongbak")
    assert set(manifest.parts) == {"ledger.db", "keys.json", "attachments.db"}
    assert 700_000 < manifest.parts["attachments.db"].size < 1_000_000
    assert {path.name for path in (store.folder / "backups").iterdir()} == set()
    with restored(tmp_path / "a.linongbak", tmp_path / "back") as back:
        assert whole(back, shas) == [True, False, True]
        with back.attached.blobs() as blobs, back.attached.transfers() as transfers:
            assert blobs.read(shas[0]) == MINE
            assert [one.sha for one in transfers.uploads(0, 9)] == [shas[0]]
            transfers.want({shas[1]: len(UPLOADED)})
            assert transfers.append(shas[1], 0, UPLOADED)
    assert whole(store, shas) == [True, True, True]


def test_a_backup_of_a_store_without_attachments_is_as_it_was(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.linongbak"
    manifest = written(store, path)
    assert set(manifest.parts) == {"ledger.db", "keys.json"}
    with zipfile.ZipFile(path) as file:
        assert b'"format": 1' in file.read("manifest.json")


def test_an_older_version_refuses_a_backup_with_attachments(
    store: Store, shas: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.linongbak"
    written(store, path)
    monkeypatch.setattr(backup_file, "FORMAT", 1)
    from storage.errors import BackupTooNew

    with pytest.raises(BackupTooNew):
        backup_file.read(path)


def test_no_part_of_a_backup_can_be_left_out(store: Store, shas: list[str], tmp_path: Path) -> None:
    path, cut = tmp_path / "a.linongbak", tmp_path / "b.linongbak"
    written(store, path)
    with zipfile.ZipFile(path) as file, zipfile.ZipFile(cut, "w") as other:
        for name in ("ledger.db", "keys.json", "manifest.json"):
            other.writestr(name, file.read(name))
    with pytest.raises(BackupDamaged):
        backup_file.verify(cut, quiet)


def test_damaged_attachments_are_not_backed_up_as_sound(store: Store, shas: list[str], tmp_path: Path) -> None:
    with store.attached.blobs() as blobs:
        blobs.connection.run("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE start = 0")
    with pytest.raises(CopyUnsound):
        written(store, tmp_path / "a.linongbak")
    assert {path.name for path in (store.folder / "backups").iterdir()} == set()


def test_there_must_be_room_for_attachments_too(
    store: Store, shas: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (store.folder / "ledger.db").stat().st_size
    free = 2 * size + 33 * 1024 * 1024
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=free))
    with pytest.raises(DiskFull):
        written(store, tmp_path / "a.linongbak")


def test_new_keys_take_the_attachments_along(store: Store, shas: list[str]) -> None:
    old = store._key
    store.rekey(quiet)
    assert whole(store, shas) == [True, True, True]
    with pytest.raises(ForeignFile):
        blob_file.open_file(store.folder, old)
    store.close()
    assert not (store.folder / copying.REKEYED).exists()
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        assert whole(opened, shas) == [True, True, True]


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("nth", range(1, 40))
def test_the_power_goes_at_any_rename_or_removal_of_a_change_of_keys(
    store: Store, shas: list[str], nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder as it is before the nth step is what the next start finds."""
    image, count = tmp_path / "image", 0
    real_replace, real_unlink = Path.replace, Path.unlink

    def step(path: Path) -> None:
        nonlocal count
        if store.folder in path.parents:
            count += 1
            if count == nth:
                shutil.copytree(store.folder, image)

    def replace(self: Path, target: Path) -> Path:
        step(self)
        return real_replace(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.exists():
            step(self)
        real_unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    store.rekey(quiet)
    monkeypatch.undo()
    if not image.exists():
        assert nth > 5  # there are more steps than a few, and now there are no more
        return
    with Store.open(image, account="admin", password=PASSWORD) as opened:
        assert whole(opened, shas) == [True, True, True]
        with opened.reader() as reader:
            assert reader.last_action() > 0
    assert not (image / copying.REKEYED).exists()


def test_a_copy_that_could_not_follow_at_once_follows_at_the_next_start(
    store: Store, shas: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import DiskTrouble

    old, settle = store._key.file_mark, copying.settle

    def fails(folder: Path, mark: bytes) -> None:
        if mark != old:
            raise DiskTrouble(folder, "EIO")
        settle(folder, mark)

    with monkeypatch.context() as patch:
        patch.setattr(copying, "settle", fails)
        store.rekey(quiet)
    with pytest.raises(ForeignFile):
        whole(store, shas)
    add(store, "person", a_person())  # the ledger goes on
    store.close()
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        assert whole(opened, shas) == [True, True, True]
