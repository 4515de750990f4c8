"""A copy of one moment while others work, looked at before it counts."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from ledger.errors import Cancelled
from storage import backup, backup_file, database, place
from storage.errors import CopyUnsound, DiskFull
from storage.journal import Entry
from storage.keys import KeySlots
from storage.store import Store
from tests.storage.backups import quiet, written
from tests.storage.stores import PASSWORD, PERSON, a_person, add, new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path / "store")
    add(store, "person", *(a_person(name=f"人{n}") for n in range(300)))
    yield store
    store.close()


def restored(kept: Path, folder: Path) -> Store:
    folder.mkdir()
    backup_file.unpack(kept, folder, quiet)
    return Store.open(folder, account="admin", password=PASSWORD)


def test_a_backup_holds_the_moment_at_which_it_began(store: Store, tmp_path: Path) -> None:
    copying = store.copying("import")
    add(store, "person", a_person(name="后来的人"))
    kept = tmp_path / "one.linongbak"
    with kept.open("wb") as stream:
        manifest = copying.into(stream, kept, quiet)
    copying.clear()
    assert manifest.records["person"] == 300
    with restored(kept, tmp_path / "new") as other, other.reader() as reader:
        assert reader.count(PERSON) == 300
    with store.reader() as reader:
        assert reader.count(PERSON) == 301


def test_others_write_all_the_time_and_the_copy_is_whole(store: Store, tmp_path: Path) -> None:
    is_over, count = threading.Event(), [0]

    def work() -> None:
        while not is_over.is_set():
            add(store, "person", a_person())
            count[0] += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for at in range(3):
            written(store, tmp_path / f"{at}.linongbak")
    finally:
        is_over.set()
        worker.join()
    assert count[0] > 3
    for at in range(3):
        with restored(tmp_path / f"{at}.linongbak", tmp_path / f"store{at}") as other, other.reader() as reader:
            told = backup_file.read(tmp_path / f"{at}.linongbak").records["person"]
            assert reader.count(PERSON) == told >= 300


def test_progress_is_told_by_phases_and_a_cancel_leaves_nothing_beside(store: Store, tmp_path: Path) -> None:
    phases: list[str] = []
    written(store, tmp_path / "one.linongbak", watch=lambda _done, _total, phase: phases.append(phase))
    assert list(dict.fromkeys(phases)) == [backup.COPYING, backup.LOOKING, backup.PACKING, backup.READING_BACK]

    for stop in dict.fromkeys(phases):

        def watch(_done: int, _total: int, phase: str, stop: str = stop) -> None:
            if phase == stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            written(store, tmp_path / "two.linongbak", watch=watch)
        assert list((store.folder / "backups").iterdir()) == []
    add(store, "person", a_person())  # nothing is held


def test_a_copy_unlike_its_source_is_not_kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_to = database.Connection.copy_to

    def spoilt(connection: database.Connection, target: Path, *given: object) -> None:
        copy_to(connection, target, *given)
        with target.open("r+b") as handle:
            handle.seek(3 * database.PAGE_BYTES + 100)
            handle.write(b"\0" * 50)

    with monkeypatch.context() as patch:
        patch.setattr(database.Connection, "copy_to", spoilt)
        with pytest.raises(CopyUnsound):
            written(store, tmp_path / "one.linongbak")

    def other_counts(connection: database.Connection, target: Path, *given: object) -> None:
        add(store, "person", a_person())
        with store.reader() as reader:
            copy_to(reader.connection, target, *given)

    with monkeypatch.context() as patch:
        patch.setattr(database.Connection, "copy_to", other_counts)
        with pytest.raises(CopyUnsound) as unsound:
            written(store, tmp_path / "one.linongbak")
    assert unsound.value.what == "counts"


@pytest.mark.parametrize("depth", ["quick", "whole"])
def test_a_forged_log_is_not_kept(store: Store, tmp_path: Path, depth: backup.Depth) -> None:
    with store._writer.transaction():
        store._writer.run("UPDATE action SET user = 'other' WHERE id = 1")
    with pytest.raises(CopyUnsound) as unsound:
        written(store, tmp_path / "one.linongbak", depth=depth)
    assert unsound.value.what == "audit"


def test_a_store_that_something_was_lost_of_is_backed_up_still(store: Store, tmp_path: Path) -> None:
    folder = store.folder
    store.note([(Entry("admin", "log-in", class_="login"), {"wrong": 0})])
    store._writer.run("UPDATE account SET post = 'x'")
    store.close()
    (folder / "audit.head").unlink()
    with Store.open(folder, account="admin", password=PASSWORD) as again:
        assert again.log_verdict().why in ("gap", "beside")
        kept = tmp_path / "one.linongbak"
        written(again, kept)
    with restored(kept, tmp_path / "back") as back:
        assert back.log_verdict().why in ("gap", "beside"), "the copy tells of it as its source does"


def test_every_operation_is_compared_where_the_look_is_whole(store: Store, tmp_path: Path) -> None:
    with store._writer.transaction():
        store._writer.run("UPDATE operation SET id = randomblob(16) WHERE lid = 5")
    written(store, tmp_path / "one.linongbak", depth="quick")
    with pytest.raises(CopyUnsound):
        written(store, tmp_path / "two.linongbak", depth="whole")


def test_without_room_nothing_is_begun(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(place.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(DiskFull) as full:
        written(store, tmp_path / "one.linongbak")
    assert full.value.needed_bytes
    assert not (store.folder / "backups").exists()


def test_slots_of_unattended_runs_stay_on_their_pc(store: Store, tmp_path: Path) -> None:
    path = store.folder / "keys.json"
    slots = KeySlots.load(path)
    secret = slots.set_unattended("pc", store._key)
    slots.save()
    written(store, tmp_path / "one.linongbak")
    (tmp_path / "apart").mkdir()
    backup_file.unpack(tmp_path / "one.linongbak", tmp_path / "apart", quiet)
    assert KeySlots.load(tmp_path / "apart" / "keys.json").accounts() == ("admin",)
    assert [one.kind for one in KeySlots.load(tmp_path / "apart" / "keys.json").slots] == ["account", "recovery"]
    store.close()
    with Store.open_unattended(store.folder, name="pc", secret=secret) as opened, opened.reader() as reader:
        assert reader.count(PERSON) == 300
