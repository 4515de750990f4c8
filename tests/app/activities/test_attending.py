"""Signing up and in: by code, by name, by list, afterwards; what the state forbids; undone like any action."""

from __future__ import annotations

import pytest

from app import checking
from app.activities import attending, creating, moving, notices, showing
from app.activities.refusals import ActivityNotOpen, ActivityNotYet, CodeOfNobody, NotOnTheList
from app.activities.showing import Attendee, Dossier
from app.dossiers import dossier
from app.messages import message_for
from app.stores.session import Session
from app.undo.undoing import Undoing
from ledger import ids
from ledger.errors import AmbiguousRecord, FieldsRefused, RecordNotFound
from tests.app.few_homes import WANG, Homes

TODAY = {"title": "包饺子", "start_at": "2026-11-21 14:00"}


def _list(session: Session, activity: str) -> dict[str, Attendee]:
    return {one.name: one for one in showing.dossier(session, activity).attendees}


def _state(session: Session, activity: str) -> Dossier:
    return showing.dossier(session, activity)


def test_a_code_an_id_number_and_a_name_mean_the_same_person_once(session: Session) -> None:
    one = creating.create(session, TODAY).id
    signed = attending.sign_up(session, one, ["王小明", WANG])
    assert (len(signed.lines), signed.already) == (1, ())
    assert attending.sign_up(session, one, [WANG]).already == signed.lines
    code = _list(session, one)["王小明"].code
    done = attending.sign_in(session, one, [f"{code[:3]} {code[3:]}"])
    assert (done.lines, done.began) == (signed.lines, True)
    here = _list(session, one)["王小明"]
    assert (here.how, here.signed_in) == ("签到码", "2026-11-21 12:00")
    assert _state(session, one).status == "3", "the first who comes begins it"
    assert attending.sign_in(session, one, [WANG]).already == signed.lines


def test_who_is_not_in_the_ledger_is_written_down_and_who_just_comes_too(session: Session) -> None:
    one = creating.create(session, TODAY).id
    attending.sign_up(session, one, [], names=["王外宾"])
    done = attending.sign_in(session, one, ["王外宾", "王小明"], names=["李游客", "王外宾"])
    assert len(done.lines) == 3, "a written name is one line, however often it is said"
    found = _list(session, one)
    assert set(found) == {"王外宾", "王小明", "李游客"}
    assert (found["王小明"].signed_up, bool(found["王外宾"].signed_up)) == ("", True)
    assert _state(session, one).counts.signed_in == 3


def test_nobody_is_guessed(session: Session, homes: Homes) -> None:
    one = creating.create(session, TODAY).id
    other = creating.create(session, TODAY).id
    attending.sign_up(session, other, ["王小明"])
    with pytest.raises(CodeOfNobody):
        attending.sign_in(session, one, [_list(session, other)["王小明"].code])
    with pytest.raises(RecordNotFound):
        attending.sign_in(session, one, ["王小"])
    homes.office.take(["姓名", "出生日期", "小区", "楼栋", "室号"], ["王小明", "1950-01-01", "银杏新村", "10", "101"])
    with pytest.raises(AmbiguousRecord):
        attending.sign_up(session, one, ["王小明"])
    with pytest.raises(FieldsRefused):
        attending.sign_up(session, one, [], names=["王" * 60])
    assert _list(session, one) == {}, "nothing of a refused one is written"


def test_a_list_typed_in_afterwards_counts_for_the_day(session: Session) -> None:
    one = creating.create(session, {"title": "春游", "start_at": "2026-11-01 09:00"}).id
    moving.move(session, one, "end")
    with pytest.raises(ActivityNotOpen):
        attending.sign_up(session, one, ["王小明"])
    attending.sign_in(session, one, ["王小明"])
    here = _list(session, one)["王小明"]
    assert (here.signed_in, here.how) == ("2026-11-01 09:00", "补登")
    assert _state(session, one).status == "4"


def test_hours_take_backs_and_leaving_the_list(session: Session) -> None:
    one = creating.create(session, TODAY).id
    with pytest.raises(NotOnTheList):
        attending.put_hours(session, one, "2")
    attending.sign_in(session, one, ["王小明"], names=["李游客"])
    undoing = Undoing(session)
    assert attending.put_hours(session, one, "1.5")
    assert attending.put_hours(session, one, "1.5") == 0
    assert _state(session, one).counts.hours == 3.0
    with pytest.raises(FieldsRefused):
        attending.put_hours(session, one, "很久")
    line = _list(session, one)["李游客"]
    assert attending.take_back(session, one, [line.id])
    assert not _list(session, one)["李游客"].is_here
    attending.take_off(session, one, [line.id])
    assert set(_list(session, one)) == {"王小明"}
    undoing.undo()
    assert set(_list(session, one)) == {"王小明", "李游客"}
    with pytest.raises(RecordNotFound):
        attending.take_off(session, one, ["0" * 32])
    assert checking.check(session).is_sound


def test_nobody_signs_in_before_the_day_and_the_activity_does_not_begin(session: Session) -> None:
    one = creating.create(session, {**TODAY, "start_at": "2026-11-22 09:00"}).id
    assert not _state(session, one).takes_sign_in
    with pytest.raises(ActivityNotYet) as refused:
        attending.sign_in(session, one, ["王小明"])
    assert message_for(refused.value).startswith("活动在 2026-11-22，还没有到，不能签到。没有保存。")
    assert _state(session, one).status == "2"
    assert attending.sign_up(session, one, ["王小明"]).lines


def test_more_than_were_planned_for_are_taken_and_told(session: Session) -> None:
    one = creating.create(session, {**TODAY, "planned_count": "2"}).id
    assert "计划 2 人，请先报名。" in notices.text(session, one)
    assert attending.sign_up(session, one, ["王小明"], names=["李游客"]).beyond == 0
    assert _state(session, one).counts.plan_told == "计划 2 人，已满"
    assert attending.sign_up(session, one, [], names=["陈游客", "赵游客"]).beyond == 2
    assert _state(session, one).counts.plan_told == "计划 2 人，超出 2 人"


@pytest.mark.parametrize("status", ["草稿", ""])
def test_who_is_not_open_yet_takes_no_sign_in(session: Session, status: str) -> None:
    said = {**TODAY, "status": status, "is_public": "" if status else "是"}
    one = creating.create(session, said).id
    with pytest.raises(ActivityNotOpen):
        attending.sign_in(session, one, ["王小明"])
    assert attending.sign_up(session, one, ["王小明"]).lines, "a list may be made before"


def test_the_story_of_a_person_tells_what_they_came_to(session: Session, homes: Homes) -> None:
    one = creating.create(session, TODAY).id
    attending.sign_up(session, one, ["王小明"])
    attending.sign_in(session, one, ["王小明"])
    found = dossier.person(session, ids.to_text(homes.id["王"]))
    told = [line.label for entry in found.timeline for line in entry.lines if line.ledger == "activity_person"]
    assert any("2026-11-21 包饺子" in label for label in told)
    assert any("签到时间" in label for label in told)
