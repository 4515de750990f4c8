"""Objections 数据异议: several to one record, each kept in its words, settled one by one, written back, taken back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app import access, checking, today
from app.attachments import attaching, looking
from app.dossiers import dossier
from app.messages import message_for
from app.objections import about, raising, settling
from app.objections.settling import ObjectionSettled, ObjectionsOpen, Settling
from app.records import browsing, editing
from app.rights import revealing
from app.stores.session import Session
from app.undo.undoing import Undoing
from app.visits import recording
from ledger import catalog, ids
from ledger.catalog.objection import CORRECTED, KEPT, OPEN, WITHDRAWN
from ledger.errors import FieldsRefused, RecordNotFound, UnknownField
from storage.errors import ReasonMissing
from tests.app.attachments.papers import photograph
from tests.app.few_homes import WANG, Homes
from tests.colleagues import LI, add_colleague

OBJECTION, PERSON = about.OBJECTION, catalog.named("person")


def _who(homes: Homes) -> str:
    return ids.to_text(homes.id["王"])


def _person(homes: Homes) -> Mapping[str, object]:
    return next(row for row in homes.office.rows("person") if row["id"] == homes.id["王"])


def _raise(homes: Homes, why: str = "不对", **said: str) -> str:
    return raising.dispute(homes.office.session, "person", _who(homes), {"why": why, **said}).id


def test_a_second_objection_is_kept_and_the_record_waits_for_the_last(homes: Homes) -> None:
    session, who = homes.office.session, _who(homes)
    first = _raise(homes, "早已退休", disputed="工作单位", should_be="无", objector_name="王小花")
    second = _raise(homes, "学历不对", disputed="education")
    assert {one.why for one in about.of_record(session, "person", who)} == {"学历不对", "早已退休"}
    assert _person(homes)["check_status"] == "4"
    done = settling.settle(session, "person", Settling(second, KEPT, "看了毕业证"))
    assert done.fields == ()
    assert _person(homes)["check_status"] == "4", "one is open still"
    settling.settle(session, "person", Settling(first, WITHDRAWN, "本人说记错了"))
    assert _person(homes)["check_status"] == "0"
    told = {one.id: one for one in about.of_record(session, "person", who)}
    assert (told[first].state, told[second].state) == (WITHDRAWN, KEPT)
    assert (told[second].result, told[second].settled[-2:]) == ("看了毕业证", "王芳")
    assert about.listing(session) == ()
    assert len(about.listing(session, everything=True)) == 2
    with pytest.raises(ObjectionSettled):
        settling.settle(session, "person", Settling(first, KEPT, "再来一次"))
    assert checking.check(session).is_sound


def test_a_visit_to_somebody_disputed_keeps_what_was_said(homes: Homes) -> None:
    session = homes.office.session
    _raise(homes)
    done = recording.record(
        session, {"person": WANG, "person.objection": "电话也不对", "person.objection.phone": "换号"}
    )
    assert done.changed == {}
    assert len(done.objections) == 2
    told = {one.field: one.why for one in about.of_record(session, "person", _who(homes))}
    assert (told["phone"], len(about.listing(session))) == ("换号", 3)
    assert {"不对", "电话也不对", "换号"} == {one.why for one in about.listing(session)}


def test_what_was_true_is_put_right_in_the_same_action(homes: Homes) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    one = _raise(homes, "换了号码", disputed="phone", should_be="13811112222")
    done = settling.settle(session, "person", Settling(one, CORRECTED, "打过电话"))
    assert set(done.fields) == {"phone", "check_status"}
    assert (_person(homes)["phone"], _person(homes)["check_status"]) == ("13811112222", "0")
    undoing.undo()
    assert _person(homes)["phone"] == "13800000001、021-60000000"
    assert (_person(homes)["check_status"], len(about.listing(session))) == ("4", 1)
    other = settling.settle(session, "person", Settling(one, CORRECTED, "查过", "13833334444"))
    assert "phone" in other.fields
    assert _person(homes)["phone"] == "13833334444", "what was found out, not what was said"


def test_what_the_ledger_refuses_leaves_the_objection_open(homes: Homes) -> None:
    session = homes.office.session
    one = _raise(homes, "换了号码", disputed="phone", should_be="13811112222")
    with pytest.raises(FieldsRefused) as refused:
        settling.settle(session, "person", Settling(one, CORRECTED, "打过电话", "十二"))
    assert refused.value.ledger == "person"
    assert [told.state for told in about.listing(session)] == [OPEN]
    unsaid = _raise(homes, "不对", disputed="employer")
    with pytest.raises(FieldsRefused) as refused:
        settling.settle(session, "person", Settling(unsaid, CORRECTED, "问过"))
    assert refused.value.problems == (("should_be", "required"),), "nobody said what it becomes"
    editing.change(session, PERSON, _who(homes), {"employer": "某厂"})
    assert "employer" not in settling.settle(session, "person", Settling(unsaid, CORRECTED, "问过")).fields


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"why": "  "}, "why"),
        ({"why": "长" * 501}, "why"),
        ({"why": "不对", "should_be": "某厂"}, "disputed"),
        ({"why": "不对", "objector_phone": "12"}, "objector_phone"),
        ({"why": "不对", "disputed": "phone", "should_be": "十二"}, "should_be"),
        ({"why": "不对", "disputed": "联系电话", "should_be": "abc"}, "should_be"),
        ({"why": "不对", "disputed": "birth_date", "should_be": "2026-02-30"}, "should_be"),
        ({"why": "不对", "disputed": "education", "should_be": "没有这种"}, "should_be"),
        ({"why": "不对", "disputed": "id_no", "should_be": "310115198001010000"}, "should_be"),
    ],
)
def test_what_is_missing_or_wrong_is_named(homes: Homes, said: dict[str, str], problem: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        raising.dispute(homes.office.session, "person", _who(homes), said)
    assert [field for field, _ in refused.value.problems] == [problem]
    assert homes.office.rows("objection") == []
    assert _person(homes)["check_status"] != "4"


def test_what_is_raised_may_contradict_other_fields_and_is_told_without_its_value(homes: Homes) -> None:
    session = homes.office.session
    one = _raise(homes, "性别错了", disputed="sex", should_be="女")
    with pytest.raises(FieldsRefused) as refused:
        settling.settle(session, "person", Settling(one, CORRECTED, "看过证件"))
    assert refused.value.ledger == "person", "its number says otherwise: asked when it is settled"
    with pytest.raises(FieldsRefused) as refused:
        _raise(homes, "换了号码", disputed="phone", should_be="1381111")
    assert "应为" in message_for(refused.value)
    assert "1381111" not in message_for(refused.value)


def test_only_what_a_form_holds_can_be_disputed(homes: Homes) -> None:
    session, one = homes.office.session, _raise(homes)
    for field in ("check_status", "alive", "nothing"):
        with pytest.raises(UnknownField):
            _raise(homes, disputed=field)
    with pytest.raises(RecordNotFound):
        raising.dispute(session, "compound", "银杏新村", {"why": "不对"})
    with pytest.raises(RecordNotFound):
        settling.settle(session, "dwelling", Settling(one, KEPT, "查过"))
    for wanted in (Settling(one, KEPT, " "), Settling(one, "也许", "查过")):
        with pytest.raises(FieldsRefused):
            settling.settle(session, "person", wanted)


def test_everything_that_can_be_disputed_is(homes: Homes) -> None:
    session = homes.office.session
    keys = {
        "household": "户",
        "residence": "住王",
        "person_tag": "签A03",
        "topic_vehicle": "车",
        "topic_merchant": "店",
    }
    for ledger, key in {"person": "王", "dwelling": "2号102", **keys}.items():
        raising.dispute(session, ledger, ids.to_text(homes.id[key]), {"why": "不对"})
        assert about.of_record(session, ledger, ids.to_text(homes.id[key]))[0].ledger == ledger
    groups = {one.kind: one.count for one in today.at_once(session) if one.kind.startswith("disputed")}
    assert groups == {"disputed": 5, "disputed_person": 1, "disputed_dwelling": 1}


def test_the_words_stand_behind_the_mask_of_the_field_and_are_looked_at_by_right(homes: Homes) -> None:
    session = homes.office.session
    one = _raise(homes, "换了", disputed="phone", should_be="13811112222", objector_phone="13900001111")
    told = about.show(session, "person", one)
    assert (told.stands[:3], told.should_be, told.phone) == ("138", "138****2222", "139****1111")
    assert "13800000001" not in told.sentence
    assert revealing.reveal(session, OBJECTION, one, "should_be").text == "13811112222"
    assert session.store.last_action()
    row = browsing.show(session, OBJECTION, one, everyone=True).row
    assert row["should_be"] == row["stands"] == "已隐藏"


def test_an_objection_about_a_child_is_covered_like_the_child(homes: Homes) -> None:
    session, child = homes.office.session, ids.to_text(homes.id["孩"])
    one = raising.dispute(session, "person", child, {"why": "学校不对", "objector_name": "王小明"}).id
    told = about.show(session, "person", one)
    assert (told.why, told.objector) == ("已隐藏", "王*明")
    path = homes.office.folder / "证.jpg"
    path.write_bytes(photograph(400, 300))
    attaching.attach(session, "objection", one, path)
    assert looking.behind(session, "objection", one).needs_reason, "of a child, one level more"


def test_evidence_goes_with_the_objection_and_both_with_the_person(homes: Homes) -> None:
    session, who, one = homes.office.session, _who(homes), _raise(homes)
    path = homes.office.folder / "证.jpg"
    path.write_bytes(photograph(400, 300))
    attaching.attach(session, "objection", one, path)
    assert not looking.behind(session, "objection", one).needs_reason
    editing.remove(session, catalog.named("topic_vehicle"), ids.to_text(homes.id["车"]), reason="卖了")
    for stay in ("住王", "产权"):
        editing.change(session, catalog.named("residence"), ids.to_text(homes.id[stay]), {"end_date": "2026-11-01"})
    editing.discard(session, PERSON, who, reason="重复")
    assert about.listing(session) == ()
    assert homes.office.rows("attachment") == []
    editing.restore(session, PERSON, who)
    assert [told.id for told in about.listing(session)] == [one]
    assert len(looking.listing(session, "objection", one)) == 1


def test_the_story_tells_what_was_disputed_and_what_came_of_it(homes: Homes) -> None:
    session, who = homes.office.session, _who(homes)
    one = _raise(homes, "早已退休", disputed="employer")
    settling.settle(session, "person", Settling(one, KEPT, "问过原单位"))
    lines = [line for entry in dossier.person(session, who).timeline for line in entry.lines]
    assert any("工作单位" in line.label and "早已退休" in line.label for line in lines)
    assert any(line.new == "问过原单位" for line in lines)


def test_an_undo_of_the_first_leaves_a_record_with_a_second_disputed(homes: Homes) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    first = raising.dispute(session, "person", _who(homes), {"why": "一"})
    _raise(homes, "二")
    undoing.undo(action=first.action)
    assert [one.why for one in about.listing(session)] == ["二"]
    assert _person(homes)["check_status"] == "4"
    undoing.undo()
    assert about.listing(session) == ()


def test_disputed_from_elsewhere_is_ended_with_a_word_and_never_over_an_objection(homes: Homes) -> None:
    session, who = homes.office.session, _who(homes)
    with session.store.write(user="wang", kind="edit") as write:
        write.patch(PERSON, [(homes.id["王"], {"check_status": None}, {"check_status": "4"})])
    with pytest.raises(ReasonMissing):
        settling.close(session, "person", who, " ")
    assert settling.close(session, "person", who, "查过").action
    assert _person(homes)["check_status"] == "0"
    assert settling.close(session, "person", who, "查过").action == 0
    _raise(homes)
    with pytest.raises(ObjectionsOpen):
        settling.close(session, "person", who, "查过")


def test_who_may_not_edit_neither_raises_nor_settles(homes: Homes) -> None:
    session, one = homes.office.session, _raise(homes)
    add_colleague(session.store, roles=("viewer",))
    theirs = Session(session.store, LI, session.settings)
    with pytest.raises(access.Forbidden):
        raising.dispute(theirs, "person", _who(homes), {"why": "不对"})
    with pytest.raises(access.Forbidden):
        settling.settle(theirs, "person", Settling(one, KEPT, "查过"))
    assert about.listing(theirs)[0].why == "不对"
