"""A backup becomes a store again: on a new PC, by password or recovery key, or in place of the present one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import checking
from app.access import Forbidden
from app.backups import making, restoring, shelf
from app.backups.restoring import FolderOccupied, Proof, StoreStands
from app.demo import fill
from app.jobs import SILENT, JobContext, Progress
from app.stores import known_stores, moving_store, replacing_store
from app.stores.session import Session
from ledger import catalog, ids
from ledger.errors import Cancelled
from storage.errors import BackupDamaged, FolderRefused, StoreInUse, WrongPassword, WrongRecoveryKey
from storage.recovery_key import generate
from storage.restoring import UNPACKING
from storage.store import Store
from tests.colleagues import add_colleague
from tests.committee import CHEAP, CODE, LOGIN, NAME, PASSWORD, USER

PERSON = catalog.named("person")
PROOF = Proof(LOGIN, PASSWORD)


class Case:
    """A closed store, the backup that was made of it, its recovery key, and what changed since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"
        store, self.recovery_key = Store.create(
            self.folder,
            committee_code=CODE,
            committee_name=NAME,
            account=LOGIN,
            account_name=USER,
            password=PASSWORD,
            cost=CHEAP,
        )
        store.close()
        with Session.open(self.folder, LOGIN, PASSWORD) as session:
            fill.fill(session, people=30, seed=3, ctx=SILENT)
            self.backup = making.make(session, to=folder / "one.linongbak").path
            with session.store.write(user=LOGIN, kind="add") as write:
                write.create(PERSON, [(ids.new_id(), {"name": "后来的人"})])


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def people(folder: Path, password: str = PASSWORD) -> int:
    """How many people there are in a store that is whole and whose log has no gap."""
    with Session.open(folder, LOGIN, password) as session:
        assert checking.check(session).is_sound
        verdict = session.store.log_verdict()
        assert verdict.is_whole, verdict
        with session.reader() as reader:
            assert reader.actions(kind="log-gap") == []
            return reader.count(PERSON)


def test_what_it_holds_is_shown_before_any_password(case: Case) -> None:
    manifest = restoring.look(case.backup)
    assert (manifest.committee_name, manifest.records["person"]) == (NAME, 30)


def test_a_new_pc_needs_the_file_and_a_password(case: Case, tmp_path: Path) -> None:
    shutil.rmtree(case.folder)
    restored = restoring.restore_to(case.backup, tmp_path / "new" / "pc", PROOF, SILENT)
    assert people(restored.folder) == 30
    assert known_stores.glimpse(restored.folder).last_user == LOGIN
    with Session.open(restored.folder, LOGIN, PASSWORD) as session, session.reader() as reader:
        (entry, *_) = reader.actions(kind="restore-backup")
        assert entry.detail["made_at"] == restored.manifest.made_at
        assert entry.class_ == "backup"
    assert {path.name for path in restored.folder.parent.iterdir()} == {"pc"}


def test_a_new_pc_needs_the_file_and_the_recovery_key(case: Case, tmp_path: Path) -> None:
    shutil.rmtree(case.folder)
    restored = restoring.restore_to(case.backup, tmp_path / "new", Proof(LOGIN, recovery_key=case.recovery_key), SILENT)
    Session.open_with_recovery_key(restored.folder, LOGIN, case.recovery_key, "Ganz-neu#2026").close()
    assert people(restored.folder, "Ganz-neu#2026") == 30


def test_the_wrong_secret_leaves_nothing(case: Case, tmp_path: Path) -> None:
    for proof, error in (
        (Proof(LOGIN, "Falsch-2026!"), WrongPassword),
        (Proof(LOGIN, "", generate()), WrongRecoveryKey),
    ):
        with pytest.raises(error):
            restoring.restore_to(case.backup, tmp_path / "new", proof, SILENT)
        with pytest.raises(error):
            restoring.restore_over(case.backup, case.folder, proof, SILENT)
    assert {path.name for path in tmp_path.iterdir()} == {"store", "one.linongbak"}
    assert people(case.folder) == 31


