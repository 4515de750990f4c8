"""How orders of a category are handled, as the committee changes it: tried out, refused, published, kept by version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Forbidden
from app.messages import message_for
from app.orders import intake, keeping, mine, moving, processes, showing
from app.orders.filters import Filters
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import catalog, ids
from ledger.errors import FieldsRefused, UnknownField
from ledger.orders.process import ProcessRefused
from ledger.orders.refusals import NotInProcess
from storage.errors import NeverChanged
from tests.app.orders.crew import HEAD, Crew, hand_over
from tests.app.rights.staff import employ
from tests.colleagues import LI, add_colleague
from tests.committee import new_session

PROCESS = catalog.named("order_process")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


def test_a_change_is_tried_out_in_words_before_anything_is_published(session: Session) -> None:
    said = {"handling": "复杂事项(经批准)", "without": "协同中", "role.核查": "committee_head", "priority": "2"}
    tried = processes.propose(session, "电梯故障", said)
    assert (tried.process.limits["handling"], tried.process.roles["check"]) == ("complex", ("committee_head",))
    assert "S45" not in tried.process.states
    assert tried.troubles == ()
    assert len(tried.differences) == 3, tried.differences
    assert not any("协同中" in (one.status, *one.leads_to) for one in tried.moves)
    assert processes.versions(session, "C103")[0].process.version == 1


def test_a_contradiction_is_told_and_never_published(session: Session) -> None:
    tried = processes.propose(
        session, "C103", {"without": "S60,S70", "handling": "没有这种时限", "role.take": "auditor"}
    )
    kinds = {one.kind for one in tried.flaws}
    assert {"unknown_limit", "no_way_out", "unknown_role"} <= kinds
    assert len(tried.troubles) == len(tried.flaws)
    assert any("没有时限规则 没有这种时限，可以用的有：" in one and "安全隐患(safety)" in one for one in tried.troubles)
    with pytest.raises(ProcessRefused):
        processes.publish(session, tried)
    with pytest.raises(processes.ProcessUnchanged):
        processes.publish(session, processes.propose(session, "C103", {"note": "没有变"}))
    with pytest.raises(FieldsRefused):
        processes.propose(session, "没有这个类别", {})
    with pytest.raises(UnknownField):
        processes.propose(session, "C103", {"hanlding": "help"})
    assert processes.book(session).of("C103").version == 1


def test_orders_keep_the_version_under_which_they_were_registered(session: Session) -> None:
    before = intake.create(session, {"description": "电梯停了", "category": "C103"}).id
    done = processes.publish(session, processes.propose(session, "C103", {"without": "S50", "note": "自己办"}))
    assert done.process.version == 2
    after = intake.create(session, {"description": "电梯又停了", "category": "C103"}).id
    for one in (before, after):
        moving.move(session, one, "accept", {})
    up = {"opinion": "要换主板", "tried": "已报修", "materials": "报价单"}
    assert moving.move(session, before, "escalate", up).status == "S50"
    with pytest.raises(NotInProcess):
        moving.move(session, after, "escalate", up)
    [own] = [one for one in processes.listing(session) if one.at]
    assert (own.category, own.version, own.label) == ("C103", 2, "电梯故障")
    newest, shipped = processes.versions(session, "C103")
    assert (newest.note, newest.by, shipped.process.version) == ("自己办", "王芳", 1)


def test_orders_of_a_process_without_a_step_and_its_limit_are_listed_and_go_on(session: Session) -> None:
    tried = processes.propose(session, "C103", {"without": "S65", "followup": ""})
    assert (tried.troubles, "followup" in tried.process.limits) == ((), False)
    processes.publish(session, tried)
    made = intake.create(session, {"description": "电梯停了", "category": "C103"}).id
    assert moving.move(session, made, "accept", {}).status == "S20"
    (card,) = mine.mine(session, Filters())
    assert (card.card.id, card.card.light) == (made, 2)
    listed = browsing.page(session, catalog.named("work_order"), Selection(), Order())
    assert listed.total == 1
    assert showing.dossier(session, made).row["status"] == "S20"


def test_a_published_process_is_changed_and_removed_by_nobody(session: Session) -> None:
    processes.publish(session, processes.propose(session, "C103", {"without": "S50"}))
    with session.reader() as reader:
        [(one, values)] = reader.get_many(PROCESS, [one for one, *_ in reader.scan(PROCESS, ())]).items()
    with session.store.write(user="wang", kind="edit") as write:
        for change in (
            lambda: write.patch(PROCESS, [(one, {"note": values["note"]}, {"note": "改了"})]),
            lambda: write.delete(PROCESS, [one], reason="误录"),
            lambda: write.take_back(PROCESS, [one], reason="撤销"),
        ):
            with pytest.raises(NeverChanged) as refused:
                change()
            assert message_for(refused.value) == "流程已发布，不能撤销、修改或删除，没有改动。要改请再发布一版。"
    assert processes.book(session).of("C103").version == 2


def test_only_whoever_sets_the_committee_up_publishes(session: Session, tmp_path: Path) -> None:
    add_colleague(session.store, roles=("worker",))
    worker = Session(session.store, LI, Settings(tmp_path))
    tried = processes.propose(worker, "C103", {"handling": "complex"})
    with pytest.raises(Forbidden):
        processes.publish(worker, tried)


def test_whoever_works_in_one_compound_handles_orders_by_the_same_processes(session: Session) -> None:
    place = {"name": "银杏新村", "address": "东明路300弄", "division_code": "310115"}
    area = ids.from_text(editing.add(session, catalog.named("compound"), place))
    processes.publish(session, processes.propose(session, "C103", {"handling": "complex"}))
    assert area is not None
    there = employ(session.store, "zhao", "grid", area=(area,))
    assert processes.book(there).of("C103").version == 2


@pytest.mark.parametrize("scope", ["C104", "C1", "通用"])
def test_a_version_that_comes_late_lets_what_waits_read_as_the_cloud_will_decide_it(tmp_path: Path, scope: str) -> None:
    """Of two PCs one publishes, the other one moves the order before it has heard of that."""
    head, unaware = Crew(tmp_path / "one"), Crew(tmp_path / "two")
    processes.publish(head.head, processes.propose(head.head, scope, {"without": "S50", "note": "自己办"}))
    order = head.register(HEAD)
    head.move(HEAD, order, "accept")
    head.place(order)
    hand_over(head, unaware, order)
    up = {"opinion": "要换主板", "tried": "已报修", "materials": "报价单"}
    assert unaware.move(HEAD, order, "escalate", **up) == "S50"
    with head.store.reader() as reader:
        published = list(reader.get_many(PROCESS, [one for one, *_ in reader.scan(PROCESS, ())]).items())
    unaware.land([(one, dict(row)) for one, row in published], PROCESS)
    assert unaware.row(order)["status"] == "S20"
    assert (head.faults(), unaware.faults()) == ([], [])
    with unaware.store.reader() as reader:
        last = keeping.read(reader, order).placed.decisions[-1]
    assert last is not None
    assert (last.outcome, last.why) == ("refused", "left_out")
    head.close()
    unaware.close()


def test_what_is_published_for_all_and_for_a_class_holds_where_nothing_nearer_was(session: Session) -> None:
    processes.publish(session, processes.propose(session, "电梯故障", {"without": "S50"}))
    tried = processes.propose(session, "通用", {"handling": "complex"})
    told = {line.split("：")[0]: line for line in tried.reach}
    assert "物业管理（未细分）" in told["对这些类别生效"]
    assert "安全隐患" in told["对这些类别生效"]
    assert told["不影响（各有自己的流程）"].endswith("：电梯故障")
    assert "设备故障" in told["办理时限仍按随程序的规定"]
    processes.publish(session, tried)
    processes.publish(session, processes.propose(session, "物业管理", {"without": "S45", "note": "物业的"}))
    listed = {one.category: one for one in processes.listing(session)}
    assert [(listed[code].scope, listed[code].version) for code in ("", "C1", "C103", "C104", "C201")] == [
        ("", 3), ("", 4), ("", 2), ("物业管理", 4), ("通用", 3)
    ]  # fmt: skip
    assert dict(listed["C104"].limits)["办理"] == "复杂事项(经批准)", "the class's began from the general one"
    assert dict(listed["D101"].limits)["办理"] == "设备故障"
    assert [one.process.category for one in processes.versions(session, "C104")] == ["C1", "", "C104"]
    made = intake.create(session, {"description": "三楼渗水", "category": "C104"}).id
    row = showing.dossier(session, made).row
    assert (row["process_version"], row["process_category"]) == (4, "C1")
    processes.publish(session, processes.propose(session, "C104", {"without": "S45,S80"}))
    with session.reader() as reader:
        kept = keeping.read(reader, made)
    assert keeping.rules(session).process_of(kept.placed.order).category == "C1"


def test_a_right_left_to_nobody_is_told_by_the_right_and_who_may_by_duty_and_relation(session: Session) -> None:
    tried = processes.propose(session, "C104", {"role.受理派单": "无"})
    assert tried.troubles == ("没有人能做“受理派单”",)
    tried = processes.propose(session, "C104", {"role.accept": "committee_worker", "role.take": "committee_head"})
    may = {(one.status, one.action): (one.may, one.limit) for one in tried.moves}
    assert may["已登记", "不予受理"] == ("没有人能做", "首次联系诉求人，1 个工作日")
    assert may["已登记", "受理/立案"][0] == "居委工作人员(条线)（值班时）"
    assert may["处置中", "处置完成"] == ("承办人（居委书记/主任）", "求助、投诉(一般)，5 个工作日")
