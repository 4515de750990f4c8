"""照片和材料 as somebody uses it: looked at, added by choosing and dropping, opened, worded, saved, taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.attachments import attaching, looking
from app.release import approvals, register
from app.undo.undoing import Undoing
from storage.accounts import Account
from tests.app.attachments import papers
from tests.colleagues import add_colleague
from tests.committee import PASSWORD
from tests.input_method import commit
from tests.ui.attachments.cards import looked, looks, opened, said, some
from tests.ui.dialogs import give_reason, in_front, name_file, press
from ui.attachments.card import AttachmentsCard
from ui.attachments.save_dialog import SaveDialog
from ui.attachments.viewer import Viewer
from ui.desk import Desk
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.person_page import PersonPage
from ui.frame.window import MainWindow
from ui.parts.dialog import ReasonDialog


def test_what_is_attached_is_masked_until_somebody_looks(qtbot: QtBot, desk: Desk, two: str) -> None:
    desk.session.settings["reveal_seconds"] = 15
    card = opened(qtbot, desk, two)
    assert card.count.text() == "2 份"
    assert "照片 2（已隐藏）" in said(card)
    assert not any(word in said(card) for word in ("门口", "楼道"))
    assert not any(tile.picture.has_picture for tile in card.list.tiles)
    newest, oldest = looked(qtbot, card)
    assert (newest.caption.text(), oldest.caption.text(), oldest.file.text()) == ("楼道.jpg", "门口的合照", "门口.jpg")
    assert newest.picture.has_picture
    assert oldest.picture.accessibleName() == "查看 门口的合照"
    (entry,) = looks(desk.session)
    assert (entry.detail["fields"], entry.detail["level"]) == (["attachment"], "L3")
    assert card.timer.interval() == 15_000
    card.timer.timeout.emit()
    assert "门口" not in said(card)
    assert not any(tile.picture.has_picture for tile in card.list.tiles)
    assert "门口" not in oldest.picture.accessibleName() + oldest.picture.toolTip()


def test_a_press_on_what_is_masked_looks_too(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    qtbot.mouseClick(card.list.tiles[0].picture, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.list.tiles[0].picture.has_picture)


def test_pictures_go_with_the_page(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    tiles = looked(qtbot, card)
    card.window().hide()
    assert not any(tile.picture.has_picture for tile in tiles)
    assert card.list._small is None
    assert card._looked is None
    card.window().show()
    qtbot.waitUntil(lambda: card.look_button.text() == "显示" and len(card.list.tiles) == 2)


def test_the_page_may_be_read_anew_beneath(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    looked(qtbot, card)
    page = card.window()
    assert isinstance(page, PersonPage)
    with qtbot.waitSignal(page.shown):
        page.load()
    assert page.attachments is card
    assert card.list.tiles[0].picture.has_picture


def test_of_a_child_a_reason_is_asked_for(qtbot: QtBot, desk: Desk, file: Callable[..., Path]) -> None:
    child = some(desk, "age<=10")
    attaching.attach(desk.session, "person", child, file())
    card = opened(qtbot, desk, child)
    qtbot.mouseClick(card.look_button, Qt.MouseButton.LeftButton)
    assert isinstance(in_front(), ReasonDialog)
    give_reason("核对走失儿童")
    qtbot.waitUntil(lambda: card.look_button.text() == "遮盖")
    (entry,) = looks(desk.session)
    assert (entry.reason, entry.detail["level"]) == ("核对走失儿童", "L4")


def test_who_may_not_look_reads_how_many_there_are(qtbot: QtBot, desk: Desk, two: str) -> None:
    others = Account("other", "另一人", ("head",))
    desk.session._rights = Rights.of(desk.session.login, [Account(desk.session.login, "我", ("viewer",)), others])
    card = opened(qtbot, desk, two)
    assert "有 2 份照片和材料，没有显示" in said(card)
    assert card.list.tiles == []
    assert card.look_button.isHidden()
    assert card.add_button.isHidden()
    assert not card.acceptDrops()


# -- adding


def test_files_are_chosen_and_added_as_one_step_that_can_be_taken_back(
    qtbot: QtBot, desk: Desk, record: str, file: Callable[..., Path]
) -> None:
    undoing = Undoing(desk.session)
    card = opened(qtbot, desk, record)
    assert "还没有照片和材料" in said(card)
    dialog = card.choose()
    assert isinstance(dialog, QFileDialog)
    names = [file("一.jpg"), file("二.png", papers.see_through()), file("证明.pdf", papers.pdf())]
    with qtbot.waitSignal(desk.said) as told:
        dialog.filesSelected.emit([str(path) for path in names])
    text, action = told.args
    assert text == "已添加 3 份照片和材料"
    qtbot.waitUntil(lambda: sorted(tile.one.name for tile in card.list.tiles) == ["一.jpg", "二.png", "证明.pdf"])
    undoing.undo(action=action)
    qtbot.waitUntil(lambda: card.list.tiles == [])
    undoing.close()
    dialog.close()


def drop(card: AttachmentsCard, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(card, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert f"松开就添加 {len(paths)} 个文件" in said(card)
    QApplication.sendEvent(card, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))


def test_what_is_dropped_is_added_and_what_is_not_taken_is_named(
    qtbot: QtBot, desk: Desk, record: str, file: Callable[..., Path]
) -> None:
    card = opened(qtbot, desk, record)
    macro = file("表.xlsm", papers.with_part(papers.workbook(), "xl/vbaProject.bin"))
    drop(card, file("一.jpg"), macro, file("又.jpg"))
    qtbot.waitUntil(lambda: bool(card.notice.text()))
    assert "“表.xlsm”" in card.notice.text()
    assert "宏" in card.notice.text()
    assert "“又.jpg”：同样的附件已经有了" in card.notice.text()
    qtbot.waitUntil(lambda: [tile.one.name for tile in card.list.tiles] == ["一.jpg"])
    assert card.drop_here.isHidden()


def test_what_hangs_over_and_goes_away_leaves_nothing(
    qtbot: QtBot, desk: Desk, record: str, file: Callable[..., Path]
) -> None:
    card = opened(qtbot, desk, record)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file()))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(card, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert not card.drop_here.isHidden()
    QApplication.sendEvent(card, QDragLeaveEvent())
    assert card.drop_here.isHidden()
    assert looking.listing(desk.session, "person", record) == []


def test_a_cancel_adds_nothing(qtbot: QtBot, desk: Desk, record: str, file: Callable[..., Path]) -> None:
    card = opened(qtbot, desk, record)
    desk.runner.began.connect(lambda handle: handle.cancel())
    with qtbot.waitSignal(card.adding.ended) as told, qtbot.waitSignal(card.adding.began):
        card.add([file("一.jpg"), file("二.jpg", papers.photograph(500, 300))])
    assert told.args == [""]
    assert looking.listing(desk.session, "person", record) == []


def test_a_dwelling_has_them_too(qtbot: QtBot, desk: Desk, file: Callable[..., Path]) -> None:
    home = some(desk, ledger="dwelling")
    card = opened(qtbot, desk, home, DwellingPage)
    drop(card, file())
    qtbot.waitUntil(lambda: [tile.one.name for tile in card.list.tiles] == ["门口.jpg"])


# -- words, away


def test_a_caption_is_written_in_place(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    tile = looked(qtbot, card)[0]
    tile.acts["word"].trigger()
    assert tile.editor.isVisible()
    commit(tile.editor, "楼道堆物")
    page = card.window()
    assert isinstance(page, PersonPage)
    assert page.is_busy_with_input()
    with qtbot.waitSignal(desk.said) as told:
        qtbot.keyClick(tile.editor, Qt.Key.Key_Return)
    assert told.args[0] == "已修改附件说明"
    qtbot.waitUntil(lambda: [one.caption.text() for one in card.list.tiles] == ["楼道堆物", "门口的合照"])
    assert not page.is_busy_with_input()
    tile = card.list.tiles[0]
    tile.acts["word"].trigger()
    commit(tile.editor, "别的")
    qtbot.keyClick(tile.editor, Qt.Key.Key_Escape)
    assert (tile.editor.isVisible(), tile.caption.text()) == (False, "楼道堆物")


def test_a_caption_that_is_being_written_outlives_the_mask(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    page = card.window()
    assert isinstance(page, PersonPage)
    tile = looked(qtbot, card)[1]
    tile.acts["word"].trigger()
    commit(tile.editor, "写到一半")
    card.timer.timeout.emit()
    assert card.look_button.text() == "遮盖", "it waits"
    page.hide()
    assert not tile.editor.text()
    assert page.holds_work()
    page.show()
    qtbot.waitUntil(lambda: card.look_button.text() == "显示")
    tile = looked(qtbot, card)[1]
    assert tile.editor.text() == "写到一半"
    page.discard_input()
    assert not page.holds_work()
    assert tile.caption.text() == "门口的合照"


def test_what_is_taken_away_asks_why_and_comes_back(qtbot: QtBot, desk: Desk, two: str) -> None:
    undoing = Undoing(desk.session)
    card = opened(qtbot, desk, two)
    looked(qtbot, card)[0].acts["remove"].trigger()
    with qtbot.waitSignal(desk.said) as told:
        give_reason("传错了人")
    assert told.args[0] == "已删除一份照片或材料"
    qtbot.waitUntil(lambda: [one.one.name for one in card.list.tiles] == ["门口.jpg"])
    undoing.undo(action=told.args[1])
    qtbot.waitUntil(lambda: len(card.list.tiles) == 2)
    undoing.close()


# -- the viewer


def viewing(qtbot: QtBot, card: AttachmentsCard, at: int = 0) -> Viewer:
    qtbot.mouseClick(looked(qtbot, card)[at].picture, Qt.MouseButton.LeftButton)
    viewer = in_front()
    assert isinstance(viewer, Viewer)
    qtbot.waitUntil(lambda: viewer.view.image.width() in (600, 800))
    return viewer


def test_photographs_are_looked_through_by_keys(qtbot: QtBot, desk: Desk, two: str) -> None:
    viewer = viewing(qtbot, opened(qtbot, desk, two))
    assert (viewer.where.text(), viewer.caption.text()) == ("1 / 2", "楼道.jpg")
    assert not viewer.back.isEnabled()
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.view.image.width() == 600)
    assert (viewer.where.text(), viewer.caption.text()) == ("2 / 2", "门口的合照")
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.where.text() == "2 / 2"
    qtbot.keyClick(viewer, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: viewer.view.image.width() == 800)
    assert len(looks(desk.session)) == 4, "the list, and each that was opened"
    assert viewer.watermark.isVisible()
    assert "门口" not in viewer.windowTitle()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: in_front() is None)


def test_the_lock_lets_every_picture_go(qtbot: QtBot, desk: Desk, two: str) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.begin()
    window.show()
    desk.go("person", two)
    page = window.pages.present
    assert isinstance(page, PersonPage)
    qtbot.waitUntil(lambda: page.attachments is not None and bool(page.attachments.list.tiles))
    card = page.attachments
    assert card is not None
    viewer = viewing(qtbot, card)
    window.lock()
    assert viewer.view.image.isNull()
    assert (viewer._small, viewer._pictures, viewer.caption.text()) == ({}, [], "")
    assert (card._looked, card.handling._looked, card.list._small) == (None, None, None)
    assert not any(tile.picture.has_picture for tile in card.list.tiles)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
    with qtbot.waitSignal(window.letting_go.sealed, timeout=20_000):
        window.letting_go.try_now()
    screen = window.cover.lock_screen
    assert screen is not None
    qtbot.keyClicks(screen.password, PASSWORD)
    with qtbot.waitSignal(window.cover.unlocked, timeout=20_000):
        qtbot.keyClick(screen.password, Qt.Key.Key_Return)
    assert in_front() is None

    def is_there_again() -> bool:
        again = window.pages.present
        return (
            isinstance(again, PersonPage)
            and again.attachments is not None
            and [tile.picture.has_picture for tile in again.attachments.list.tiles] == [False, False]
        )

    qtbot.waitUntil(is_there_again, timeout=20_000)
    assert len(looks(desk.session)) == 2
    window.exchange.end()


def test_what_travels_meanwhile_is_no_other_look(qtbot: QtBot, desk: Desk, two: str) -> None:
    card = opened(qtbot, desk, two)
    tile = looked(qtbot, card)[0]
    assert card._behind is not None
    assert card._looked is not None
    moved = tuple(replace(one, travel="away") for one in card._looked.attached)
    tile.acts["word"].trigger()
    commit(tile.editor, "还没有写完")
    card._on_read(replace(card._behind, attached=moved))
    assert card.list.tiles[0] is tile, "nobody is disturbed who writes"
    qtbot.keyClick(tile.editor, Qt.Key.Key_Escape)
    card._on_read(replace(card._behind, attached=moved))
    assert [one.travel.text for one in card.list.tiles] == ["还没有取到", "还没有取到"]
    assert len(looks(desk.session)) == 1
    card.list.tiles[0].word()
    commit(card.list.tiles[0].editor, "写到一半")
    card._look("")
    qtbot.waitUntil(lambda: card.list.tiles[0].one.travel == "")
    assert card.list.tiles[0].editor.text() == "写到一半"
    card._on_read(replace(card._behind, attached=()))
    qtbot.waitUntil(lambda: len(looks(desk.session)) == 3)


# -- out of the program


def test_an_original_is_saved_by_the_rules_of_exports(qtbot: QtBot, desk: Desk, two: str, tmp_path: Path) -> None:
    card = opened(qtbot, desk, two)
    looked(qtbot, card)[0].acts["save"].trigger()
    dialog = in_front()
    assert isinstance(dialog, SaveDialog)
    qtbot.waitUntil(dialog.go.isEnabled)
    press("选位置并另存…")
    assert dialog.purpose.purpose_line.error
    dialog.purpose.purpose.set_value("01")
    dialog.purpose.basis.set_value("01")
    press("选位置并另存…")
    assert dialog.reason_line.error == "另存要写明原因。"
    commit(dialog.reason, "民政科核对")
    press("选位置并另存…")
    proposed = in_front()
    assert isinstance(proposed, QFileDialog)
    assert "楼道" not in "".join(proposed.selectedFiles())
    with qtbot.waitSignal(desk.said) as told:
        name_file(qtbot, tmp_path / "出.jpg")
    with Image.open(BytesIO((tmp_path / "出.jpg").read_bytes())) as picture:
        assert picture.size == (800, 600)
    (line,) = register.departed(desk.session)
    assert told.args[0] == f"已另存，登记号 {line.number}"
    assert (line.reason, line.level, line.form) == ("民政科核对", "L3", "照片和材料")


def test_a_press_on_a_paper_saves_it(qtbot: QtBot, desk: Desk, record: str, file: Callable[..., Path]) -> None:
    attaching.attach(desk.session, "person", record, file("证明.pdf", papers.pdf()))
    card = opened(qtbot, desk, record)
    qtbot.mouseClick(looked(qtbot, card)[0].picture, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, SaveDialog)
    dialog.reject()


def test_of_a_child_the_dialog_asks_a_second_person(qtbot: QtBot, desk: Desk, file: Callable[..., Path]) -> None:
    child = some(desk, "age<=10")
    made = attaching.attach(desk.session, "person", child, file())
    add_colleague(desk.session.store)
    (one,) = looking.listing(desk.session, "person", child)
    dialog = SaveDialog(desk, "person", one)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.go.text() == "提交申请")
    assert "要由另一个人批准" in dialog.needs.text()
    dialog.purpose.purpose.set_value("01")
    dialog.purpose.basis.set_value("01")
    commit(dialog.reason, "走失核对")
    with qtbot.waitSignal(desk.said) as told:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    (asked,) = approvals.waiting(desk.session)
    assert told.args[0] == f"已提交第 {asked.id} 号导出申请"
    assert (asked.facts["level"], asked.facts["reason"]) == ("L4", "走失核对")
    assert made not in str(asked.facts)
    again = SaveDialog(desk, "person", one)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: f"已提交第 {asked.id} 号申请" in again.needs.text())
    assert not again.go.isEnabled()
