"""照片和材料 of another PC: the small pictures come with a round, the originals when somebody wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attachments import attaching, looking
from app.stores.session import Session
from cloud.places.memory import MemoryPlace
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.app.syncing.office import office, pc, person, sync
from tests.cloud.callers import House
from tests.sync.exchange import Send, Wire
from tests.ui.attachments.cards import looked, opened
from tests.ui.desks import a_desk
from tests.ui.dialogs import in_front, press
from ui.attachments.card import AttachmentsCard
from ui.attachments.tile import Tile
from ui.attachments.viewer import Viewer
from ui.desk import Desk


@pytest.fixture
def house() -> House:
    made = House()
    object.__setattr__(made.means, "place", MemoryPlace(made.time.now_ms))
    return made


@pytest.fixture
def wire(house: House) -> Iterator[Wire]:
    with office(house) as made:
        yield made


@pytest.fixture
def others(
    house: House, wire: Wire, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[tuple[Session, Desk]]:
    """A PC, and the desk of another one of the same committee."""
    with (
        pc(house, tmp_path / "one") as one,
        pc(house, tmp_path / "other", "li", "李红") as other,
        a_desk(other, qapp) as desk,
    ):
        yield one, desk


@dataclass(frozen=True, slots=True)
class Arrived:
    """A photograph of another PC on the card of this one: its record has come, the original not yet."""

    desk: Desk
    record: str
    card: AttachmentsCard
    tile: Tile


@pytest.fixture
def arrived(qtbot: QtBot, others: tuple[Session, Desk], file: Callable[..., Path]) -> Arrived:
    one, desk = others
    record = person(one)
    attaching.attach(one, "person", record, file())
    sync(one)
    sync(desk.session)
    card = opened(qtbot, desk, record)
    (tile,) = looked(qtbot, card)
    return Arrived(desk, record, card, tile)


def _cut(_number: int, _send: Send) -> Reply:
    raise Unreachable("lost")


def test_a_photograph_of_another_pc_comes_when_it_is_opened(
    qtbot: QtBot, others: tuple[Session, Desk], file: Callable[..., Path]
) -> None:
    one, desk = others
    record = person(one)
    attaching.attach(one, "person", record, file(), caption="门口")
    assert [each.travel for each in looking.listing(one, "person", record)] == ["waiting"]
    sync(one)
    sync(desk.session)
    card = opened(qtbot, desk, record)
    (tile,) = looked(qtbot, card)
    assert tile.travel.text == "还没有取到"
    assert tile.one.who == "王芳"
    assert tile.picture.has_picture, "the small one came with the round"
    with qtbot.waitSignal(desk.said, timeout=20_000) as told:
        qtbot.mouseClick(tile.picture, Qt.MouseButton.LeftButton)
        viewer = in_front()
        assert isinstance(viewer, Viewer)
        assert viewer.view.image.width() == 320, "the small one stands there meanwhile"
    assert told.args[0] == "原件已取到"
    qtbot.waitUntil(lambda: viewer.view.image.width() == 600)
    assert not viewer.notice.isVisible()
    qtbot.waitUntil(lambda: card.list.tiles[0].one.is_here)
    assert not card.list.tiles[0].one.travel
    viewer.reject()


def test_in_the_viewer_too_it_is_told_why_an_original_does_not_come(qtbot: QtBot, arrived: Arrived, wire: Wire) -> None:
    tile = arrived.tile
    wire.fault = _cut
    qtbot.mouseClick(tile.picture, Qt.MouseButton.LeftButton)
    viewer = in_front()
    assert isinstance(viewer, Viewer)
    qtbot.waitUntil(lambda: "没有连上上级平台" in viewer.notice.text(), timeout=20_000)
    wire.fault = None
    press("现在取来原件")
    qtbot.waitUntil(lambda: viewer.view.image.width() == 600, timeout=20_000)
    viewer.reject()


def test_an_original_that_somebody_wants_to_keep_stays_whatever_the_quota_says(qtbot: QtBot, arrived: Arrived) -> None:
    desk, card, tile = arrived.desk, arrived.card, arrived.tile
    tile.acts["keep"].trigger()
    qtbot.waitUntil(lambda: card.list.tiles[0].one.is_kept)
    assert card.list.tiles[0].travel.text == "等着取来"
    sync(desk.session)
    card.load()
    qtbot.waitUntil(lambda: card.list.tiles[0].one.is_here)
    with desk.session.store.attached.blobs() as blobs:
        assert blobs.make_room(0) == 0
    card.list.tiles[0].acts["keep"].trigger()
    qtbot.waitUntil(lambda: not card.list.tiles[0].one.is_kept)
    with desk.session.store.attached.blobs() as blobs:
        assert blobs.make_room(0) > 0


def test_without_a_line_it_is_told_why_an_original_does_not_come(qtbot: QtBot, arrived: Arrived, wire: Wire) -> None:
    card, tile = arrived.card, arrived.tile

    wire.fault = _cut
    qtbot.mouseClick(tile.fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "没有连上上级平台" in card.notice.text(), timeout=20_000)
    qtbot.waitUntil(lambda: card.list.tiles[0].one.travel == "coming")
    wire.fault = None
    qtbot.mouseClick(card.list.tiles[0].fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.list.tiles[0].one.is_here, timeout=20_000)
    assert not card.notice.isVisible()


def test_who_went_on_meanwhile_is_told_nothing(qtbot: QtBot, arrived: Arrived) -> None:
    desk, card, tile = arrived.desk, arrived.card, arrived.tile
    qtbot.mouseClick(tile.fetch, Qt.MouseButton.LeftButton)
    card.deleteLater()
    QApplication.sendPostedEvents(card, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
    (row,) = looking.listing(desk.session, "person", arrived.record)
    assert row.is_here
