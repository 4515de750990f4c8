"""Saving with openpyxl leaves no cell in any file but the one that was asked for."""

import io
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from app.excel import memory_save


def _rich_workbook() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["姓名", "证件号码", "金额"])
    sheet.append(["植入的姓名", "310101199001010000", 3])
    sheet["A1"].comment = Comment("填写说明", "里弄")
    sheet["D2"] = "=SUM(C2:C2)"
    sheet.merge_cells("A5:B5")
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("E2:E9")
    sheet.add_data_validation(choice)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "G2")
    hidden = workbook.create_sheet("选项")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "是"
    return workbook


def test_what_was_saved_reads_back_whole() -> None:
    read = openpyxl.load_workbook(io.BytesIO(memory_save.saved(_rich_workbook())))
    sheet = read["Sheet"]
    assert [cell.value for cell in sheet[2]] == ["植入的姓名", "310101199001010000", 3, "=SUM(C2:C2)"]
    assert sheet["A1"].comment is not None
    assert sheet["A1"].comment.text == "填写说明"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A5:B5"]
    assert len(sheet.data_validations.dataValidation) == 1
    assert len(sheet._charts) == 1
    assert read["选项"].sheet_state == "hidden"


def test_no_temporary_file_is_ever_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a temporary file")

    workbook = _rich_workbook()
    for maker in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkdtemp"):
        monkeypatch.setattr(tempfile, maker, refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    assert memory_save.saved(workbook).startswith(b"PK")


_WATCHED = textwrap.dedent("""
    import os, sys
    import openpyxl
    from app.excel import memory_save

    opened = []
    def note(event, arguments):
        if event == "open" and isinstance(arguments[0], str) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            opened.append(arguments[0])

    workbook = openpyxl.Workbook()
    for number in range(2000):
        workbook.active.append(["planted name", number])
    sys.addaudithook(note)
    memory_save.saved(workbook)
    print(opened, os.listdir(os.environ["TMPDIR"]))
""")


@pytest.mark.skipif(sys.platform == "win32", reason="TMPDIR and open flags of POSIX")
def test_the_whole_save_opens_no_file_for_writing(tmp_path: Path) -> None:
    watched = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        env={"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert watched.stdout.strip() == "[] []"
