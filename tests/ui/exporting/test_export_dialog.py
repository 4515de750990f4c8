"""Lists, templates and filled forms leave through one dialog, masked; what stands in the way is said in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import form_mappings, layouts
from app.demo import trial_sheets
from app.filters import Selection
from ui.desk import Desk
from ui.exporting.dialog import ExportDialog
from ui.workers import JobRunner

_PATIENCE_MS = 30_000


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> Iterator[ExportDialog]:
    made = ExportDialog(desk, "person", Selection(filters=("sex=女",)))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def _go(qtbot: QtBot, dialog: ExportDialog) -> str:
    """Click 导出 and read what came of it."""
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.go.isEnabled() and dialog.note.isVisible(), timeout=_PATIENCE_MS)
    return dialog.note_text.text()


def _rows(path: Path, password: bool = False) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_what_is_filtered_leaves_masked(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.list.filtered.isChecked()
    target = tmp_path / "女.xlsx"
    dialog.list.target.edit.setText(str(target))
    told = _go(qtbot, dialog)
    assert str(target) in told
    heading, *rows = _rows(target)
    assert rows
    assert {row[heading.index("性别")] for row in rows} <= {"女", "已隐藏"}
    numbers = {str(row[heading.index("证件号码")]) for row in rows if row[heading.index("证件号码")]}
    assert all("*" in number for number in numbers)
    assert dialog.folder.isVisible()


def test_columns_are_found_taken_ordered_and_kept(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    box = dialog.list.columns
    box.right.selectAll()
    qtbot.mouseClick(box.drop_button, Qt.MouseButton.LeftButton)
    assert box.chosen() == ()
    for word in ("手机号码", "中文姓名"):
        box.search.setText(word)
        qtbot.keyClick(box.search, Qt.Key.Key_Return)
    assert box.chosen() == ("person.phone", "person.name")
    box.right.setCurrentRow(1)
    qtbot.mouseClick(box.up_button, Qt.MouseButton.LeftButton)
    assert box.chosen() == ("person.name", "person.phone")
    dialog.list.layout_name.setText("打电话用")
    qtbot.mouseClick(dialog.list.save_layout, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.layouts.currentText() == "打电话用")
    assert layouts.named(desk.session, "person", "打电话用").columns == ("person.name", "person.phone")
    target = tmp_path / "电话.csv"
    dialog.list.target.edit.setText(str(target))
    assert not dialog.list.privacy.password_line.isVisible()
    _go(qtbot, dialog)
    assert target.read_text(encoding="utf-8-sig").splitlines()[0] == '"姓名","联系电话"'
    qtbot.mouseClick(dialog.list.remove_layout, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.layouts.count() == 1)
    assert layouts.of_ledger(desk.session, "person") == []


def test_without_masks_only_with_a_reason_that_is_kept(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    privacy = dialog.list.privacy
    target = tmp_path / "完整.xlsx"
    dialog.list.target.edit.setText(str(target))
    privacy.unmasked.setChecked(True)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "原因" in privacy.reason_line.error
    assert not target.exists()
    privacy.reason.setText("民政科核对")
    _go(qtbot, dialog)
    heading, *rows = _rows(target)
    assert not any("*" in str(row[heading.index("证件号码")]) for row in rows)
    with desk.session.reader() as reader:
        (entry,) = reader.actions(kind="export")
    assert (entry.reason, entry.detail["unmasked"]) == ("民政科核对", True)


def test_what_became_of_an_export_is_gone_when_the_next_one_is_refused(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.list.target.edit.setText(str(tmp_path / "打星号.xlsx"))
    assert "已存到" in _go(qtbot, dialog)
    dialog.list.privacy.unmasked.setChecked(True)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "原因" in dialog.list.privacy.reason_line.error
    assert not dialog.note.isVisible()


def test_a_person_is_a_resident_in_lists_and_names_of_files(dialog: ExportDialog) -> None:
    names = [dialog.list.ledger.itemText(place) for place in range(dialog.list.ledger.count())]
    assert "居民" in names
    assert "人" not in names
    dialog.list.ledger.setCurrentIndex(names.index("居民"))
    assert "居民_" in dialog.list.target.edit.text()


def test_a_password_locks_the_workbook(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    target = tmp_path / "加密.xlsx"
    dialog.list.target.edit.setText(str(target))
    dialog.list.privacy.password.setText("Abc123!@#")
    _go(qtbot, dialog)
    assert target.read_bytes().startswith(b"\xd0\xcf\x11\xe0")


def test_a_folder_that_is_not_there_is_said_in_place_and_all_can_be_tried_again(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.list.target.edit.setText(str(tmp_path / "没有" / "表.xlsx"))
    assert "文件夹不存在" in _go(qtbot, dialog)
    assert not dialog.folder.isVisible()
    dialog.list.target.edit.setText(str(tmp_path / "表.xlsx"))
    assert "已存到" in _go(qtbot, dialog)


def test_no_column_and_no_name_are_said_where_they_are_missing(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.list.columns.right.selectAll()
    dialog.list.columns.drop()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.list.note.text() == "至少选一列。"
    dialog.tabs.setCurrentWidget(dialog.template)
    dialog.template.target.edit.clear()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.template.target.line.error == "请写上文件名。"


def test_a_template_has_only_headings(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.tabs.setCurrentWidget(dialog.template)
    target = tmp_path / "空白.xlsx"
    dialog.template.target.edit.setText(str(target))
    _go(qtbot, dialog)
    assert "姓名" in _rows(target)[0] or any("姓名" in str(cell) for row in _rows(target) for cell in row)


def test_a_departments_form_is_filled_and_its_mapping_kept(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    dialog.tabs.setCurrentWidget(dialog.fill)
    fill = dialog.fill
    fill.choose(trial_sheets.form(tmp_path))
    qtbot.waitUntil(lambda: bool(fill.boxes), timeout=_PATIENCE_MS)
    assert fill.boxes["姓名"].value() == "person.name"
    assert fill.boxes["是否享受补贴"].value() == ""
    fill.save_as.setText("高龄核对")
    told = _go(qtbot, dialog)
    assert "没有填的列：是否享受补贴" in told
    assert "高龄核对" in form_mappings.every(desk.session)
    rows = _rows(tmp_path / "高龄老人核对表_已填.xlsx")
    assert len(rows) > 2


def test_a_file_that_is_no_form_is_said_in_place(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    wrong = tmp_path / "表.xlsx"
    wrong.write_bytes(b"not a workbook")
    dialog.tabs.setCurrentWidget(dialog.fill)
    dialog.fill.choose(wrong)
    qtbot.waitUntil(lambda: bool(dialog.fill.form_line.error), timeout=_PATIENCE_MS)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.fill.form_line.error


def test_an_export_goes_on_when_its_dialog_is_closed(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = ExportDialog(desk, "flat")
    qtbot.addWidget(dialog)
    target = tmp_path / "人房.xlsx"
    dialog.list.target.edit.setText(str(target))
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        dialog.start()
        dialog.reject()
    assert said.args[0] == "已导出“人房.xlsx”"
    assert target.exists()


def test_a_job_that_never_ends_shows_its_progress(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    class Never(JobRunner):
        def start(self, handle: object) -> None:
            """Leave it waiting."""

    waiting = Desk(desk.session, Never())
    dialog = ExportDialog(waiting, "flat")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.list.target.edit.setText(str(tmp_path / "人房.xlsx"))
    dialog.start()
    assert dialog.progress.isVisible()
    assert not dialog.go.isEnabled()
    assert dialog.close_button.text() == "在后台继续"
