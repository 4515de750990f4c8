"""风险研判 and the contact tree on paper: what stands on it, who lets it go, and what is left to be filled in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.access import Forbidden, Rights
from app.exports import clearance
from app.exports.printed_lists import PrintNeedsApproval
from app.orders import duty, intake
from app.release import approvals, prints, purposes, register
from app.release.purposes import Purpose, PurposeNeeded
from app.risks import contacts, contacts_on_paper, on_paper, risks
from app.roster import on_paper as roster_paper
from app.roster.roster import Roster
from app.stores.session import Session
from app.stores.settings import Settings
from app.topics import defining, writing
from ledger import catalog, clock, ids
from ledger.errors import RecordNotFound
from ledger.permissions import DEFAULT, Cell, Grant
from tests.app.few_homes import Homes
from tests.colleagues import LI, LI_PASSWORD, add_colleague

HOUSE, COMPOUND = "银杏新村2号", "银杏新村"
_BUILDING = catalog.named("building")


def _led(homes: Homes, **values: object) -> None:
    """The child's father, with a telephone, leads 2号."""
    with homes.office.session.reader() as reader:
        row = reader.get(_BUILDING, homes.id["2号"]) or {}
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.patch(_BUILDING, [(homes.id["2号"], row, values)])


def _tagged(homes: Homes, tag: str) -> None:
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        values = {"person_uid": homes.id["孩"], "tag": tag, "start_date": "2020-01-01"}
        write.create(catalog.named("person_tag"), [(ids.new_id(), values)])


