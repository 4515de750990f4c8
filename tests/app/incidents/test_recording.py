"""An incident is recorded, worked through by its checklist, reported and closed; the audit holds none of its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.access import Forbidden
from app.incidents import drills, plan, recording, report
from app.incidents.drills import DrillIncomplete, NewDrill
from app.incidents.plan import Contact, PlanIncomplete
from app.incidents.recording import (
    IncidentIncomplete,
    IncidentMissing,
    IncidentUnfinished,
    IncidentUnknown,
    NewIncident,
)
from app.jobs import SILENT
from app.messages import exit_code_for, message_for
from app.stores.session import Session
from app.today import incidents, registry
from ledger import clock, incident_levels
from tests.app.rights.staff import a_committee
from tests.committee import new_session

A_LEAK = NewIncident("leak", "usual", "把尉迟琉璃的表发错了群", "2026-11-21 09:00", "群里 12 人", 3)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


def _details(session: Session) -> str:
    with session.reader() as reader:
        return repr([(one.kind, one.source, one.reason, one.detail) for one in reader.actions()])


def test_every_level_of_the_documents_has_a_checklist_that_grows_with_it() -> None:
    lengths = [len(incident_levels.steps_of(level.code)) for level in incident_levels.LEVELS]
    assert [level.number for level in incident_levels.LEVELS] == [1, 2, 3, 4]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] >= 8
    for level in incident_levels.LEVELS:
        stages = [step.stage for step in incident_levels.steps_of(level.code)]
        assert list(dict.fromkeys(stages)) == ["启动", "处置", "恢复"]
    assert any("20986" in source for source in incident_levels.SOURCES)


def test_an_incident_is_closed_only_when_its_checklist_is_done(session: Session) -> None:
    number = recording.note(session, A_LEAK)
    assert recording.open_count(session) == 1
    with pytest.raises(IncidentUnfinished) as refused:
        recording.close(session, number, "手滑，以后先核对群名")
    assert refused.value.left == len(incident_levels.steps_of("usual"))
    for step in incident_levels.steps_of("usual"):
        recording.tick(session, number, step.key)
    recording.contain(session, number)
    with pytest.raises(IncidentIncomplete):
        recording.close(session, number, "  ")
    recording.close(session, number, "手滑，以后先核对群名")
    view = recording.one(session, number)
    assert (view.state_label, view.left, view.is_open) == ("已办结", 0, False)
    assert recording.open_count(session) == 0
    assert [event.what for event in view.events][:2] == ["noted", "tick"]
    assert view.events[-1].told.endswith("以后先核对群名")
    assert "尉迟琉璃" not in _details(session)
    assert "手滑" not in _details(session)


def test_a_higher_level_asks_for_more_and_keeps_what_is_done(session: Session) -> None:
    number = recording.note(session, A_LEAK)
    recording.tick(session, number, "phone_lead")
    with pytest.raises(IncidentIncomplete):
        recording.change_level(session, number, "larger", "")
    recording.change_level(session, number, "larger", "群里有人转发")
    view = recording.one(session, number)
    assert view.level.label == "较大"
    assert {line.step.key for line in view.steps if line.done_at} == {"phone_lead"}
    assert "phone_centre" in {line.step.key for line in view.steps}
    recording.tick(session, number, "phone_lead", done=False)
    assert not any(line.done_at for line in recording.one(session, number).steps)
    with pytest.raises(IncidentIncomplete):
        recording.tick(session, number, "join_command")  # belongs to the two levels above


def test_the_report_says_all_that_the_lead_has_to_know(session: Session, tmp_path: Path) -> None:
    number = recording.note(session, A_LEAK)
    recording.tick(session, number, "phone_lead")
    recording.tell(session, number, "已请群主撤回")
    path = tmp_path / "报告.txt"
    report.save(session, number, path)
    text = path.read_text(encoding="utf-8-sig")
    for said in (
        "把尉迟琉璃的表发错了群",
        "一般",
        "3 人",
        "群里 12 人",
        "已请群主撤回",
        "☑ 电话报告",
        "☐ 锁定",
        "签字",
    ):
        assert said in text
    with session.reader() as reader:
        assert reader.actions(limit=1)[0].kind == report.REPORTED


def test_what_is_missing_is_named_and_nothing_is_kept(session: Session) -> None:
    for new in (
        NewIncident("leak", "usual", " "),
        NewIncident("leak", "huge", "x"),
        NewIncident("quarrel", "usual", "x"),
        NewIncident("leak", "usual", "x", people=-1),
    ):
        with pytest.raises(IncidentIncomplete) as refused:
            recording.note(session, new)
        assert refused.value.what in message_for(refused.value)
    with pytest.raises(IncidentUnknown) as unknown:
        recording.note(session, NewIncident("quarrel", "usual", "x"))
    assert message_for(unknown.value).startswith("没有“quarrel”这种事件种类，没有保存。可以用的有：leak（数据泄露）、")
    assert exit_code_for(unknown.value) == 2
    assert recording.listing(session) == []
    with pytest.raises(IncidentMissing):
        recording.tell(session, 99, "x")


def test_a_worker_records_and_a_viewer_may_not_look(tmp_path: Path) -> None:
    with a_committee(tmp_path) as (_, sessions):
        number = recording.note(sessions["worker"], A_LEAK)
        assert recording.one(sessions["auditor"], number).noted_by == "the_worker"
        with pytest.raises(Forbidden):
            recording.listing(sessions["viewer"])
        with pytest.raises(Forbidden):
            plan.save(sessions["worker"], "x", [Contact("王芳", "主任", "1")])


# -- the emergency plan


def test_the_plan_is_the_committees_own_once_it_was_saved_with_somebody_to_call(session: Session) -> None:
    first = plan.read(session)
    assert "演练" in first.text
    assert not first.is_own
    with pytest.raises(PlanIncomplete):
        plan.save(session, first.text, [Contact("王芳", "主任", "")])
    people = [Contact("李敏", "社工", "13800000001", above="王芳"), Contact("王芳", "组长", "13800000002")]
    plan.save(session, first.text, people)
    kept = plan.read(session)
    assert kept.is_own
    assert kept.contacts == tuple(people)
    assert [(depth, one.name) for depth, one in plan.tree(kept.contacts)] == [(0, "王芳"), (1, "李敏")]
    assert "13800000001" not in _details(session)


def test_contacts_who_name_each_other_are_all_called() -> None:
    ring = [Contact("甲", "", "1", above="乙"), Contact("乙", "", "2", above="甲")]
    assert {one.name for _, one in plan.tree(ring)} == {"甲", "乙"}


def test_a_drill_is_recorded_and_puts_off_the_next_one_by_a_year(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not drills.due(session).is_near
    monkeypatch.setattr(clock, "today", lambda: _today + timedelta(days=340))
    assert drills.due(session).is_near
    assert not drills.due(session).is_over
    monkeypatch.setattr(clock, "today", lambda: _today + timedelta(days=366))
    assert drills.due(session).is_over
    held = (_today + timedelta(days=365)).isoformat()
    drills.note(session, NewDrill(held, "电脑被偷", "王芳、李敏", "40 分钟恢复", "买一块移动硬盘"))
    assert drills.due(session).last == held
    assert not drills.due(session).is_near
    assert [one.fixes for one in drills.listing(session)] == ["买一块移动硬盘"]


@pytest.mark.parametrize(
    "new",
    [NewDrill("昨天", "a", "b", "c"), NewDrill("2999-01-01", "a", "b", "c"), NewDrill("2020-01-01", "a", " ", "c")],
)
def test_a_drill_without_what_it_needs_is_not_recorded(session: Session, new: NewDrill) -> None:
    with pytest.raises(DrillIncomplete):
        drills.note(session, new)
    assert drills.listing(session) == []


_today = clock.today()


def test_todays_list_tells_of_it_until_it_is_closed(session: Session) -> None:
    assert incidents.tell(session, SILENT) == ()
    one = recording.note(session, A_LEAK)
    two = recording.note(session, replace(A_LEAK, level="larger", title="移动硬盘丢了"))
    [group] = incidents.tell(session, SILENT)
    assert (group.count, group.page, group.is_due) == (2, "incidents", True)
    assert [(line.who, line.where, dict(line.facts)) for line in group.lines] == [
        ("移动硬盘丢了", "较大", {"number": two}),
        (A_LEAK.title, "一般", {"number": one}),
    ]
    assert group.lines[0].why.startswith("处置中，还有 ")
    assert incidents.KINDS <= registry.TOLD_KINDS
    for line in recording.one(session, one).steps:
        recording.tick(session, one, line.step.key)
    assert incidents.tell(session, SILENT)[0].lines[1].why.endswith("步骤都做完了，请写明原因办结")
    recording.close(session, one, "发错了群")
    assert [line.who for line in incidents.tell(session, SILENT)[0].lines] == ["移动硬盘丢了"]
