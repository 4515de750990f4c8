"""Rows of topic ledgers for the invented committee: fire equipment, lifts and a daily round, some of them not well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from app import access
from app.homes import buildings
from app.stores.session import Session
from app.topics import defining, writing
from app.topics.defining import ROW
from app.topics.rows import CONFIRMED
from ledger import clock, ids

_EVERY: Final = 3
"""Of so many buildings one has something wrong."""
_LEFT: Final = 5
"""Of so many rows one was not checked within its month."""
_ROUND: Final = (("消防通道", "一层门厅", "C203"), ("电动车充电", "车棚", "C201"), ("楼道堆物", "各层楼道", "C202"))


@access.operation("import")
def add(session: Session) -> int:
    """Take three ledgers over and fill them in one action; answers how many rows there are."""
    places = [one for compound in buildings.tree(session) for one in compound.children]
    taken = {one.topic.code for one in defining.kept(session)}
    by_topic = dict(_rows(places))
    for code in by_topic.keys() - taken:
        defining.take_over(session, code)
    records: list[tuple[bytes, dict[str, object]]] = []
    with session.reader() as reader, reader.snapshot():
        for code, rows in by_topic.items():
            kept = defining.find(session, code)
            for at, typed in enumerate(rows):
                values = writing.columns(kept, writing.values_of(reader, kept, typed, complete=True), {})
                records.append((ids.new_id(), values | {CONFIRMED: _checked_on(at)}))
    with session.store.write(user=session.login, kind="demo", source="hazards") as write:
        write.create(ROW, records)
    return len(records)


def _rows(places: list[buildings.TreeNode]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    yield "fire_equipment", [_equipment(at, one.id) for at, one in enumerate(places)]
    yield "lift", [_lift(at, one.id) for at, one in enumerate(places) if one.children]
    some = places[: len(_ROUND)]
    yield (
        "patrol",
        [
            {"item": item, "place": place, "category": category, "building": one.id, "standard": "看有没有堵住、损坏"}
            for (item, place, category), one in zip(_ROUND, some, strict=False)
        ],
    )


def _checked_on(at: int) -> str:
    """Some time within the month, and of a few before it."""
    return (clock.today() - timedelta(days=45 if at % _LEFT == _LEFT - 1 else at % 9)).isoformat()


def _equipment(at: int, building: str) -> dict[str, str]:
    is_wrong, over = at % _EVERY == 0, at % (2 * _EVERY) == 1
    ends = clock.today() + timedelta(days=-20 if over else 200 + at)
    state = "损坏" if is_wrong else "完好"
    said = {"point": "一层楼梯口", "kind": "灭火器", "count": "2", "valid_to": ends.isoformat(), "status": state}
    return said | {"building": building, "keeper": "物业公司"}


def _lift(at: int, building: str) -> dict[str, str]:
    checked = clock.today() + timedelta(days=-9 if at % _EVERY == 1 else 120 + at)
    state = "维修中" if at % _EVERY == 0 else "正常"
    said = {"device_no": f"3101-{at + 1:04}", "location": "1单元", "inspect_to": checked.isoformat(), "status": state}
    return said | {"building": building, "maintainer": "上海申菱电梯维修保养有限公司"}
