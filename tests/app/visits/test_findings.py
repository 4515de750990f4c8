"""What a visit finds: something is disputed and settled again, a work order on the spot, photos; the visit's page."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app import checking, today
from app.attachments import attaching, looking
from app.dossiers import dossier, visit_dossier
from app.objections import raising, settling
from app.objections.settling import Settling
from app.orders import showing
from app.undo.undoing import Undoing
from app.visits import diary, planning, recording
from app.visits.diary import Month
from ledger import clock, ids
from ledger.catalog.objection import CORRECTED
from ledger.errors import FieldsRefused
from ledger.orders.refusals import RecordMissing
from tests.app.attachments.papers import photograph
from tests.app.few_homes import WANG, Homes

HOME = "银杏新村2号102室"
WHY = "早已退休，不在原单位"


def _person(homes: Homes) -> Mapping[str, object]:
    return next(row for row in homes.office.rows("person") if row["id"] == homes.id["王"])


def _disputed(homes: Homes) -> dict[str, int]:
    groups = today.at_once(homes.office.session)
    return {one.kind: one.count for one in groups if one.kind.startswith("disputed_")}


def test_somebody_disputes_the_ledger_at_a_visit_and_it_is_settled_on_the_page(homes: Homes) -> None:
    session, who = homes.office.session, ids.to_text(homes.id["王"])
    done = recording.record(session, {"person": WANG, "person.objection": WHY, "person.employer": "已退休"})
    assert done.changed == {"person": ("check_status", "employer")}
    assert (_person(homes)["check_status"], _person(homes)["employer"]) == ("4", "已退休")
    assert _disputed(homes) == {"disputed_person": 1}
    assert any(WHY in line.label for line in dossier.person(session, who).timeline[0].lines), "why stands in the story"
    assert "居民：审核状态、工作单位" in visit_dossier.visit(session, done.id).changed
    (one,) = done.objections
    settled = settling.settle(session, "person", Settling(one, CORRECTED, "问过原单位，属实，已改"))
    assert settled.action
    assert _person(homes)["check_status"] == "0"
    assert _disputed(homes) == {}
    assert raising.dispute(session, "dwelling", ids.to_text(homes.id["2号102"]), {"why": "面积不对"}).action
    assert _disputed(homes) == {"disputed_dwelling": 1}


def test_taking_the_visit_back_takes_its_objection_back(homes: Homes) -> None:
    undoing = Undoing(homes.office.session)
    recording.record(homes.office.session, {"dwelling": HOME, "dwelling.异议": "早已不出租"})
    assert _disputed(homes) == {"disputed_dwelling": 1}
    undoing.undo()
    assert _disputed(homes) == {}


def test_a_correction_of_what_the_police_say_goes_up_as_a_request(homes: Homes) -> None:
    told = planning.plan(
        homes.office.session, {"person": WANG, "person.name": "王晓明", "person.employer": "某厂"}
    ).told
    assert any("姓名、工作单位改进台账" in one for one in told)
    assert any("姓名以公安的为准" in one and "工作单位" not in one for one in told)


def test_a_work_order_on_the_spot_is_named_by_the_visit(homes: Homes) -> None:
    session = homes.office.session
    said = {"person": WANG, "order": "楼道灯不亮，老人夜里看不清", "order.category": "0102"}
    told, before = planning.plan(session, said).told, len(homes.office.rows("work_order"))
    assert any("登记一张工单" in one for one in told)
    done = recording.record(session, said)
    orders = {row["id"]: row for row in homes.office.rows("work_order")}
    assert len(orders) == before + 1, "planning writes nothing"
    order = orders[ids.from_text(done.order)]
    assert (order["dwelling_uid"], order["reporter_person"]) == (homes.id["2号102"], homes.id["王"])
    visit = next(row for row in homes.office.rows("visit") if row["id"] == ids.from_text(done.id))
    assert visit["work_order_uid"] == order["id"]
    assert showing.dossier(session, done.order).order_no == done.order_no
    named = visit_dossier.visit(session, done.id).order
    assert named is not None
    assert named.id == done.order
    assert named.title
    with pytest.raises(RecordMissing):
        recording.record(session, {"person": WANG, "order": "没有类别"})
    assert len(homes.office.rows("visit")) == 2, "nothing of a visit whose order is refused"
    assert checking.check(session).is_sound


def test_photos_belong_to_a_visit(homes: Homes) -> None:
    session, path = homes.office.session, homes.office.folder / "现场.jpg"
    path.write_bytes(photograph(400, 300))
    done = recording.record(session, {"person": WANG})
    attaching.attach(session, "visit", done.id, path)
    assert [one.is_picture for one in looking.look(session, "visit", done.id).attached] == [True]


def test_an_objection_is_held_to_a_length(homes: Homes) -> None:
    with pytest.raises(FieldsRefused) as refused:
        recording.record(homes.office.session, {"person": WANG, "person.objection": "长" * 501})
    assert refused.value.problems == (("why", "too_long"),)


def test_the_page_of_a_visit_says_whom_where_and_what(homes: Homes) -> None:
    session = homes.office.session
    done = recording.record(session, {"dwelling": HOME, "person": "王小明", "content": "问了身体"})
    told = visit_dossier.visit(session, done.id)
    assert [one.title for one in told.people] == ["王小明"]
    assert told.home is not None
    assert told.home.id == ids.to_text(homes.id["2号102"])
    assert told.about == "定期走访 · 已见面"
    assert "问了身体" not in str(told.sections), "behind its mask"


def test_the_diary_is_of_a_month_and_a_worker_and_prints_no_content(homes: Homes) -> None:
    session = homes.office.session
    recording.record(session, {"person": WANG, "visited_at": "2026-11-20 09:30", "content": "降压药吃完了"})
    recording.record(session, {"person": WANG, "visited_at": "2026-10-05 09:30", "visitor": "李敏"})
    written = diary.written(session)
    assert [one.name for one in written.months] == ["2026-11", "2026-10"]
    assert {"王芳", "李敏"} <= set(written.workers)
    paper = diary.paper(session, Month.of(clock.today()))
    assert [part.heading for part in paper.parts[1:]] == ["11月1日 周日　1 次", "11月20日 周五　1 次"]
    assert "降压药" not in str(paper)
    assert diary.paper(session, Month(2026, 10), "李敏").rows == 1
    assert diary.paper(session, Month(2026, 10), "王芳").rows == 1, "sums alone"
