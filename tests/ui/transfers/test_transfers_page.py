"""A person goes to another committee by two windows: offered, taken over, sent back, withdrawn; no line says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import editing
from app.records.choosing import Choice
from app.stores.session import Session
from app.syncing import rounds, transfers
from ledger import catalog, ids
from tests.app.rights.staff import A_PERSON
from tests.app.syncing.office import pc
from tests.cloud.callers import OTHER, House
from tests.sync.exchange import Wire
from tests.ui.desks import a_desk
from ui.desk import Desk
from ui.transfers.offer_dialog import OfferDialog
from ui.transfers.page import TransfersPage

_PATIENCE_MS = 20_000
_PERSON = catalog.named("person")


@pytest.fixture
def here(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "here") as session:
        yield session


@pytest.fixture
def there(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "there", "zhao", "赵敏", cid=OTHER) as session:
        yield session


def _person(session: Session) -> str:
    made = editing.add(session, _PERSON, A_PERSON)
    assert rounds.sync(session).is_whole
    return made


def _opened(qtbot: QtBot, desk: Desk) -> TransfersPage:
    page = TransfersPage(desk)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    page.resize(1180, 720)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    return page


def _pressed(qtbot: QtBot, desk: Desk, press: Callable[[], object]) -> None:
    press()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)


def test_he_is_offered_in_one_window_and_taken_over_in_another(
    qtbot: QtBot, qapp: QApplication, here: Session, there: Session
) -> None:
    person = _person(here)
    with a_desk(here, qapp) as desk, a_desk(there, qapp) as other:
        dialog = OfferDialog(desk, Choice(person, "张三"))
        qtbot.addWidget(dialog)
        dialog.show()
        assert not dialog.button.isEnabled()
        dialog.code.setText(OTHER)
        _pressed(qtbot, desk, lambda: qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton))
        assert dialog.result() == OfferDialog.DialogCode.Accepted
        page = _opened(qtbot, other)
        assert page.band.count() == "1 人等这里接收"
        assert not page.withdraw_button.isVisible()
        gone: list[tuple[str, str]] = []
        other.asked_for_place.connect(lambda place: gone.append((place.page, place.record)))
        _pressed(qtbot, other, lambda: qtbot.mouseClick(page.accept_button, Qt.MouseButton.LeftButton))
        ((name, own),) = gone
        assert name == "person"
        with there.reader() as reader:
            assert reader.get(_PERSON, ids.from_text(own) or b"") is not None
        _pressed(qtbot, other, page.read)
        assert not page.accept_button.isVisible()
    assert rounds.sync(here).is_whole
    with here.reader() as reader:
        row = reader.get(_PERSON, ids.from_text(person) or b"")
    assert row is not None
    assert row["moved_out"] == 1


def test_sent_back_with_a_reason_that_the_other_window_reads(
    qtbot: QtBot, qapp: QApplication, here: Session, there: Session
) -> None:
    transfer = transfers.offer(here, _person(here), OTHER)
    with a_desk(here, qapp) as desk, a_desk(there, qapp) as other:
        page = _opened(qtbot, other)
        _pressed(qtbot, other, lambda: page.decline("不住在这里"))
        mine = _opened(qtbot, desk)
        assert [(one.id, one.state, one.reason) for one in mine.model.lines] == [(transfer, "declined", "不住在这里")]
        assert not mine.withdraw_button.isVisible()


def test_an_offer_is_withdrawn_and_one_that_was_answered_meanwhile_says_so(
    qtbot: QtBot, qapp: QApplication, here: Session, there: Session
) -> None:
    person = _person(here)
    transfers.offer(here, person, OTHER)
    with a_desk(here, qapp) as desk:
        page = _opened(qtbot, desk)
        _pressed(qtbot, desk, page.withdraw)
        assert page.chosen is not None
        assert page.chosen.state == "withdrawn"
        again = transfers.offer(here, person, OTHER)
        _pressed(qtbot, desk, page.read)
        transfers.accept(there, again)
        page.table.selectRow([one.id for one in page.model.lines].index(again))
        _pressed(qtbot, desk, page.withdraw)
        assert "已经答复过" in page.why.text()


def test_without_a_line_the_page_says_so_and_asks_again(
    qtbot: QtBot, qapp: QApplication, here: Session, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    _person(here)
    with a_desk(here, qapp) as desk:
        with monkeypatch.context() as patched:
            patched.setattr(wire, "send", _cut)
            page = _opened(qtbot, desk)
            assert page.states.state == "error"
        _pressed(qtbot, desk, page.read)
        assert page.states.state == "empty"


def _cut(*_: object) -> None:
    from sync.troubles import Unreachable

    raise Unreachable("connect")
