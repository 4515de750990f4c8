"""A long workbook is made in another process: the same cells, and no way of ending leaves a child or a wrong answer."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.excel import apart, children, writer
from app.excel.sheets import Row, SheetColumn, TemporaryFolderFull
from app.excel.stamp import SheetStamp
from app.excel.writer import Sheet
from ledger.errors import Cancelled

LONG = writer._FEW_ROWS + 700
COLUMNS = [SheetColumn("编号"), SheetColumn("人数", "integer"), SheetColumn("面积", "decimal", 1)]
STAMP = SheetStamp(
    "DC-20261121-0001", "王静 2026-11-21 09:12", "凌兆第一居委会", ("登记号：DC-20261121-0001", "用途：统计")
)


def rows(count: int) -> Iterator[Row]:
    return ((f"=号{n}", n, n + 0.5) if n % 7 else (None, None, None) for n in range(count))


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_long_workbook_has_the_cells_of_one_made_here(in_memory: bool) -> None:
    def sheets() -> list[Sheet]:
        return [Sheet("长", COLUMNS, rows(LONG)), Sheet("短", COLUMNS, rows(3)), Sheet("空", COLUMNS, rows(0))]

    there = writer.workbook_of(sheets(), in_memory=in_memory, stamp=STAMP)
    here = writer.made_here(sheets(), in_memory=in_memory, stamp=STAMP)
    books = [openpyxl.load_workbook(io.BytesIO(content)) for content in (there, here)]
    told = [{sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book} for book in books]
    assert told[0] == told[1]
    assert len(told[0]["长"]) == LONG + 1
    headers = [book["长"].oddHeader.left.text for book in books]
    assert headers[0] == headers[1]
    assert "凌兆" in headers[0]


def test_only_a_long_workbook_has_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_argument: str) -> list[str]:
        raise AssertionError("a process was started")

    monkeypatch.setattr(children, "command", none)
    assert writer.workbook("表", COLUMNS, rows(writer._FEW_ROWS))
    with pytest.raises(AssertionError, match="started"):
        writer.workbook("表", COLUMNS, rows(writer._FEW_ROWS + 1))


def test_what_the_rows_raise_comes_out_and_the_child_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[apart.subprocess.Popen[bytes]] = []
    start = apart.subprocess.Popen

    def remember(*how: object, **named: object) -> object:
        child = start(*how, **named)  # type: ignore[call-overload]
        started.append(child)
        return child

    def stopped() -> Iterator[Row]:
        yield from rows(LONG)
        raise Cancelled

    monkeypatch.setattr(apart.subprocess, "Popen", remember)
    with pytest.raises(Cancelled):
        writer.workbook("表", COLUMNS, stopped())
    (child,) = started
    assert child.returncode is not None


def test_a_full_temporary_folder_is_told_as_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    full = tmp_path / "full.py"
    full.write_text(
        "from app.excel import apart, writer\n"
        "from app.excel.sheets import TemporaryFolderFull\n"
        "def made(told, next_rows):\n"
        "    next(next_rows())\n"
        "    raise TemporaryFolderFull\n"
        "apart.serve(made)\n"
    )
    monkeypatch.setattr(children, "command", lambda _argument: [sys.executable, str(full)])
    with pytest.raises(TemporaryFolderFull):
        writer.workbook("表", COLUMNS, rows(LONG * 4))


@pytest.mark.parametrize("program", ["pass", "import sys; sys.stdin.buffer.read(10); import os; os.abort()"])
def test_a_child_that_breaks_down_is_no_workbook(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(children, "command", lambda _argument: [sys.executable, "-c", program])
    with pytest.raises(apart.WriterGone):
        writer.workbook("表", COLUMNS, rows(LONG))
