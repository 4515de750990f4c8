"""What is attached to a person in every state of its card, and the dialogs about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.access import Rights
from app.attachments import attaching, looking
from app.attachments.looking import Behind, Looked, Travel
from app.attachments.refusals import AttachmentRefused
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.attachments.card import AttachmentsCard
from ui.attachments.save_dialog import SaveDialog
from ui.attachments.viewer import Viewer
from ui.desk import Desk
from ui.look.roles import set_role
from ui.look.tokens import L
from ui.stage import Scene, Stage

_PAPER = "残疾证复印件.pdf"
_PICTURES = (
    ("楼道.jpg", "楼道堆物，已请物业清理", "#7f9f7a", "#2f4a3a"),
    ("门口.jpg", "", "#aab4d4", "#4a5578"),
    ("重阳节.jpg", "重阳节聚餐", "#e0b98a", "#7a4a2a"),
)
_ON_ITS_PAGE = 2, 1
"""How wide the card is beside the rest of its page."""


def _photograph(path: Path, sky: str, ground: str) -> Path:
    """Something that is plainly a picture."""
    image = QImage(1200, 900, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fade = QLinearGradient(QPointF(0, 0), QPointF(0, 900))
    fade.setColorAt(0, QColor(sky))
    fade.setColorAt(1, QColor(ground))
    painter.fillRect(image.rect(), fade)
    painter.setPen(QColor(ground))
    painter.setBrush(QColor(sky).lighter(115))
    for at in range(5):
        painter.drawRoundedRect(QRectF(90 + 215 * at, 330 - 40 * (at % 2), 160, 570), 12, 12)
    painter.end()
    image.save(str(path))
    return path


def record_with_some(stage: Stage) -> str:
    """Somebody to whom three photographs and a paper are attached; made when first asked for."""
    record = stage.first("person", "", "tag=A01")
    if looking.listing(stage.full.session, "person", record):
        return record
    paper = stage.folder / _PAPER
    paper.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    attaching.attach(stage.full.session, "person", record, paper, caption="残疾证，2026 年换发")
    for name, caption, sky, ground in _PICTURES:
        path = _photograph(stage.folder / name, sky, ground)
        attaching.attach(stage.full.session, "person", record, path, caption=caption)
    return record


def _card(stage: Stage, desk: Desk | None = None) -> AttachmentsCard:
    return AttachmentsCard(desk or stage.full, "person", record_with_some(stage))


def _held(card: AttachmentsCard) -> QWidget:
    """The card as wide as on its page."""
    holder = QWidget()
    holder.setAccessibleName("照片和材料")
    set_role(holder, "sunken")
    column = QVBoxLayout()
    column.addWidget(card)
    column.addStretch(1)
    row = QHBoxLayout(holder)
    row.setContentsMargins(L, L, L, L)
    row.addLayout(column, _ON_ITS_PAGE[0])
    row.addStretch(_ON_ITS_PAGE[1])
    return holder


def _looked(stage: Stage, *travels: Travel) -> Looked:
    looked = looking.look(stage.full.session, "person", record_with_some(stage))
    if not travels:
        return looked
    several = tuple(
        replace(one, travel=travel, is_here=travel in ("", "waiting"))
        for one, travel in zip(looked.attached, travels, strict=True)
    )
    return replace(looked, attached=several)


def _open(stage: Stage, then: Callable[[AttachmentsCard], object] = lambda _: None, *travels: Travel) -> QWidget:
    """The card without its mask."""
    card = _card(stage)
    looked = _looked(stage, *travels)

    def show() -> None:
        card.shown.disconnect(show)
        card.show_looked(looked)
        then(card)

    card.shown.connect(show)
    return _held(card)


def _wording(card: AttachmentsCard) -> None:
    card.list.tiles[1].word()


def _refused(stage: Stage) -> QWidget:
    card = _card(stage)
    reasons = (("花名册.xlsm", AttachmentRefused("macro")), ("IMG_2231.HEIC", AttachmentRefused("heic")))
    text = "\n".join(f"“{name}”：{window_message_for(why)}" for name, why in reasons)
    card.shown.connect(lambda: card.notice.tell(text, "warn"))
    return _held(card)


def _not_allowed(stage: Stage) -> QWidget:
    card = _card(stage, stage.loading)
    told = looking.behind(stage.full.session, "person", record_with_some(stage))
    refusal = Rights("viewer", ("viewer",)).refusal("reveal", "person")
    card.show_behind(Behind(told.attached, needs_reason=False, refusal=refusal, is_open=False))
    return _held(card)


def _dropping(stage: Stage) -> QWidget:
    card = AttachmentsCard(stage.full, "person", stage.first("person", "", "age>=85"))
    card.tell("松开就添加 3 个文件")
    return _held(card)


def _empty(stage: Stage) -> QWidget:
    return _held(AttachmentsCard(stage.full, "person", stage.first("person", "", "age>=85")))


def _viewer(stage: Stage) -> QWidget:
    return Viewer(stage.full, "person", _looked(stage), 1, reason="")


def _viewer_away(stage: Stage) -> QWidget:
    return _viewer_of_another_pc(stage, "away", looking.BytesNotHere())


def _viewer_failed(stage: Stage) -> QWidget:
    return _viewer_of_another_pc(stage, "coming", stage.trouble)


def _viewer_of_another_pc(stage: Stage, travel: Travel, why: LedgerError) -> QWidget:
    """With the small picture alone; fetching goes on, or has failed."""
    viewer = Viewer(stage.loading, "person", _looked(stage, "", travel, "", ""), 1, reason="")
    viewer.opened.connect(lambda: viewer.show_trouble(why))
    return viewer


def _saving(stage: Stage) -> QWidget:
    return SaveDialog(stage.full, "person", _looked(stage).attached[0])


def _saving_of_child(stage: Stage) -> QWidget:
    child = stage.first("person", "", "age<=10")
    if not looking.listing(stage.full.session, "person", child):
        attaching.attach(
            stage.full.session, "person", child, _photograph(stage.folder / "孩子.jpg", "#c0d8e8", "#405868")
        )
    return SaveDialog(stage.full, "person", looking.listing(stage.full.session, "person", child)[0])


SCENES = (
    Scene("attachments--masked", lambda stage: _held(_card(stage))),
    Scene("attachments--open", _open),
    Scene("attachments--wording", lambda stage: _open(stage, _wording)),
    Scene("attachments--travelling", lambda stage: _open(stage, lambda _: None, "waiting", "away", "coming", "")),
    Scene("attachments--empty", _empty),
    Scene("attachments--dropping", _dropping),
    Scene("attachments--refused", _refused),
    Scene("attachments--not_allowed", _not_allowed),
    Scene("attachments--loading", lambda stage: _held(_card(stage, stage.loading))),
    Scene("attachments--error", lambda stage: _held(_card(stage, stage.failing))),
    Scene("attachments--viewer", _viewer),
    Scene("attachments--viewer_away", _viewer_away),
    Scene("attachments--viewer_failed", _viewer_failed),
    Scene("attachments--saving", _saving),
    Scene("attachments--saving_of_child", _saving_of_child),
)
