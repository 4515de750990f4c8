"""What a visit puts right in the ledger, line by line: which field, and what it becomes, or why it is disputed.

Offered are the fields of the home, and of a person as long as just one is called on; what each holds now stands below.
What the action of the visit does with them is `app.visits.findings`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.visits import planning
from app.visits.findings import OBJECTION
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


class FindingRow(QWidget):
    """One field to be put right; `changed` at every word, `left` when it is taken away."""

    changed = Signal()
    left = Signal()

    def __init__(self, desk: Desk, offered: Mapping[str, str], records: Mapping[str, str]) -> None:
        super().__init__()
        self._desk, self._records = desk, dict(records)
        self._reading = Latest(desk.runner, self)
        self._shown = ""
        self.editor: Editor | None = None
        self.new: Labelled | None = None
        self.what = ChoiceBox(offered.items())
        self.what.chosen.connect(self._on_chosen)
        self.remove_button = quiet_button("x", "不改这一项")
        self.remove_button.clicked.connect(self.left)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(M)
        self._row.addWidget(Labelled("改哪一项", self.what), 1)
        self._row.addWidget(self.remove_button)

    @property
    def name(self) -> str:
        """The field, such as `person.phone`; "" before one is chosen."""
        return self.what.value() if self.editor is not None else ""

    def show_offered(self, offered: Mapping[str, str], records: Mapping[str, str]) -> None:
        """Offer other fields, the chosen one among them; it is another record's now."""
        self._records = dict(records)
        self.what.set_choices(offered.items())
        self._read_present()

    def _on_chosen(self) -> None:
        if self.what.value() == self._shown:
            return
        self._shown = self.what.value()
        ledger_name, _, field = self._shown.partition(".")
        if self.new is not None:
            self._row.removeWidget(self.new)
            self.new.hide()
            self.new.deleteLater()
        self.editor, self.new = None, None
        if field:
            is_objection = field == OBJECTION
            editor = _reason() if is_objection else editor_of(self._desk, catalog.named(ledger_name).field(field))
            editor.changed.connect(self.changed)
            self.editor, self.new = editor, Labelled(_WHY if is_objection else _NEW, editor.widget)
            self._row.insertWidget(1, self.new, 1)
            self.new.show()
            self._read_present()
            editor.widget.setFocus()
        self.changed.emit()

    def _read_present(self) -> None:
        """Say below what the ledger holds now."""
        session, name = self._desk.session, self.name
        record = self._records.get(name.partition(".")[0], "")
        if not name or name.endswith(f".{OBJECTION}"):
            return

        def read(_ctx: JobContext) -> str:
            return planning.stands(session, name, record)

        self._reading.ask(read, self._show_present)

    def _show_present(self, text: str) -> None:
        if self.new is not None:
            self.new.set_hint(f"现在是 {text}" if text else _UNKNOWN)


class FindingRows(QWidget):
    """The lines; `changed` when what they say changed."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._offered: tuple[tuple[str, str], ...] = ()
        self._records: dict[str, str] = {}
        self.rows: list[FindingRow] = []
        self.add_button = link_button(_ADD, "plus")
        self.add_button.clicked.connect(self.add)
        self.add_button.setEnabled(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        across = QHBoxLayout()
        across.addWidget(self.add_button)
        across.addStretch(1)
        self._column.addLayout(across)

    def offer(self, offered: tuple[tuple[str, str], ...]) -> None:
        """What may be put right at all."""
        self._offered = offered
        self._refresh()

    def show_records(self, *, person: str, home: str) -> None:
        """Whom and which home it is about; "" for none, or several people."""
        records = {name: one for name, one in (("person", person), ("dwelling", home)) if one}
        if records != self._records:
            self._records = records
            self._refresh()

    def said(self) -> dict[str, str]:
        """What is to be put right, by name."""
        return {row.name: row.editor.text() for row in self.rows if row.editor is not None and row.name}

    def field_of(self, name: str) -> Labelled | None:
        """Where `person.phone` is typed."""
        return next((row.new for row in self.rows if row.name == name), None)

    def clear_errors(self) -> None:
        """Before they are looked at anew."""
        for row in self.rows:
            if row.new is not None:
                row.new.clear_error()

    def add(self) -> None:
        """One line more."""
        row = FindingRow(self._desk, self._choices(), self._records)
        row.changed.connect(self.changed)
        row.left.connect(lambda: self._on_left(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self._name_button()
        row.what.setFocus()

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

    def _choices(self) -> dict[str, str]:
        return {name: label for name, label in self._offered if name.partition(".")[0] in self._records}

    def _refresh(self) -> None:
        choices = self._choices()
        self.add_button.setEnabled(bool(choices))
        for row in tuple(self.rows):
            if row.name and row.name not in choices:
                self._take_away(row)
            else:
                row.show_offered(choices, self._records)


def _reason() -> Editor:
    """A line for why somebody disputes it."""
    edit = LineEdit()
    made = Editor(edit, edit.text, edit.setText, edit)
    edit.textEdited.connect(made.changed)
    edit.editingFinished.connect(made.finished)
    return made
