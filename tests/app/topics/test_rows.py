"""Rows of a topic ledger: held to the definition, masked by level, found, checked off, taken back, bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import access, today
from app.access import Forbidden
from app.jobs import SILENT
from app.records import topic_values
from app.stores.session import Session
from app.stores.settings import Settings
from app.today import topics as today_topics
from app.topics import defining, rows, writing
from app.topics.refusals import TopicRefused
from app.undo import recycle_bin
from app.undo.undoing import Undoing
from ledger import clock, ids
from ledger.errors import ChangedBeneath, RecordNotFound, UnknownField
from ledger.topics import Topic, TopicField
from storage.bounds import Bounds
from tests.app.few_homes import Homes
from tests.colleagues import LI, add_colleague


class Day:
    """Noon in Shanghai on a day of 2027."""

    def __init__(self, month: int, day: int) -> None:
        self._month, self._day = month, day

    def now(self) -> datetime:
        return datetime(2027, self._month, self._day, 4, tzinfo=UTC)


def _lift(session: Session) -> str:
    return defining.take_over(session, "lift").id


def _texts(session: Session, record: str) -> dict[str, str]:
    return dict(rows.one_row(session, record)[1].texts)


def test_a_row_is_held_to_the_definition_and_reads_as_it_was_typed(homes: Homes) -> None:
    session = homes.office.session
    lift = _lift(session)
    typed = {
        "设备编号": "DT-1",
        "所在楼栋": "银杏新村2号",
        "维保电话": "021 60000000",
        "下次检验日期": "2027/3/1",
        "状态": "正常",
    }
    made = writing.save(session, lift, typed)
    assert _texts(session, made.id) == {
        "device_no": "DT-1",
        "building": "银杏新村2号",
        "location": "",
        "brand": "",
        "maintainer": "",
        "maintainer_phone": "021-60000000",
        "inspect_to": "2027-03-01",
        "status": "正常",
        "remark": "",
    }
    with pytest.raises(TopicRefused) as refused:
        writing.save(
            session, "电梯", {"device_no": "DT-2", "building": "没有这幢", "inspect_to": "哪天", "status": "坏"}
        )
    assert set(refused.value.problems) == {
        ("building", "unknown_reference"),
        ("inspect_to", "not_a_date"),
        ("status", "unknown_choice"),
    }
    with pytest.raises(TopicRefused) as refused:
        writing.save(session, "lift", {"device_no": ""}, record=made.id)
    assert refused.value.problems == (("device_no", "required"),)
    with pytest.raises(UnknownField):
        writing.save(session, "lift", {"人脸": "x"})
    assert rows.listing(session, "lift").total == 1


def test_a_changed_row_keeps_what_was_not_touched_and_can_be_taken_back(homes: Homes) -> None:
    session = homes.office.session
    made = writing.save(
        session, _lift(session), {"设备编号": "DT-1", "所在楼栋": "银杏新村2号", "状态": "正常", "备注": "老"}
    )
    undoing, form = Undoing(session), rows.form(session, "", made.id)
    assert form.seen is not None
    changed = writing.save(session, "", {"状态": "停用"}, record=made.id, seen=form.seen)
    assert (_texts(session, made.id)["status"], _texts(session, made.id)["device_no"]) == ("停用", "DT-1")
    with pytest.raises(ChangedBeneath):
        writing.save(session, "", {"位置": "东"}, record=made.id, seen=form.seen)
    undoing.undo(action=changed.action)
    undoing.close()
    assert _texts(session, made.id)["status"] == "正常"
    assert writing.save(session, "", {"状态": "正常"}, record=made.id).action == 0, "nothing was different"
    gone = writing.remove(session, made.id, reason="拆了")
    assert rows.listing(session, "电梯").total == 0
    [binned] = [one for one in recycle_bin.binned(session) if one.ledger == "topic_row"]
    assert (binned.name, binned.reason) == ("电梯", "拆了")
    recycle_bin.restore(session, "topic_row", gone.id)
    assert _texts(session, made.id)["remark"] == "已隐藏"
    assert rows.listing(session, "电梯").total == 1


def test_masks_go_by_the_level_of_the_definition_and_nobody_finds_behind_them(homes: Homes) -> None:
    session = homes.office.session
    party = defining.take_over(session, "party_member").id
    made = writing.save(
        session, party, {"姓名": "王小明", "党员类型": "正式党员", "归属党组织": "第一支部", "党内职务": "组长"}
    )
    shown = _texts(session, made.id)
    assert (shown["person"], shown["member_status"], shown["party_duty"]) == ("王*明", "已隐藏", "组长")
    assert rows.listing(session, party, search="组长").rows
    assert not rows.listing(session, party, search="小明").rows
    assert not rows.listing(session, party, search="正式").rows
    cells = {cell.item.name: cell for cell in rows.form(session, "", made.id).sections[0].cells}
    assert cells["person"].is_masked
    with access.seen_by(access.EVERYTHING):
        assert (
            topic_values.worded_facts(rows.one_row(session, made.id)[0].topic, '{"party_org":"第一支部"}')
            == "归属党组织 第一支部"
        )


def test_who_may_only_look_changes_nothing_and_outsiders_are_not_told_of_people(homes: Homes) -> None:
    session = homes.office.session
    lift, party = _lift(session), defining.take_over(session, "party_member").id
    made = writing.save(session, lift, {"设备编号": "DT-1", "所在楼栋": "银杏新村2号", "状态": "正常"})
    add_colleague(session.store, roles=("viewer",))
    viewer = Session(session.store, LI, Settings(session.store.folder))
    assert rows.listing(viewer, lift).total == 1
    for act in (
        lambda: writing.save(viewer, lift, {"设备编号": "x"}),
        lambda: writing.confirm(viewer, [made.id]),
        lambda: writing.remove(viewer, made.id, reason="x"),
        lambda: defining.take_over(viewer, "lighting"),
    ):
        with pytest.raises(Forbidden):
            act()
    add_colleague(session.store, "zhang", name="张", roles=("property",))
    outsider = Session(session.store, "zhang", Settings(session.store.folder))
    assert outsider.rights.may("view", "topic_row")
    assert [one.topic.code for one in defining.kept(outsider)] == ["lift"]
    with pytest.raises(RecordNotFound):
        rows.listing(outsider, party)


def test_a_row_is_due_after_its_period_and_today_says_so(homes: Homes) -> None:
    session = homes.office.session
    made = writing.save(session, _lift(session), {"设备编号": "DT-1", "所在楼栋": "银杏新村2号", "状态": "正常"})
    assert today_topics.tell(session, SILENT) == ()
    with clock.use(Day(1, 5)):
        [group] = [one for one in today.later(session) if one.kind == today_topics.KIND]
        assert (group.title, group.count, group.page) == ("待核对的电梯", 1, "topics")
        assert group.facts == {"topic": rows.listing(session, "lift").kept.id, "due": True}
        assert [one.id for one in rows.listing(session, "lift", only_due=True).rows] == [made.id]
        undoing = Undoing(session)
        confirmed = writing.confirm(session, [made.id])
        assert today_topics.tell(session, SILENT) == ()
        undoing.undo(action=confirmed.action)
        undoing.close()
        assert len(today_topics.tell(session, SILENT)) == 1


def test_a_kind_stays_while_a_row_lies_in_the_recycle_bin_and_a_strange_value_is_still_read(homes: Homes) -> None:
    session = homes.office.session
    fields = (TopicField(name="no", label="编号", required=True), TopicField(name="size", label="大小"))
    topic = Topic(code="boxes", name="快递柜", module="12", lead="管理办", fields=fields)
    one = defining.define(session, topic).id
    made = writing.save(session, one, {"no": "1", "size": "很大"})
    writing.remove(session, made.id, reason="拆了")
    turned = replace(topic, fields=(fields[0], replace(fields[1], kind="decimal")))
    assert [flaw.rule for flaw in defining.propose(session, turned, seen=topic).flaws] == ["kind_changed"]
    item = turned.ledger().field("size")
    assert (topic_values.worded(item, "很大"), topic_values.worded(item, 1.5)) == ("很大", "1.5")


def test_rows_are_bounded_by_the_place_that_they_name(homes: Homes) -> None:
    session = homes.office.session
    topic = Topic(
        code="devices",
        name="智护设备",
        module="10",
        lead="服务办",
        fields=(
            TopicField(name="name", label="名称", required=True),
            TopicField(name="person", label="老人", kind="person", level="L3"),
        ),
    )
    one = defining.define(session, topic).id
    for text, person in (("公共的", ""), ("王家的", "王小明")):
        writing.save(session, one, {"name": text, "person": person})
    session.store.bind(Bounds(session.login, frozenset((ids.new_id(),))))
    assert [row.texts["name"] for row in rows.listing(session, one).rows] == ["公共的"]
    session.store.bind(Bounds(session.login, frozenset((homes.id["小区"],))))
    assert [row.texts["name"] for row in rows.listing(session, one).rows] == ["公共的", "王家的"]
