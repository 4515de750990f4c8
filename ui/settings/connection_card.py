"""The connection test: each step on the way to the cloud with how it went, what that means and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel

from app.messages import window_message_for
from app.syncing import probing
from app.syncing.probing import Step
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M, S
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, Tone
from ui.parts.notice import Notice
from ui.settings.section import row_of

_TEXT = "一步一步试到上级平台的路，告诉您卡在哪里、怎么办。不收发任何内容。"
_BADGES: dict[str, tuple[str, Tone]] = {
    "good": ("正常", "good"), "warn": ("注意", "warn"), "bad": ("不通", "bad"), "untried": ("没有试", "plain")
}  # fmt: skip


class ConnectionCard(Card):
    """Tries the way when it is asked to; nothing is tried by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("连接测试")
        self._desk = desk
        self.lines: list[tuple[Badge, QLabel]] = []
        self.body.addWidget(label(_TEXT, "muted", wraps=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self.test = plain_button("测试连接", "activity")
        self.test.clicked.connect(self.begin)
        self.body.addLayout(row_of(self.test))

    @Slot()
    def begin(self) -> None:
        """Try every step."""
        session = self._desk.session
        self.test.setEnabled(False)
        self.test.setText("正在测试…")
        handle = self._desk.runner.carrying(lambda _ctx: probing.probe(session))
        handle.done.connect(self.show_steps)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._desk.runner.start(handle)

    @Slot(object)
    def show_steps(self, found: list[Step]) -> None:
        """Tell how each step went."""
        self.notice.tell("")
        for row, step in enumerate(found):
            if row == len(self.lines):
                self._add_line(row)
            badge, told = self.lines[row]
            badge.show_state(*_BADGES[step.state])
            told.setText(f"{step.label}：{step.text}")

    def _add_line(self, row: int) -> None:
        badge, told = Badge("", "plain"), label("", wraps=True)
        self._grid.addWidget(badge, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(told, row, 1)
        self.lines.append((badge, told))

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.notice.tell(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self.test.setEnabled(True)
        self.test.setText("再测一次" if self.lines else "测试连接")
