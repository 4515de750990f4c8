"""Open hazards times key people, building by building: what counts, what no longer does, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.access import Forbidden, Rights
from app.orders import intake, moving
from app.risks import risks
from app.risks.risks import BuildingRisk
from app.stores.session import Session
from app.stores.settings import Settings
from app.topics import defining, reporting, rows, writing
from ledger import catalog, clock, ids, topics
from ledger.errors import RecordNotFound
from ledger.permissions import DEFAULT, Cell
from storage.bounds import Bounds
from tests.app.few_homes import Homes
from tests.colleagues import LI, add_colleague

HOUSE, OTHER = "银杏新村2号", "银杏新村10号"


class NextMonth:
    """Noon of 21 January 2027 in Shanghai: what is checked every month is due."""

    def now(self) -> datetime:
        return datetime(2027, 1, 21, 4, tzinfo=UTC)


class AMonthLater:
    """A month after that, for an order that was told then."""

    def now(self) -> datetime:
        return datetime(2027, 2, 23, 4, tzinfo=UTC)


def _order(homes: Homes, category: str, **where: str) -> str:
    typed = {"description": "楼道里充电", "category": category, "source": "05", **where}
    return intake.create(homes.office.session, typed).id


def _at(homes: Homes, name: str, session: Session | None = None) -> BuildingRisk | None:
    every = risks.survey(session or homes.office.session)
    return next((one for one in every if one.building == ids.to_text(homes.id[name])), None)


def _risk(homes: Homes) -> BuildingRisk:
    found = _at(homes, "2号")
    assert found is not None
    return found


def _tagged(homes: Homes, tag: str, person: str = "孩", **more: object) -> None:
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        values = {"person_uid": homes.id[person], "tag": tag, "start_date": "2020-01-01", **more}
        write.create(catalog.named("person_tag"), [(ids.new_id(), values)])


def test_a_building_stands_by_its_hazards_times_its_key_people(homes: Homes) -> None:
    before = _at(homes, "2号")
    assert before is not None
    assert (before.hazards, before.people, before.people_points, before.risk) == (0, 1, 3, 0), "the heaviest tag counts"
    assert _at(homes, "10号") is None, "neither a hazard nor anybody"
    _order(homes, "C201", building_uid=ids.to_text(homes.id["10号"]))
    _order(homes, "C202", dwelling_uid=ids.to_text(homes.id["2号102"]))
    _order(homes, "C404", dwelling_uid=ids.to_text(homes.id["2号102"]))
    found = risks.survey(homes.office.session)
    assert [(one.name, one.orders, one.hazard_points, one.risk) for one in found] == [
        (HOUSE, 1, 2, 8),
        (OTHER, 1, 3, 3),
    ]
    assert found[0].why == "隐患 1 处，计 2 分；重点人员 1 人，计 3 分。风险 8 ＝ 2 ×（1 ＋ 3）"


def test_an_order_that_names_its_home_alone_is_at_the_building_of_it(homes: Homes) -> None:
    one = _order(homes, "C201", dwelling_uid=ids.to_text(homes.id["2号102"]))
    _order(homes, "C202", building_uid=ids.to_text(homes.id["10号"]))
    ledger, uid = catalog.named("work_order"), ids.from_text(one) or b""
    with homes.office.session.reader() as reader:
        row = reader.get(ledger, uid) or {}
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.patch(ledger, [(uid, row, {"building_uid": None})])
    assert _risk(homes).hazard_points == 3
    assert [line.id for line in risks.detail(homes.office.session, HOUSE).hazards] == [one]


def test_an_order_that_is_over_is_no_hazard_any_more(homes: Homes) -> None:
    session, one = homes.office.session, _order(homes, "C201", building_uid=ids.to_text(homes.id["2号"]))
    assert _risk(homes).orders == 1
    moving.move(session, one, "reject", {"opinion": "查过，没有充电", "reply": "已告诉反映人"})
    assert _risk(homes).orders == 0


def test_a_draft_and_an_order_that_was_found_done_are_no_hazards(homes: Homes) -> None:
    where = {"building_uid": ids.to_text(homes.id["2号"]), "reporter_phone": "13800000001"}
    _order(homes, "C201", is_draft="是", **where)
    assert _risk(homes).orders == 0
    session, one = homes.office.session, _order(homes, "C201", **where)
    done = {"result": "已拆除", "result_kind": "实际解决", "minutes_spent": "30"}
    for action, given in (("accept", {}), ("take", {}), ("finish", done)):
        moving.move(session, one, action, given)
    assert _risk(homes).orders == 1, "nobody has looked yet"
    add_colleague(session.store, roles=("head",))
    checker = Session(session.store, LI, Settings(session.store.folder))
    moving.move(checker, one, "check_pass", {"way": "现场", "opinion": "属实"})
    assert _risk(homes).orders == 0, "the reporter is to be told, that is all"


def test_rows_of_topic_ledgers_tell_of_failed_and_overdue_checks(homes: Homes) -> None:
    session = homes.office.session
    lift, fire = (defining.take_over(session, code).id for code in ("lift", "fire_equipment"))
    writing.save(session, lift, {"设备编号": "DT-1", "所在楼栋": HOUSE, "状态": "停用"})
    writing.save(session, lift, {"设备编号": "DT-2", "所在楼栋": HOUSE, "状态": "正常", "下次检验日期": "2027-01-20"})
    writing.save(session, fire, {"点位": "1层", "所在楼栋": OTHER, "设施类型": "灭火器", "状态": "完好"})
    found = _at(homes, "2号")
    assert found is not None
    assert (found.orders, found.rows, found.hazard_points) == (0, 1, 2)
    assert _at(homes, "10号") is None
    with clock.use(NextMonth()):
        lifts = risks.detail(session, HOUSE).hazards
        equipment = risks.detail(session, OTHER).hazards
    assert [(line.title, line.why, line.points) for line in lifts] == [
        ("电梯　DT-1", "状态：停用", 2),
        ("电梯　DT-2", "下次检验日期 2027-01-20 已过", 2),
    ]
    assert [(line.title, line.why, line.points) for line in equipment] == [("消防设施　1层", "到期没有核对（每月）", 1)]


def test_a_row_with_an_order_about_it_counts_once(homes: Homes) -> None:
    session = homes.office.session
    walk = defining.take_over(session, "patrol").id
    typed = {"巡查内容": "消防通道", "部位": "门厅", "所在楼栋": HOUSE, "有问题时的工单类别": "消防设施"}
    row = writing.save(session, walk, typed).id
    with clock.use(NextMonth()):
        assert _risk(homes).rows == 1
        reporting.report(session, "topic_row", row, "灭火器没有了")
        found = _at(homes, "2号")
    assert found is not None
    assert (found.orders, found.rows) == (1, 0)


def _reported(homes: Homes) -> tuple[str, str]:
    """(a row of the daily round at 2号 that is due, the open order about it)."""
    session = homes.office.session
    walk = defining.take_over(session, "patrol").id
    typed = {"巡查内容": "消防通道", "部位": "门厅", "所在楼栋": HOUSE, "有问题时的工单类别": "消防设施"}
    row = writing.save(session, walk, typed).id
    return row, reporting.report(session, "topic_row", row, "灭火器没有了").id


def _moved(homes: Homes, order: str, **where: object) -> None:
    ledger, uid = catalog.named("work_order"), ids.from_text(order) or b""
    with homes.office.session.reader() as reader:
        row = reader.get(ledger, uid) or {}
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.patch(ledger, [(uid, row, where)])


def test_a_row_whose_order_is_nowhere_still_counts_itself(homes: Homes) -> None:
    with clock.use(NextMonth()):
        row, order = _reported(homes)
    _moved(homes, order, building_uid=None, dwelling_uid=None)
    with clock.use(AMonthLater()):
        assert (_risk(homes).orders, _risk(homes).rows) == (0, 1)
        [line] = risks.detail(homes.office.session, HOUSE).hazards
    assert line.id == row


def test_one_building_stands_as_it_does_in_the_list_when_the_order_is_at_another(homes: Homes) -> None:
    with clock.use(NextMonth()):
        _, order = _reported(homes)
    _moved(homes, order, building_uid=homes.id["10号"], dwelling_uid=None)
    with clock.use(AMonthLater()):
        found = {one.name: one for one in risks.survey(homes.office.session)}
        assert (found[OTHER].orders, found[HOUSE].hazards) == (1, 0)
        for name in (HOUSE, OTHER):
            assert risks.detail(homes.office.session, name).risk == found[name]


def _changed_field(homes: Homes, code: str, name: str, **changes: object) -> None:
    session, ledger = homes.office.session, catalog.named("topic_definition")
    kept = defining.find(session, code)
    fields = tuple(replace(one, **changes) if one.name == name else one for one in kept.topic.fields)  # type: ignore[arg-type]
    uid = ids.from_text(kept.id) or b""
    with session.reader() as reader:
        row = reader.get(ledger, uid) or {}
    with session.store.write(user="wang", kind="edit") as write:
        write.patch(ledger, [(uid, row, {"fields": topics.fields_text(replace(kept.topic, fields=fields))})])


def test_why_a_row_counts_stands_behind_the_mask_of_its_field(homes: Homes) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    writing.save(session, lift, {"设备编号": "DT-1", "所在楼栋": HOUSE, "状态": "停用"})
    [line] = risks.detail(session, HOUSE).hazards
    assert (line.why, line.topic, line.topic_name) == ("状态：停用", lift, "电梯")
    _changed_field(homes, "lift", "status", level="L3")
    [line] = risks.detail(session, HOUSE).hazards
    assert (line.why, line.points) == ("状态：已隐藏", 2)


def test_a_field_that_was_retired_tells_of_no_hazard(homes: Homes) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    writing.save(session, lift, {"设备编号": "DT-1", "所在楼栋": HOUSE, "状态": "停用"})
    assert _risk(homes).rows == 1
    _changed_field(homes, "lift", "status", retired=True)
    assert _risk(homes).rows == 0


def test_a_row_whose_facts_no_program_wrote_takes_nothing_down(homes: Homes) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    for number, status in (("DT-1", "停用"), ("DT-2", "正常")):
        writing.save(session, lift, {"设备编号": number, "所在楼栋": HOUSE, "状态": status})
    odd = next(one.id for one in rows.listing(session, lift).rows if one.texts["status"] == "正常")
    ledger, uid = catalog.named("topic_row"), ids.from_text(odd) or b""
    with session.reader() as reader:
        row = reader.get(ledger, uid) or {}
    with session.store.write(user="wang", kind="edit") as write:
        write.patch(ledger, [(uid, row, {"facts": "[1]"})])
    assert _risk(homes).rows == 1


def test_a_detail_opens_what_it_names(homes: Homes) -> None:
    one = _order(homes, "C203", dwelling_uid=ids.to_text(homes.id["2号102"]))
    found = risks.detail(homes.office.session, HOUSE)
    assert found.risk == _at(homes, "2号")
    [line] = found.hazards
    assert (line.id, line.topic, line.why, line.points) == (one, "", "消防设施", 2)
    assert line.number.startswith("GD")
    [key] = found.people
    assert (key.resident.name, key.resident.place, key.resident.tags, key.points) == (
        "王小明",
        "1单元102室",
        ("独居老人", "失能老人"),
        3,
    )
    assert "13800000001" not in str(found.people), "numbers stay masked"
    with pytest.raises(RecordNotFound):
        risks.detail(homes.office.session, "银杏新村9号")


@pytest.mark.parametrize("tag", ["D03", "A07"])
def test_a_hidden_tag_counts_for_who_may_look_behind_it_and_never_on_paper(homes: Homes, tag: str) -> None:
    session = homes.office.session
    _tagged(homes, tag)
    add_colleague(session.store, roles=("grid",))
    grid = Session(session.store, LI, Settings(session.store.folder))
    theirs, own = _at(homes, "2号", grid), _at(homes, "2号")
    assert own is not None
    assert theirs is not None
    assert (own.people, own.people_points) == (2, 6)
    assert (theirs.people, theirs.people_points) == (1, 3), "they may look up to level 3: not even the count tells"
    assert len(risks.detail(grid, HOUSE).people) == 1
    child = next(one for one in risks.detail(session, HOUSE).people if one.resident.name != "王小明")
    assert child.resident.tags == ()
    every, _ = risks.for_paper(session, "", 9)
    assert [one.people for one in every] == [1]


def test_a_tag_that_is_over_and_somebody_who_moved_count_no_more(homes: Homes) -> None:
    _tagged(homes, "A01", end_date="2026-01-01")
    _tagged(homes, "A03", person="亡")
    found = _at(homes, "2号")
    assert found is not None
    assert found.people == 1


def test_whoever_sees_no_tags_or_no_orders_gets_no_list(homes: Homes) -> None:
    store = homes.office.session.store
    add_colleague(store, roles=("entrusted",))
    theirs = Session(store, LI, Settings(store.folder))
    for asked in (risks.survey, lambda session: risks.detail(session, HOUSE)):
        with pytest.raises(Forbidden):
            asked(theirs)
    session = homes.office.session
    matrix = {cell: grant for cell, grant in DEFAULT.items() if cell != Cell("head", "view", "work_order")}
    session._rights = Rights(session.login, ("head",), matrix=matrix)
    with pytest.raises(Forbidden):
        risks.survey(session)


def test_an_account_of_one_compound_is_told_of_its_own_houses(homes: Homes) -> None:
    _order(homes, "C201", building_uid=ids.to_text(homes.id["10号"]))
    session = homes.office.session
    assert len(risks.survey(session)) == 2
    elsewhere = ids.new_id()
    session.store.bind(Bounds(session.login, frozenset((homes.id["小区"],))))
    assert len(risks.survey(session)) == 2
    session.store.bind(Bounds(session.login, frozenset((elsewhere,))))
    assert risks.survey(session) == ()
    with pytest.raises(RecordNotFound):
        risks.detail(session, ids.to_text(homes.id["2号"]))
