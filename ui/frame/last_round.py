"""What is not sent yet when the window closes: the person may have it sent first, which takes a minute at most.

Asked once; nothing is asked where nothing waits, while the exchange is paused or could not be reached, behind the lock,
or when the system itself ends.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.syncing.standing import Standing
from ui.frame.exchange import Exchange
from ui.frame.parting import Parting, PartingDialog

_MOST_MS = 60_000
_SENDING = "正在上报，做完会自动退出；最多等一分钟，没做完的下次接着上报。"


class LastRound(Parting):
    """Asks whether what waits is to be sent first."""

    def __init__(self, exchange: Exchange, window: QWidget) -> None:
        super().__init__(window)
        self._exchange = exchange
        self.dialog: LastRoundDialog | None = None
        self._limit = QTimer(self, singleShot=True, interval=_MOST_MS)
        self._limit.timeout.connect(self._leave)

    def holds(self) -> bool:
        """True while the window has to stay for the answer or the round."""
        now = self._exchange.standing
        if self.is_over or now is None or not _is_worth_asking(now):
            return False
        if self.dialog is None:
            self._ask(now.waiting)
        return True

    def _ask(self, waiting: int) -> None:
        dialog = self.dialog = LastRoundDialog(waiting, self._window)
        dialog.send.clicked.connect(self._send)
        self._open(dialog)

    @Slot()
    def _send(self) -> None:
        if self.dialog is not None:
            self.dialog.show_sending()
        self._limit.start()
        self._exchange.ended.connect(self._leave)
        self._exchange.run("person")

    @Slot()
    @override
    def end(self) -> None:
        self._limit.stop()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            if dialog.is_sending:
                self._exchange.ended.disconnect(self._leave)
            dialog.reject()


def _is_worth_asking(now: Standing) -> bool:
    return now.is_enrolled and bool(now.waiting) and not now.paused_until and not now.trouble


class LastRoundDialog(PartingDialog):
    """How much waits, and the three ways to go on."""

    def __init__(self, waiting: int, parent: QWidget | None) -> None:
        told = f"还有 {waiting:,} 条改动没有上报。它们都保存在本机，不上报也不会丢，下次打开会接着上报。"
        super().__init__("还有没上报的", told, "上报", parent)
        self.is_sending = False
        self.line.hide()
        self.leave.setText("直接退出")
        self.send = self.add_button("上报后退出", "primary", closes=False)
        self.send.setFocus()

    def show_sending(self) -> None:
        """Say that it is being sent."""
        self.is_sending = True
        self.text.setText(_SENDING)
        self.line.show()
        self.send.hide()
        self.leave.setText("不等了，直接退出")
