"""The package 上报材料: what it holds, what it keeps back, how it leaves, what counts as told afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.access import Forbidden, Rights
from app.excel import encryption
from app.exports.clearance import ApprovalNeeded, Asked
from app.exports.exporting import FormatUnknown, ReasonNeeded
from app.files import FileNotWritten
from app.orders import intake
from app.release import approvals, purposes, register
from app.release.purposes import Purpose, PurposeNeeded
from app.stores.session import Session
from app.stores.settings import Settings
from app.topics import defining, rows, writing
from app.undo.undoing import Undoing
from app.upward import contents, opinions, package, period
from app.upward.package import NothingToReport, Outcome, Request
from app.upward.period import Period, PeriodUnclear
from ledger.errors import LedgerError
from tests.colleagues import LI, LI_PASSWORD, add_colleague

NOVEMBER = period.month_of(date(2026, 11, 1))
WHY = Asked(purpose=Purpose("03", "01"), reason="社工办要")


def _request(**how: object) -> Request:
    return Request(**({"period": NOVEMBER} | how))  # type: ignore[arg-type]


def _make(session: Session, tmp_path: Path, **how: object) -> Outcome:
    return package.make(session, _request(**how), tmp_path / "上报.xlsx")


def _sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _statuses(session: Session) -> dict[str, tuple[str, str]]:
    found = rows.listing(session, "opinions").rows
    return {one.texts["opinion"]: (one.texts["status"], one.texts["reported_on"]) for one in found}


def test_it_tells_the_period_in_one_workbook_and_nothing_beyond_it(november: Session, tmp_path: Path) -> None:
    outcome = _make(november, tmp_path)
    sheets = _sheets(outcome.path)
    assert list(sheets) == ["说明", "活动", "意见建议", "办件", "水印"]
    about = dict(sheets["说明"])  # type: ignore[arg-type]
    assert (about["时间段"], about["起止"]) == ("2026年11月", "2026-11-01 至 2026-11-30")
    assert about["活动"] == "1 个，2 人次，志愿 3 小时，支出 120.50 元"
    assert about["意见建议"] == "3 条，其中没有上报过的 2 条"
    assert about["办件"] == "登记 2 件，办结 0 件"
    assert "王" in str(about["制作人"])
    held = dict(zip(*sheets["活动"], strict=True))
    assert (held["活动名称"], held["参加人次"], held["志愿时长（小时）"], held["实际支出（元）"], held["活动总结"]) == (
        "包饺子", 2, 3, 120.5, "热闹",
    )  # fmt: skip
    at = sheets["意见建议"][0].index("意见内容")
    assert [row[at] for row in sheets["意见建议"][1:]] == ["加装电梯", "要晾衣架", "路灯不亮"], "those not told first"
    assert sheets["办件"][-1] == ("合计", 2, 0)
    assert {row[0] for row in sheets["办件"][1:]} == {"电梯故障", "房屋渗漏", "合计"}
    assert outcome.number in "".join(str(cell) for row in sheets["水印"] for cell in row)


def test_names_stay_behind_masks_until_there_is_a_reason_and_a_purpose(november: Session, tmp_path: Path) -> None:
    outcome = _make(november, tmp_path)
    told = str(_sheets(outcome.path))
    assert not any(kept_back in told for kept_back in ("张三", "李四", "13800000011"))
    assert not register.find(november, outcome.number).is_unmasked
    with pytest.raises(ReasonNeeded):
        _make(november, tmp_path, unmasked=True, asked=Asked(purpose=WHY.purpose))
    with pytest.raises(PurposeNeeded):
        _make(november, tmp_path, unmasked=True, asked=Asked(purpose=Purpose(), reason="要"))
    whole = _make(november, tmp_path, unmasked=True, asked=WHY)
    told = str(_sheets(whole.path))
    assert all(name in told for name in ("张三", "李四", "13800000011"))
    assert "王五" not in told
    entered = register.find(november, whole.number)
    assert (entered.form, entered.is_unmasked, entered.level, entered.purpose) == (
        register.FORMS["upward"], True, "L3", purposes.label("purpose", "03"),
    )  # fmt: skip


def test_many_names_wait_for_a_second_person_and_leave_encrypted(november: Session, tmp_path: Path) -> None:
    for number in range(50):
        typed = {"opinion": f"第{number}条", "source": "来电", "said_on": "2026-11-11", "status": "已收集"}
        writing.save(november, "opinions", typed | {"who": f"甲{number}"})
    add_colleague(november.store)
    wanted, target = _request(unmasked=True, asked=WHY), tmp_path / "上报.xlsx"
    _, outlook = package.look(november, wanted)
    assert (outlook.need, outlook.leave.people) == ("ask", 52)
    with pytest.raises(ApprovalNeeded):
        package.make(november, wanted, target)
    assert not target.exists()
    request = package.ask(november, wanted)
    approvals.approve(november, request.id, LI, LI_PASSWORD)
    with pytest.raises(ApprovalNeeded):
        _make(november, tmp_path, unmasked=True, asked=WHY, period=period.read("2026Q4"))
    outcome = package.make(november, wanted, target)
    assert outcome.password is not None
    assert outcome.approved == register.SECOND
    assert encryption.is_encrypted(outcome.path.read_bytes())
    with pytest.raises(ApprovalNeeded):
        package.make(november, wanted, target)


def test_what_has_left_counts_as_told_only_if_wanted_and_comes_back(november: Session, tmp_path: Path) -> None:
    _make(november, tmp_path)
    before = _statuses(november)
    assert before["要晾衣架"] == ("已收集", "")
    undoing = Undoing(november)
    outcome = _make(november, tmp_path, marks=True)
    assert outcome.marked.count == 2
    assert _statuses(november) == {
        "路灯不亮": ("已答复", ""),
        "要晾衣架": ("已上报", "2026-11-21"),
        "加装电梯": ("已上报", "2026-11-21"),
        "上个月的": ("已收集", ""),
    }
    again = _make(november, tmp_path, marks=True)
    assert (again.marked.count, again.marked.action) == (0, 0)
    undoing.undo(action=outcome.marked.action)
    undoing.close()
    assert _statuses(november) == before


def test_what_did_not_leave_marks_nothing_and_leaves_no_file(november: Session, tmp_path: Path) -> None:
    target = tmp_path / "没有这个文件夹" / "上报.xlsx"
    before, entries = _statuses(november), len(register.departed(november))
    with pytest.raises(FileNotWritten):
        package.make(november, _request(marks=True), target)
    with pytest.raises(FormatUnknown):
        package.make(november, _request(marks=True), tmp_path / "上报.csv")
    assert _statuses(november) == before
    assert len(register.departed(november)) == entries
    assert not list(tmp_path.glob("*上报*"))


def test_a_mark_that_did_not_go_is_told_beside_what_has_left(
    november: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LedgerError("busy")

    monkeypatch.setattr(opinions, "mark", refuse)
    outcome = _make(november, tmp_path, marks=True)
    assert outcome.path.exists()
    assert isinstance(outcome.not_marked, LedgerError)


def test_parts_are_chosen_and_a_committee_without_the_ledger_has_the_rest(session: Session, tmp_path: Path) -> None:
    outcome = _make(session, tmp_path, marks=True)
    sheets = _sheets(outcome.path)
    assert list(sheets) == ["说明", "活动", "办件", "水印"]
    assert dict(sheets["说明"])["意见建议"] == "没有启用意见建议清单"  # type: ignore[arg-type]
    only = _make(session, tmp_path, parts=("orders",))
    assert list(_sheets(only.path)) == ["说明", "办件", "水印"]
    with pytest.raises(NothingToReport):
        _make(session, tmp_path, parts=())


def test_a_definition_without_a_status_is_told_and_marks_nothing(november: Session, tmp_path: Path) -> None:
    topic = defining.find(november, "opinions").topic
    fields = tuple(replace(one, retired=one.name == "status") for one in topic.fields)
    defining.define(november, replace(topic, fields=fields), seen=topic)
    found, _ = package.look(november, _request())
    assert found.opinions is not None
    assert (len(found.opinions.rows), found.opinions.can_mark) == (3, False)
    assert found.waiting == 0, "what a retired status once said nobody keeps up to date"
    assert dict(found.figures())["意见建议"] == "3 条"
    assert _make(november, tmp_path, marks=True).marked.count == 0


def test_rights_are_asked_for_part_by_part(november: Session, tmp_path: Path) -> None:
    add_colleague(november.store, roles=("viewer",))
    viewer = Session(november.store, LI, Settings(november.store.folder))
    for deed in (package.look, package.ask):
        with pytest.raises(Forbidden):
            deed(viewer, _request(unmasked=True, asked=WHY))
    with pytest.raises(Forbidden):
        _make(viewer, tmp_path, unmasked=True, asked=WHY)
    with pytest.raises(Forbidden):
        opinions.mark(viewer, [])
    add_colleague(november.store, "grid", roles=("grid",))
    grid = Session(november.store, "grid", Settings(november.store.folder))
    assert _make(grid, tmp_path).rows == 6
    with pytest.raises(Forbidden) as refused:
        _make(grid, tmp_path, unmasked=True, asked=WHY)
    assert refused.value.level == "L3"


def test_a_part_leaves_only_with_the_right_to_its_ledger(
    november: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = {
        cell: grant
        for cell, grant in november.rights.matrix.items()
        if (cell.action, cell.ledger) != ("export", "work_order")
    }
    less = replace(november.rights, matrix=matrix, _levels={})
    monkeypatch.setattr(type(november), "rights", property(lambda _self: less))
    assert contents.parts_open(november) == ("activities", "opinions")
    for deed in (lambda: package.look(november, _request()), lambda: _make(november, tmp_path)):
        with pytest.raises(Forbidden) as refused:
            deed()
        assert refused.value.ledger == "work_order"
    assert _make(november, tmp_path, parts=("activities", "opinions")).rows == 4


def test_what_somebody_answered_meanwhile_is_not_marked(november: Session, tmp_path: Path) -> None:
    found, _ = package.look(november, _request())
    assert found.opinions is not None
    asked = [one.id for one in found.opinions.waiting]
    writing.save(november, "", {"status": "不采纳"}, record=asked[0])
    assert opinions.mark(november, asked).count == 1
    assert sorted(status for status, _ in _statuses(november).values()) == ["不采纳", "已上报", "已收集", "已答复"]


def _said(session: Session, opinion: str, said_on: str, status: str = "已收集") -> None:
    typed = {"opinion": opinion, "source": "走访", "said_on": said_on, "status": status}
    writing.save(session, "opinions", typed)


def _told(session: Session, when: Period) -> set[str]:
    found, _ = package.look(session, _request(period=when, parts=("opinions",)))
    assert found.opinions is not None
    at = [item.name for item in found.opinions.items].index("opinion")
    return {one.texts[at] for one in found.opinions.rows}


def test_an_opinion_known_to_the_month_or_the_year_is_told_where_it_may_lie_until_it_was_told(
    november: Session, tmp_path: Path
) -> None:
    _said(november, "十一月的", "2026-11")
    _said(november, "今年的", "2026")
    _said(november, "去年的", "2025")
    _said(november, "早就报过", "2026", "已上报")
    known = {"路灯不亮", "要晾衣架", "加装电梯"}
    assert _told(november, NOVEMBER) == {*known, "十一月的", "今年的"}
    first_days = period.between(date(2026, 11, 1), date(2026, 11, 9))
    assert _told(november, first_days) == {*known, "十一月的", "今年的"}
    october = period.read("2026-10")
    assert _told(november, october) == {"上个月的", "今年的"}
    assert _make(november, tmp_path, marks=True).marked.count == 4
    assert _told(november, NOVEMBER) == {*known, "十一月的"}, "it surely lies there"
    assert _told(november, first_days) == known, "it was told, and need not lie there"
    assert _told(november, october) == {"上个月的"}
    assert _told(november, period.between(date(2026, 1, 1), date(2026, 12, 31))) == {
        *known, "上个月的", "十一月的", "今年的", "早就报过",
    }  # fmt: skip


def test_rows_of_another_ledger_are_never_marked(november: Session) -> None:
    topic = defining.find(november, "opinions").topic
    other = defining.define(november, replace(topic, code="suggestions", name="物业意见")).id
    typed = {"opinion": "换门禁", "source": "走访", "said_on": "2026-11-05", "status": "已收集"}
    row = writing.save(november, other, typed).id
    assert opinions.mark(november, [row]) == opinions.NOT_ANY
    assert rows.listing(november, other).rows[0].texts["status"] == "已收集"


def test_who_is_not_told_of_the_opinions_is_not_told_that_there_are_none(
    november: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Rights("property", ("property",), area=frozenset((b"1",)))
    monkeypatch.setattr(type(november), "rights", property(lambda _self: outside))
    found, _ = package.look(november, _request(parts=("opinions",)))
    assert found.opinions is None
    assert dict(found.figures())["意见建议"] == "您的角色看不到意见建议清单"


def test_a_draft_is_no_order_yet(november: Session, tmp_path: Path) -> None:
    before, _ = package.look(november, _request())
    intake.create(november, {"source": "05", "category": "C301", "description": "吵架", "is_draft": "是"})
    after, _ = package.look(november, _request())
    assert after.orders == before.orders


def test_periods_are_read_as_people_write_them() -> None:
    assert period.read("2026Q4").label == "2026年第4季度"
    assert (period.read("2026-02").last, period.read("2026-12").last) == (date(2026, 2, 28), date(2026, 12, 31))
    assert period.read("2026q1").before().label == "2025年第4季度"
    assert period.read("2026-01").before().label == "2025年12月"
    odd = period.between(date(2026, 11, 3), date(2026, 11, 9))
    assert odd.label == "2026-11-03 至 2026-11-09"
    for said in ("2026-13", "2026Q5", "明年", ""):
        with pytest.raises(PeriodUnclear):
            period.read(said)
    with pytest.raises(PeriodUnclear):
        period.between(date(2026, 11, 9), date(2026, 11, 3))
