"""Somebody of the roster in short: where, which help, and the numbers to ring, behind their masks until asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import access
from app.dossiers.sections import Cell
from app.roster.roster import Resident
from ledger import catalog
from ui.desk import Desk
from ui.dossier.masked_value import MaskedValue, Unmasking
from ui.look.roles import label
from ui.look.tokens import XS, M
from ui.parts.buttons import plain_button
from ui.parts.chips import Badge, TagChip
from ui.parts.drawer import Drawer
from ui.parts.flow import FlowLayout

_PERSON = catalog.named("person")


class ResidentPanel(Drawer):
    """`asked_for_page` tells the person whose page is wanted."""

    asked_for_page = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("居民")
        self._desk = desk
        self._person = ""
        self._content = QWidget()
        self.body.addWidget(self._content)
        self.body.addStretch(1)
        self.open_button = plain_button("打开一人一档", "user")
        self.open_button.clicked.connect(lambda: self.asked_for_page.emit(self._person))
        self.foot.addWidget(self.open_button)

    def show_resident(self, one: Resident) -> None:
        """Tell of somebody."""
        self._person = one.person
        self.set_title(one.name)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(label("　".join(filter(None, (one.place, one.about))), "muted", wraps=True))
        chips = FlowLayout()
        for text in one.help.labels:
            chips.addWidget(Badge(text, "warn"))
        for tag in one.tags:
            chips.addWidget(TagChip(tag))
        column.addLayout(chips)
        for name, text in (
            ("phone", one.phone),
            ("emergency_contact", one.contact),
            ("emergency_phone", one.contact_phone),
        ):
            self._tell(column, name, text)
        self.body.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content

    def _tell(self, column: QVBoxLayout, name: str, text: str) -> None:
        item = _PERSON.field(name)
        part = QVBoxLayout()
        part.setSpacing(XS)
        part.addWidget(label(item.label, "caption"))
        unmasking = Unmasking(self._desk, _PERSON, self._person)
        if text and unmasking.is_offered():
            part.addWidget(
                MaskedValue(Cell(item, text, is_masked=True, level=access.level_of(_PERSON, item)), unmasking)
            )
        else:
            part.addWidget(label(text or "没有登记", "plain" if text else "muted", wraps=True))
        column.addLayout(part)
