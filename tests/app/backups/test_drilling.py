"""A drill restores into a temporary store, checks it, and writes a report that names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.backups import drilling, making, rekeying, shelf, standing
from app.jobs import JobContext, Progress
from app.stores.session import Session
from ledger import catalog
from ledger.errors import Cancelled
from storage.restoring import UNPACKING
from tests.app.backups.conftest import MovingClock


def left(session: Session) -> set[str]:
    return {path.name for path in session.store.folder.iterdir() if path.name.endswith((".tmp", ".part"))}


def test_a_good_backup_gets_a_dated_report_and_an_entry(session: Session) -> None:
    making.make(session)
    held = drilling.drill(session)
    assert held.is_good
    assert [step.name for step in held.steps][:3] == ["unpack", "open", "check"]
    assert held.records["person"] == 30
    assert held.report is not None
    assert held.report.parent == session.store.folder / "drills"
    text = held.report.read_text("utf-8-sig")
    assert "备份可以恢复。" in text
    assert "人 30" in text
    with session.reader() as reader:
        (entry, *_) = reader.actions(kind="drill")
    assert (entry.class_, entry.detail["ok"]) == ("backup", True)
    assert not left(session)


def test_the_report_holds_no_personal_data(session: Session) -> None:
    making.make(session)
    held = drilling.drill(session)
    assert held.report is not None
    text = held.report.read_text("utf-8-sig")
    with session.reader() as reader:
        for _, *values in reader.scan(catalog.named("person"), ("name", "id_no", "phone")):
            assert not any(value and str(value) in text for value in values)
    assert str(session.store.folder) not in text


def test_a_damaged_backup_is_a_result_and_not_an_end(session: Session) -> None:
    made = making.make(session)
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    held = drilling.drill(session)
    assert not held.is_good
    assert [(step.name, step.fault) for step in held.steps] == [("unpack", "BackupDamaged")]
    assert held.report is not None
    assert "请马上另做一份备份" in held.report.read_text("utf-8-sig")
    assert not standing.standing(session).is_drill_good
    assert not left(session)


def test_the_recovery_key_is_tried_too(session: Session) -> None:
    making.make(session)
    held = drilling.drill(session, recovery_key="7K3MX-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    assert ("recovery_key", "RecoveryKeyMistyped") in [(step.name, step.fault) for step in held.steps]
    assert not held.is_good


def test_a_backup_under_the_key_before_is_tried_as_well(session: Session) -> None:
    made = making.make(session)
    rekeying.rekey(session)
    assert drilling.drill(session, backup=made.path).is_good
    assert drilling.drill(session).is_good  # the one that was made before the key changed


def test_without_a_backup_there_is_nothing_to_try(session: Session) -> None:
    with pytest.raises(drilling.NothingToTry):
        drilling.drill(session)


def test_a_cancel_leaves_neither_store_nor_report(session: Session) -> None:
    making.make(session)

    def heard(progress: Progress) -> None:
        if progress.phase == UNPACKING:
            ctx.cancel()

    ctx = JobContext(heard)
    with pytest.raises(Cancelled):
        drilling.drill(session, ctx)
    assert not left(session)
    assert not (session.store.folder / "drills").exists()


def test_the_next_drill_is_due_by_quarter_or_year(session: Session, turning: MovingClock) -> None:
    making.make(session)
    assert drilling.drill(session).is_good
    assert not standing.standing(session).is_drill_due
    turning.turn(days=100)
    assert standing.standing(session).is_drill_due
    session.settings[standing.DRILL_MONTHS] = 12
    assert not standing.standing(session).is_drill_due
    turning.turn(days=300)
    assert standing.standing(session).is_drill_due


def test_the_newest_backup_of_both_folders_is_tried(session: Session, tmp_path: Path, turning: MovingClock) -> None:
    (tmp_path / "disk").mkdir()
    session.settings[shelf.SECOND_FOLDER] = str(tmp_path / "disk")
    making.make(session)
    turning.turn(hours=1)
    newest = making.make(session)
    newest.path.unlink()
    assert drilling.drill(session).backup == tmp_path / "disk" / newest.path.name
