"""An older folder in the place of the present one is noticed at the log-in; what came by right is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.backups import making, restoring
from app.jobs import SILENT
from app.records import editing
from app.stores import log_ends, opening, paths
from app.stores.session import Session
from ledger import catalog
from storage.restoring import Proof
from storage.trail.verifying import LOST
from tests.committee import LOGIN, PASSWORD, new_session

COMPOUND = catalog.named("compound")


def _work(session: Session, name: str = "银杏新村") -> None:
    editing.add(session, COMPOUND, {"name": name, "address": f"{name}路1弄", "division_code": "310115"})


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store, and a copy of its folder from before somebody was entered in the window."""
    folder = tmp_path / "store"
    with new_session(folder) as made:
        _work(made)
    shutil.copytree(folder, tmp_path / "earlier")
    with _in_the_window(folder) as session:
        _work(session, "李四")
        log_ends.remember(session.store)
    return folder


def _in_the_window(folder: Path) -> Session:
    return opening.log_in(folder, LOGIN, PASSWORD, SILENT)


def _gaps(session: Session) -> list[object]:
    with session.reader() as reader:
        return [one.detail["how"] for one in reader.actions(kind=LOST)]


def test_day_after_day_nothing_is_noticed(folder: Path) -> None:
    for _ in range(2):
        with _in_the_window(folder) as session:
            assert _gaps(session) == []
            assert session.store.log_verdict().is_whole
    with Session.open(folder, LOGIN, PASSWORD) as session:
        _work(session, "王五")
    with _in_the_window(folder) as session:
        assert _gaps(session) == [], "what the command line did lies behind what was seen"


def test_an_older_folder_put_back_is_entered_once_and_stays_a_fault(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "earlier", folder)
    with Session.open(folder, LOGIN, PASSWORD) as session:
        assert session.store.log_verdict().is_whole, "in itself it has no fault"
    with _in_the_window(folder) as session:
        assert _gaps(session) == [log_ends.OLDER]
        assert session.store.log_verdict().why == "gap"
    with _in_the_window(folder) as session:
        assert len(_gaps(session)) == 1


def test_one_that_was_worked_in_beyond_the_same_number_is_another_log(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "earlier", folder)
    with Session.open(folder, LOGIN, PASSWORD) as session:
        for number in range(8):
            _work(session, f"赵{number}")
    with _in_the_window(folder) as session:
        assert _gaps(session) == [log_ends.OLDER]


def test_a_backup_that_the_program_restores_comes_by_right(folder: Path, tmp_path: Path) -> None:
    with _in_the_window(folder) as session:
        kept = tmp_path / "a.linongbak"
        making.make(session, to=kept)
        _work(session, "孙六")
        log_ends.remember(session.store)
    restoring.restore_over(kept, folder, Proof(LOGIN, PASSWORD), SILENT)
    with _in_the_window(folder) as session:
        assert _gaps(session) == []
    shutil.rmtree(folder)
    restoring.restore_to(kept, folder, Proof(LOGIN, PASSWORD), SILENT)
    with _in_the_window(folder) as session:
        assert _gaps(session) == []


def test_a_note_that_cannot_be_read_or_is_another_stores_says_nothing(folder: Path, user_folder: Path) -> None:
    (user_folder / "logs.json").write_text('[{"folder": 1}]', encoding="utf-8")
    with _in_the_window(folder) as session:
        assert _gaps(session) == []
    shutil.rmtree(folder)
    with new_session(folder):
        pass
    with _in_the_window(folder) as session:
        assert _gaps(session) == []
