"""Lists, templates and filled forms leave through one dialog, masked; what stands in the way is said in place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.demo import trial_sheets
from app.excel import encryption
from app.exports import form_mappings, layouts
from app.exports.clearance import Outlook
from app.records.filters import Selection
from app.release import approvals, register
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.ui.dialogs import dialogs_open
from ui.desk import Desk
from ui.exporting import dialog as dialog_module
from ui.exporting import list_form
from ui.exporting.dialog import ExportDialog
from ui.exporting.password_dialog import PasswordDialog
from ui.record_form.scroller import FormScroller
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


def test_on_a_wide_screen_many_columns_show_and_nothing_lies_below_the_fold(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (list_form, dialog_module):
        monkeypatch.setattr(module, "has_room_beside", lambda _widget: True)
    made = ExportDialog(desk, "person", Selection(filters=("sex=女",)))
    qtbot.addWidget(made)
    made.list.privacy.unmasked.setChecked(True)
    made.show()
    qtbot.waitUntil(lambda: made.list.watch.is_settled)
    made.resize(1224, 691)
    QApplication.processEvents()
    columns = made.list.columns.right
    assert columns.viewport().height() >= 10 * columns.sizeHintForRow(0)
    scroller = made.tabs.currentWidget()
    assert isinstance(scroller, FormScroller)

    def fits() -> None:  # sentences that wrap are laid out twice
        heights = {label.text(): label.height() for label in scroller.findChildren(QLabel) if label.isVisible()}
        assert scroller.verticalScrollBar().maximum() == 0, heights

    qtbot.waitUntil(fits)
    seen = scroller.viewport().rect()
    for field in (made.list.target.edit, made.list.password):
        place = field.mapTo(scroller.viewport(), field.rect().bottomRight())
        assert seen.contains(place)
    target = made.list.target
    assert abs(target.button.geometry().center().y() - target.edit.mapTo(target, target.edit.rect().center()).y()) < 4


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
    assert not dialog.list.password_line.isVisible()
    _go(qtbot, dialog)
    assert target.read_text(encoding="utf-8-sig").splitlines()[0] == '"姓名","联系电话"'
    qtbot.mouseClick(dialog.list.remove_layout, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.layouts.count() == 1)
    assert layouts.of_ledger(desk.session, "person") == []


def test_a_list_leaves_with_its_own_columns_in_its_order(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    listed = ("name", "phone", "residence_address", "age", "hukou_compound")
    dialog = ExportDialog(desk, "person", listed=listed)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.layouts.count() == 2)
    assert dialog.list.layouts.currentText() == "和列表一样的列"
    assert not dialog.list.remove_layout.isEnabled()
    target = tmp_path / "名单.xlsx"
    dialog.list.target.edit.setText(str(target))
    _go(qtbot, dialog)
    assert _rows(target)[0] == ("姓名", "联系电话", "现住地址", "年龄", "户籍小区")
    dialog.list.ledger.setCurrentIndex(dialog.list.ledger.findData("dwelling"))
    qtbot.waitUntil(lambda: dialog.list.layouts.count() == 1)
    assert dialog.list.layouts.currentText() == "常用的列"
    dialog.close()


def _settled(qtbot: QtBot, dialog: ExportDialog) -> Outlook:
    """What the dialog says that the list would let out, once it knows."""
    qtbot.waitUntil(lambda: dialog.list.watch.is_settled and dialog.list.privacy.outlook is not None)
    outlook = dialog.list.privacy.outlook
    assert outlook is not None
    return outlook


def _choose(dialog: ExportDialog, *columns: str) -> None:
    dialog.list.columns.show_sheet("person", columns)
    dialog.list.columns.changed.emit()


def _say_why(dialog: ExportDialog) -> None:
    dialog.list.privacy.purpose.purpose.set_value("03")
    dialog.list.privacy.purpose.basis.set_value("01")
    dialog.list.privacy.reason.setText("民政科核对")


def _password(qtbot: QtBot) -> str:
    """Read the password that is shown once, and close it."""
    qtbot.waitUntil(lambda: bool(dialogs_open(PasswordDialog)), timeout=_PATIENCE_MS)
    (dialog,) = dialogs_open(PasswordDialog)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.shown.text()
    dialog.accept()
    return dialog.shown.text()


def _opened(path: Path, password: str) -> list[tuple[object, ...]]:
    plain = encryption.opened(path.read_bytes(), password, "")
    return list(openpyxl.load_workbook(io.BytesIO(plain)).worksheets[0].iter_rows(values_only=True))


def test_the_level_follows_columns_and_masks(qtbot: QtBot, dialog: ExportDialog) -> None:
    privacy = dialog.list.privacy
    _choose(dialog, "name", "sex")
    assert (_settled(qtbot, dialog).leave.highest, privacy.level.text) == ("L2", "最高二级")
    assert privacy.hint.text() == "没有要打星号的列。"
    _choose(dialog, "name", "id_no", "phone")
    assert (_settled(qtbot, dialog).need, privacy.level.text) == ("", "最高三级")
    assert privacy.hint.text() == "证件号码、联系电话会打星号。"
    privacy.unmasked.setChecked(True)
    outlook = _settled(qtbot, dialog)
    assert outlook.need == "self"
    assert privacy.hint.text() == f"不打星号的有证件号码、联系电话，{outlook.leave.people:,} 人。"
    assert "只有一个账号" in privacy.needs.text()
    _choose(dialog, "name", "health_status")
    assert (_settled(qtbot, dialog).leave.open, privacy.level.text) == ("L4", "最高四级")


def test_a_sensitive_filter_is_told_though_all_is_masked(qtbot: QtBot, desk: Desk) -> None:
    dialog = ExportDialog(desk, "person", Selection(filters=("tag=A01",)), listed=("name", "sex"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert _settled(qtbot, dialog).leave.open == "L3"
    assert "条件本身是敏感的" in dialog.list.privacy.hint.text()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "用途" in dialog.list.privacy.purpose.purpose_line.error
    dialog.close()


def test_without_masks_only_with_purpose_and_reason_and_encrypted(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    privacy = dialog.list.privacy
    target = tmp_path / "完整.xlsx"
    dialog.list.target.edit.setText(str(target))
    privacy.unmasked.setChecked(True)
    _settled(qtbot, dialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "用途" in privacy.purpose.purpose_line.error
    privacy.purpose.purpose.set_value("03")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "依据" in privacy.purpose.basis_line.error
    privacy.purpose.basis.set_value("01")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "原因" in privacy.reason_line.error
    assert not target.exists()
    privacy.reason.setText("民政科核对")
    told = _go(qtbot, dialog)
    heading, *rows = _opened(target, _password(qtbot))
    assert not any("*" in str(row[heading.index("证件号码")]) for row in rows)
    (line,) = register.departed(desk.session)
    assert str(line.number) in told
    assert (line.reason, line.is_unmasked, line.approved, line.purpose) == (
        "民政科核对",
        True,
        register.SELF,
        "救助和补贴核对",
    )


def test_a_second_person_is_asked_and_then_it_leaves_once(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    add_colleague(desk.session.store)
    target = tmp_path / "完整.xlsx"
    dialog.list.target.edit.setText(str(target))
    dialog.list.privacy.unmasked.setChecked(True)
    assert _settled(qtbot, dialog).need == "ask"
    assert dialog.go.text() == "提交申请"
    _say_why(dialog)
    assert "等另一个人批准" in _go(qtbot, dialog)
    assert not target.exists()
    outlook = _settled(qtbot, dialog)
    assert (outlook.need, dialog.go.text()) == ("waiting", "导出")
    assert "要由另一个人批准" in _go(qtbot, dialog), "it does not leave before"
    approvals.approve(desk.session, outlook.request, LI, LI_PASSWORD)
    dialog.list.watch.look()
    assert _settled(qtbot, dialog).need == "approved"
    assert "已存到" in _go(qtbot, dialog)
    assert len(_opened(target, _password(qtbot))) > 50
    assert _settled(qtbot, dialog).need == "ask", "once is all"


def test_a_password_is_shown_though_the_dialog_was_closed(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    target = tmp_path / "完整.xlsx"
    dialog.list.target.edit.setText(str(target))
    dialog.list.privacy.unmasked.setChecked(True)
    _settled(qtbot, dialog)
    _say_why(dialog)
    dialog.start()
    dialog.reject()
    assert _opened(target, _password(qtbot))


def test_a_masked_data_set_leaves_from_its_own_leaf(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    dialog.tabs.setCurrentIndex(3)
    form, target = dialog.masked, tmp_path / "脱敏.xlsx"
    form.target.edit.setText(str(target))
    for box in form.ledgers.values():
        box.setChecked(False)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert form.note.text() == "至少选一张表。"
    form.ledgers["person"].setChecked(True)
    form.ledgers["dwelling"].setChecked(True)
    told = _go(qtbot, dialog)
    assert openpyxl.load_workbook(target).sheetnames == ["房屋", "居民", "水印"]
    (line,) = register.departed(desk.session)
    assert (line.form, str(line.number) in told) == ("脱敏数据", True)


def test_what_became_of_an_export_is_gone_when_the_next_one_is_refused(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.list.target.edit.setText(str(tmp_path / "打星号.xlsx"))
    assert "已存到" in _go(qtbot, dialog)
    dialog.list.privacy.unmasked.setChecked(True)
    _settled(qtbot, dialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "用途" in dialog.list.privacy.purpose.purpose_line.error
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
    dialog.list.password.setText("Abc123!@#")
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
    dialog.tabs.setCurrentIndex(1)
    dialog.template.target.edit.clear()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.template.target.line.error == "请写上文件名。"


def test_a_template_has_only_headings(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.tabs.setCurrentIndex(1)
    target = tmp_path / "空白.xlsx"
    dialog.template.target.edit.setText(str(target))
    _go(qtbot, dialog)
    assert "姓名" in _rows(target)[0] or any("姓名" in str(cell) for row in _rows(target) for cell in row)


def test_a_departments_form_is_filled_and_its_mapping_kept(
    qtbot: QtBot, dialog: ExportDialog, desk: Desk, tmp_path: Path
) -> None:
    dialog.tabs.setCurrentIndex(2)
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
    dialog.tabs.setCurrentIndex(2)
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
