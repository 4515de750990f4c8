"""照片和材料 of a record that has no page of its own: the card of `card.py` in a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.attachments.card import AttachmentsCard
from ui.desk import Desk
from ui.parts.dialog import ask
from ui.record_form.scroller import FormScroller, GrowingDialog

_LETTERS, _LINES = 34, 18


class AttachmentsDialog(GrowingDialog):
    """Closes with 关闭; words of a caption that are not saved are asked about first."""

    def __init__(self, desk: Desk, title: str, ledger: str, record: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.card = AttachmentsCard(desk, ledger, record)
        self.body.addWidget(FormScroller(self.card, letters=_LETTERS, lines=_LINES), 1)
        self.add_button("关闭", "cancel")

    @override
    def reject(self) -> None:
        if not self.card.list.is_changed:
            super().reject()
            return
        ask(self, "还没有保存", "写的说明还没有保存。", "不保存，关闭", self._leave, is_danger=True)

    def _leave(self) -> None:
        self.card.list.leave()
        super().reject()