def test_the_list_on_paper_asks_for_a_purpose_and_counts_nobody_by_a_hidden_tag(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    _tagged(homes, "D03")
    where = {"dwelling_uid": ids.to_text(homes.id["2号102"])}
    intake.create(session, {"description": "拉线充电", "category": "C201", "source": "05", **where})
    made = on_paper.printout_of(session)
    text = prints.text_of(made)
    assert f"{HOUSE}　12　1　0　3　1　3　没有登记" in text
    assert "飞线充电" in text
    assert "王" not in text.replace(made.made_by, ""), "it names nobody"
    assert on_paper.printout_of(session, ids.to_text(homes.id["10号"])).rows == 1, "an empty table of another place"
    with pytest.raises(PurposeNeeded):
        prints.save_text(session, made, tmp_path / "研判.txt")
    stamp = prints.save_text(session, replace(made, purpose="06", basis="03"), tmp_path / "研判.txt")
    assert str(stamp.number) in (tmp_path / "研判.txt").read_text("utf-8")


def _with(session: Session, *without: Cell) -> None:
    matrix = {cell: grant for cell, grant in DEFAULT.items() if cell not in without}
    session._rights = Rights(session.login, ("head",), matrix=matrix)


def test_orders_and_rows_stand_on_paper_for_whoever_may_print_them(homes: Homes) -> None:
    session = homes.office.session
    lift = defining.take_over(session, "lift").id
    writing.save(session, lift, {"设备编号": "DT-1", "所在楼栋": HOUSE, "状态": "停用"})
    where = {"dwelling_uid": ids.to_text(homes.id["2号102"])}
    intake.create(session, {"description": "拉线充电", "category": "C201", "source": "05", **where})
    text = prints.text_of(on_paper.printout_of(session))
    assert "电梯　DT-1" in text
    assert "专题台账里的隐患不在内" not in text
    _with(session, Cell("head", "print", "topic_merchant"))
    assert [one.rows for one in risks.survey(session)] == [1], "the screen shows them"
    text = prints.text_of(on_paper.printout_of(session))
    assert f"{HOUSE}　12　1　0　3" in text
    assert "DT-1" not in text
    assert "专题台账里的隐患不在内" in text
    _with(session, Cell("head", "print", "work_order"))
    with pytest.raises(Forbidden) as refused:
        on_paper.printout_of(session)
    assert (refused.value.action, refused.value.ledger) == ("print", "work_order")


def test_the_tree_says_whom_to_ring_and_what_is_missing(homes: Homes) -> None:
    session = homes.office.session
    found = contacts.tree(session, [COMPOUND])
    assert [(one.role, one.name, one.gap) for one in found.staff] == [
        ("今日值班", "", "今天没有排值班"),
        ("居委主任/书记", "王芳", "没有电话"),
    ]
    assert [(one.name, one.leader.gap, len(one.residents)) for one in found.houses] == [
        (HOUSE, "没有楼组长", 1),
        ("银杏新村10号", "没有楼组长", 0),
    ]
    assert found.gaps == (("今天没有排值班", 1), ("没有电话", 1), ("没有楼组长", 2), ("没有紧急联系人", 1))
    duty.put(session, clock.today(), ["wang"])
    _led(homes, leader_person=homes.id["王"])
    found = contacts.tree(session, [HOUSE])
    assert [(one.role, one.name) for one in found.staff] == [("今日值班", "王芳")], "each once"
    [house] = found.houses
    assert (house.leader.name, house.leader.phone, house.leader.gap) == ("王小明", "138****0001、021-******00", "")
    _led(homes, leader_phone="13900000009")
    assert contacts.tree(session, [HOUSE]).houses[0].leader.phone == "139****0009", "the number beside the building"
    with pytest.raises(RecordNotFound):
        contacts.tree(session, ["没有的地方"])


def test_the_tree_is_of_one_moment_and_names_every_compound_that_it_is_of(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, compound, building = homes.office.session, ids.new_id(), ids.new_id()
    with session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("compound"), [(compound, {"name": "海棠苑", "division_code": "310115"})])
        write.create(_BUILDING, [(building, {"compound_uid": compound, "building_no": "1"})])
    assert contacts.tree(session, [HOUSE, "海棠苑"]).name == "银杏新村、海棠苑"
    read = contacts.of_building

    def removed_meanwhile(*args: Any) -> Roster:
        found = read(*args)
        with session.reader() as reader:
            row = reader.get(_BUILDING, args[-1])
        if row is not None:
            with session.store.write(user="wang", kind="edit") as write:
                write.delete(_BUILDING, [args[-1]], reason="拆了")
        return found

    monkeypatch.setattr(contacts, "of_building", removed_meanwhile)
    assert [one.name for one in contacts.tree(session, ["海棠苑"]).houses] == ["海棠苑1号"]
    with pytest.raises(RecordNotFound):
        contacts.tree(session, ["海棠苑"])


def test_telephones_can_be_read_for_an_emergency_alone(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    _led(homes, leader_person=homes.id["王"], leader_phone="13900000009")
    masked = contacts_on_paper.printout_of(session, [COMPOUND])
    assert "13900000009" not in prints.text_of(masked)
    assert "13800000001" not in prints.text_of(masked)
    made = contacts_on_paper.printout_of(session, [COMPOUND], is_open=True)
    text = prints.text_of(made)
    assert "银杏新村2号　楼组长：王小明　13900000009" in text
    assert "13800000001" in text
    assert "________（没有楼组长）" in text
    assert not [word for word in ("失能", "独居", "抬送") if word in text]
    assert made.purpose == purposes.EMERGENCY
    for wrong in (replace(made, basis=""), replace(made, purpose="03", basis="01")):
        with pytest.raises(PurposeNeeded):
            prints.save_text(session, wrong, tmp_path / "联络树.txt")
    stamp = prints.save_text(session, replace(made, basis="01"), tmp_path / "联络树.txt")
    entered = register.find(session, str(stamp.number))
    assert (entered.is_unmasked, entered.level) == (True, made.level)


def test_a_long_tree_needs_a_second_person_and_an_approval_of_its_own(
    homes: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearance, "MOST_ALONE", 0)
    session, emergency = homes.office.session, Purpose(purposes.EMERGENCY, "01")
    add_colleague(session.store, roles=("head",))
    with pytest.raises(PrintNeedsApproval):
        contacts_on_paper.printout_of(session, [HOUSE], is_open=True)
    with pytest.raises(PurposeNeeded):
        contacts_on_paper.ask(session, [HOUSE], Purpose("03", "01"), is_open=True)
    asked = contacts_on_paper.ask(session, [HOUSE], emergency, is_open=True, reason="台风")
    assert (asked.facts["label"], asked.facts["filter"]) == ("应急联络树（打印）", [HOUSE])
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    with pytest.raises(PrintNeedsApproval):
        roster_paper.printout_of(session, [HOUSE], is_open=True)
    made = replace(contacts_on_paper.printout_of(session, [HOUSE], is_open=True), basis="01")
    stamp = prints.save_text(session, made, tmp_path / "联络树.txt")
    assert register.find(session, str(stamp.number)).approved == "second"
    with pytest.raises(PrintNeedsApproval):
        contacts_on_paper.printout_of(session, [HOUSE], is_open=True)


@pytest.mark.parametrize("role", ["viewer", "grid"])
def test_whoever_may_not_print_this_level_gets_the_masks_alone(homes: Homes, role: str) -> None:
    store = homes.office.session.store
    _led(homes, leader_person=homes.id["王"])
    add_colleague(store, roles=(role,))
    theirs = Session(store, LI, Settings(store.folder))
    assert contacts_on_paper.printout_of(theirs, [HOUSE]).rows
    with pytest.raises(Forbidden):
        contacts_on_paper.printout_of(theirs, [HOUSE], is_open=True)


def test_leaders_are_told_openly_to_who_may_print_telephones_of_buildings(homes: Homes) -> None:
    session = homes.office.session
    _led(homes, leader_person=homes.id["王"], leader_phone="13900000009")
    matrix = {**DEFAULT, Cell("head", "print", "building"): Grant("L2")}
    session._rights = Rights(session.login, ("head",), matrix=matrix)
    assert roster_paper.printout_of(session, [HOUSE], is_open=True).rows
    with pytest.raises(Forbidden):
        contacts_on_paper.printout_of(session, [HOUSE], is_open=True)
