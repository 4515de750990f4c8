"""A registration that is put right: what follows, by whom, until when, and that every side comes to the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.orders import correcting, keeping, showing
from app.orders.correcting import NotCorrected
from ledger.orders import process_book
from ledger.orders.refusals import RecordMissing, RecordUnreadable
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew, hand_over

LIFT, LEAK = "C103", "C104"
WHY = "现场看是电梯坏了"


def _correct(crew: Crew, who: str, order: str, **given: str) -> str:
    return correcting.correct(crew.at[who], order, given, WHY)


def _why(crew: Crew, who: str, order: str, **given: str) -> str:
    before = crew.row(order)
    with pytest.raises(NotCorrected) as refused:
        _correct(crew, who, order, **given)
    assert crew.row(order) == before
    return refused.value.why


@pytest.mark.parametrize("is_accepted", [False, True])
def test_module_priority_and_limit_follow_from_the_new_category(crew: Crew, is_accepted: bool) -> None:
    right, wrong = crew.register(GRID, category=LIFT), crew.register(GRID, category=LEAK)
    if is_accepted:
        crew.move(DUTY, right, "accept")
        crew.move(DUTY, wrong, "accept")
    _correct(crew, DUTY, wrong, category=LIFT)
    if not is_accepted:
        crew.move(DUTY, right, "accept")
        crew.move(DUTY, wrong, "accept")
    names = ("category", "module", "priority", "limit_rule", "title", "process_version")
    assert [crew.row(wrong)[name] for name in names] == [crew.row(right)[name] for name in names]
    assert str(crew.row(wrong)["due_at"])[:13] == str(crew.row(right)["due_at"])[:13]
    assert crew.faults() == []


def test_a_reply_is_owed_from_then_on(crew: Crew) -> None:
    order = crew.register(HEAD)
    _correct(crew, HEAD, order, need_reply="是")
    assert crew.row(order)["need_reply"] == 1
    crew.move(HEAD, order, "accept")
    with crew.store.reader() as reader:
        assert keeping.read(reader, order).placed.order.need_reply


def test_the_story_says_what_was_and_what_is(crew: Crew) -> None:
    order = crew.register(HEAD)
    _correct(crew, HEAD, order, category=LIFT, 来源="05")
    told = showing.dossier(crew.head, order).story[0]
    book = process_book.shipped()
    assert book.of(LIFT).module
    assert told.title == "更正登记"
    [line] = told.lines
    assert line.startswith("工单类别由“房屋渗漏”更正为“电梯")
    assert line.endswith(WHY)


def test_who_could_accept_it_puts_it_right_until_somebody_has_it(crew: Crew) -> None:
    order = crew.register(GRID)
    assert _why(crew, GRID, order, category=LIFT) == "others"
    assert _why(crew, DUTY, order, category=LEAK) == "nothing"
    assert _why(crew, DUTY, order, source="01") == "outside"
    with pytest.raises(RecordUnreadable):
        _correct(crew, DUTY, order, category="没有这一类")
    with pytest.raises(RecordMissing):
        correcting.correct(crew.head, order, {"category": LIFT}, " ")
    crew.move(DUTY, order, "accept")
    crew.move(DUTY, order, "dispatch", to_person=GRID, opinion="请办")
    assert _why(crew, HEAD, order, category=LIFT) == "late"


def test_another_pc_comes_to_the_same_order(crew: Crew, tmp_path: Path) -> None:
    order = crew.register(HEAD)
    _correct(crew, HEAD, order, category=LIFT, need_reply="是")
    crew.place(order)
    other = Crew(tmp_path / "other")
    try:
        hand_over(crew, other, order)
        with crew.store.reader() as here, other.store.reader() as there:
            mine, theirs = (keeping.read(reader, order).placed.order for reader in (here, there))
        assert theirs == mine
        assert (theirs.category, theirs.need_reply) == (LIFT, True)
    finally:
        other.close()
