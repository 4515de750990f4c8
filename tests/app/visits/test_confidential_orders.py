"""A confidential order made at a visit: who it is from shows through the visit to nobody but those who are told.

王小明 is called on and reports something in confidence; 李敏, at work in the same office, looks everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.access import Forbidden
from app.dossiers import clashes, dossier, visit_dossier
from app.orders import intake, showing
from app.orders.keeping import EVENT, ORDER
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.editing import Seen
from app.records.filters import Selection
from app.rights import revealing
from app.stores.session import Session
from app.tables import value_counts
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import Undoing
from app.visits import diary, recording
from app.visits.diary import Month
from app.visits.recording import Recorded
from ledger import catalog, clock, ids
from tests.app.few_homes import WANG, Homes
from tests.app.rights.staff import at_work, employ
from tests.committee import LOGIN
from tests.office import an_id

VISIT, PERSON = catalog.named("visit"), catalog.named("person")
TITLE = "有人在楼道里堆油桶"
SAID = {"person": WANG, "order": TITLE, "order.title": TITLE, "order.category": "0102", "order.confidential": "是"}


@dataclass
class House:
    """The visit, who may be told and who may not."""

    head: Session
    colleague: Session
    visit: Recorded
    usual: Recorded
    """A visit whose order is no secret."""
    homes: Homes

    def row(self, visit: str) -> dict[str, object]:
        return next(row for row in self.homes.office.rows("visit") if row["id"] == ids.from_text(visit))

    def link(self, order: str) -> None:
        """The head gives the visit another order."""
        editing.change(self.head, VISIT, self.visit.id, {"work_order_uid": order})


@pytest.fixture
def house(homes: Homes) -> House:
    store = homes.office.session.store
    colleague = employ(store, "li", "worker", name="李敏")
    head = at_work(store, LOGIN)
    visit = recording.record(head, SAID)
    usual = recording.record(head, {**SAID, "order.title": "灯不亮", "order.confidential": ""})
    return House(head, colleague, visit, usual, homes)


def _listed(session: Session, *filters: str, by: str = "visited_at") -> set[object]:
    return {row["id"] for row in browsing.page(session, VISIT, Selection(filters=filters), Order(field=by)).rows}


def test_the_page_of_the_visit_leads_to_its_order_for_who_is_told_alone(house: House) -> None:
    told, hidden = (visit_dossier.visit(one, house.visit.id) for one in (house.head, house.colleague))
    assert told.order is not None
    assert told.order.id == house.visit.order
    assert hidden.order is None
    for secret in (house.visit.order, house.visit.order_no, TITLE):
        assert secret in repr((told.order, told.sections))
        assert secret not in repr((hidden.order, hidden.sections, hidden.timeline, hidden.about, hidden.title))
    assert visit_dossier.visit(house.colleague, house.usual.id).order is not None, "an order that is no secret is named"


def test_the_page_of_the_order_leads_back_to_the_visit_for_who_is_told_alone(house: House) -> None:
    told, hidden = (showing.dossier(one, house.visit.order) for one in (house.head, house.colleague))
    assert told.visit is not None
    assert (told.visit.id, told.visit.title) == (house.visit.id, "11月21日 走访")
    assert hidden.visit is None
    assert house.visit.id not in repr((hidden.visit, hidden.as_json()["visit"]))
    usual = showing.dossier(house.colleague, house.usual.order)
    assert usual.as_json()["visit"] == {"id": house.usual.id, "title": "11月21日 走访"}


def test_the_entry_of_the_visit_in_the_persons_story_leads_to_the_order_for_who_is_told_alone(house: House) -> None:
    wang = ids.to_text(house.homes.id["王"])
    ways = {}
    for who in (house.head, house.colleague):
        lines = [line for entry in dossier.person(who, wang).timeline for line in entry.lines]
        ways[who.login] = {(way.page, way.record) for line in lines for way in line.ways}
    assert ("order", house.visit.order) in ways[house.head.login]
    assert {("order", house.usual.order), ("visit", house.visit.id)} <= ways[house.colleague.login]
    assert ("order", house.visit.order) not in ways[house.colleague.login]


def test_lists_pages_and_the_diary_know_of_no_order(house: House) -> None:
    every = [browsing.page(house.colleague, VISIT, Selection(), Order()).as_json()]
    for ledger, one in ((VISIT, house.visit.id), (PERSON, WANG), (catalog.named("dwelling"), "银杏新村2号102室")):
        every.append(browsing.show(house.colleague, ledger, one, with_history=True).as_json())
    assert house.usual.order in str(every)
    assert house.visit.order not in str(every)
    assert TITLE not in str(every)
    sums = [diary.paper(one, Month.of(clock.today())).parts[0] for one in (house.head, house.colleague)]
    assert ["2 件" in str(one) for one in sums] == [True, False]
    assert "1 件" in str(sums[1])


def test_no_filter_order_or_count_finds_the_visit_by_its_order(house: House) -> None:
    head, li = house.head, house.colleague
    secret, usual = house.visit.id, house.usual.id
    by_number = f"work_order_uid={house.visit.order_no}"
    assert _listed(head, by_number) == {secret}
    assert _listed(li, by_number) == set()
    assert _listed(li, f"work_order_uid!={house.visit.order_no}") == _listed(li)
    assert _listed(li, f"work_order_uid={house.usual.order_no}") == {usual}
    assert _listed(li, f"work_order_uid={house.visit.order_no}|{house.usual.order_no}") == {usual}
    assert _listed(head, "work_order_uid!=") == {secret, usual}
    assert _listed(li, "work_order_uid!=") == {usual}
    assert _listed(li, "work_order_uid=") == _listed(li) - {usual}, "it is with those that led to none"
    assert _listed(li, f"work_order_uid=|{house.usual.order_no}") == _listed(li)
    assert _listed(head, by="work_order_uid") == _listed(head)
    with pytest.raises(Forbidden):
        _listed(li, by="work_order_uid")
    counts = {one.label: one.count for one in value_counts.count(li, VISIT, "work_order_uid", Selection()).values}
    assert counts == {"有": 1, "（空）": 2}


def test_who_has_the_order_is_told(house: House) -> None:
    from app.orders import moving

    moving.move(house.head, house.visit.order, "accept", {})
    moving.move(house.head, house.visit.order, "dispatch", {"to_person": "li", "opinion": "请看", "new_due_at": ""})
    assert visit_dossier.visit(house.colleague, house.visit.id).order is not None
    assert _listed(house.colleague, "work_order_uid!=") == {house.visit.id, house.usual.id}


def test_its_history_and_what_another_wrote_beneath_a_form_tell_nothing(house: House) -> None:
    seen = Seen(house.row(house.visit.id))
    other = intake.create(house.head, {"description": "油桶", "category": "0102", "confidential": "是"})
    house.link(other.id)
    for session, is_told in ((house.head, True), (house.colleague, False)):
        shown = browsing.show(session, VISIT, house.visit.id, with_history=True).as_json()
        story = visit_dossier.visit(session, house.visit.id).timeline
        assert ("关联工单" in str(shown["history"])) is is_told
        assert ("关联工单" in repr(story)) is is_told
        assert (len(story) == 2) is is_told, "no entry without a line either"
        (one,) = clashes.clashes(session, VISIT, house.visit.id, seen, {"work_order_uid": ""}).fields
        assert (other.order_no in one.theirs) is is_told
        assert (house.visit.order_no in one.seen) is is_told


def test_no_look_behind_masks_shows_it(house: House) -> None:
    assert house.visit.order_no in revealing.reveal(house.head, VISIT, house.visit.id, "work_order_uid").text
    assert revealing.reveal(house.colleague, VISIT, house.visit.id, "work_order_uid").text == ""
    assert revealing.reveal(house.colleague, VISIT, house.usual.id, "work_order_uid").text


def test_nobody_learns_it_by_trying_to_change_it(house: House) -> None:
    li = house.colleague
    for visit in (house.visit, house.usual):
        with pytest.raises(Forbidden):
            editing.change(li, VISIT, visit.id, {"work_order_uid": house.visit.order_no})
    with pytest.raises(Forbidden):
        editing.change(li, ORDER, house.visit.order, {"confidential": "否"})
    editing.change(li, VISIT, house.visit.id, {"follow_up": "下周再去"})
    assert house.row(house.visit.id)["work_order_uid"] is not None, "what is not told is not lost"
    editing.change(house.head, ORDER, house.visit.order, {"confidential": "否"})
    assert visit_dossier.visit(li, house.visit.id).order is not None


def test_the_action_that_both_come_from_is_not_told_of_the_order(house: House) -> None:
    """The visit's history names its action, and so would the order's: one number would lead from one to the other."""
    action = str(house.visit.action)
    visit = browsing.show(house.colleague, VISIT, house.visit.id, with_history=True).history
    assert {one["batch"] for one in visit or ()} == {action}
    with house.head.reader() as reader:
        (event,) = (row["id"] for row in reader.children(EVENT, "order_uid", [ids.from_text(house.visit.order) or b""]))
    assert isinstance(event, bytes)
    for ledger, one in ((ORDER, house.visit.order), (EVENT, ids.to_text(event))):
        told, hidden = (
            browsing.show(session, ledger, one, with_history=True).history or ()
            for session in (house.head, house.colleague)
        )
        assert {each["batch"] for each in told} == {action}
        assert {each["batch"] for each in hidden} == {""}


def test_the_words_of_an_undo_name_the_order_to_who_is_told_alone(house: House) -> None:
    head, li = Undoing(house.head), Undoing(house.colleague)
    mine = recording.record(house.head, SAID)
    recording.record(house.colleague, SAID)
    assert head.next_undo is not None
    assert mine.order_no in head.next_undo.undo_label
    assert li.next_undo is not None
    assert li.next_undo.stays == "登记的工单留着，要结束请在工单里“申请作废”"


def test_what_stands_in_the_way_of_an_undo_does_not_name_it(house: House) -> None:
    li = Undoing(house.colleague)
    who = editing.add(house.colleague, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    made = intake.create(house.head, {**_typed(), "reporter_person": who})
    with pytest.raises(UndoBlocked) as blocked:
        li.undo()
    from app import messages

    (one,) = blocked.value.obstacles
    told = messages.message_for(blocked.value) + str(messages.details_for(blocked.value))
    assert (one.ledger, one.id, one.user) == ("", b"", "")
    assert "不能向您显示的一条记录" in told
    for secret in (made.id, made.order_no, TITLE, "工单"):
        assert secret not in told


def _typed() -> dict[str, str]:
    return {"description": TITLE, "category": "0102", "confidential": "是"}
