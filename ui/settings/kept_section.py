"""已保存的: layouts, views and mappings that the committee had kept, each with a way to forget it."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import kept_things
from app.kept_things import KINDS, Kept
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import quiet_button
from ui.parts.cards import Card
from ui.parts.dialog import ask
from ui.parts.elided import ElidedLabel
from ui.parts.states import PageStates
from ui.settings.section import Section
from ui.workers import Latest

_EMPTY = "在人口、房屋里保存的视图，导出时保存的列，导入时对好的表头，都会列在这里。"


class KeptSection(Section):
    """One card a kind; taking one away asks first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("已保存的")
        self._desk = desk
        self._asked = Latest(desk.runner, self)
        self._cards = QWidget()
        self._list = QVBoxLayout(self._cards)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(M)
        self.states = PageStates(self._cards)
        self.column.addWidget(self.states)
        self.rows: list[tuple[Kept, QWidget]] = []

    @override
    def read(self) -> None:
        """Read what is kept now."""
        session = self._desk.session
        self._asked.ask(lambda _: kept_things.everything(session), self._show, failed=self._on_failed)

    def remove(self, kept: Kept) -> None:
        """Forget one; the person was asked."""
        session = self._desk.session
        handle = self._desk.runner.writing(lambda _: kept_things.remove(session, kept))
        handle.done.connect(lambda _: self._desk.say(f"已删除“{kept.name}”"))
        handle.failed.connect(lambda error: self._desk.say(window_message_for(error)))
        handle.ended.connect(self.read)
        self._desk.runner.start(handle)

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    def _show(self, everything: list[Kept]) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for kind, things in groupby(everything, key=lambda one: one.kind):
            card = Card(KINDS[kind])
            for kept in things:
                card.body.addWidget(self._row(kept))
            self._list.addWidget(card)
        if everything:
            self.states.show_content()
        else:
            self.states.show_empty("layers", "还没有保存的内容", _EMPTY)

    def _row(self, kept: Kept) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(M)
        button = quiet_button("trash-2", f"删除“{kept.name}”")
        button.clicked.connect(partial(self._on_remove, kept))
        across.addWidget(ElidedLabel(kept.name), 1)
        across.addWidget(label(kept.detail, "muted"))
        across.addWidget(button)
        self.rows.append((kept, button))
        return row

    def _on_remove(self, kept: Kept) -> None:
        told = f"删除后，“{kept.name}”（{KINDS[kept.kind]}）要用时得重新设置。台账里的内容不受影响。"
        ask(self, "删除保存的设置", told, "删除", partial(self.remove, kept), is_danger=True)
