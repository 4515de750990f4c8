"""How the exchange with the cloud stands, in a word at the top of the window; a click opens what is behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton
from typing_extensions import override

from app.syncing.standing import Standing
from ui.desk import Desk
from ui.frame.exchange import Exchange
from ui.frame.exchange_panel import ExchangePanel
from ui.look.icons import icon
from ui.look.roles import set_role
from ui.look.tokens import S

_NOT_JOINED = "没有接入上级平台"
_RUNNING = "正在上报…"
_ICONS = {"good": "cloud-check", "plain": "cloud-upload", "warn": "cloud-alert", "bad": "cloud-off"}


class ExchangeButton(QToolButton):
    """An icon and a word where this PC joined, an icon alone where it did not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.panel: ExchangePanel | None = None
        self._exchange: Exchange | None = None
        set_role(self, "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.turn)
        self._tell("", "plain", "上报情况")

    def follow(self, exchange: Exchange) -> None:
        """Show how this exchange stands."""
        self._exchange = exchange
        exchange.changed.connect(self._show)
        exchange.began.connect(self._on_began)

    @Slot(object)
    def _show(self, now: Standing) -> None:
        is_running = self._exchange is not None and self._exchange.is_running
        if is_running:
            self._on_began()
        elif now.is_enrolled:
            self._tell(now.text, now.tone, now.text)
        else:
            self._tell("", "off", _NOT_JOINED)

    @Slot()
    def _on_began(self) -> None:
        self._tell(_RUNNING, "plain", _RUNNING)

    def _tell(self, text: str, tone: str, name: str) -> None:
        told = tone if tone in ("good", "warn", "bad") else "muted"
        self.setText(text)
        self.setIcon(icon("cloud-off" if tone == "off" else _ICONS[tone], told, before_text=bool(text)))
        self.setAccessibleName(f"上报情况：{name}")
        self.setToolTip(f"{name}（F9 上报并更新）")
        self.updateGeometry()
        self._fit()

    # -- where the window is narrow for its text the icon stands alone

    @override
    def sizeHint(self) -> QSize:
        """The room for icon and word."""
        words = self.fontMetrics().horizontalAdvance(self.text()) + S if self.text() else 0
        bare = super().sizeHint() if not self.text() else self.minimumSizeHint()
        return QSize(bare.width() + words, bare.height())

    @override
    def minimumSizeHint(self) -> QSize:
        """The room for the icon."""
        side = self.fontMetrics().height() + 2 * S
        return QSize(side + S, side)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        style = Qt.ToolButtonStyle
        has_room = bool(self.text()) and self.width() >= self.sizeHint().width()
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if has_room else style.ToolButtonIconOnly)

    @property
    def is_open(self) -> bool:
        """True while the panel is shown."""
        return self.panel is not None and self.panel.isVisible()

    @Slot()
    def turn(self) -> None:
        """Open the panel, or put it away."""
        if self.panel is not None and self.is_open:
            self.panel.hide()
        else:
            self.turn_on()

    @Slot()
    def turn_on(self) -> None:
        """Open the panel."""
        if self._exchange is None:
            return
        if self.panel is None:
            self.panel = ExchangePanel(self._desk, self._exchange, self)
        self.panel.open_below(self)
