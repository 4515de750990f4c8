"""One photograph after the other, as large as it fits: next and previous by keys and buttons, under the watermark.

Each one that is opened is a look of its own, entered before it shows. It holds nothing that somebody typed, so the lock
does not bring it back.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.attachments import looking
from app.attachments.looking import Attached, BytesNotHere, Looked
from app.jobs import JobContext
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.attachments.picture_view import PictureView
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import XS, M, S
from ui.parts.buttons import quiet_button
from ui.parts.dialog import Dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.watermark import Watermark
from ui.workers import Latest

_STEPS = (("上一张", "Left", -1), ("下一张", "Right", 1), ("前一张", "PgUp", -1), ("后一张", "PgDown", 1))
_SHARE = 0.86
"""Of the window that it stands over."""
_ALONE = QSize(960, 680)


class Viewer(Dialog):
    """Opened with what was looked at; `asked(what, Attached)` for save and fetch, which its owner does."""

    asked = Signal(str, object)
    opened = Signal()
    """It shows, with the small picture at least."""

    def __init__(
        self, desk: Desk, ledger: str, looked: Looked, at: int, *, reason: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("照片", parent)
        self._desk, self._ledger, self._reason = desk, ledger, reason
        self._pictures = [one for one in looked.attached if one.is_picture]
        self._small = dict(looked.small)
        self._fetched: set[str] = set()
        self.at = at
        self._opening = Latest(desk.runner, self)
        self._build()
        self.watermark = Watermark(desk.session.rights, self.view)
        self.resize(self.sizeHint())

    def _build(self) -> None:
        self.view = PictureView()
        self.caption, self.about = label("", "strong", wraps=True), label("", "caption", wraps=True)
        self.where = label("", "muted")
        self.back, self.on = quiet_button("chevron-left", "上一张 (←)"), quiet_button("chevron-right", "下一张 (→)")
        self.back.clicked.connect(lambda: self._step(-1))
        self.on.clicked.connect(lambda: self._step(1))
        self.notice = Notice()
        told = QVBoxLayout()
        told.setSpacing(XS)
        told.addWidget(self.caption)
        told.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addLayout(told, 1)
        steps = QHBoxLayout()
        steps.setSpacing(S)
        for widget in (self.back, self.where, self.on):
            steps.addWidget(widget)
        row.addLayout(steps)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.notice)
        self.body.addLayout(row)
        self.fetch_button = self.add_button("现在取来原件")
        self.fetch_button.clicked.connect(self.fetch)
        self.save_button = self.add_button("另存为…")
        self.save_button.clicked.connect(self._save)
        self.close_button = self.add_button("关闭", "cancel")
        self.close_button.setDefault(True)
        for text, keys, step in _STEPS:
            action(self, text, keys, partial(self._step, step))
        action(self, "第一张", "Home", lambda: self.go_to(0))
        action(self, "最后一张", "End", lambda: self.go_to(len(self._pictures) - 1))

    @property
    def one(self) -> Attached:
        """The photograph that stands open."""
        return self._pictures[self.at]

    def _step(self, by: int) -> None:
        self.go_to(self.at + by)

    def go_to(self, at: int) -> None:
        """Open another one; nothing beyond the first and the last."""
        if 0 <= at < len(self._pictures) and at != self.at:
            self.at = at
            self.load()

    def load(self) -> None:
        """Show the small picture at once and the original as soon as it is there."""
        one = self.one
        self.notice.tell("")
        self.fetch_button.hide()
        self.caption.setText(one.caption or one.name)
        self.about.setText(" · ".join(filter(None, (one.name if one.caption else "", self._size(), one.who, one.at))))
        self.where.setText(f"{self.at + 1} / {len(self._pictures)}")
        self.back.setEnabled(self.at > 0)
        self.on.setEnabled(self.at < len(self._pictures) - 1)
        small = QImage()
        small.loadFromData(self._small.get(one.id, b""))
        self.view.show_image(small)
        self.view.setAccessibleName(f"照片 {self.at + 1}，共 {len(self._pictures)} 张：{one.caption or one.name}")
        session, ledger, reason = self._desk.session, self._ledger, self._reason

        def job(_ctx: JobContext) -> QImage:
            image = QImage()
            image.loadFromData(looking.original(session, ledger, one.id, reason=reason))
            return image

        self._opening.ask(job, self.view.show_image, failed=self.show_trouble)

    def _size(self) -> str:
        return f"{self.one.width} × {self.one.height}，{words.size(self.one.size_bytes)}"

    def show_trouble(self, error: LedgerError) -> None:
        """Say why the original does not show; one that is elsewhere is fetched, and may be again where that failed."""
        is_elsewhere = isinstance(error, BytesNotHere)
        self.notice.tell(window_message_for(error), "info" if is_elsewhere else "bad")
        if bool(self.one.travel) and is_elsewhere and self.one.id not in self._fetched:
            self.fetch()
        else:
            self.fetch_button.setVisible(bool(self.one.travel))

    @Slot()
    def fetch(self) -> None:
        """Have the original come now; the small picture stands here meanwhile."""
        self._fetched.add(self.one.id)
        self.fetch_button.hide()
        self.notice.tell("原件在别处，正在取来…", "info")
        self.asked.emit("fetch", self.one)

    def told(self, attachment: str, error: LedgerError | None) -> None:
        """An original was fetched, or why it was not."""
        if not self._pictures or self.one.id != attachment:
            return
        if error is None:
            self.load()
        else:
            self.show_trouble(error)

    def _save(self) -> None:
        one = self.one
        self.accept()
        self.asked.emit("save", one)

    @override
    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        return _ALONE if parent is None else (parent.window().size() * _SHARE).expandedTo(super().minimumSizeHint())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()
        self.opened.emit()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """The lock came, or it is over: nothing of the pictures stays, and it does not come back."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._opening.drop()
            self._small, self._pictures = {}, []
            self.view.show_image(QImage())
            for said in (self.caption, self.about):
                said.clear()
            QTimer.singleShot(0, self, self.reject)
