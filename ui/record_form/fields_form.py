"""Fields of a record in two columns, each under its label: what was typed, what is wrong, who stands already.

An ID number fills sex and birth date; while somebody is typed in, the same person of the ledger is offered. Saving is
left to whoever holds the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app import words
from app.dossiers import form_values
from app.dossiers.drafts import Filled
from app.dossiers.form_values import SamePerson
from app.dossiers.sections import Section
from ledger.definition import Ledger
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M
from ui.record_form.form_field import FormField
from ui.record_form.reference_box import ReferenceBox
from ui.record_form.twin_band import TwinBand
from ui.workers import Latest

_COLUMNS = 2
_MASKED = "带 * 号的和“已隐藏”的内容不显示在这里：留空不改，输入就整个替换。"
_WIDE = ("long_text", "code_list")
_TELLING = frozenset(("id_no", "name", "birth_date"))
_INSIDE = {"unit_uid": "building_uid", "household_uid": "dwelling_uid"}
"""References whose choices lie inside what another field names."""


class FieldsForm(QWidget):
    """The typed fields of some sections; `without` leaves fields out that another place asks for."""

    changed = Signal()
    asked_to_open = Signal(str)
    """Somebody who stands already is to be opened instead: the id."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        sections: Iterable[Section],
        *,
        own: str = "",
        without: Iterable[str] = (),
        with_headings: bool = True,
    ) -> None:
        super().__init__()
        self._desk, self._ledger, self._own = desk, ledger, own
        self._latest = Latest(desk.runner, self)
        self.fields: dict[str, FormField] = {}
        self.twins = TwinBand()
        self.twins.asked_to_open.connect(self.asked_to_open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(L)
        column.addWidget(self.twins)
        left_out = set(without)
        sections = tuple(sections)
        if any(cell.is_masked for section in sections for cell in section.cells if cell.can_be_typed):
            column.addWidget(label(_MASKED, "caption", wraps=True))
        for section in sections:
            cells = [cell for cell in section.cells if cell.can_be_typed and cell.item.name not in left_out]
            if not cells:
                continue
            if with_headings:
                column.addWidget(label(section.label, "section"))
            column.addLayout(self._grid([FormField(desk, ledger, cell) for cell in cells]))
        self._join()

    def _grid(self, fields: list[FormField]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        at = 0
        for field in fields:
            is_wide = field.item.kind in _WIDE
            at += at % _COLUMNS if is_wide else 0
            grid.addWidget(field, at // _COLUMNS, at % _COLUMNS, 1, _COLUMNS if is_wide else 1)
            at += _COLUMNS if is_wide else 1
            self._take(field)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        return grid

    def _take(self, field: FormField) -> None:
        self.fields[field.name] = field
        field.changed.connect(self.changed)
        if field.name == "id_no" and self._ledger.name == "person":
            field.changed.connect(self._fill_from_id)
        if field.name in _TELLING and self._ledger.name == "person":
            field.finished.connect(self._look_for_twins)

    def _join(self) -> None:
        """Units are offered of the chosen building, households of the chosen dwelling."""
        for inner, outer in _INSIDE.items():
            if inner in self.fields and outer in self.fields:
                self.fields[outer].changed.connect(lambda inner=inner, outer=outer: self._narrow(inner, outer))
                self._narrow(inner, outer)

    def _narrow(self, inner: str, outer: str) -> None:
        box = self.fields[inner].editor
        if isinstance(box, ReferenceBox):
            box.keep_within(self.fields[outer].text())

    # -- what was typed

    def typed(self) -> dict[str, str]:
        """The changed fields as texts; an empty one wipes."""
        said = {name: field.typed() for name, field in self.fields.items()}
        return {name: text for name, text in said.items() if text is not None}

    def titles(self) -> dict[str, str]:
        """What chosen references are called, by field: for drafts and for telling two values apart."""
        boxes = {name: field.editor for name, field in self.fields.items()}
        return {name: box.choice.title for name, box in boxes.items() if isinstance(box, ReferenceBox) and box.choice}

    def filled(self) -> Filled:
        """What is typed, to be kept as a draft."""
        typed = self.typed()
        return Filled(typed, {name: title for name, title in self.titles().items() if name in typed})

    def is_changed(self) -> bool:
        """True when something would be saved."""
        return bool(self.typed())

    def fill(self, values: Mapping[str, str], titles: Mapping[str, str] | None = None) -> None:
        """Put texts into fields as if they were typed."""
        for name, text in values.items():
            if name in self.fields:
                self.fields[name].set_text(text, title=(titles or {}).get(name, ""))

    def focus_first(self, name: str = "") -> None:
        """Go to a field, or to the first."""
        field = self.fields.get(name) or next(iter(self.fields.values()), None)
        if field is not None:
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is wrong

    def show_problems(self, problems: Iterable[tuple[str, str]]) -> list[str]:
        """Show (field, rule) at their fields and go to the first; answers those that have no field here, worded."""
        elsewhere: list[str] = []
        first = ""
        for name, rule in problems:
            if name in self.fields:
                self.fields[name].set_error(words.rule(rule))
                first = first or name
            else:
                elsewhere.append(f"{words.field(self._ledger.name, name)}{words.rule(rule)}")
        if first:
            self.focus_first(first)
        return elsewhere

    def check(self) -> bool:
        """Look at every field; goes to the first that is wrong."""
        wrong = [name for name, field in self.fields.items() if not field.check()]
        if wrong:
            self.focus_first(wrong[0])
        return not wrong

    # -- what an ID number tells

    def _fill_from_id(self) -> None:
        told = form_values.filled_from_id(self.fields["id_no"].text())
        for name, value in told.items():
            field = self.fields.get(name)
            if field is not None and (name == "id_type" or not field.text()):
                field.set_text(value)
        if told:
            self._look_for_twins()

    def _look_for_twins(self) -> None:
        session, own = self._desk.session, self._own
        typed: dict[str, str] = {name: self.fields[name].text() for name in _TELLING if name in self.fields}
        if own and _TELLING.isdisjoint(self.typed()):
            return
        self._latest.ask(lambda _: form_values.same_people(session, typed, own=own), self._show_twins)

    def _show_twins(self, found: list[SamePerson]) -> None:
        self.twins.show_people(found)
