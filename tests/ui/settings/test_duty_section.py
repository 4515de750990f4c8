"""值班 in the settings: two weeks of days are filled in and hold together; who may not sees them only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.orders import duty
from app.stores.session import Session
from ledger import clock
from storage.errors import DiskTrouble
from tests.app.rights.staff import at_work, employ
from tests.input_method import commit
from tests.ui.desks import a_desk
from ui.desk import Desk
from ui.settings.duty_section import DAYS, DutySection
from ui.settings.page import SettingsPage

_PATIENCE_MS = 20_000


@pytest.fixture
def me(session: Session) -> str:
    """What whoever is at work is called."""
    return session.user_name() or session.login


@pytest.fixture
def section(desk: Desk, qtbot: QtBot) -> DutySection:
    return _opened(desk, qtbot)


def _opened(desk: Desk, qtbot: QtBot) -> DutySection:
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("duty", {})
    found = page.section("duty")
    assert isinstance(found, DutySection)
    qtbot.waitUntil(lambda: found.is_read or bool(found.notice.text()), timeout=_PATIENCE_MS)
    return found


def test_days_that_are_filled_in_hold_once_saved_and_the_second_week_follows_the_first(
    section: DutySection, session: Session, me: str, qtbot: QtBot
) -> None:
    today = clock.today()
    assert section.day_labels[0].text() == f"{clock.day_text(today)}（今天）"
    assert not section.save_button.isEnabled()
    commit(section.edits[1], me)
    section.again_button.click()
    assert set(section.changed) == {today + timedelta(days=1), today + timedelta(days=8)}
    assert not section.later_button.isEnabled(), "nothing that is typed is left behind"
    assert duty.on(session, today + timedelta(days=1)) == ()
    section.save_button.click()
    qtbot.waitUntil(lambda: not section.changed, timeout=_PATIENCE_MS)
    assert [duty.on(session, today + timedelta(days=at)) for at in (0, 1, 8)] == [
        (),
        (session.login,),
        (session.login,),
    ]


def test_a_name_that_nobody_has_is_told_and_no_day_is_changed(
    section: DutySection, session: Session, me: str, qtbot: QtBot
) -> None:
    commit(section.edits[0], me)
    commit(section.edits[2], "查无此人")
    section.save_button.click()
    qtbot.waitUntil(lambda: "查无此人" in section.notice.text(), timeout=_PATIENCE_MS)
    assert duty.on(session) == ()
    assert section.edits[0].text() == me, "what was typed stays"


def test_later_days_are_shown_and_what_is_typed_while_they_are_read_stays(
    section: DutySection, session: Session, me: str, qtbot: QtBot
) -> None:
    first = clock.today() + timedelta(days=DAYS)
    duty.put_days(session, {first: [me], first + timedelta(days=3): [session.login]})
    section.later_button.click()
    commit(section.edits[1], "一个人")
    qtbot.waitUntil(lambda: section.edits[0].text() == me, timeout=_PATIENCE_MS)
    assert (section.edits[1].text(), section.edits[3].text()) == ("一个人", me)
    section.edits[1].clear()
    section.earlier_button.click()
    qtbot.waitUntil(lambda: "今天" in section.day_labels[0].text(), timeout=_PATIENCE_MS)
    assert section.edits[0].text() == ""


def test_days_that_cannot_be_read_are_not_written_over(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def fail(*_args: object) -> None:
            raise DiskTrouble(Path("台账"), "IOERR")

        broken.setattr(duty, "plan", fail)
        section = _opened(desk, qtbot)
        assert all(edit.isReadOnly() for edit in section.edits)
        assert not section.again_button.isEnabled()
    section.notice.button.click()
    qtbot.waitUntil(lambda: section.is_read, timeout=_PATIENCE_MS)
    assert not any(edit.isReadOnly() for edit in section.edits)
    assert section.notice.text() == ""


@pytest.fixture
def someone(session: Session, qapp: QApplication) -> Iterator[Desk]:
    """The desk of somebody who is not the head."""
    employ(session.store, "xiao_li", "worker")
    with a_desk(at_work(session.store, "xiao_li"), qapp) as made:
        yield made


def test_whoever_is_not_the_head_sees_the_plan_only(someone: Desk, session: Session, me: str, qtbot: QtBot) -> None:
    duty.put(session, clock.today(), [me])
    section = _opened(someone, qtbot)
    assert section.edits[0].text() == me
    assert all(edit.isReadOnly() for edit in section.edits)
    assert not section.again_button.isEnabled()
    assert section.save_button.toolTip() == "只有居委书记/主任能安排值班"
