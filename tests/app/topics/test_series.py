"""Ledgers of one row a month of each place: two never share one, the missing month is asked for, figures are summed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app import today
from app.jobs import SILENT
from app.stores.session import Session
from app.today import topics as today_topics
from app.topics import defining, rows, series, sheets, summing, writing
from app.topics.refusals import NoSeries, TopicRefused, TopicSheetRefused
from ledger import catalog, clock, ids
from ledger.definition import Ledger
from ledger.topics import Topic, TopicField
from storage.reading import Reader
from tests.app.few_homes import Homes


class _Day:
    """Noon in Shanghai on a day."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self._day = datetime(year, month, day, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self._day


_DECEMBER = _Day(2026, 12, 3)


def _row(session: Session, place: str, month: str, **other: str) -> str:
    typed = {"uses": "4", "served": "120", "income": "300.5", "status": "开放"}
    return writing.save(session, "block_usage", {**typed, "place": place, "month": month, **other}).id


@pytest.fixture
def session(homes: Homes) -> Session:
    """With the ledger of the block's places."""
    defining.take_over(homes.office.session, "block_usage")
    return homes.office.session


def _missing(session: Session) -> dict[str, str]:
    found = rows.listing(session, "block_usage").rows
    return {f"{one.texts['place']} {one.texts['month']}": one.missing for one in found if one.missing}


def test_a_place_has_one_row_a_month(session: Session) -> None:
    one = _row(session, "共享客厅", "2026-10")
    with pytest.raises(TopicRefused) as twice:
        _row(session, " 共享 客厅", "2026年10月")
    assert twice.value.problems == (("month", "already_there"),)
    other = _row(session, "共享客厅", "2026-09")
    with pytest.raises(TopicRefused):
        writing.save(session, "", {"月份": "2026-10"}, record=other)
    writing.save(session, "", {"使用次数": "5"}, record=one)
    writing.remove(session, one, reason="填错了")
    assert _row(session, "共享客厅", "2026-10") != one, "its id is never used again"
    _row(session, "屋顶花园", "2026-10")


def test_the_last_whole_month_of_each_place_is_asked_for_until_it_is_over(session: Session) -> None:
    with clock.use(_DECEMBER):
        _row(session, "共享客厅", "2026-09")
        october = _row(session, "共享客厅", "2026-10")
        _row(session, "屋顶花园", "2026-11")
        _row(session, "老仓库", "2026-10", status="停用")
        _row(session, "新空间", "2026-12")
        assert _missing(session) == {"共享客厅 2026-10": "2026-11"}
        [group] = [one for one in today.later(session) if one.kind == today_topics.KIND]
        assert (group.title, group.count) == ("街区使用效益还没有填", 1)
        assert "2026-11 的还没有填" in group.sentence
        opened = rows.form(session, "block_usage", like=october)
        assert (opened.filled, opened.seen) == ({"place": "共享客厅", "month": "2026-11"}, None)
        [due] = rows.listing(session, "block_usage", only_due=True).rows
        assert due.id == october
        writing.confirm(session, [october])
        assert _missing(session), "a look at the old month is not the new one"
        _row(session, "共享客厅", "2026-12")
        assert _missing(session) == {"共享客厅 2026-12": "2026-11"}, "this month's does not stand for the last one's"
        _row(session, "共享客厅", "2026-11")
        assert _missing(session) == {}
        assert today_topics.tell(session, SILENT) == ()


def test_a_period_of_several_months_wants_one_row_of_them() -> None:
    topic = next(one for one in defining.shipped() if one.code == "block_usage")
    quarterly = replace(topic, period="每季度")

    def listed(*months: str) -> list[dict[str, object]]:
        facts = '{{"place":"客厅","month":"{}"}}'
        return [{"id": ids.new_id(), "facts": facts.format(month)} for month in months]

    on = date(2026, 12, 3)
    assert list(series.missing(topic, listed("2026-09"), on).values()) == ["2026-11"]
    assert series.missing(quarterly, listed("2026-09"), on) == {}
    assert list(series.missing(quarterly, listed("2026-08"), on).values()) == ["2026-11"]
    assert series.last_month(date(2027, 1, 31)) == "2026-12"


