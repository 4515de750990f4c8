"""The editor of a field by its kind: a line, a list of codes, a date, a search for another record.

Each gives and takes texts as `app.records.editing` reads them; what a text may be is `ledger.check`'s to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.dossiers.sections import Cell
from app.records.choosing import Choice
from ledger.definition import Field
from ui.desk import Desk
from ui.parts.choices import ChoiceBox, CodeBox
from ui.parts.codes_box import CodesBox
from ui.parts.dates import DateEdit
from ui.parts.line_edit import LineEdit
from ui.record_form.reference_box import ReferenceBox
from ui.record_form.text_area import TextArea

_YES_NO = (("是", "是"), ("否", "否"))


class Editor(QObject):
    """One editor as a form sees it: its widget, its text, and when that changes or is finished."""

    changed = Signal()
    finished = Signal()

    def __init__(self, widget: QWidget, read: Callable[[], str], write: Callable[[str], None], line: QLineEdit | None):
        super().__init__(widget)
        self.widget = widget
        self.line = line
        self._read, self._write = read, write

    def text(self) -> str:
        """What is typed or chosen: codes as codes or labels, references as ids."""
        return self._read()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._write(text)


def editor_of(desk: Desk, item: Field) -> Editor:
    """An empty editor for a field."""
    return _MAKERS.get(item.kind, _line)(desk, item)


def show_cell(editor: Editor, cell: Cell) -> None:
    """Put what a page shows into an editor; of a masked value nothing but what stands for it."""
    if cell.is_masked:
        if editor.line is not None:
            editor.line.setPlaceholderText(cell.text)
        return
    if isinstance(editor.widget, ReferenceBox):
        editor.widget.set_choice(Choice(cell.reference, cell.text) if cell.reference else None)
        return
    editor.set_text(cell.text)


def _line(_desk: Desk, item: Field) -> Editor:
    edit = LineEdit()
    if item.max_length:
        edit.setMaxLength(item.max_length)
    if item.kind == "phone":
        edit.setPlaceholderText("几个号码用、隔开")
    if item.kind == "instant":
        edit.setPlaceholderText("年-月-日 时:分")
    return _of_line(edit, edit.text, edit.setText)


def _date(_desk: Desk, _item: Field) -> Editor:
    edit = DateEdit()
    return _of_line(edit, edit.value, edit.set_value)


def _reference(desk: Desk, item: Field) -> Editor:
    box = ReferenceBox(desk, item.target)
    made = _of_line(box, box.value, box.setText)
    box.chosen.connect(made.changed)
    box.chosen.connect(made.finished)
    return made


def _of_line(edit: LineEdit, read: Callable[[], str], write: Callable[[str], None]) -> Editor:
    made = Editor(edit, read, write, edit)
    edit.textEdited.connect(made.changed)
    edit.editingFinished.connect(made.finished)
    return made


def _code(_desk: Desk, item: Field) -> Editor:
    return _of_box(CodeBox(item.code_table))


def _codes(_desk: Desk, item: Field) -> Editor:
    box = CodesBox(item.code_table)
    made = Editor(box, box.value, box.set_value, box.line)
    box.changed.connect(made.changed)
    box.line.editingFinished.connect(made.finished)
    return made


def _choice(_desk: Desk, item: Field) -> Editor:
    return _of_box(ChoiceBox((choice, choice) for choice in item.choices))


def _yes_no(_desk: Desk, _item: Field) -> Editor:
    return _of_box(ChoiceBox(_YES_NO))


def _of_box(box: ChoiceBox) -> Editor:
    def write(text: str) -> None:
        index = box.find_typed(text)
        box.set_value(text if index < 0 else str(box.itemData(index) or ""))

    line = cast("LineEdit", box.lineEdit())
    made = Editor(box, box.value, write, line)
    box.chosen.connect(made.changed)
    box.chosen.connect(made.finished)
    line.textEdited.connect(made.changed)
    line.editingFinished.connect(made.finished)
    return made


def _long_text(_desk: Desk, _item: Field) -> Editor:
    area = TextArea()
    made = Editor(area, area.toPlainText, area.setPlainText, None)
    area.textChanged.connect(made.changed)
    return made


_MAKERS: dict[str, Callable[[Desk, Field], Editor]] = {
    "code": _code,
    "code_list": _codes,
    "choice": _choice,
    "bool": _yes_no,
    "date": _date,
    "month": _line,
    "long_text": _long_text,
    "ref": _reference,
}
