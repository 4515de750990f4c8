"""The groups of fields of a record, a card each: one at a time is edited and saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.dossiers.drafts import Draft
from app.records.editing import Seen
from ledger.definition import Ledger
from ui.desk import Desk
from ui.dossier.section_card import SectionCard


class FieldCards(QObject):
    """`began` and `ended` around the editing of a group; `saved(Edited)`; `asked(widget)` wants it in view."""

    began = Signal()
    ended = Signal()
    saved = Signal(object)
    asked = Signal(QWidget)

    def __init__(self, desk: Desk, ledger: Ledger, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ledger = desk, ledger
        self.cards: list[SectionCard] = []

    def make(self, record: str, sections: tuple[Any, ...], seen: Seen, *, editable: bool) -> list[QWidget]:
        """The cards of a record that was read, in their order, in place of those before."""
        self.cards = []
        for section in sections:
            card = SectionCard(self._desk, self._ledger, record, section, seen)
            if not editable:
                card.set_editable(editable=False)
            if not card.can_be_edited and not section.filled:
                continue
            card.began.connect(self._on_began)
            card.ended.connect(self._on_ended)
            card.saved.connect(self.saved)
            card.asked.connect(self.asked)
            card.open_person.connect(lambda person: self._desk.go("person", person))
            self.cards.append(card)
        return list(self.cards)

    def forget(self) -> None:
        """Nothing is shown any more."""
        self.cards = []

    @property
    def is_editing(self) -> bool:
        """True while a group is open."""
        return any(card.is_editing for card in self.cards)

    @property
    def is_changed(self) -> bool:
        """True while something stands in an open group that is not saved."""
        return any(card.is_editing and card.form is not None and card.form.is_changed() for card in self.cards)

    def edit(self, focus: QWidget | None) -> None:
        """Open the group with the focus, else the first one; nothing while one is open."""
        if self.is_editing:
            return
        near = [card for card in self.cards if focus is not None and card.isAncestorOf(focus)]
        card = next((one for one in [*near, *self.cards] if one.can_be_edited), None)
        if card is not None:
            card.edit()

    @Slot(object)
    def go_on(self, draft: Draft) -> None:
        """Open the group that a draft was left of, as it was filled in."""
        for card in self.cards:
            if {cell.item.name for cell in card.section.cells} & set(draft.values):
                card.edit(draft)
                return

    def save(self) -> None:
        """Save the group that is open."""
        for card in self.cards:
            if card.is_editing:
                card.save()

    def leave(self) -> None:
        """Close what is open; what was typed is not kept."""
        for card in self.cards:
            card.leave()

    @Slot()
    def _on_began(self) -> None:
        self.began.emit()
        for card in self.cards:
            card.set_editable(editable=False)
        self.asked.emit(next(card for card in self.cards if card.is_editing))

    @Slot()
    def _on_ended(self) -> None:
        for card in self.cards:
            card.set_editable(editable=True)
        self.ended.emit()
