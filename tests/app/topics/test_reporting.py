"""上报数据异常: a row of any topic ledger becomes an order of its module, and shows it as long as it is open."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.orders import showing
from app.topics import defining, reporting, rows, writing
from app.topics.refusals import ReportedAlready
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import Undoing
from ledger import catalog, clock, ids
from ledger.errors import LedgerError, RecordNotFound
from ledger.orders.refusals import RecordMissing
from tests.app.few_homes import Homes


def test_a_row_that_is_wrong_becomes_an_order_of_its_modules(homes: Homes) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    typed = {"设备编号": "DT-1", "所在楼栋": "银杏新村2号", "状态": "正常"}
    record = writing.save(session, lift, typed).id
    with pytest.raises(RecordMissing):
        reporting.report(session, "topic_row", record, "  ")
    made = reporting.report(session, "topic_row", record, "编号和铭牌不一样")
    order = showing.dossier(session, made.id).row
    assert (order["module"], order["category"], order["status"]) == ("04", "D204", "S10")
    assert order["building_uid"] == ids.to_text(homes.id["2号"])
    stored = next(row for row in homes.office.rows("work_order") if row["order_no"] == made.order_no)
    assert "专题台账“电梯”“DT-1”的数据有异常：编号和铭牌不一样" in str(stored["description"])
    assert rows.one_row(session, record)[1].order == rows.Order(made.id, made.order_no)
    with pytest.raises(ReportedAlready) as already:
        reporting.report(session, "topic_row", record, "还是不对")
    assert already.value.order_no == made.order_no
    undoing = Undoing(session)
    with pytest.raises(LedgerError):
        undoing.undo(action=made.action)
    undoing.close()
    assert rows.one_row(session, record)[1].order.number == made.order_no, (
        "an order stays, and so does what it is about"
    )


@pytest.mark.parametrize(("ledger", "module"), [("topic_vehicle", "08"), ("topic_merchant", "11")])
def test_a_car_and_a_shop_are_reported_in_the_same_way(homes: Homes, ledger: str, module: str) -> None:
    session = homes.office.session
    if ledger == "topic_vehicle":
        values = {"plate": "沪A12345", "kind": "1", "dwelling_uid": homes.id["2号102"]}
        record = ids.new_id()
        with session.store.write(user="wang", kind="edit") as write:
            write.create(catalog.named(ledger), [(record, values)])
    else:
        record = homes.id["店"]
    made = reporting.report(session, ledger, ids.to_text(record), "已经不在了")
    assert showing.dossier(session, made.id).row["module"] == module
    assert reporting.open_order(session, ledger, ids.to_text(record)).number == made.order_no
    with pytest.raises(RecordNotFound):
        reporting.report(session, "person", ids.to_text(homes.id["王"]), "x")


def test_every_module_has_its_category_and_the_process_names_it() -> None:
    from ledger import codes
    from ledger.orders import process_book

    book = process_book.shipped()
    for line in codes.table("topic_module").lines:
        assert book.of(f"D2{line.code}").module == line.code


def test_taking_a_definition_back_does_not_lose_rows(homes: Homes) -> None:
    session = homes.office.session
    undoing = Undoing(session)
    made = defining.take_over(session, "lift")
    writing.save(session, made.id, {"设备编号": "DT-1", "所在楼栋": "银杏新村2号", "状态": "正常"})
    with pytest.raises(UndoBlocked):
        undoing.undo(action=made.action)
    undoing.close()
    assert rows.listing(session, "lift").total == 1


def test_what_is_walked_every_day_makes_an_order_of_its_own_category(homes: Homes) -> None:
    session = homes.office.session
    walk = defining.take_over(session, "patrol").id
    typed = {"巡查内容": "消防通道", "部位": "2号楼一层", "所在楼栋": "银杏新村2号", "有问题时的工单类别": "消防设施"}
    record = writing.save(session, walk, typed).id
    with clock.use(_Tomorrow()):
        assert rows.one_row(session, record)[1].is_due, "every day anew"
        made = reporting.report(session, "topic_row", record, "堆了两辆旧自行车")
    order = showing.dossier(session, made.id).row
    assert (order["category"], order["source"], order["status"]) == ("C203", "05", "S10")
    assert order["building_uid"] == ids.to_text(homes.id["2号"])
    stored = next(row for row in homes.office.rows("work_order") if row["order_no"] == made.order_no)
    assert stored["description"] == "消防通道：堆了两辆旧自行车"
    assert rows.one_row(session, record)[1].order.number == made.order_no


def test_a_service_is_asked_for_by_one_resident_after_the_other(homes: Homes) -> None:
    session = homes.office.session
    guide = defining.take_over(session, "service_guide").id
    typed = {"服务事项": "申请助餐", "类别": "养老", "办理地点": "居委会一楼", "求助时的工单类别": "养老服务"}
    record = writing.save(session, guide, typed).id
    asked = [
        reporting.report(
            session, "topic_row", record, "想订午饭", asker={"reporter_name": name, "reporter_phone": "13800000001"}
        )
        for name in ("王桂兰", "李大海")
    ]
    stored = {row["order_no"]: row for row in homes.office.rows("work_order")}
    assert [stored[one.order_no]["reporter_name"] for one in asked] == ["王桂兰", "李大海"]
    assert {(stored[one.order_no]["category"], stored[one.order_no]["need_reply"]) for one in asked} == {("C401", 1)}


class _Tomorrow:
    """A clock that is two days ahead."""

    def __init__(self) -> None:
        self._now = clock.now() + timedelta(days=2)

    def now(self) -> datetime:
        return self._now