def test_a_folder_that_does_not_fit_is_refused(case: Case, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(FolderOccupied):
        restoring.restore_to(case.backup, tmp_path / "full", PROOF, SILENT)
    with pytest.raises(StoreStands):
        restoring.restore_to(case.backup, case.folder, PROOF, SILENT)
    with pytest.raises(FolderRefused):
        restoring.restore_to(case.backup, tmp_path / "OneDrive" / "store", PROOF, SILENT)


def test_a_damaged_backup_leaves_nothing(case: Case, tmp_path: Path) -> None:
    content = bytearray(case.backup.read_bytes())
    content[len(content) // 2] ^= 1
    case.backup.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restoring.restore_to(case.backup, tmp_path / "new", PROOF, SILENT)
    with pytest.raises(BackupDamaged):
        restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert people(case.folder) == 31
    assert not (tmp_path / "new").exists()


def test_the_present_store_is_kept_aside_and_opens_there(case: Case) -> None:
    with Session.open(case.folder, LOGIN, PASSWORD) as session:
        session.settings["theme"] = "dark"
        session.settings.save()
    restored = restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert people(case.folder) == 30
    assert restored.aside is not None
    assert restored.aside.parent == case.folder / replacing_store.ASIDE
    assert people(restored.aside) == 31
    with Session.open(case.folder, LOGIN, PASSWORD) as session:
        assert [one.manifest.why for one in shelf.everything(session) if one.manifest] == ["restore"]
        assert session.settings["theme"] == "dark"  # what belongs to this PC stays
    names = {path.name for path in case.folder.iterdir()}
    assert not names & {replacing_store.NOTE, replacing_store.ARRIVING}


def test_a_present_store_that_does_not_open_any_more_is_replaced_too(case: Case) -> None:
    (case.folder / "ledger.db").write_bytes(b"ruined")
    for name in ("keys.json", "keys.json.bak"):
        (case.folder / name).write_bytes(b"ruined")
    restored = restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert people(case.folder) == 30
    assert restored.aside is not None
    assert (restored.aside / "ledger.db").read_bytes() == b"ruined"


def test_nobody_replaces_a_store_that_is_open(case: Case) -> None:
    with Session.open(case.folder, LOGIN, PASSWORD), pytest.raises(StoreInUse):
        restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert people(case.folder) == 31


def test_an_account_without_the_right_replaces_nothing(case: Case, tmp_path: Path) -> None:
    with Session.open(case.folder, LOGIN, PASSWORD) as session:
        add_colleague(session.store, "li", name="李红", roles=("worker",), password="Lihong#2026x")
        later = making.make(session, to=tmp_path / "two.linongbak").path
    with pytest.raises(Forbidden):
        restoring.restore_over(later, case.folder, Proof("li", "Lihong#2026x"), SILENT)
    assert people(case.folder) == 31


@pytest.mark.parametrize("phase", [UNPACKING, "backup-looking", restoring.SETTLING])
def test_a_cancel_leaves_the_present_store(case: Case, phase: str) -> None:
    def heard(progress: Progress) -> None:
        seen.add(progress.phase)
        if progress.phase == phase and UNPACKING in seen:
            ctx.cancel()

    seen: set[str] = set()
    ctx = JobContext(heard)
    if phase == restoring.SETTLING:  # from here on it goes through
        restoring.restore_over(case.backup, case.folder, PROOF, ctx)
        assert people(case.folder) == 30
    else:
        with pytest.raises(Cancelled):
            restoring.restore_over(case.backup, case.folder, PROOF, ctx)
        assert people(case.folder) == 31


def test_the_store_is_seen_while_its_replacement_is_half_done(case: Case) -> None:
    shutil.copytree(case.folder, case.folder.with_name("copy"))
    arriving = case.folder / replacing_store.ARRIVING
    case.folder.with_name("copy").rename(arriving)
    (case.folder / replacing_store.NOTE).write_text('{"aside": "x", "present": ["ledger.db", "keys.json"]}')
    (case.folder / replacing_store.ASIDE / "x").mkdir(parents=True)
    (case.folder / "ledger.db").rename(case.folder / replacing_store.ASIDE / "x" / "ledger.db")
    assert known_stores.glimpse(case.folder).stands
    assert people(case.folder) == 31


def test_a_store_that_was_moved_is_replaced_where_it_is_now(case: Case, tmp_path: Path) -> None:
    moving_store.move(case.folder, tmp_path / "moved", login=LOGIN, password=PASSWORD, ctx=SILENT)
    restored = restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert restored.folder == tmp_path / "moved"
    assert people(case.folder) == 30


def test_an_older_backup_of_the_same_store_restores_after_the_data_key_changed(case: Case, tmp_path: Path) -> None:
    with Session.open(case.folder, LOGIN, PASSWORD) as session:
        session.store.rekey(lambda *_: None)
    restored = restoring.restore_to(case.backup, tmp_path / "new", PROOF, SILENT)
    assert people(restored.folder) == 30
    restoring.restore_over(case.backup, case.folder, PROOF, SILENT)
    assert people(case.folder) == 30
