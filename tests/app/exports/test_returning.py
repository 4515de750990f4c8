"""`--errors-to` never harms the person's own workbook, and never hides an import that was applied."""

from __future__ import annotations

import errno
import io
import json
import os
import threading
import types
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import files, headless
from app.excel import encryption
from tests.flows.program import LOGIN, PASSWORD, ROOT, Office, new_office

DEMO = ROOT / "resources" / "demo"
FLAT = DEMO / "2_人房台账.xlsx"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that knows its compounds."""
    made = new_office(tmp_path / "store")
    made.json("import", DEMO / "1_小区台账.xlsx")
    return made


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The person's own workbook, with rows that go back."""
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(FLAT.read_bytes())
    return path


def _run(
    office: Office, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str | Path
) -> tuple[int, dict[str, Any], str]:
    """A run in this process, where the system can be made to refuse."""
    (office.folder.parent / "pw").write_text(PASSWORD)
    common = ("--store", office.folder, "--user", LOGIN, "--password-file", office.folder.parent / "pw", "--json")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    code = headless.main([str(word) for word in (*common, *words)])
    said = capfd.readouterr()
    return code, json.loads(said.out), said.err


def _names_of(sheet: Path) -> list[Path]:
    """The workbook by its name, by another spelling of its path, by a link and by a second name."""
    (sheet.parent / "sub").mkdir()
    link, second = sheet.parent / "链接.xlsx", sheet.parent / "又名.xlsx"
    link.symlink_to(sheet)
    second.hardlink_to(sheet)
    return [sheet, sheet.parent / "sub" / ".." / sheet.name, link, second]


def test_the_workbook_that_is_imported_is_never_the_error_workbook(office: Office, sheet: Path) -> None:
    before = sheet.read_bytes()
    for name in _names_of(sheet):
        error = office.error("import", sheet, "--errors-to", name)
        assert (error["code"], error["name"]) == (2, "ErrorsOverSource")
        assert sheet.read_bytes() == before
    assert office.json("list", "person")["total"] == 0


def test_an_error_workbook_of_another_kind_is_refused_before_the_import(office: Office, sheet: Path) -> None:
    for name in ("退回.xls", "退回.csv", "退回"):
        error = office.error("import", sheet, "--errors-to", sheet.with_name(name))
        assert (error["code"], error["name"]) == (2, "ErrorsNotXlsx")
        assert ".xlsx" in error["message"]
    assert office.json("list", "person")["total"] == 0


def test_a_folder_that_takes_no_file_is_found_before_the_import(
    office: Office, sheet: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(files, "_opened", refuse)
    words = ("import", sheet, "--errors-to", sheet.with_name("退回.xlsx"))
    code, answer, said = _run(office, monkeypatch, capfd, *words)
    assert (code, answer["error"]["name"]) == (8, "FolderReadOnly")
    assert "Traceback" not in said
    assert office.json("list", "person")["total"] == 0


def test_the_look_beforehand_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "退回.xlsx"
    files.check_writable(target)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "full"), ValueError("unforeseen"), KeyboardInterrupt()])
def test_an_import_that_is_done_is_told_with_its_batch_whatever_becomes_of_the_error_workbook(
    office: Office,
    sheet: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    trouble: BaseException,
) -> None:
    def refuse(handle: int) -> None:
        if threading.current_thread() is threading.main_thread():  # the backup beside the import is another's business
            raise trouble
        os.fsync(handle)

    out = sheet.with_name("退回.xlsx")
    broken = types.ModuleType("os")  # for files handed to people alone: the store writes its own
    broken.__dict__.update(vars(os), fsync=refuse)
    monkeypatch.setattr("app.files.os", broken)
    code, answer, said = _run(office, monkeypatch, capfd, "import", sheet, "--errors-to", out)
    monkeypatch.undo()
    assert code == 0
    assert (answer["errors_written"], answer["errors_file"], answer["errors_files"]) == (False, None, [])
    assert answer["refused"] == 4
    assert answer["new"]["person"] == office.json("list", "person")["total"]
    assert f"批次 {answer['batch']}" in said
    assert answer["errors_problem"]["message"] in said
    assert "没有导入任何" not in said
    assert not out.exists()
    assert office.json("import-undo", answer["batch"])["removed"]["person"] > 300


def test_a_further_file_keeps_clear_of_the_workbook(tmp_path: Path) -> None:
    from app.exports import returning
    from app.importing.plan import SheetPlan

    source = tmp_path / "表_租户.xlsx"
    source.write_bytes(b"mine")
    further = returning._beside(tmp_path / "表.xlsx", SheetPlan("租户", 1), source)
    assert further.name == "表_租户_退回.xlsx"
    assert further.parent == tmp_path
    assert returning._beside(tmp_path / "别的.xlsx", SheetPlan("租户", 1), source).name == "别的_租户.xlsx"


def test_every_file_of_returned_rows_stands_in_the_register_under_its_number(office: Office, sheet: Path) -> None:
    out = sheet.with_name("退回.xlsx")
    answer = office.json("import", sheet, "--errors-to", out)
    written = [Path(one) for one in answer["errors_files"]]
    assert written
    left = [one for one in office.json("export-register", "list")["exports"] if one["form"] == "退回的行"]
    assert {one["file"] for one in left} == {path.name for path in written}
    assert sum(one["rows"] for one in left) == answer["refused"] + answer["doubtful"]
    for path in written:
        book = openpyxl.load_workbook(path)
        number = str(book.properties.keywords)
        assert number in str(book.worksheets[0].oddFooter.left.text)
        assert number in {one["number"] for one in left}
    again = office.json("import", out, "--dry-run")  # the number is no row
    assert again["rows"] == openpyxl.load_workbook(out).worksheets[0].max_row - 1


def test_returned_rows_of_a_protected_workbook_are_protected(office: Office, sheet: Path, tmp_path: Path) -> None:
    password = tmp_path / "wbpw"
    password.write_text("Abc123!@#")
    sheet.write_bytes(encryption.encrypted(sheet.read_bytes(), "Abc123!@#"))
    out = sheet.with_name("退回.xlsx")
    office.json("import", sheet, "--errors-to", out, "--workbook-password-file", password)
    content = out.read_bytes()
    assert encryption.is_encrypted(content)
    assert openpyxl.load_workbook(io.BytesIO(encryption.opened(content, "Abc123!@#", "x"))).worksheets
