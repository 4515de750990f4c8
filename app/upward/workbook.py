"""The sheets of a package: what it is about and its figures first, then each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from app.excel.sheets import SheetColumn, for_field
from app.excel.writer import Sheet
from app.upward.contents import ACTIVITIES, OPINIONS, ORDERS, PARTS, Contents
from ledger import clock

TITLE: Final = "上报材料"
_COLUMNS: Final = {
    ACTIVITIES: (
        SheetColumn("日期", width=12),
        SheetColumn("活动名称", width=30),
        SheetColumn("活动类型", width=14),
        SheetColumn("活动地点", width=20),
        SheetColumn("参加人次", "integer", width=10),
        SheetColumn("志愿时长（小时）", "decimal", 1, 16),
        SheetColumn("实际支出（元）", "decimal", 2, 14),
        SheetColumn("活动总结", width=60),
    ),
    ORDERS: (
        SheetColumn("工单类别", width=30),
        SheetColumn("本期登记", "integer", width=10),
        SheetColumn("本期办结", "integer", width=10),
    ),
}


def sheets(found: Contents, who: str, committee: str) -> Iterator[Sheet]:
    """What it is about, then a sheet for each part that there is."""
    about = (
        ("时间段", found.period.label),
        ("起止", f"{found.period.first} 至 {found.period.last}"),
        ("居委会", committee),
        ("制作人", who),
        ("制作时间", clock.local_text(clock.now_text())),
        *found.figures(),
    )
    yield Sheet("说明", (SheetColumn(TITLE, width=16), SheetColumn("内容", width=60)), about)
    for part in found.parts:
        if part == ACTIVITIES:
            lines = [
                (one.day, one.title, one.category, one.place, one.people, one.hours, one.spent, one.summary)
                for one in found.activities
            ]
            yield Sheet(PARTS[part], _COLUMNS[part], lines)
        elif part == OPINIONS and found.opinions is not None:
            shapes = [replace(for_field(item), holds="text") for item in found.opinions.items]
            yield Sheet(PARTS[part], shapes, [one.texts for one in found.opinions.rows])
        elif part == ORDERS:
            counts = [(one.category, one.registered, one.closed) for one in found.orders]
            total = ("合计", sum(one[1] for one in counts), sum(one[2] for one in counts))
            yield Sheet(PARTS[part], _COLUMNS[part], [*counts, total])


def width(found: Contents) -> int:
    """The columns of all its sheets."""
    own = len(found.opinions.items) if found.opinions else 0
    return own + sum(len(_COLUMNS[part]) for part in found.parts if part in _COLUMNS)
