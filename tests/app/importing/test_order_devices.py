"""Sheets of alarms: the device that a row names by its number, or that nobody knows."""

from __future__ import annotations

import pytest

from app.topics import defining, writing
from ledger import ids
from tests.office import Office

_HEAD = ["告警类型", "告警内容", "告警地点", "告警时间", "设备编号", "备注"]


def _alarm(number: object, text: str = "电动车进电梯", remark: str = "") -> list[object]:
    return ["飞线充电/违规充电", text, "一村1号", "2026-11-20 09:30", number, remark]


@pytest.fixture
def device(office: Office) -> str:
    """AI-0001 of the devices; 7 is a number of two ledgers."""
    defining.take_over(office.session, "ai_device")
    defining.take_over(office.session, "lift")
    office.take(["小区", "楼栋", "室号"], ["一村", "1", "101"])
    typed = {"kind": "烟感", "location": "门厅", "category": "C203", "status": "在线"}
    made = [writing.save(office.session, "ai_device", {**typed, "device_no": number}).id for number in ("AI-0001", "7")]
    writing.save(office.session, "lift", {"device_no": "7", "building": "一村1号", "status": "正常"})
    return made[0]


def _issues(got: dict[str, object]) -> list[tuple[object, object, object, object]]:
    issues = got["issues"]
    assert isinstance(issues, list)
    return [(one["row"], one["field"], one["rule"], one["row_refused"]) for one in issues]


def test_an_alarm_is_joined_to_its_device(office: Office, device: str) -> None:
    got = office.take(_HEAD, _alarm("ai-0001"))
    assert got["issues"] == []
    [order] = office.rows("work_order")
    assert (order["source"], order["device_uid"], order["remark"]) == ("08", ids.from_text(device), None)
    again = office.take(_HEAD, _alarm("ai-0001"))
    assert again["new"] == {}


def test_a_number_that_is_not_surely_known_is_told_and_stays_in_the_remark(office: Office, device: str) -> None:
    got = office.take(
        _HEAD, _alarm("AI-9999", "没有的设备"), _alarm(7, "两台"), _alarm("X1", "有备注", "夜里"), _alarm("", "没写")
    )
    assert device
    assert _issues(got) == [
        (2, "device_uid", "unknown device", False),
        (3, "device_uid", "several devices", False),
        (4, "device_uid", "unknown device", False),
    ]
    orders = {row["description"]: (row["device_uid"], row["remark"]) for row in office.rows("work_order")}
    assert orders == {
        "没有的设备": (None, "设备编号 AI-9999"),
        "两台": (None, "设备编号 7"),
        "有备注": (None, "夜里；设备编号 X1"),
        "没写": (None, None),
    }


def test_other_headings_mean_the_device_too(office: Office, device: str) -> None:
    assert device
    got = office.take(["问题描述", "问题类型", "告警设备"], ["冒烟", "消防设施", "AI-0001"])
    assert got["issues"] == []
    assert office.rows("work_order")[0]["device_uid"] == ids.from_text(device)
