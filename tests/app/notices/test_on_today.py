"""Tasks and notices stand in the list of today until they are read and done, and for those alone who deal with them."""

from __future__ import annotations

import pytest

from app import access
from app.jobs import SILENT
from app.notices import answering, asking, inbox, marking
from app.stores.session import Session
from app.today import notices, registry
from cloud.notices import questions
from tests.app.notices.street import Street
from tests.app.syncing.office import sync
from tests.cloud.callers import CID, House


def test_what_waits_is_told_with_its_day_the_most_urgent_first(street: Street, one: Session) -> None:
    assert notices.tell(one, SILENT) == ()
    told, task = street.tell(), street.send(wanted=None, days=2)
    sync(one)
    (group,) = notices.tell(one, SILENT)
    assert (group.count, group.page, [line.record for line in group.lines]) == (2, "notices", [task.id, told.id])
    assert group.lines[0].why == f"{task.f['due_on']} 前完成，快到期，未读"
    marking.receive(one, told.id)
    answering.answer_in_words(one, task.id, "已办。")
    assert notices.tell(one, SILENT) == ()
    assert any(teller.tell is notices.tell for teller in registry.TELLERS)


def test_a_new_answer_is_told_until_it_is_read(house: House, one: Session) -> None:
    asked = asking.ask(one, "记在哪里？")
    sync(one)
    assert notices.tell(one, SILENT) == ()
    questions.answer(house.means, CID, asked, "先记在备注里。", "凌兆街道")
    sync(one)
    (group,) = notices.tell(one, SILENT)
    assert (group.kind, group.count, group.page, group.facts) == ("answers", 1, "notices", {"leaf": 1})
    (line,) = group.lines
    assert (line.who, line.where, line.facts) == ("记在哪里？", "凌兆街道", {"leaf": 1, "question": asked})
    assert line.why.endswith("答复：先记在备注里。")
    assert inbox.counts(one).waiting == 1
    asking.read(one, asked)
    assert notices.tell(one, SILENT) == ()
    assert inbox.counts(one).waiting == 0


def test_who_does_not_deal_with_them_is_told_nothing(
    street: Street, one: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.tell()
    sync(one)
    monkeypatch.setattr(Session, "rights", property(lambda _: access.Rights("wang", ("auditor",))))
    assert notices.tell(one, SILENT) == ()
