"""Backups are made, copied to a second folder, thinned out, entered in the audit, and are no burden to an import."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app import files
from app.backups import making, shelf, standing
from app.jobs import SILENT, JobContext, Progress
from app.stores.session import Session
from ledger import catalog, ids
from ledger.errors import Cancelled
from storage import backup, backup_file
from storage.errors import CopyUnsound
from storage.store import Store
from tests.app.backups.conftest import MovingClock
from tests.committee import LOGIN, PASSWORD
from tests.office import an_office

PERSON = catalog.named("person")


def add(session: Session) -> None:
    with session.store.write(user=session.login, kind="add") as write:
        write.create(PERSON, [(ids.new_id(), {"name": "新来的人"})])


def stopping(phase: str, *, at_end: bool = False) -> JobContext:
    """A job that a person cancels in this phase."""

    def heard(progress: Progress) -> None:
        if progress.phase == phase and (not at_end or progress.done == progress.total):
            ctx.cancel()

    ctx = JobContext(heard)
    return ctx


def backups(session: Session) -> list[str]:
    return [one.manifest.why for one in shelf.everything(session) if one.manifest]


def test_a_backup_lies_in_the_stores_folder_and_is_entered(session: Session) -> None:
    made = making.make(session)
    assert made.path.parent == session.store.folder / "backups"
    assert made.path.name.startswith("310115001001-")
    assert made.manifest.depth == "whole"
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]
    assert made.path.stat().st_mode & 0o077 == 0
    with session.reader() as reader:
        (entry, *_) = reader.actions(limit=1)
    assert (entry.kind, entry.class_, entry.user) == ("backup", "backup", LOGIN)
    assert entry.detail == {
        "why": "manual",
        "bytes": made.size_bytes,
        "depth": "whole",
        "second": "",
        "elsewhere": False,
    }


def test_it_goes_where_a_person_wants_it_and_then_does_not_count_among_the_kept(
    session: Session, tmp_path: Path
) -> None:
    made = making.make(session, to=tmp_path / "stick.linongbak")
    assert made.path == tmp_path / "stick.linongbak"
    assert backup_file.verify(made.path, lambda *_: None) == made.manifest
    assert shelf.everything(session) == []


def test_the_second_folder_gets_a_copy_that_was_read_back(session: Session, tmp_path: Path) -> None:
    second = tmp_path / "disk"
    second.mkdir()
    session.settings[shelf.SECOND_FOLDER] = str(second)
    made = making.make(session)
    assert made.second == "copied"
    assert (second / made.path.name).read_bytes() == made.path.read_bytes()
    assert {one.where for one in shelf.everything(session)} == {"store", "second"}


def test_a_second_disk_that_is_not_there_does_not_spoil_the_backup(session: Session, tmp_path: Path) -> None:
    session.settings[shelf.SECOND_FOLDER] = str(tmp_path / "unplugged")
    made = making.make(session)
    assert made.second == "unreachable"
    assert made.path.exists()
    assert not standing.standing(session).is_second_reached


def test_a_cancel_leaves_no_backup(session: Session) -> None:
    for stop in (backup.COPYING, backup.LOOKING, backup.PACKING, backup.READING_BACK):
        with pytest.raises(Cancelled):
            making.make(session, stopping(stop))
        assert list((session.store.folder / "backups").iterdir()) == []


def test_a_cancel_of_the_second_copy_leaves_the_first(session: Session, tmp_path: Path) -> None:
    session.settings[shelf.SECOND_FOLDER] = str(tmp_path)
    assert making.make(session, stopping(backup.READING_BACK, at_end=True)).second == "stopped"
    assert [one.where for one in shelf.everything(session)] == ["store"]
    assert not list(tmp_path.glob(".linong*"))


def test_one_a_day_and_the_old_ones_go_by_the_policy(session: Session, turning: MovingClock, tmp_path: Path) -> None:
    second = tmp_path / "disk"
    second.mkdir()
    session.settings[shelf.SECOND_FOLDER] = str(second)
    for _ in range(12):
        assert making.make_daily(session) is not None
        assert making.make_daily(session) is None
        turning.turn(days=1)
    assert len(list(second.glob("*.linongbak"))) == len(list((session.store.folder / "backups").iterdir())) == 7
    (second / "letter.txt").write_text("stays")
    other = second / "other.linongbak"
    other.write_bytes(b"damaged")
    making.make_daily(session)
    assert other.exists()
    assert (second / "letter.txt").exists()
    assert [one.manifest is None for one in shelf.everything(session)][-1]


def test_backups_of_another_store_are_not_touched(session: Session, tmp_path: Path) -> None:
    second = tmp_path / "disk"
    second.mkdir()
    with an_office(tmp_path / "other") as office:
        theirs = [making.make(office.session, to=second / f"{n}.linongbak").path for n in range(5)]
    session.settings[shelf.SECOND_FOLDER] = str(second)
    making.make(session)
    assert all(path.exists() for path in theirs)
    assert len(shelf.everything(session)) == 2


def test_without_change_no_second_backup_before_an_import(session: Session) -> None:
    making.start_beside(session, "import")
    add(session)  # what the import writes
    session.store.settle_beside()
    assert backups(session) == ["import"]
    assert shelf.newest(session).manifest.records["person"] == 30  # the moment before
    making.start_beside(session, "import")
    making.start_beside(session, "import")
    session.store.settle_beside()
    assert backups(session) == ["import", "import"]  # one for what was added, none for nothing


def test_the_first_import_of_an_empty_store_needs_none(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        office.take(["姓名", "性别"], ["王小明", "男"])
        assert shelf.everything(office.session) == []
        office.take(["姓名", "性别"], ["李小红", "女"])
        office.session.store.settle_beside()
        (one,) = shelf.everything(office.session)
        assert one.manifest is not None
        assert (one.manifest.why, one.manifest.records["person"]) == ("import", 1)


def test_a_backup_that_cannot_be_made_does_not_stop_the_import(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsound(*_: object) -> None:
        raise CopyUnsound("pages")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "look", unsound)
        making.start_beside(session, "import")
        add(session)
        session.store.settle_beside()
    assert backups(session) == []
    with session.reader() as reader:
        assert reader.actions(kind="backup-failed")[0].detail == {"why": "import", "error": "CopyUnsound"}
    assert not any(thread.name == "beside" and thread.is_alive() for thread in threading.enumerate())
    session.store.rekey(lambda *_: None)  # nobody holds the file


def test_every_days_status_is_told(session: Session, turning: MovingClock) -> None:
    assert standing.standing(session).last is None
    making.make(session)
    now = standing.standing(session)
    assert (now.days_since_backup, now.is_backup_overdue, now.last_drill) == (0, False, None)
    turning.turn(days=3)
    assert standing.standing(session).is_backup_overdue
    disk = standing.disk(session)
    assert 0 < disk.database < disk.folder < disk.total


def test_a_folder_of_a_service_is_told_and_not_refused(session: Session, tmp_path: Path) -> None:
    assert shelf.warning_about(tmp_path / "OneDrive" / "里弄") == "OneDrive"
    assert shelf.warning_about(tmp_path) == ""


def test_a_full_stick_is_told_and_leaves_what_was_there(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "one.linongbak"
    old = b"PK\x03\x04" + bytes(26) + b"ledger.db"  # the beginning of a backup
    target.write_bytes(old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_file, "write", full)
    with pytest.raises(files.TargetDiskFull):
        making.make(session, SILENT, to=target)
    assert target.read_bytes() == old
    session.store.close()
    Store.open(session.store.folder, account=LOGIN, password=PASSWORD).close()
