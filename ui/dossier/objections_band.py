"""The open objections 数据异议 to the record of a page, line by line, each with the way to its end."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.events import Committed
from app.objections import about
from app.objections.about import Told
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, S
from ui.parts.allowed import grey_unless
from ui.parts.buttons import link_button
from ui.parts.picture import Picture
from ui.workers import Latest

_ICON = "message-square-warning"


class ObjectionRow(QWidget):
    """One objection, in its words."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told
        self.text = label(told.sentence, wraps=True)
        self.evidence_button: QPushButton = link_button("佐证材料")
        self.settle_button: QPushButton = link_button("写明结果", "check")
        for button, name in ((self.evidence_button, "佐证材料"), (self.settle_button, "写明核实结果")):
            button.setAccessibleName(f"{told.label}的异议：{name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, XS, 0, XS)
        row.setSpacing(S)
        row.addWidget(Picture(_ICON, "warn"))
        row.addWidget(self.text, 1)
        row.addWidget(self.evidence_button)
        row.addWidget(self.settle_button)


class ObjectionsBand(QWidget):
    """Not there while nothing is disputed. `looked` after every reading."""

    looked = Signal()
    asked_to_settle = Signal(object)
    asked_for_evidence = Signal(object)

    def __init__(self, desk: Desk, ledger: str) -> None:
        super().__init__()
        set_role(self, "hint", "warn")
        self._desk, self._ledger, self._record = desk, ledger, ""
        self.rows: list[ObjectionRow] = []
        self._latest = Latest(desk.runner, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, S, L, S)
        self._column.setSpacing(0)
        self.hide()
        desk.events.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self._record and about.OBJECTION.name in committed.ledgers:
            self.look(self._record)

    def look(self, record: str) -> None:
        """Ask what is disputed of a record; "" for none, and nothing stands here."""
        if record != self._record:
            self._show(())
        self._record = record
        if not record:
            self._latest.drop()
            return
        session, ledger = self._desk.session, self._ledger
        self._latest.ask(lambda _ctx: about.of_record(session, ledger, record), self._show, failed=lambda _: None)

    def _show(self, found: tuple[Told, ...]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [ObjectionRow(told) for told in found if told.is_open]
        for row in self.rows:
            self._column.addWidget(row)
            row.settle_button.clicked.connect(lambda _=False, told=row.told: self.asked_to_settle.emit(told))
            row.evidence_button.clicked.connect(lambda _=False, told=row.told: self.asked_for_evidence.emit(told))
            grey_unless(self._desk.session.rights, "edit", self._ledger, row.settle_button)
        self.setVisible(bool(self.rows))
        self.looked.emit()
