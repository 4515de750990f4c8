"""The wizard from file to result: every sample as a person would take it, and what goes wrong on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.importing.plan import PlanOutdated
from ledger import catalog
from tests.office import Office, an_id
from tests.samples import sample
from tests.ui.importing.wizard import FILE, PLAN, QUESTIONS, RESULT, SHEETS, Wizard
from ui.desk import Desk
from ui.importing.file_step import _FILTER, ENDINGS

HEAD = ["小区", "楼栋", "室号", "姓名", "证件号码", "联系电话", "政治面貌"]
GOOD = ("00", "01", "02", "03", "04", "05", "06", "07", "93")
PASSWORD = "Abc123!@#"


def _row(name: str, number: str = "", phone: str = "", party: str = "", room: str = "101") -> list[object]:
    return ["凌兆小区一", "1", room, name, number, phone, party]


@pytest.fixture
def office(empty_desk: Desk, tmp_path: Path) -> Office:
    return Office(empty_desk.session, tmp_path)


@pytest.fixture
def wizard(qtbot: QtBot, empty_desk: Desk) -> Wizard:
    return Wizard(qtbot, empty_desk)


def _count(desk: Desk, ledger: str) -> int:
    with desk.session.reader() as reader:
        return reader.count(catalog.named(ledger))


def test_every_sample_goes_through_and_ends_with_its_counts(wizard: Wizard, empty_desk: Desk) -> None:
    expected = json.loads((sample("00").parent / "expected.json").read_text(encoding="utf-8"))
    for start in GOOD:
        path = sample(start)
        want = expected[path.name]
        before = {ledger: _count(empty_desk, ledger) for ledger in ("person", "dwelling", "compound")}
        wizard.take(path)
        if start == "93":
            assert "打开密码" in wizard.page.file.trouble_text.text()
            wizard.type_password(PASSWORD)
        assert wizard.page.now == SHEETS
        wizard.on_to(PLAN)
        counts = wizard.counts()
        assert sum(counts.values()) == want["data_rows"], path.name
        assert counts["refused"] == want.get("refused_rows", 0), path.name
        assert counts["doubtful"] == 0, path.name
        troubles = len(want.get("bad_cells", ())) + want.get("id_precision_lost", 0)
        assert wizard.page.plan.counts.troubles.text() == f"有问题的格子 {troubles:,}"
        if wizard.page.frame.on.isEnabled():
            wizard.click(wizard.page.frame.on)
            assert wizard.page.now == RESULT
        for key, ledger in (("new_people", "person"), ("new_dwellings", "dwelling"), ("new_compounds", "compound")):
            if key in want:
                assert _count(empty_desk, ledger) - before[ledger] == want[key], (path.name, ledger)
        wizard.click(wizard.page.result.once_more) if wizard.page.now == RESULT else wizard.page.run.clear()
        assert wizard.page.now == FILE
    after = expected["after all"]
    assert {ledger: _count(empty_desk, ledger) for ledger in after} == after


@pytest.mark.parametrize(("start", "told"), [("91", "损坏"), ("92", "没有内容")])
def test_a_file_that_cannot_be_read_says_why_in_place(wizard: Wizard, start: str, told: str) -> None:
    wizard.take(sample(start))
    assert wizard.page.now == FILE
    assert wizard.page.file.trouble.isVisible()
    assert told in wizard.page.file.trouble_text.text() or len(wizard.page.file.trouble_text.text()) > 20
    assert not wizard.page.file.password.isVisible()


def test_a_sheet_about_something_else_does_not_go_on(wizard: Wizard, empty_desk: Desk) -> None:
    wizard.take(sample("94"))
    assert wizard.page.now == SHEETS
    assert not wizard.page.frame.on.isEnabled()
    assert "没有一张表" in wizard.page.frame.said.text()
    assert _count(empty_desk, "person") == 0
    rows = wizard.page.sheets.heading_row.rows
    assert rows.isVisible()
    assert rows.count() > 0
    wizard.click(wizard.page.sheets.heading_row.button)
    assert wizard.page.sheets.model.lines  # as they are, to be matched by hand
    assert "对应的项目" in wizard.page.frame.said.text()
    wizard.click(wizard.page.sheets.other_row)
    assert rows.isVisible()


def test_a_sheet_of_unknown_headings_is_matched_by_hand(wizard: Wizard, office: Office, empty_desk: Desk) -> None:
    rows = [["楼组长抄来的", None], ["谁", "打哪个"], ["丁一", "13800000001"], ["丁二", "13800000002"]]
    wizard.take(office.sheet(*rows))
    sheets = wizard.page.sheets
    assert not wizard.page.frame.on.isEnabled()
    sheets.heading_row.rows.setCurrentRow(1)
    wizard.qtbot.keyClick(sheets.heading_row.rows, Qt.Key.Key_Return)
    wizard.settle()
    assert [one.heading for one in sheets.model.lines] == ["谁", "打哪个"]
    for place, target in enumerate(("person.name", "person.phone")):
        sheets.table.selectRow(sheets.model.place_of("AB"[place]))
        sheets.panel.picker.set_value(target)
        sheets.panel.picker.submitted.emit()
        wizard.settle()
    wizard.on_to(RESULT)
    assert _count(empty_desk, "person") == 2


def test_every_kind_of_file_that_is_read_can_be_chosen() -> None:
    assert "*.ods" in _FILTER
    assert all(f"*{ending}" in _FILTER for ending in ENDINGS)


def test_a_wrong_password_is_asked_again_where_it_was_typed(wizard: Wizard) -> None:
    wizard.take(sample("93"))
    wizard.type_password("wrong")
    assert wizard.page.now == FILE
    assert "密码不对" in wizard.page.file.trouble_text.text()
    wizard.type_password(PASSWORD)
    assert wizard.page.now == SHEETS


def test_a_heading_is_settled_by_hand_and_back_keeps_it(wizard: Wizard, office: Office) -> None:
    head = [*HEAD[:6], "奇怪的列"]
    wizard.take(office.sheet(head, [*_row("张三", an_id(1))[:6], "银杏小学"]))
    panel, table = wizard.page.sheets.panel, wizard.page.sheets.table
    assert table.currentIndex().row() == 0  # the open column stands on top
    assert "奇怪的列" in panel.heading.text()
    completer = panel.picker.completer()
    completer.setCompletionPrefix("就读学校")  # another word for the field
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "人 · 工作单位"
    panel.picker.setEditText(completer.currentCompletion())
    panel.picker.chosen.emit()
    wizard.settle()
    assert "您指定的" in panel.why.text()
    wizard.on_to(PLAN)
    wizard.click(wizard.page.frame.steps.buttons[SHEETS])
    assert wizard.page.now == SHEETS
    wizard.on_to(RESULT)
    assert office.person("张三")["employer"] == "银杏小学"


def test_a_sheet_of_the_hotline_asks_for_its_numbers(wizard: Wizard, office: Office) -> None:
    head, row = ["业务标识", "来电时间", "事件类别", "诉求内容"], ["2026-11-18", "电梯故障", "停在三楼"]
    wizard.take(office.sheet(head, ["SH20261101001", *row], ["SH20261101001", *row], name="12345热线"))
    sheets = wizard.page.sheets
    assert "还没有一列对应到“外部工单号”" in sheets.summary.text()
    assert wizard.page.frame.said.text() == "还有 1 列要您选。编号列不选，那张表的行都会退回。"
    assert sheets.table.currentIndex().row() == 0
    assert (sheets.open_columns, "业务标识" in sheets.panel.heading.text()) == (1, True)
    sheets.panel.picker.set_value("work_order.external_no")
    sheets.panel.picker.submitted.emit()
    wizard.settle()
    assert sheets.summary.text() == "每一列都有对应"
    wizard.on_to(PLAN)
    assert [wizard.counts()[one] for one in ("new", "repeated", "refused")] == [1, 1, 0]
    assert wizard.page.plan.counts.buttons["repeated"].isVisible()
    assert wizard.page.frame.said.text().endswith("工单登记后不能整批撤销。")
    wizard.on_to(RESULT)
    assert not wizard.page.result.undo.isEnabled()
    assert "逐件“申请作废”" in wizard.page.result.note_text.text()


def test_an_unknown_word_is_given_a_meaning(wizard: Wizard, office: Office) -> None:
    wizard.take(office.sheet(HEAD, *(_row(f"张{n}三", an_id(n), party="党员吧") for n in range(3))))
    wizard.on_to(QUESTIONS)
    ((key, box),) = wizard.page.questions.values.boxes.items()
    assert key[1] == "党员吧"
    box.setCurrentIndex(box.findText("中国共产党党员"))
    box.chosen.emit()
    wizard.on_to(RESULT)
    assert {row["political_status"] for row in office.rows("person")} == {"01"}


@pytest.mark.parametrize(("answer", "people"), [("same", 1), ("new", 2), ("skip", 1)])
def test_a_doubtful_row_is_decided_beside_its_candidate(
    wizard: Wizard, office: Office, answer: str, people: int
) -> None:
    office.take(HEAD, _row("张三", "", "13812345678"))
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1), "13812345678", room="202")))
    wizard.on_to(QUESTIONS)
    buttons = wizard.page.questions.doubts.buttons
    chosen = next(key for key in buttons if key.startswith(answer))
    wizard.click(buttons[chosen])
    wizard.on_to(PLAN)
    assert wizard.counts()["doubtful"] == 0
    if wizard.page.frame.on.isEnabled():
        wizard.on_to(RESULT)
    assert len(office.rows("person")) == people


def test_one_answer_can_be_given_to_all_that_are_alike(wizard: Wizard, office: Office) -> None:
    office.take(HEAD, *(_row(f"张{n}三", "", room=f"10{n}") for n in range(1, 4)))
    rows = [_row(f"张{n}三", an_id(n), room=f"20{n}") for n in range(1, 4)]
    wizard.take(office.sheet(HEAD, *rows))
    wizard.on_to(QUESTIONS)
    doubts = wizard.page.questions.doubts
    wizard.click(doubts.same_for_all)
    wizard.click(doubts.buttons["new"])
    wizard.on_to(PLAN)
    assert wizard.counts()["new"] == 3


def test_the_plan_shows_old_and_new_and_a_row_can_be_left_out(wizard: Wizard, office: Office) -> None:
    office.take(HEAD, _row("张三", an_id(1), "13812345678"))
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1), "13987654321"), _row("李四", an_id(2))))
    wizard.on_to(PLAN)
    plan = wizard.page.plan
    wizard.click(plan.counts.buttons["changed"])
    wizard.qtbot.waitUntil(lambda: "联系电话" in plan.detail.toPlainText())
    shown = plan.detail.toPlainText()
    assert "138****5678" in shown
    assert "139****4321" in shown
    wizard.click(plan.leave_row)
    assert (wizard.counts()["changed"], wizard.counts()["left_out"]) == (0, 1)
    wizard.click(plan.counts.buttons["new"])
    wizard.click(plan.leave_class)
    assert wizard.counts()["new"] == 0
    assert not wizard.page.frame.on.isEnabled()
    wizard.click(plan.leave_class)
    assert wizard.counts()["new"] == 1


def test_bad_cells_and_hints_are_listed_with_their_reasons(wizard: Wizard, office: Office) -> None:
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1)[:17]), _row("李四", an_id(2), "12")))
    wizard.on_to(PLAN)
    wizard.click(wizard.page.plan.counts.troubles)
    model = wizard.page.plan.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    wizard.qtbot.waitUntil(lambda: model.line(0) is not None)
    cells = [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(2)]
    assert cells[0][:5] == ["2", "E", "证件号码", "位数不对", "整行退回"]
    assert cells[1][:3] == ["3", "F", "联系电话"]
    assert cells[1][4].startswith("这一格不导入")


def test_the_result_gives_the_error_workbook_and_takes_the_import_back(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1)), _row("李四", an_id(2)[:17])))
    wizard.on_to(RESULT)
    result = wizard.page.result
    with wizard.qtbot.waitSignal(wizard.desk.asked_for_place) as asked:
        wizard.qtbot.mouseClick(result.open_list, Qt.MouseButton.LeftButton)
    assert asked.args[0].page == "batches"
    target = tmp_path / "退回.xlsx"
    result.returned_to.emit(target)
    wizard.settle()
    assert target.is_file()
    assert "退回.xlsx" in result.note_text.text()
    wizard.click(result.undo)
    assert result.heading.text() == "已撤销"
    assert office.rows("person") == []


def test_an_undo_that_is_held_up_says_by_whom(wizard: Wizard, office: Office) -> None:
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1), "13812345678")))
    wizard.on_to(RESULT)
    office.take(HEAD, _row("张三", an_id(1), "13987654321"))
    wizard.click(wizard.page.result.undo)
    assert "张三" in wizard.page.result.note_text.text()
    assert len(office.rows("person")) == 1


def test_a_ledger_that_changed_meanwhile_is_compared_again(wizard: Wizard, office: Office) -> None:
    wizard.take(office.sheet(HEAD, _row("张三", an_id(1), "13812345678")))
    wizard.on_to(PLAN)
    office.take(HEAD, _row("李四", an_id(2)))
    wizard.click(wizard.page.frame.on)
    assert wizard.page.now == PLAN
    assert wizard.page.frame.trouble.isVisible()
    assert wizard.page.frame.retry.text() == "重新比对"
    assert PlanOutdated.retry == "now"
    wizard.click(wizard.page.frame.retry)
    wizard.on_to(RESULT)
    assert len(office.rows("person")) == 2


def test_a_cancelled_look_leaves_the_file_unchosen(wizard: Wizard, office: Office) -> None:
    wizard.page.file.choose(office.sheet(HEAD, _row("张三", an_id(1))))
    wizard.qtbot.mouseClick(wizard.page.frame.progress.cancel_button, Qt.MouseButton.LeftButton)
    wizard.settle()
    assert wizard.page.now in (FILE, SHEETS)
    assert office.rows("person") == []


def test_recent_files_are_offered_and_taken_by_a_click(wizard: Wizard, office: Office) -> None:
    path = office.sheet(HEAD, _row("张三", an_id(1)))
    wizard.take(path)
    wizard.page.run.clear()
    wizard.page.enter("", {})
    recent = wizard.page.file.recent
    wizard.qtbot.waitUntil(lambda: recent.count() == 1)
    wizard.qtbot.mouseClick(
        recent.viewport(), Qt.MouseButton.LeftButton, pos=recent.visualItemRect(recent.item(0)).center()
    )
    wizard.settle()
    assert wizard.page.now == SHEETS


def test_sheets_can_be_left_out_and_none_at_all_does_not_go_on(wizard: Wizard) -> None:
    wizard.take(sample("04"))
    sheets = wizard.page.sheets.sheets
    assert sheets.count() == 3
    for place in range(3):
        sheets.item(place).setCheckState(Qt.CheckState.Unchecked)
        wizard.settle()
    assert not wizard.page.frame.on.isEnabled()
    sheets.item(1).setCheckState(Qt.CheckState.Checked)
    wizard.settle()
    wizard.on_to(PLAN)
    assert 0 < sum(wizard.counts().values()) < 275
