"""One attachment as a line: its small picture, its words, what it is and who put it here, and what may be done with it.

While it is masked the line says so and nothing else can be done with it than to look, which its card asks for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.access import Rights
from app.attachments.looking import Attached
from ui.attachments.picture_button import PictureButton
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S
from ui.parts.allowed import grey_unless
from ui.parts.buttons import link_button, quiet_button
from ui.parts.chips import Badge
from ui.parts.elided import ElidedLabel
from ui.parts.fields import LineEdit

MOST_LETTERS = 200
_TRAVELS = {"waiting": "在等上报", "away": "还没有取到", "coming": "等着取来"}
_WHY = {
    "waiting": "原件只在这台电脑上，下次上报时送到上级平台",
    "away": "原件在别的电脑或上级平台，打开时取来",
    "coming": "下次上报和更新时取来",
}


class Tile(QWidget):
    """`asked(what, Attached)`: open, save, fetch, keep, remove; `worded(Attached, text)` for another caption."""

    asked = Signal(str, object)
    worded = Signal(object, str)

    def __init__(self, one: Attached, number: int, rights: Rights, ledger: str) -> None:
        super().__init__()
        self.one, self._number = one, number
        self._rights, self._ledger = rights, ledger
        self._is_open = False
        kind = "照片" if one.is_picture else "材料"
        self.called = f"{kind} {number}"
        self.picture = PictureButton("image" if one.is_picture else "file-text", f"显示{self.called}")
        self.picture.clicked.connect(lambda: self.asked.emit("open", self.one))
        self.caption, self.about = label("", wraps=True), label("", "caption", wraps=True)
        self.file = ElidedLabel()
        set_role(self.file, "caption")
        self.editor = LineEdit()
        self.editor.setMaxLength(MOST_LETTERS)
        self.editor.setAccessibleName(f"{self.called}的说明")
        self.editor.setPlaceholderText("写几个字，如：门口的合照。回车保存")
        self.editor.submitted.connect(self._on_submitted)
        self.editor.hide()
        self.menu_button = self._make_menu()
        self._lay_out()
        self.show_masked()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(XS // 2)
        for widget in (self.caption, self.editor, self.file, self.about):
            middle.addWidget(widget)
        travel = self._travel()
        if travel is not None:
            middle.addLayout(travel)
        middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.picture, alignment=top)
        row.addLayout(middle, 1)
        row.addWidget(self.menu_button, alignment=top)

    def _travel(self) -> QHBoxLayout | None:
        if not self.one.travel:
            return None
        row = QHBoxLayout()
        row.setContentsMargins(0, XS, 0, 0)
        row.setSpacing(S)
        self.travel = Badge(_TRAVELS[self.one.travel], "plain" if self.one.travel == "waiting" else "info")
        self.travel.setToolTip(_WHY[self.one.travel])
        row.addWidget(self.travel)
        if self.one.travel != "waiting":
            self.fetch = link_button("现在取来", "cloud-download")
            self.fetch.setAccessibleName(f"现在取来{self.called}的原件")
            self.fetch.clicked.connect(lambda: self.asked.emit("fetch", self.one))
            row.addWidget(self.fetch)
        row.addStretch(1)
        return row

    def _make_menu(self) -> QToolButton:
        button = quiet_button("ellipsis", f"{self.called}：更多")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        button.setMenu(menu)
        self.acts: dict[str, QAction] = {}
        kept = "不必再留在这台电脑上" if self.one.is_kept else "一直留在这台电脑上"
        entries = (
            ("open", "查看", "view", self.one.is_picture),
            ("word", "修改说明", "edit", True),
            ("save", "另存为…", "export", True),
            ("keep", kept, "view", bool(self.one.travel) or self.one.is_kept),
            ("remove", "删除…", "remove", True),
        )
        for what, text, right, is_offered in entries:
            if is_offered:
                act = self.acts[what] = menu.addAction(text)
                act.triggered.connect(lambda _checked, what=what: self._on_act(what))
                grey_unless(self._rights, right, self._ledger, act)
        menu.setToolTipsVisible(True)
        return button

    # -- behind the mask, and without it

    def show_masked(self) -> None:
        """Nothing but that there is one, how large it is, who put it here and when."""
        self._is_open = False
        self.leave()
        self.picture.show_picture(QPixmap())
        self.picture.set_compact(is_so=True)
        self.picture.name(f"显示{self.called}")
        self.caption.setText(f"{self.called}（已隐藏）")
        self.file.hide()
        self.about.setText(" · ".join((words.size(self.one.size_bytes), self.one.who, self.one.at)))
        self.menu_button.hide()

    def show_open(self, one: Attached, picture: QPixmap) -> None:
        """The same without its mask."""
        self.one, self._is_open = one, True
        called = one.caption or one.name
        self.picture.set_compact(is_so=False)
        self.picture.show_picture(picture)
        self.picture.name(f"{'查看' if one.is_picture else '另存'} {called}")
        self.caption.setText(called)
        self.file.setText(one.name)
        self.file.setVisible(bool(one.caption))
        self.menu_button.show()

    # -- words

    def word(self) -> None:
        """Turn the caption into a field."""
        if not self._is_open or not self.acts["word"].isEnabled():
            return
        self.editor.setText(self.one.caption)
        self.caption.hide()
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def leave(self) -> None:
        """Turn the field back into the caption; what was typed goes."""
        had_focus = self.editor.hasFocus()
        self.editor.hide()
        self.editor.clear()
        self.caption.show()
        if had_focus:
            self.picture.setFocus()

    @property
    def is_changed(self) -> bool:
        """True while something is typed that is not saved."""
        return not self.editor.isHidden() and self.editor.text().strip() != self.one.caption

    def _on_submitted(self) -> None:
        text = self.editor.text().strip()
        is_changed = self.is_changed
        self.leave()
        if is_changed:
            self.caption.setText(text or self.one.name)
            self.worded.emit(self.one, text)

    def _on_act(self, what: str) -> None:
        if what == "word":
            self.word()
        else:
            self.asked.emit(what, self.one)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.editor.isHidden():
            self.leave()
        elif event.key() == Qt.Key.Key_Delete and self._is_open and self.acts["remove"].isEnabled():
            self.asked.emit("remove", self.one)
        else:
            super().keyPressEvent(event)
