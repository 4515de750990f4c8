"""The flat 人房 sheet of a whole store comes back all-unchanged: masked or not, after edits, with everybody in it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.importing.applying import apply
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from app.records import editing
from app.records.filters import Selection
from ledger import catalog, ids
from tests.office import Office, an_id
from tests.samples import sample

HEAD = ["小区", "楼栋", "室号", "姓名", "身份证号", "与户主关系"]
KINDS = {"masked": (False, False), "whole": (True, False), "with the dead": (True, True)}


def _back(office: Office, *, unmasked: bool, everyone: bool) -> ImportPlan:
    out = office.folder / "人房.xlsx"
    reason = "往返" if unmasked else ""
    selection = Selection(everyone=everyone)
    exporting.export(
        office.session,
        ExportRequest(
            ledger="flat", out_path=out, selection=selection, unmasked=unmasked, is_lenient=True, reason=reason
        ),
    )
    return plan(office.session, out, ImportOptions())


def _assert_unchanged(office: Office, *, unmasked: bool, everyone: bool) -> None:
    answer = _back(office, unmasked=unmasked, everyone=everyone).as_json(None)
    assert (answer["new"], answer["changed"]) == ({}, {})
    assert (answer["doubtful"], answer["refused"], answer["issues"]) == (0, 0, [])
    assert answer["rows"]


def _add(office: Office, ledger: str, **typed: object) -> str:
    return editing.add(office.session, catalog.named(ledger), {name: _id(value) for name, value in typed.items()})


def _id(value: object) -> object:
    return ids.to_text(value) if isinstance(value, bytes) else value


def _set(office: Office, ledger: str, key: object, typed: Mapping[str, object]) -> None:
    editing.change(office.session, catalog.named(ledger), str(_id(key)), dict(typed))


@pytest.mark.parametrize(("unmasked", "everyone"), KINDS.values(), ids=KINDS)
def test_the_samples_come_back_unchanged(office: Office, *, unmasked: bool, everyone: bool) -> None:
    for start in ("00", "01", "02", "03", "04", "05", "06", "07"):
        office.take_file(sample(start))
    _assert_unchanged(office, unmasked=unmasked, everyone=everyone)


@pytest.mark.parametrize(("unmasked", "everyone"), KINDS.values(), ids=KINDS)
def test_an_edited_ledger_comes_back_unchanged(office: Office, *, unmasked: bool, everyone: bool) -> None:
    office.take(
        [*HEAD, "人户一致", "家庭人数"],
        ["一村", "1", "101", "王一", an_id(1), "户主", "是", 5],
        ["一村", "1", "101", "李二", an_id(2, sex=0), "配偶", None, None],
        ["一村", "1", "101", "赵三", an_id(3), "户主", None, None],
        ["一村", "1", "101", "赵四", an_id(4), "子", None, None],
        ["一村", "1幢", "101", "孙五", an_id(5), "非亲属", None, None],
        ["一村", "2", "201", "周六", an_id(6), "户主", None, None],
    )
    office.take(["租客姓名", "身份证号", "租住地址", "房东姓名"], ["吴七", an_id(7), "一村1号101", "王一"])
    _set(office, "person", office.person("赵四")["id"], {"alive": "0", "death_date": "2020-05"})
    _set(office, "person", office.person("李二")["id"], {"moved_out": "1"})
    _set(office, "person", office.person("王一")["id"], {"phone": "13812345678", "birth_date": "1980-01-01"})
    home = {row["id"]: row for row in office.rows("dwelling")}
    room = next(key for key, row in home.items() if row["room_no"] == "201")
    guest = _add(office, "person", name="郑八2", id_no=an_id(8), population_type="01")
    _add(office, "residence", person_uid=guest, dwelling_uid=room, relation="99", kinship="97", is_actual_resident="1")
    lodger = _add(office, "person", name="冯九", id_type="990", sex="1", birth_date="1990", population_type="01")
    _add(office, "residence", person_uid=lodger, dwelling_uid=room, relation="04", is_actual_resident="1")
    _set(office, "dwelling", room, {"occupancy": "3", "remark": "=1+1"})
    _add(office, "dwelling", building_uid=home[room]["building_uid"], room_no="阁楼", occupancy="4")
    _assert_unchanged(office, unmasked=unmasked, everyone=everyone)


def test_a_row_without_kinship_leaves_its_household_alone_and_another_kinship_does_not(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "户主"])
    office.take(HEAD[:5], ["一村", "1", "101", "李二", an_id(2)])
    stays = {row["person_uid"]: ids.to_text(row["id"]) for row in office.rows("residence")}
    record = f"R-{stays[office.person('李二')['id']]}"
    head = ["一村", "1", "101", "王一", an_id(1), "户主", f"R-{stays[office.person('王一')['id']]}"]
    again = office.take([*HEAD, "系统标识"], head, ["一村", "1", "101", "李二", an_id(2), None, record])
    assert again["changed"] == {}
    joined = office.take([*HEAD, "系统标识"], head, ["一村", "1", "101", "李二", an_id(2), "配偶", record])
    assert joined["changed"] == {"residence": 1}
    assert len({row["household_uid"] for row in office.rows("residence")}) == 1


def test_a_new_line_under_a_returned_head_follows_that_head(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "户主"], ["一村", "1", "101", "赵三", an_id(3), "户主"])
    stays = {row["person_uid"]: ids.to_text(row["id"]) for row in office.rows("residence")}
    rows = []
    for name, child, serial in (("王一", "王小", 1), ("赵三", "赵小", 3)):
        rows.append(["一村", "1", "101", name, an_id(serial), "户主", f"R-{stays[office.person(name)['id']]}"])
        rows.append(["一村", "1", "101", child, an_id(serial + 1), "子", None])
    office.take([*HEAD, "系统标识"], *rows)
    households = {row["id"]: row["head_person_uid"] for row in office.rows("household")}
    assert len(households) == 2
    heads = {row["person_uid"]: households[row["household_uid"]] for row in office.rows("residence")}
    for name, child in (("王一", "王小"), ("赵三", "赵小")):
        assert heads[office.person(child)["id"]] == office.person(name)["id"]


def test_household_columns_of_a_returned_row_reach_its_own_household(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "户主"], ["一村", "1", "101", "赵三", an_id(3), "户主"])
    stays = {row["person_uid"]: ids.to_text(row["id"]) for row in office.rows("residence")}
    record = f"R-{stays[office.person('赵三')['id']]}"
    apply(
        office.session,
        office.plan([*HEAD, "经济情况", "系统标识"], ["一村", "1", "101", "赵三", an_id(3), "户主", "有困难", record]),
    )
    notes = {row["head_person_uid"]: row["economy_note"] for row in office.rows("household")}
    assert notes == {office.person("王一")["id"]: None, office.person("赵三")["id"]: "有困难"}


def test_a_masked_column_is_told_once(office: Office) -> None:
    office.take(HEAD, *(["一村", "1", str(100 + n), f"王{n}一", an_id(n), "户主"] for n in range(5)))
    hints = _back(office, unmasked=False, everyone=False).as_json(None)["hints"]
    assert isinstance(hints, list)
    numbers = [hint["row"] for hint in hints if (hint["field"], hint["rule"]) == ("id_no", "masked value")]
    assert numbers == [2]