def test_figures_are_summed_by_month_and_by_place_and_written_as_a_workbook(session: Session, tmp_path: Path) -> None:
    _row(session, "共享客厅", "2026-10")
    _row(session, "共享客厅", "2026-09", uses="2", income="0.2")
    _row(session, "屋顶花园", "2026-10", uses="1,000", income="")
    _row(session, "屋顶花园", "2025-12", residents="7")
    found = summing.sums(session, "block_usage")
    labels = [item.label for item in found.figures]
    assert labels == ["使用次数", "活动场次", "服务人数", "惠及居民", "收益(元)"]
    assert [(one.called, one.rows, one.totals[0]) for one in found.months] == [
        ("2026-10", 2, 1004), ("2026-09", 1, 2), ("2025-12", 1, 4)
    ]  # fmt: skip
    assert {one.called: one.totals[4] for one in found.things} == {
        "共享客厅": Decimal("300.7"), "屋顶花园": Decimal("300.5")
    }  # fmt: skip
    assert found.texts(found.whole) == ("合计", "4", "1,010", "0", "480", "7", "601.20")
    this = summing.sums(session, "block_usage", year="2026")
    assert (this.years, this.whole.rows) == (("2026", "2025"), 3)
    stamp = summing.save(session, this, tmp_path / "汇总.xlsx")
    assert stamp.number
    book = load_workbook(tmp_path / "汇总.xlsx")
    assert [[cell.value for cell in row][:3] for row in book["按空间名称"].iter_rows()] == [
        ["空间名称", "条数", "使用次数"], ["共享客厅", 2, 6], ["屋顶花园", 1, 1000], ["合计", 3, 1006]
    ]  # fmt: skip
    assert book["按月份"]["A2"].value == "2026-10"
    lift = defining.take_over(session, "lift").id
    with pytest.raises(NoSeries):
        summing.sums(session, lift)


def test_people_whose_names_look_alike_behind_their_mask_are_summed_apart(homes: Homes) -> None:
    session = homes.office.session
    with session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("person"), [(ids.new_id(), {"name": "王大明", "alive": 1})])
    fields = (
        TopicField(name="who", label="志愿者", kind="person", level="L3", required=True, key=True),
        TopicField(name="month", label="月份", kind="month", required=True, key=True),
        TopicField(name="hours", label="时长", kind="integer"),
    )
    defining.define(session, Topic(code="hours", name="志愿时长", module="12", lead="服务办", fields=fields))
    for who, hours in (("王小明", "3"), ("王大明", "40")):
        writing.save(session, "hours", {"who": who, "month": "2026-10", "hours": hours})
    writing.save(session, "hours", {"who": "王小明", "month": "2026-09", "hours": "1"})
    found = summing.sums(session, "hours")
    assert sorted((one.called, one.rows, one.totals) for one in found.things) == [
        ("王*明", 1, (Decimal(40),)),
        ("王*明", 2, (Decimal(4),)),
    ]


def test_a_place_that_is_written_in_two_ways_is_one_place(session: Session) -> None:
    with clock.use(_DECEMBER):
        _row(session, "共享客厅", "2026-10")
        _row(session, "共享 客厅", "2026-11")
        assert _missing(session) == {}
    assert [(one.called, one.rows) for one in summing.sums(session, "block_usage").things] == [("共享客厅", 2)]


def test_a_series_is_read_once_for_its_list(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _row(session, "共享客厅", "2026-10")
    asked: list[str] = []
    children = Reader.children

    def counted(self: Reader, ledger: Ledger, field: str, record_ids: Iterable[bytes]) -> list[dict[str, object]]:
        asked.append(ledger.name)
        return children(self, ledger, field, record_ids)

    monkeypatch.setattr(Reader, "children", counted)
    assert rows.listing(session, "block_usage").total == 1
    assert asked.count("topic_row") == 1


def test_a_sheet_brings_a_month_once(session: Session, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "十月"
    head = ["空间", "统计月份", "使用场次", "服务人次", "状态"]
    for line in (head, ["共享客厅", "2026-10", 3, 90, "开放"], ["屋顶花园", "2026-10", 1, 20, "开放"]):
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    assert sheets.read(session, "block_usage", tmp_path / "a.xlsx").added == 2
    again = sheets.read(session, "block_usage", tmp_path / "a.xlsx")
    assert (again.added, again.unchanged) == (0, 2)
    sheet["C3"] = 2
    sheet.append(["新空间", "2026-10", 1, 1, "开放"])
    sheet.append(["新空间", "2026-10", 2, 1, "开放"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(TopicSheetRefused) as refused:
        sheets.read(session, "block_usage", tmp_path / "b.xlsx")
    assert refused.value.lines == (
        "十月 第 3 行：月份和已有的一条重复，请改那一条",
        "十月 第 5 行：月份和已有的一条重复，请改那一条",
    )
    assert rows.listing(session, "block_usage").total == 2


def test_a_device_has_its_number_alone(session: Session) -> None:
    lift = defining.take_over(session, "lift").id
    typed = {"device_no": "DT-1", "building": "银杏新村2号", "status": "正常"}
    writing.save(session, lift, typed)
    with pytest.raises(TopicRefused) as twice:
        writing.save(session, lift, {**typed, "device_no": "dt-1 "})
    assert twice.value.problems == (("device_no", "already_there"),)
