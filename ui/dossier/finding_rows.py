"""What a visit puts right in the ledger, line by line: of whom or what, which field, and what it becomes.

Or why it is disputed. Offered is what the visit is about: each person who is called on, the home, their tags,
residences and vehicles; what a field holds now stands below. What the action of the visit does with them is
`app.visits.findings`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.visits import planning
from app.visits.findings import OBJECTION
from app.visits.planning import Offer
from ledger import catalog
from ui.desk import Desk
from ui.look.tokens import M, S
from ui.parts.buttons import link_button, quiet_button
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled
from ui.parts.line_edit import LineEdit
from ui.record_form.editors import Editor, editor_of
from ui.workers import Latest

_ADD, _ADD_MORE = "改一项台账内容", "再改一项"
_NEW, _WHY = "改成", "为什么有异议"
_UNKNOWN: Final = "现在没有填"
_PERSON: Final = "person:"


class FindingRow(QWidget):
    """One field to be put right; `changed` at every word, `left` when it is taken away."""

    changed = Signal()
    left = Signal()

    def __init__(self, desk: Desk, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._desk = desk
        self._offers: dict[str, Offer] = {}
        self._reading = Latest(desk.runner, self)
        self._shown = ("", "")
        self.editor: Editor | None = None
        self.new: Labelled | None = None
        self.whose, self.what = ChoiceBox(), ChoiceBox()
        self.whose.chosen.connect(self._on_whose)
        self.what.chosen.connect(self._on_what)
        self.remove_button = quiet_button("x", "不改这一项")
        self.remove_button.clicked.connect(self.left)
        across = QHBoxLayout()
        across.setSpacing(M)
        across.addWidget(Labelled("谁的、哪里的", self.whose), 1)
        across.addWidget(Labelled("改哪一项", self.what), 1)
        across.addWidget(self.remove_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._column.addLayout(across)
        self.show_offers(offers)
        people = [one for one in offers if one.key.startswith(_PERSON)]
        if offers and len(people) <= 1:
            self.whose.set_value(offers[0].key)
            self._on_whose()

    @property
    def key(self) -> str:
        """The record, such as `person:0190…`; "" before one is chosen."""
        return self.whose.value() if self.whose.value() in self._offers else ""

    @property
    def field(self) -> str:
        """The field, such as `phone`; "" before one is chosen."""
        return self.what.value() if self.editor is not None else ""

    @property
    def name(self) -> str:
        """What the finding is called; "" before all is chosen."""
        return f"{self.key}.{self.field}" if self.key and self.field else ""

    def choose(self, key: str, field: str) -> None:
        """As if somebody chose this field of this record."""
        self.whose.set_value(key)
        self._on_whose()
        self.what.set_value(field)
        self._on_what()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer other records, the chosen one among them."""
        self._offers = {one.key: one for one in offers}
        self.whose.set_choices((one.key, one.title) for one in offers)

    def _on_whose(self) -> None:
        offer = self._offers.get(self.key)
        self.what.set_choices(offer.fields if offer else ())
        if self.what.value() not in dict(offer.fields if offer else ()):
            self.what.set_value("")
        self._on_what()

    def _on_what(self) -> None:
        chosen = (self.key, self.what.value() if self.key else "")
        if chosen == self._shown:
            return
        self._shown = chosen
        if self.new is not None:
            self._column.removeWidget(self.new)
            self.new.hide()
            self.new.deleteLater()
        self.editor, self.new = None, None
        key, field = chosen
        if field in dict(self._offers[key].fields if key else ()):
            is_objection = field == OBJECTION
            ledger = catalog.named(key.partition(":")[0])
            editor = _reason() if is_objection else editor_of(self._desk, ledger.field(field))
            editor.changed.connect(self.changed)
            self.editor, self.new = editor, Labelled(_WHY if is_objection else _NEW, editor.widget)
            self._column.addWidget(self.new)
            self.new.show()
            self._read_present()
            editor.widget.setFocus()
        self.changed.emit()

    def _read_present(self) -> None:
        """Say below what the ledger holds now."""
        session, key, field = self._desk.session, self.key, self.field
        if not field or field == OBJECTION:
            return

        def read(_ctx: JobContext) -> str:
            return planning.stands(session, key, field)

        self._reading.ask(read, self._show_present)

    def _show_present(self, text: str) -> None:
        if self.new is not None:
            self.new.set_hint(f"现在是 {text}" if text else _UNKNOWN)


class FindingRows(QWidget):
    """The lines; `changed` when what they say changed, `offered` once it is known what may be put right."""

    changed = Signal()
    offered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asking = Latest(desk.runner, self)
        self._about: tuple[tuple[str, ...], str] = ((), "")
        self.offers: tuple[Offer, ...] = ()
        self.rows: list[FindingRow] = []
        self.add_button = link_button(_ADD, "plus")
        self.add_button.clicked.connect(self.add)
        self.add_button.setEnabled(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(M)
        across = QHBoxLayout()
        across.addWidget(self.add_button)
        across.addStretch(1)
        self._column.addLayout(across)

    def show_visit(self, people: Sequence[str], home: str) -> None:
        """Whom the visit is made to, and in which home; "" for none."""
        about = (tuple(people), home)
        if about == self._about:
            return
        self._about = about
        session = self._desk.session
        self._asking.ask(lambda _: planning.offered(session, people, home), self._show_offers)

    def said(self) -> dict[str, str]:
        """What is to be put right, by name."""
        return {row.name: row.editor.text() for row in self.rows if row.editor is not None and row.name}

    def fields_of(self, ledger: str, record: str, field: str) -> list[Labelled]:
        """Where a field of a record is typed; of any record where none is named."""
        found = [row for row in self.rows if row.field == field and (not record or row.key == f"{ledger}:{record}")]
        return [row.new for row in found if row.new is not None]

    def clear_errors(self) -> None:
        """Before they are looked at anew."""
        for row in self.rows:
            if row.new is not None:
                row.new.clear_error()

    def add(self) -> None:
        """One line more."""
        row = FindingRow(self._desk, self.offers)
        row.changed.connect(self.changed)
        row.left.connect(lambda: self._on_left(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self._name_button()
        (row.what if row.key else row.whose).setFocus()

    def _on_left(self, row: FindingRow) -> None:
        self.add_button.setFocus()
        self._take_away(row)

    def _take_away(self, row: FindingRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._name_button()
        self.changed.emit()

    def _name_button(self) -> None:
        self.add_button.setText(_ADD_MORE if self.rows else _ADD)

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        self.offers = offers
        self.add_button.setEnabled(bool(offers))
        keys = {one.key for one in offers}
        for row in tuple(self.rows):
            if row.key and row.key not in keys:
                self._take_away(row)
            else:
                row.show_offers(offers)
        self.offered.emit()


def _reason() -> Editor:
    """A line for why somebody disputes it."""
    edit = LineEdit()
    made = Editor(edit, edit.text, edit.setText, edit)
    edit.textEdited.connect(made.changed)
    edit.editingFinished.connect(made.finished)
    return made
