"""Two hand out one order without knowing of each other: both read which one stands, and nothing is to be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import checking
from app.access import Forbidden, Rights
from app.attachments import attaching
from app.dossiers import visit_dossier
from app.orders import intake, keeping, moving
from app.records import browsing, editing
from app.rights import revealing, unveiling
from app.rights.revealing import RevealReasonNeeded
from app.stores.session import Session
from app.syncing import cards, questions, refused, resending, settling
from app.syncing.resending import StepNotResent
from app.syncing.settling import ChoiceRefused
from app.undo.undoing import Undoing
from app.visits import recording
from cloud.erasure import order as erasure
from cloud.street.orders import Street
from ledger import catalog, masking
from ledger.orders.columns import HEADS_MARK
from ledger.permissions import Cell, Grant
from tests.app.attachments.papers import photograph
from tests.app.rights.staff import at_work, employ
from tests.app.syncing.office import only, person, settled, stop, sync
from tests.cloud.callers import CID, House

OPINION = {"opinion": "请尽快上门", "new_due_at": ""}


def an_order(one: Session, other: Session, **more: str) -> str:
    """An accepted order that both PCs have."""
    made = intake.create(one, {"description": "三楼渗水", "category": "C104", "title": "三楼渗水", **more})
    moving.move(one, made.id, "accept", {})
    sync(one)
    sync(other)
    return made.id


def seen(session: Session, order: str) -> list[tuple[object, ...]]:
    """The log of the order, and where it stands by it."""
    with session.reader() as reader:
        kept = keeping.read(reader, order)
    log = [(row["seq"], row["action"], row["outcome"], row["landed"]) for row in kept.events]
    return [*log, (kept.row["status"], kept.row["assignee"])]


def test_the_second_who_hands_an_order_out_reads_why_it_did_not_count(one: Session, other: Session) -> None:
    order = an_order(one, other)
    moving.move(one, order, "dispatch", {"to_person": "wang", **OPINION})
    moving.move(other, order, "dispatch", {"to_person": "li", **OPINION})
    assert seen(other, order)[-1] == ("S30", "li")
    sync(one)
    sync(other)
    log = [(1, "create"), (2, "accept"), (3, "dispatch"), (4, "dispatch")]
    outcomes = ["applied", "applied", "applied", "noted"]
    told = [(*step, outcome, None) for step, outcome in zip(log, outcomes, strict=True)]
    assert seen(other, order) == [*told, ("S30", "wang")]
    sync(one)
    assert seen(one, order) == seen(other, order)
    found = only(other)
    assert (found.kind, found.ledger, found.record) == ("order_move", "work_order", order)
    lost, why, first, _ = found.happened.splitlines()
    assert lost.startswith("没有生效：李红 ")
    assert lost.endswith(" “派单/交办”，给李红")
    assert why == "原因：别人已经先派了单，先派的有效"
    assert first.startswith("先办的：王芳 ")
    assert first.endswith(" “派单/交办”，工单当时是“已派单”，由王芳承办")
    assert found.as_json()["happened"] == found.happened
    (card,) = cards.open_cards(other)
    (asked,) = card.asked
    assert asked.sentence == found.happened
    assert [option.title for option in asked.options] == ["知道了"]
    with pytest.raises(ChoiceRefused):
        settling.settle(other, found.id, "mine")
    settling.settle(other, found.id, asked.options[0].code)  # type: ignore[arg-type]
    settled(one, other)
    (notice,) = cards.notices(one)
    assert notice.asked[0].answered == "李红已经看过"
    assert seen(one, order) == seen(other, order)


def test_a_question_tells_who_reported_a_confidential_order_to_the_head_and_the_holder(
    one: Session, other: Session
) -> None:
    colleague = employ(other.store, "zhao", "worker")
    head = at_work(other.store, other.login)
    order = an_order(one, other, reporter_phone="13800000001", confidential="是")
    for session, phone in ((one, "13811112222"), (head, "13833334444")):
        editing.change(session, keeping.ORDER, order, {"reporter_phone": phone})
    for session in (one, head, one):
        sync(session)
    (card,), (hidden,) = cards.notices(head), cards.notices(colleague)
    asked = card.asked[0].id
    assert "138****4444" in repr(card)
    assert "138" not in repr(hidden)
    (field,) = questions.question(colleague, asked).fields
    assert {field.before, field.mine, field.theirs} == {masking.HIDDEN}
    with pytest.raises(Forbidden):
        unveiling.unveil(colleague, asked)
    assert unveiling.unveil(head, asked).before[0].text == "13800000001"


def test_words_written_meanwhile_ask_nobody(one: Session, other: Session) -> None:
    order = an_order(one, other)
    moving.move(one, order, "take", {})
    moving.move(other, order, "comment", {"opinion": "住户下午在家"})
    for session in (one, other, one):
        sync(session)
    assert questions.open_questions(one) == questions.open_questions(other) == []
    assert seen(one, order) == seen(other, order)
    assert seen(one, order)[-2:] == [(4, "comment", "noted", None), ("S40", "wang")]


def test_an_order_of_the_hotline_comes_from_the_street_and_ends_by_its_word(
    one: Session, other: Session, house: House
) -> None:
    street = Street(house.means, CID)
    handed = street.create(
        {"category": "C104", "description": "三楼渗水", "source": "01", "external_no": "SH1", "title": "渗水"}
    )
    sync(one)
    assert seen(one, handed.order_no)[-1] == ("S10", None)
    moving.move(one, handed.order_no, "reject", {"opinion": "不属本居委", "reply": "已告知"})
    assert seen(one, handed.order_no)[-1] == ("S10", None)
    sync(one)
    assert [held.order.awaiting for held in street.orders()] == [("reject", "S90")]
    street.answer(handed.order_id, "同意", is_granted=True)
    for session in (one, other):
        sync(session)
        assert seen(session, handed.order_no)[-1] == ("S90", None)
        with session.reader() as reader:
            heads = str(keeping.read(reader, handed.order_no).row["heads"]).split(HEADS_MARK)
        assert len(heads) == 1


def test_an_erased_order_is_gone_from_every_pc_with_its_events(one: Session, other: Session, house: House) -> None:
    order = an_order(one, other)
    moving.move(other, order, "take", {})
    erasing = erasure.Order("ops", "consent", "浦民发〔2026〕1号")
    erasure.erase(house.means, CID, [("work_order", order)], erasing)
    for session in (one, other, one):
        sync(session)
    for session in (one, other):
        with session.reader() as reader:
            assert list(reader.scan(keeping.ORDER, ())) == list(reader.scan(keeping.EVENT, ())) == []
        assert checking.whole(session.store).is_sound


def test_a_step_that_the_cloud_refused_is_done_again_on_the_order(one: Session, other: Session, house: House) -> None:
    """Whose account was stopped before moved an order; what others do with it goes on, and the chain holds."""
    order = an_order(one, other)
    moving.move(other, order, "comment", {"opinion": "先来的"})
    sync(other)
    stop(house, "li")
    moving.move(other, order, "comment", {"opinion": "后来的"})
    for session in (other, one, other):
        sync(session)
    (found,) = refused.refused(other)
    assert (found.ledger, found.reason) == ("work_order_event", "forbidden")
    with pytest.raises(StepNotResent):
        resending.resend(other, found.number)
    moving.move(one, order, "take", {})
    for session in (one, other):
        sync(session)
        assert checking.whole(session.store).is_sound
    assert seen(one, order) == seen(other, order)
    assert [step for _, step, *_ in seen(one, order)[:-1]] == ["create", "accept", "comment", "take"]


def test_an_order_made_at_a_visit_travels_with_it_and_stays_when_the_visit_is_taken_back(
    one: Session, other: Session
) -> None:
    undoing = Undoing(one)
    who = person(one, "张三")
    done = recording.record(one, {"person": who, "order": "楼道灯不亮", "order.category": "0102"})
    for session in (one, other, one):
        sync(session)
    assert visit_dossier.visit(other, done.id).order is not None
    assert seen(other, done.order)[0][:3] == (1, "create", "applied")
    undoing.undo(action=done.action)
    for session in (one, other):
        sync(session)
    assert visit_dossier.visit(other, done.id).is_deleted
    assert seen(other, done.order) == seen(one, done.order)
    assert refused.refused(one) == []
    assert checking.check(other).is_sound


def test_a_question_about_the_confidential_order_of_a_visit_is_for_who_is_told(one: Session, other: Session) -> None:
    who = person(one, "张三")
    said = {"person": who, "order": "油桶", "order.category": "0102", "order.confidential": "是"}
    done = recording.record(one, said)
    orders = [intake.create(one, {"description": "堆物", "category": "0102", "confidential": "是"}) for _ in range(2)]
    sync(one)
    sync(other)
    colleague = employ(other.store, "zhao", "worker")
    head = at_work(other.store, other.login)
    for session, made in ((one, orders[0]), (head, orders[1])):
        editing.change(session, catalog.named("visit"), done.id, {"work_order_uid": made.id})
    for session in (one, head, one, head):
        sync(session)
    told = [*cards.notices(head), *cards.open_cards(head)]
    assert "关联工单" in repr(told)
    asked = told[0].asked[0].id
    assert questions.question(head, asked).fields
    assert [*cards.notices(colleague), *cards.open_cards(colleague)] == []
    for look in (questions.question, unveiling.unveil):
        with pytest.raises(questions.ConflictNotFound):
            look(colleague, asked)


def test_what_was_refused_of_a_visit_does_not_name_its_confidential_order(house: House, one: Session) -> None:
    who = person(one, "张三")
    done = recording.record(one, {"person": who, "order": "油桶", "order.category": "0102", "order.confidential": "是"})
    other = intake.create(one, {"description": "堆物", "category": "0102", "confidential": "是"})
    sync(one)
    stop(house, "wang")
    editing.change(one, catalog.named("visit"), done.id, {"work_order_uid": other.id, "follow_up": "再去"})
    sync(one)
    colleague, head = employ(one.store, "zhao", "worker"), at_work(one.store, one.login)
    told, hidden = (
        [found for found in refused.refused(session) if found.ledger == "visit"] for session in (head, colleague)
    )
    assert "关联工单" in repr(told)
    assert hidden
    assert "关联工单" not in repr(hidden)
    assert other.order_no not in repr(hidden)
    assert "再去" in repr(hidden), "the rest is told"


def test_the_caption_of_a_childs_picture_is_looked_at_for_a_reason_by_who_may_look_at_people(
    house: House, one: Session, other: Session, tmp_path: Path
) -> None:
    attachment = catalog.named("attachment")
    child = person(one, "小宝", birth_date="2019-01-01")
    path = tmp_path / "合照.jpg"
    path.write_bytes(photograph(400, 300))
    made = attaching.attach(one, "person", child, path)
    sync(one)
    sync(other)
    for session, words in ((one, "在学校门口"), (other, "在外婆家")):
        attaching.put_caption(session, "person", made, words)
    for session in (one, other, one):
        sync(session)
    told = [*cards.notices(one), *cards.open_cards(one)]
    assert told
    assert "门口" not in repr(told)
    assert "外婆" not in repr(told)
    asked = told[0].asked[0].id
    assert unveiling.level(one, asked) == "L4"
    with pytest.raises(RevealReasonNeeded):
        unveiling.unveil(one, asked)
    with pytest.raises(RevealReasonNeeded):
        revealing.reveal(one, attachment, made, "caption")
    assert revealing.behind(one, attachment, made, "caption").needs_reason
    assert unveiling.unveil(one, asked, "核对走失人员").by_choice
    grid = employ(one.store, "zhao", "worker")
    less = {
        cell: grant for cell, grant in grid.rights.matrix.items() if (cell.action, cell.ledger) != ("reveal", "person")
    }
    more = {**less, Cell("worker", "view", "dwelling"): Grant("L4", "all")}
    grid._rights = Rights(grid.login, grid.rights.roles, grid.rights.area, more, grid.rights.name)
    with pytest.raises(Forbidden):
        revealing.reveal(grid, attachment, made, "caption", "看看")
    with pytest.raises(Forbidden):
        unveiling.unveil(grid, asked, "看看")
    shown = repr(
        [*cards.notices(grid), *cards.open_cards(grid), browsing.show(grid, attachment, made, with_history=True)]
    )
    assert "门口" not in shown
    assert "外婆" not in shown
    stop(house, "wang")
    attaching.put_caption(one, "person", made, "在游乐场")
    sync(one)
    assert refused.refused(grid)
    assert "游乐场" not in repr(refused.refused(grid))


def test_a_visit_removed_elsewhere_is_asked_about_without_its_confidential_order(one: Session, other: Session) -> None:
    visit, who = catalog.named("visit"), person(one, "张三")
    done = recording.record(one, {"person": who})
    made = intake.create(one, {"description": "油桶", "category": "0102", "confidential": "是"})
    sync(one)
    sync(other)
    colleague, head = employ(other.store, "zhao", "worker"), at_work(other.store, other.login)
    editing.remove(one, visit, done.id, reason="记错了")
    editing.change(head, visit, done.id, {"work_order_uid": made.id, "follow_up": "再去"})
    for session in (one, head, one, head):
        sync(session)
    told, hidden = ([*cards.open_cards(session), *cards.notices(session)] for session in (head, colleague))
    assert made.order_no in repr(told)
    assert "再去" in repr(hidden)
    assert "关联工单" not in repr(hidden)
    question, seen = (questions.question(session, told[0].asked[0].id).as_json() for session in (head, colleague))
    assert "work_order_uid" in str(question)
    assert "work_order_uid" not in str(seen)
    assert "work_order_uid" not in repr(unveiling.unveil(colleague, told[0].asked[0].id, "核对"))
