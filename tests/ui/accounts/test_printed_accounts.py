"""The list of accounts on paper: printed by whoever keeps accounts, watermarked, found by its number."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.access import Forbidden
from app.accounts import on_paper
from app.release import prints, register
from app.release.numbers import number_of
from app.stores.session import Session
from ledger import clock
from tests.colleagues import LI, add_colleague
from tests.ui.dialogs import dialogs_open, name_file
from tests.ui.printing.pdf_text import read_pdf
from ui.accounts.page import AccountsPage
from ui.desk import Desk
from ui.printing.preview import PreviewDialog


@pytest.fixture
def keeper(empty_desk: Desk) -> Desk:
    """The desk of somebody who keeps accounts and sees no residents."""
    add_colleague(empty_desk.session.store, roles=("accounts",))
    add_colleague(empty_desk.session.store, "zhao", name="赵欣", roles=("worker",))
    session = Session(empty_desk.session.store, LI, empty_desk.session.settings)
    assert not session.rights.may("print")
    return Desk(session, empty_desk.runner)


def test_the_keeper_of_accounts_saves_the_list_with_a_watermark(qtbot: QtBot, keeper: Desk, tmp_path: Path) -> None:
    page = AccountsPage(keeper)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "content")
    QTest.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    (dialog,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    dialog.save_button.click()
    with qtbot.waitSignal(dialog.accepted):
        name_file(qtbot, tmp_path / "账号清单")
    (text,) = ("".join(one.split()) for one in read_pdf((tmp_path / "账号清单.pdf").read_bytes()).pages)
    for said in ("账号清单", "共3个账号，3个在用", "专人管理：李敏", "赵欣", "社工", "3个待备案"):
        assert said in text
    with keeper.session.reader() as reader:
        (entry, *_) = reader.actions(kind="print")
    number = str(number_of(entry.id, entry.at))
    assert text.count("".join(f"李敏（li）{clock.local_text(entry.at)}{number}".split())) > 3
    line = register.find(keeper.session, number)
    assert (line.form, line.ledger, line.rows, line.login) == ("PDF", "账号", 3, LI)


def test_nobody_else_prints_it_and_the_way_lets_no_residents_out(keeper: Desk, tmp_path: Path) -> None:
    store, settings = keeper.session.store, keeper.session.settings
    worker = Session(store, "zhao", settings)
    printout = on_paper.as_print(keeper.session)
    with pytest.raises(Forbidden):
        on_paper.as_print(worker)
    with pytest.raises(Forbidden):
        prints.save_accounts_pdf(worker, printout, tmp_path / "a.pdf", lambda _: b"")
    with pytest.raises(Forbidden):
        prints.save_pdf(keeper.session, printout, tmp_path / "a.pdf", lambda _: b"")
    assert list(tmp_path.glob("*.pdf")) == []
