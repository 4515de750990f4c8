"""这台设备的工单: every order that names a device, the newest first, with what came of it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.topics import device_orders
from app.topics.device_orders import Alarm
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.lines_model import LinesModel
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.parts.watermark import Watermark
from ui.workers import Latest

_LETTERS, _LINES = 52, 14
_WIDTHS = (11, 9, 14, 5, 5)


class AlarmsModel(LinesModel[Alarm]):
    """Number, when it came, what it is called, how it stands, what kind of result it had."""

    HEADINGS = ("工单", "接收时间", "标题", "状态", "结果")

    @override
    def cells(self, line: Alarm) -> tuple[str, ...]:
        return (line.order_no, line.received_at, line.title, line.status, line.result)


class DeviceOrdersDialog(Dialog):
    """The orders of the row `device`; Enter opens one."""

    def __init__(self, desk: Desk, device: str, called: str, parent: QWidget | None = None) -> None:
        super().__init__("设备的工单", parent)
        self._desk = desk
        self.body.addWidget(label(called, "strong", wraps=True))
        self.model = AlarmsModel()
        self.table = plain_table(self.model, "设备的工单")
        self.states = PageStates(self.table)
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        self.states.setMinimumSize(letter * _LETTERS, line * _LINES)
        self.body.addWidget(self.states, 1)
        self.add_button("关闭", "cancel")
        self.open_button = self.add_button("打开工单", "primary", closes=False)
        self.open_button.clicked.connect(self.go)
        self.open_button.setEnabled(False)
        self.table.activated.connect(lambda _: self.go())
        self.watermark = Watermark(desk.session.rights, self)
        self._reading = Latest(desk.runner, self)
        session = desk.session
        self.states.show_loading()
        self._reading.ask(
            lambda _: device_orders.listed(session, device),
            self.show_orders,
            failed=lambda error: self.states.show_error(error, None),
        )

    def show_orders(self, found: tuple[Alarm, ...]) -> None:
        """Show them, the first one chosen."""
        self.model.show(found)
        self.table.fit_letters(_WIDTHS)
        self.open_button.setEnabled(bool(found))
        if not found:
            self.states.show_empty("clipboard-list", "还没有工单", "登记工单时来源选“AI技防告警”，就可以写上这台设备。")
            return
        self.states.show_content()
        self.table.selectRow(0)
        self.table.setFocus()

    @Slot()
    def go(self) -> None:
        """Open the chosen order."""
        one = self.model.line_at(self.table.currentIndex().row())
        if one is not None:
            self.accept()
            self._desk.go("order", one.id)
