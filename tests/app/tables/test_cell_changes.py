"""Many cells at once: what a plan says of each, what is written, what is not and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.tables import cell_changes, pasting
from app.tables.cell_changes import Wanted
from app.tables.pasting import Aim
from ledger import catalog, ids
from ledger.errors import ChangedBeneath
from tests.flows.small import SMALL
from tests.office import Office, an_id, an_office

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        yield made


def people(office: Office) -> dict[str, dict[str, object]]:
    listed = browsing.page(office.session, PERSON, Selection(everyone=True), Order(limit=500))
    return {str(row["id"]): row for row in listed.rows}


def grown_ups(office: Office) -> list[str]:
    return [one for one, row in people(office).items() if isinstance(row["age"], int) and row["age"] > 20]


def test_a_block_is_planned_and_written_as_one_action(office: Office) -> None:
    ids = grown_ups(office)
    before = office.session.store.last_action()
    cells = pasting.block("甲厂\t否\r\n乙厂\t是\r\n")
    aimed = pasting.aimed(PERSON, cells, Aim(("employer", "moved_out"), tuple(ids[:2])))
    plan = cell_changes.plan(office.session, PERSON, aimed.wanted)
    assert office.session.store.last_action() == before
    assert plan.changes == 2
    assert not plan.refused
    assert next((cell.label, cell.old, cell.new) for cell in plan.rows[0].cells) == ("工作单位", "", "甲厂")
    done = cell_changes.apply(office.session, plan, kind="paste")
    assert (done.changed, done.added) == (2, 0)
    assert done.action == before + 1 == office.session.store.last_action()
    assert people(office)[ids[1]]["employer"] == "乙厂"
    assert people(office)[ids[1]]["moved_out"] is True


def test_bad_cells_are_left_out_with_their_reason_and_the_rest_is_written(office: Office) -> None:
    one, two = grown_ups(office)[:2]
    wanted = (
        Wanted(one, {"inflow_date": "没有", "employer": "甲厂", "age": "7", "phone": "123"}),
        Wanted(two, {"id_no": "310***********3X", "hukou_compound": "不存在的小区"}),
    )
    plan = cell_changes.plan(office.session, PERSON, wanted)
    told = {cell.field: cell.problem for row in plan.rows for cell in row.cells}
    assert told["phone"] == "写法不对"
    assert told["age"] == "年龄由其他内容推算得出，请改它的来源"
    assert told["id_no"] == "带星号的内容不能写入"
    assert told["hukou_compound"] == "台账里没有这样的小区"
    assert told["employer"] == ""
    assert plan.changes == 1
    assert plan.refused_cells >= 4
    cell_changes.apply(office.session, plan, kind="paste")
    assert people(office)[one]["employer"] == "甲厂"


def test_new_rows_are_added_and_a_second_one_of_the_same_number_is_refused(office: Office) -> None:
    number = an_id(77, born="19900101")
    rows = [("张新", number), ("李新", number), ("", ""), ("赵新", "1")]
    text = "姓名\t证件号码\t人口类型\r\n" + "\r\n".join(f"{name}\t{no}\t户籍人口" for name, no in rows)
    aimed = pasting.aimed(PERSON, pasting.block(text), Aim(("name",), ()))
    plan = cell_changes.plan(office.session, PERSON, aimed.wanted)
    assert plan.additions == 1
    assert plan.rows[0].name == "张新"
    assert plan.rows[1].problem == "和前面的一行重复"
    assert all(row.problem for row in plan.rows[2:])
    done = cell_changes.apply(office.session, plan, kind="paste")
    assert done.added == 1
    again = cell_changes.plan(office.session, PERSON, aimed.wanted[:1])
    assert again.rows[0].problem == "台账里已有同样的居民"


def test_pasted_people_may_lack_what_an_import_lets_them_lack(office: Office) -> None:
    number = an_id(78, born="19900101", sex=2)
    text = f"姓名\t证件号码\t出生日期\t联系电话\r\n钱一\t\t1950-05-01\t13800000001\r\n钱二\t{number}\t\t"
    aimed = pasting.aimed(PERSON, pasting.block(f"{text}\r\n\t\t1960-01-01\t13800000002"), Aim(("name",), ()))
    plan = cell_changes.plan(office.session, PERSON, aimed.wanted)
    assert (plan.additions, plan.refused_rows, len(plan.unfinished)) == (2, 1, 2)
    assert plan.rows[0].lacks == ("证件类型", "性别", "人口类型")
    assert plan.rows[1].lacks == ("人口类型",)
    assert plan.rows[1].values["id_type"] == "111"  # as the number says
    assert plan.rows[1].values["sex"] == "2"
    assert "必须填写" in plan.rows[2].problem
    done = cell_changes.apply(office.session, plan, kind="paste")
    assert done.added == 2


def test_what_stands_already_changes_nothing(office: Office) -> None:
    one = grown_ups(office)[0]
    row = people(office)[one]
    plan = cell_changes.plan(
        office.session, PERSON, (Wanted(one, {"sex": str(row["sex_label"]), "id_no": str(row["id_no"])}),)
    )
    assert not plan.changes
    assert not plan.rows[0].cells
    done = cell_changes.apply(office.session, plan, kind="paste")
    assert done.action == 0


def test_a_cell_changed_beneath_keeps_the_whole_block_from_being_written(office: Office) -> None:
    one, two = grown_ups(office)[:2]
    plan = cell_changes.plan(office.session, PERSON, pasting.filled((one, two), ("employer",), "甲厂"))
    editing.change(office.session, PERSON, two, {"employer": "别处"})
    with pytest.raises(ChangedBeneath):
        cell_changes.apply(office.session, plan, kind="fill")
    assert people(office)[one]["employer"] != "甲厂"


def test_one_cell_clashes_only_with_what_was_shown(office: Office) -> None:
    one = grown_ups(office)[0]
    done = cell_changes.change_cell(office.session, PERSON, one, "employer", "甲厂", "")
    assert done.fields == ("employer",)
    assert done.action == office.session.store.last_action()
    with pytest.raises(ChangedBeneath):
        cell_changes.change_cell(office.session, PERSON, one, "employer", "乙厂", "丙厂")
    covered = cell_changes.change_cell(office.session, PERSON, one, "phone", "13800001111", "138****0000")
    assert covered.fields == ("phone",)
    dead = cell_changes.change_cell(office.session, PERSON, one, "alive", "是", "")
    assert dead.fields == ("alive",)
    assert people(office)[one]["alive"] is False
    again = cell_changes.change_cell(office.session, PERSON, one, "alive", "是", "是")
    assert again.action == 0


def test_a_removed_record_is_told(office: Office) -> None:
    with office.session.reader() as reader:
        tag = next(iter(reader.scan(catalog.named("person_tag"), ())))[0]
    gone = ids.to_text(tag)
    editing.remove(office.session, catalog.named("person_tag"), gone, reason="试")
    plan = cell_changes.plan(office.session, catalog.named("person_tag"), (Wanted(gone, {"responsible": "王芳"}),))
    assert plan.rows[0].problem == "已被删除"
