"""Tasks and notices stand in the list of today until they are read and done, and for those alone who deal with them."""

from __future__ import annotations

import pytest

from app import access
from app.jobs import SILENT
from app.notices import answering, marking
from app.stores.session import Session
from app.today import notices, registry
from tests.app.notices.street import Street
from tests.app.syncing.office import sync


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


def test_who_does_not_deal_with_them_is_told_nothing(
    street: Street, one: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.tell()
    sync(one)
    monkeypatch.setattr(Session, "rights", property(lambda _: access.Rights("wang", ("auditor",))))
    assert notices.tell(one, SILENT) == ()
