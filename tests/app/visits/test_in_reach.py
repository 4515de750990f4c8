"""Findings of a visit to several people: each names its record, and what belongs to people and home is among them."""

from __future__ import annotations

import json

import pytest

from app import checking
from app.dossiers import visit_dossier
from app.records import editing
from app.undo.undoing import Undoing
from app.visits import planning, recording
from app.visits.findings import FindingRefused
from ledger import catalog, ids
from ledger.errors import AmbiguousRecord, RecordNotFound, UnknownField
from storage.rows import Row
from tests.app.few_homes import CHILD, WANG, Homes

HOME = "银杏新村2号102室"
BOTH = {"dwelling": HOME, "person": f"{WANG}、{CHILD}"}


def _row(homes: Homes, ledger: str, key: str) -> Row:
    return next(row for row in homes.office.rows(ledger) if row["id"] == homes.id[key])


def test_each_of_two_people_is_named_by_name_number_or_id(homes: Homes) -> None:
    child = ids.to_text(homes.id["孩"])
    said = {
        **BOTH,
        "person:王小明.phone": "13900000002",
        f"person:{WANG}.employer": "某厂",
        f"person:{child}.phone": "13900000003",
        "person:王 小宝.objection": "生日不对",
        "dwelling.occupancy": "出租",
    }
    told = planning.plan(homes.office.session, said).told
    assert any("居民 王小明 的" in one and "电话" in one and "工作单位" in one for one in told)
    assert any("居民 王*宝 的" in one for one in told), "a child behind the mask"
    undoing = Undoing(homes.office.session)
    done = recording.record(homes.office.session, said)
    assert (_row(homes, "person", "王")["phone"], _row(homes, "person", "王")["employer"]) == ("13900000002", "某厂")
    assert _row(homes, "person", "孩")["phone"] == "13900000003"
    assert _row(homes, "person", "孩")["check_status"] == "4"
    assert done.changed == {"person": ("check_status", "employer", "phone"), "dwelling": ("occupancy",)}
    visit = next(row for row in homes.office.rows("visit") if row["id"] == ids.from_text(done.id))
    noted = {(one["ledger"], one["id"]): one["fields"] for one in json.loads(str(visit["ledger_changes"]))}
    assert noted["person", ids.to_text(homes.id["王"])] == ["employer", "phone"]
    assert noted["person", child] == ["check_status", "phone"]
    changed = visit_dossier.visit(homes.office.session, done.id).changed
    assert any(one.startswith("居民 王小明：") for one in changed), "whose it was"
    undoing.undo()
    assert _row(homes, "person", "孩")["phone"] is None
    assert checking.check(homes.office.session).is_sound


def test_a_tag_and_a_residence_end_and_a_car_is_put_right_at_the_door(homes: Homes) -> None:
    undoing = Undoing(homes.office.session)
    done = recording.record(
        homes.office.session,
        {
            **BOTH,
            "person_tag:独居老人.end_date": "2026-11-20",
            "person_tag:独居老人.end_reason": "女儿搬来同住",
            "residence:王小宝.end_date": "2026-11-19",
            "topic_vehicle.color": "红",
        },
    )
    assert (_row(homes, "person_tag", "签A01")["end_date"], _row(homes, "person_tag", "签A03")["end_date"]) == (
        "2026-11-20",
        None,
    )
    assert (_row(homes, "residence", "住孩")["end_date"], _row(homes, "residence", "住王")["end_date"]) == (
        "2026-11-19",
        None,
    )
    assert set(done.changed) == {"person_tag", "residence", "topic_vehicle"}
    again = {**BOTH, "person_tag:独居老人.end_date": "2026-11-21"}
    with pytest.raises(RecordNotFound):
        recording.record(homes.office.session, again)
    undoing.undo()
    assert _row(homes, "residence", "住孩")["end_date"] is None


def test_of_one_person_who_was_met_the_residence_needs_no_name(homes: Homes) -> None:
    recording.record(homes.office.session, {"person": WANG, "residence.end_date": "2026-11-20"})
    assert _row(homes, "residence", "住王")["end_date"] == "2026-11-20"
    assert _row(homes, "residence", "住孩")["end_date"] is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("person.phone", AmbiguousRecord),
        ("person:已故者.phone", RecordNotFound),
        ("person:310115199001010099.phone", RecordNotFound),
        ("person_tag.end_date", AmbiguousRecord),
        ("residence.end_date", AmbiguousRecord),
        ("topic_vehicle:沪B99999.color", RecordNotFound),
        ("person_tag:独居老人.objection", UnknownField),
        ("residence:王小明.end_date", FindingRefused),
    ],
)
def test_what_names_nobody_or_several_is_refused_whole(homes: Homes, name: str, error: type[Exception]) -> None:
    before = homes.office.session.store.last_action()
    with pytest.raises(error) as refused:
        recording.record(homes.office.session, {**BOTH, name: "1999-01-01"})
    assert homes.office.session.store.last_action() == before
    if isinstance(refused.value, FindingRefused):
        assert refused.value.record == ids.to_text(homes.id["住王"])


def test_a_tag_that_lists_do_not_name_is_out_of_reach(homes: Homes) -> None:
    session, hidden = homes.office.session, ids.new_id()
    with session.store.write(user="wang", kind="edit") as write:
        tag = {"person_uid": homes.id["孩"], "tag": "B06", "start_date": "2026-01-01"}
        write.create(catalog.named("person_tag"), [(hidden, tag)])
    offered = planning.offered(session, [ids.to_text(homes.id["孩"])], "")
    assert not [one for one in offered if one.key.startswith("person_tag:")]
    for which in ("", ":B06", f":{ids.to_text(hidden)}"):
        with pytest.raises(RecordNotFound):
            recording.record(session, {"person": CHILD, f"person_tag{which}.end_date": "2026-11-20"})


def test_the_window_offers_each_record_with_its_fields(homes: Homes) -> None:
    session = homes.office.session
    people, home = [ids.to_text(homes.id[one]) for one in ("王", "孩")], ids.to_text(homes.id["2号102"])
    offers = {one.title: one for one in planning.offered(session, people, home)}
    assert set(offers) == {
        "居民 王小明",
        "居民 王*宝",
        "这套房屋",
        "王小明 标签 独居老人",
        "王小明 标签 失能老人",
        "王*宝 居住（家庭成员）",
        "王小明 居住（家庭成员）",
        "车辆 沪A***45",
    }
    tag = offers["王小明 标签 独居老人"]
    names = {name for name, _ in tag.fields}
    assert {"end_date", "end_reason"} <= names
    assert not {"tag", "person_uid", "objection"} & names
    assert "objection" in dict(offers["这套房屋"].fields)
    assert planning.stands(session, offers["这套房屋"].key, "floor_area") == "60.5"
    assert len(planning.offered(session, (), home)) == 4, "nobody met: the home, who lives there, the car"
    editing.change(session, catalog.named("person_tag"), tag.key.partition(":")[2], {"end_date": "2026-11-01"})
    assert "王小明 标签 独居老人" not in {one.title for one in planning.offered(session, people, home)}
