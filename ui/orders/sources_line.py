"""数据截至: one quiet line by what moment the data of outside sources stands, and what brought it, source by source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.jobs import JobContext
from app.orders import sources
from app.orders.sources import Source
from ledger import clock
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, S
from ui.parts.buttons import quiet_button
from ui.parts.chips import Badge
from ui.parts.dialog import Dialog, open_dialog
from ui.parts.elided import ElidedLabel
from ui.workers import Latest


class SourcesLine(QWidget):
    """Empty until something came from outside; the button opens the details."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.sources: Sequence[Source] = ()
        self.text = ElidedLabel()
        set_role(self.text, "caption")
        self.button = quiet_button("info", "各来源的数据截至什么时候")
        self.button.clicked.connect(self.open_details)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.show_sources(())

    @Slot()
    def read(self) -> None:
        """Read how the sources stand; what cannot be read leaves the line as it is."""
        session = self._desk.session

        def work(_ctx: JobContext) -> Sequence[Source]:
            return sources.standing(session)

        self._reading.ask(work, self.show_sources, failed=lambda _error: None)

    def show_sources(self, found: Sequence[Source]) -> None:
        """Tell how these sources stand."""
        self.sources = found
        told = sources.headline(found)
        self.text.setText(told)
        self.text.setAccessibleName(told)
        set_role(self.text, "warn" if any(one.is_old for one in found) else "caption")
        self.setVisible(bool(found))

    @Slot()
    def open_details(self) -> None:
        """Open what is behind the line."""
        open_dialog(SourcesDialog(self.sources, self.window()))


class SourcesDialog(Dialog):
    """Every source: by what moment its data stands, how many orders came from it, and what brought the last."""

    def __init__(self, found: Sequence[Source], parent: QWidget | None = None) -> None:
        super().__init__("工单数据截至", parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(found):
            when = f"截至 {clock.local_text(one.as_of)}，共 {one.orders:,} 件"
            if one.is_old:
                when += f"；已 {one.age_days} 天没有更新的，超过 {one.days} 天要看一下是不是漏了"
            told = label(f"{when}\n最近一件：{sources.brought(one)}", wraps=True)
            told.setAccessibleName(f"{one.label} {told.text()}")
            grid.addWidget(label(one.label, "muted"), row, 0)
            grid.addWidget(told, row, 1)
            if one.is_old:
                grid.addWidget(Badge("数据旧了", "warn"), row, 2)
        self.body.addLayout(grid)
        self.body.addWidget(label("截至是该来源最新一件的接收时间。", "caption", wraps=True))
        self.add_button("关闭", "cancel")
