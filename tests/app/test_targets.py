"""A file that is handed out takes the place of its own kind alone, and never of a part of a store."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from app import files, targets
from app.backups import drilling, making
from app.jobs import SILENT
from app.messages import exit_code_for, message_for
from app.stores.session import Session
from app.stores.settings import Settings
from storage.store import BACKUPS
from tests.committee import LOGIN, PASSWORD, new_store

PDF = b"%PDF-1.7 somebody's"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    new_store(tmp_path / "store").close()
    return tmp_path / "store"


@pytest.mark.parametrize("name", ["ledger.db", "keys.json", "out.xlsx", "log/x.csv"])
def test_nothing_is_written_among_a_stores_own_files(store: Path, name: str) -> None:
    target = store / name
    target.parent.mkdir(exist_ok=True)
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(files.TargetInStore):
        files.write_whole(target, b"x", "backup")
    with pytest.raises(files.TargetInStore):
        files.check_writable(target)
    assert (target.read_bytes() if target.exists() else None) == before


def test_another_spelling_of_the_store_does_not_help(store: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(store, target_is_directory=True)
    for folder in (tmp_path / "link", store / BACKUPS / ".."):
        (store / BACKUPS).mkdir(exist_ok=True)
        with pytest.raises(files.TargetInStore):
            files.write_whole(folder / "ledger.db", b"x", "backup")


def test_a_stores_folder_of_backups_takes_new_files(store: Path) -> None:
    assert {BACKUPS, drilling.REPORTS} == targets.OPEN_FOLDERS
    (store / BACKUPS).mkdir(exist_ok=True)
    files.write_whole(store / BACKUPS / "one.linongbak", b"x")
    assert (store / BACKUPS / "one.linongbak").read_bytes() == b"x"


@pytest.mark.parametrize("name", ["名册.pdf", "名册", "名册.xlsx", "名册.txt.bak"])
def test_lines_of_text_bear_no_name_that_promises_something_else(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with pytest.raises(files.TargetNotText) as refused:
        files.write_whole(target, "一".encode(), "report")
    assert not target.exists()
    assert exit_code_for(refused.value) == 2
    assert ".txt" in message_for(refused.value)
    files.write_whole(tmp_path / "名册.TXT", "一".encode(), "report")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.xlsx", ""), ("a.csv", ""), ("a.txt", "report"), ("a.xlsx", "backup"),
        ("a.linongbak", ""), ("a.zip", "bundle"), ("a.csv.sig", ""), ("a", "backup"), ("a", ""),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_stays(tmp_path: Path, name: str, kind: targets.Kind) -> None:
    target = tmp_path / name
    target.write_bytes(PDF)
    with pytest.raises(files.TargetOfOtherKind):
        files.write_whole(target, b"x", kind)
    assert target.read_bytes() == PDF
    assert list(tmp_path.iterdir()) == [target]


def test_a_zip_of_something_else_is_neither_bundle_workbook_nor_backup(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("photos/1.jpg", b"1")
    for kind in ("workbook", "bundle", "backup"):
        assert not targets.may_be_replaced(target, kind)


def test_a_text_that_is_no_report_by_its_name_stays(tmp_path: Path) -> None:
    target = tmp_path / "名册.csv"
    target.write_text("姓名\n", encoding="utf-8")
    assert not targets.may_be_replaced(target, "report")
    assert targets.may_be_replaced(target, "csv")


@pytest.mark.parametrize("content", [b"<table>", b"PK\x03\x04 cut off", bytes(100)])
def test_what_is_named_a_workbook_and_is_none_any_more_is_replaced(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(content)
    files.write_whole(target, b"x")
    assert target.read_bytes() == b"x"


def test_the_own_kind_is_replaced(store: Path, tmp_path: Path) -> None:
    book, backup, empty = tmp_path / "a.xlsx", tmp_path / "b.bak", tmp_path / "c"
    openpyxl.Workbook().save(book)
    empty.touch()
    with new_store(tmp_path / "other") as opened:
        session = Session(opened, LOGIN, Settings(opened.folder))
        making.make(session, SILENT, to=backup)
        making.make(session, SILENT, to=backup)
        for wrong in (book, opened.folder / "ledger.db"):
            before = wrong.read_bytes()
            with pytest.raises(files.FileNotWritten):
                making.make(session, SILENT, to=wrong)
            assert wrong.read_bytes() == before
    Session.open(tmp_path / "other", LOGIN, PASSWORD).close()
    files.write_whole(book, b"x")
    files.write_whole(empty, b"x")
    assert (book.read_bytes(), empty.read_bytes()) == (b"x", b"x")
