"""Topic ledgers as sheets: taken in by their own headings, refused by sheet, row and column, handed out, printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app.exports.exporting import FormatUnknown
from app.printed import PrintedTable
from app.release import register
from app.topics import as_of, defining, handing_out, rows, sheets, writing
from app.topics.as_of import AsOf
from app.topics.refusals import NoTopicHeadings, TopicSheetRefused
from ledger import clock, ids
from tests.app.few_homes import Homes


def _book(path: Path, *lines: tuple[object, ...], title: str = "电梯台账") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "一季度"
    sheet.append([title])
    for line in lines:
        sheet.append(list(line))
    book.save(path)
    return path


_HEADINGS = ("序号", "电梯编号*", "楼栋", "急修电话", "检验有效期", "运行状态")


def test_a_sheet_is_taken_in_once(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    lines = (
        (1, "DT-1", "银杏新村2号", 13800000001, "2027-03-01", "正常"),
        (2, "DT-2", "银杏新村10号", None, None, "停用"),
    )
    path = _book(tmp_path / "a.xlsx", _HEADINGS, *lines)
    done = sheets.read(session, lift, path)
    assert (done.added, done.unchanged, done.told()) == (2, 0, "已导入 2 条")
    found = rows.listing(session, lift)
    assert [(one.texts["device_no"], one.texts["maintainer_phone"], one.is_due) for one in found.rows] == [
        ("DT-1", "13800000001", True),
        ("DT-2", "", True),
    ]
    again = sheets.read(session, lift, path)
    assert (again.added, again.unchanged, again.action) == (0, 2, 0)
    assert again.told() == "已导入 0 条，2 条原来就有"


def test_what_is_wrong_is_told_by_sheet_row_and_column_and_nothing_is_taken(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    lines = ((1, "DT-1", "银杏新村2号", None, None, "正常"), (2, "", "没有的楼", None, "某天", "坏了"))
    with pytest.raises(TopicSheetRefused) as refused:
        sheets.read(session, lift, _book(tmp_path / "a.xlsx", _HEADINGS, *lines))
    assert refused.value.rows == 1
    assert set(refused.value.lines) == {
        "一季度 第 4 行：设备编号必须填写",
        "一季度 第 4 行：所在楼栋台账里没有找到，请写全名、证件号码或地址",
        "一季度 第 4 行：下次检验日期不是日期",
        "一季度 第 4 行：状态没有这个选项",
    }
    assert rows.listing(session, lift).total == 0
    with pytest.raises(NoTopicHeadings):
        sheets.read(session, lift, _book(tmp_path / "b.xlsx", ("编号", "楼栋"), (1, 2)))


def test_what_leaves_is_masked_and_registered(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    party = defining.take_over(session, "party_member").id
    writing.save(session, party, {"姓名": "王小明", "党员类型": "正式党员", "归属党组织": "第一支部"})
    found = rows.listing(session, party)
    stamp = handing_out.save(session, found, tmp_path / "党员.xlsx")
    sheet = load_workbook(tmp_path / "党员.xlsx").worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][:3] == ["姓名", "党员类型", "归属党组织"]
    assert cells[1][:3] == ["王*明", "已隐藏", "已隐藏"]
    [entered] = [one for one in register.departed(session) if str(one.number) == str(stamp.number)]
    assert (entered.form, entered.rows, entered.ledger) == ("专题台账", 1, "专题台账内容")
    handing_out.save(session, found, tmp_path / "党员.csv")
    with pytest.raises(FormatUnknown):
        handing_out.save(session, found, tmp_path / "党员.doc")


def test_the_check_list_has_whole_names_and_room_to_sign(homes: Homes) -> None:
    session = homes.office.session
    party = defining.take_over(session, "party_member").id
    writing.save(session, party, {"姓名": "王小明", "党员类型": "正式党员", "归属党组织": "第一支部"})
    made = handing_out.check_list(session, party)
    table = made.parts[0]
    assert isinstance(table, PrintedTable)
    assert (made.title, made.level, made.ledger) == ("党员核对表　2026年11月", "L3", "topic_row")
    assert [column.heading for column in table.columns][-2:] == ["核对情况", "签字"]
    assert table.rows[0][1:3] == ("王小明", "已隐藏")


def test_a_ledger_says_until_when_it_goes_and_which_workbook_came_last(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    lift, light = (defining.take_over(session, code).id for code in ("lift", "lighting"))
    assert (rows.listing(session, lift).as_of, as_of.words(AsOf())) == (AsOf(), "")
    one = (1, "DT-1", "银杏新村2号", 13800000001, "2027-03-01", "正常")
    first = sheets.read(session, lift, _book(tmp_path / "一季度.xlsx", _HEADINGS, one))
    began = clock.today()
    told = rows.listing(session, lift).as_of
    assert (told.on, told.file, told.batch, told.is_old) == (began.isoformat(), "一季度.xlsx", first.action, False)
    with clock.use(_Later(2)):
        other = (2, "DT-2", "银杏新村10号", None, None, "停用")
        second = sheets.read(session, lift, _book(tmp_path / "二季度.xlsx", _HEADINGS, one, other))
        told = rows.listing(session, lift).as_of
        assert (told.file, told.batch) == ("二季度.xlsx", second.action)
        assert as_of.words(told).endswith(f"“二季度.xlsx”（第 {second.action} 批）")
        assert rows.listing(session, light).as_of == AsOf()
        writing.save(session, light, {"point": "东门", "kind": "路灯", "status": "完好"})
        by_hand = rows.listing(session, light).as_of
        assert (by_hand.on, by_hand.batch) == (clock.today().isoformat(), 0), "no workbook of this ledger"
    days = defining.find(session, lift).topic.days
    with clock.use(_Later(2 + days)):
        assert not rows.listing(session, lift).as_of.is_old
    with clock.use(_Later(3 + days)):
        told = rows.listing(session, lift).as_of
        assert (told.is_old, "该更新了" in as_of.words(told)) == (True, True)
        writing.confirm(session, [rows.listing(session, lift).rows[0].id])
        assert rows.listing(session, lift).as_of.on == clock.today().isoformat(), "a check says that it still holds"


def test_the_last_workbook_is_known_after_many_of_other_ledgers(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    lift, light = (defining.take_over(session, code).id for code in ("lift", "lighting"))
    line = (1, "DT-1", "银杏新村2号", None, None, "正常")
    done = sheets.read(session, lift, _book(tmp_path / "电梯.xlsx", _HEADINGS, line))
    other = {"topic_uid": ids.from_text(light), "facts": '{"point":"东门"}'}
    for number in range(201):
        with session.store.write(user="wang", kind=as_of.IMPORTED, source=f"{number}.xlsx") as write:
            write.create(defining.ROW, [(ids.new_id(), other)])
    told = rows.listing(session, lift).as_of
    assert (told.file, told.batch) == ("电梯.xlsx", done.action)
    assert rows.listing(session, light).as_of.file == "200.xlsx"


class _Later:
    """So many days after the day that stands."""

    def __init__(self, days: int) -> None:
        self._at = clock.now() + timedelta(days=days)

    def now(self) -> datetime:
        return self._at
