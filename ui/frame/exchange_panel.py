"""What is behind the word at the top: the last round, what waits, what was sent back, and the buttons for all of it.

It lies over the page inside the window and goes when it is left, so that the lock covers it with the rest.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.syncing.conflict_sides import day_and_time
from app.syncing.standing import Standing
from ui.desk import Desk
from ui.frame.exchange import Exchange
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import link_button, plain_button, primary_button
from ui.parts.chips import Badge
from ui.parts.notice import Notice

_LETTERS = 26
_NOT_JOINED = "这台电脑的台账只在本机。接入上级平台以后，几台电脑可以一起维护同一份台账，改动会自动上报。"


class ExchangePanel(QFrame):
    """Shows how an exchange stands, and begins what is wanted of it."""

    def __init__(self, desk: Desk, exchange: Exchange, opener: QWidget) -> None:
        super().__init__(opener.window())
        self._desk, self._exchange, self._opener = desk, exchange, opener
        set_role(self, "news")
        self.setAccessibleName("上报情况")
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)
        self.state = Badge("", "plain")
        self.note = Notice()
        self.last = label("", wraps=True)
        self.waiting = label("", wraps=True)
        self.next = label("", "caption", wraps=True)
        self.refused = link_button("", "circle-alert")
        self.questions = link_button("", "arrow-left-right")
        self.transfers = link_button("转接的居民…", "user-check")
        self.now = primary_button("上报并更新 (F9)", "refresh-cw")
        self.pause = plain_button("暂停到明天")
        self.settings = link_button("上报设置…", "settings")
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.addWidget(label("上报", "section"))
        head.addStretch(1)
        head.addWidget(self.settings)
        column.addLayout(head)
        column.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.note, self.last, self.waiting, self.next):
            column.addWidget(widget)
        for link in (self.refused, self.questions, self.transfers):
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addStretch(1)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.now)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.now.clicked.connect(self._exchange.ask)
        self.pause.clicked.connect(self._turn_pause)
        self.settings.clicked.connect(lambda: self._go("settings", section="exchange"))
        self.refused.clicked.connect(lambda: self._go("refused"))
        self.questions.clicked.connect(lambda: self._go("conflicts"))
        self.transfers.clicked.connect(lambda: self._go("transfers"))
        self._exchange.changed.connect(self._show)
        self._exchange.began.connect(self._on_began)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def open_below(self, widget: QWidget) -> None:
        """Stand below the button, within the window."""
        if self._exchange.standing is not None:
            self._show(self._exchange.standing)
        window = widget.window()
        corner = widget.mapTo(window, QPoint(widget.width(), widget.height()))
        left = min(corner.x() - self.width(), window.width() - self.width() - S)
        self.move(max(left, S), corner.y() + S)
        self.show()
        self._fit()
        self.raise_()
        (self.now if self.now.isVisible() else self.settings).setFocus()

    # -- what it says

    @Slot(object)
    def _show(self, now: Standing) -> None:
        is_joined = now.is_enrolled
        self.state.show_state(now.text if is_joined else "没有接入", now.tone)
        self.note.tell(now.explained if is_joined else _NOT_JOINED, "warn" if is_joined and now.explained else "info")
        self.last.setText(f"上次全部上报：{day_and_time(now.whole_at) or '还没有过'}")
        oldest = f"，最早的是 {day_and_time(now.oldest)} 改的" if now.oldest else ""
        self.waiting.setText(f"待上报：{now.waiting:,} 条{oldest}" if now.waiting else "待上报：没有")
        self.next.setText(self._told_next(now))
        self.refused.setText(f"没有上报成功的 {now.refused:,} 条，查看原因")
        self.questions.setText(f"两处都改了的 {now.questions:,} 处，去处理")
        self.pause.setText("恢复上报" if now.paused_until else "暂停到明天")
        for widget, is_shown in (
            (self.last, is_joined),
            (self.waiting, is_joined),
            (self.next, is_joined and bool(self.next.text())),
            (self.refused, is_joined and bool(now.refused)),
            (self.questions, is_joined and bool(now.questions)),
            (self.transfers, is_joined and self._desk.session.rights.may("act", "person")),
            (self.now, is_joined),
            (self.pause, is_joined),
        ):
            widget.setVisible(is_shown)
        self.settings.setText("上报设置…" if is_joined else "接入上级平台…")
        self.now.setEnabled(not self._exchange.is_running)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _told_next(self, now: Standing) -> str:
        if self._exchange.is_running:
            return "正在上报，可以接着工作。"
        if now.paused_until:
            return f"已暂停，{day_and_time(now.paused_until)} 自动恢复。"
        at = day_and_time(self._exchange.next_at)
        if not at:
            return ""
        return f"将在 {at} 再试。" if now.trouble else f"下次自动上报：{at}"

    @Slot()
    def _on_began(self) -> None:
        self.now.setEnabled(False)
        if self._exchange.standing is not None:
            self._show(self._exchange.standing)

    # -- what it does

    @Slot()
    def _turn_pause(self) -> None:
        now = self._exchange.standing
        if now is not None and now.paused_until:
            self._exchange.go_on()
        else:
            self._exchange.pause()

    def _go(self, page: str, section: str = "") -> None:
        self.hide()
        if section:
            self._desk.go(page, section=section)
        else:
            self._desk.go(page)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and not (self.isAncestorOf(now) or now is self._opener):
            self.hide()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._opener.setFocus()
            return
        super().keyPressEvent(event)
