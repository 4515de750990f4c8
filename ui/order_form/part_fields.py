"""The editors of a move's record: one for each part, by what the part is. What it may say is the rules'."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.records.choosing import Choice
from ledger.orders import records
from ui.desk import Desk
from ui.order_form.category_box import CategoryBox
from ui.parts.choices import ChoiceBox, CodeBox
from ui.parts.dates import DateEdit
from ui.parts.line_edit import LineEdit
from ui.record_form.reference_box import ReferenceBox
from ui.record_form.text_area import TextArea

_CODES: Final = {
    "source": "work_order_source",
    "priority": "work_order_priority",
    "limit_rule": "work_order_time_limit",
    "satisfaction": "satisfaction",
    "module": "topic_module",
}
_CHOICES: Final = {
    "result_kind": records.RESULT_KINDS,
    "level": records.LEVELS,
    "way": records.WAYS,
    "reason_kind": records.REASON_KINDS,
    "need_reply": ("是", "否"),
    "is_solvable": ("是", "否"),
    "is_draft": ("是", "否"),
    "confidential": ("是", "否"),
    "is_major": ("是", "否"),
}
_REFERENCES: Final = {
    "duplicate_of": "work_order",
    "building_uid": "building",
    "dwelling_uid": "dwelling",
    "reporter_person": "person",
    "device_uid": "topic_row",
}
_DAYS: Final = frozenset(("new_due_at", "resume_on"))
_MOMENTS: Final = frozenset(("contacted_at", "received_at", "occurred_at"))
_LONG: Final = frozenset(("description", "opinion", "reply", "evidence", "tried", "materials", "result"))
PEOPLE: Final = "to_person"


class PartField(QObject):
    """One part of a form: its widget, what it says as text, and when the person changes that."""

    changed = Signal()

    def __init__(self, widget: QWidget, read: Callable[[], str], write: Callable[[str], None]) -> None:
        super().__init__(widget)
        self.widget = widget
        self._read, self._write = read, write

    def text(self) -> str:
        """What is typed or chosen; codes as codes, people as logins, other orders as ids."""
        return self._read().strip()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._write(text)


def field_of(desk: Desk, part: str, people: Iterable[tuple[str, str]] = ()) -> PartField:
    """An empty editor for a part; `people` are the (login, name) pairs of who may be named."""
    if part == "category":
        return _category()
    box = _box(part, people)
    if box is not None:
        return _of_box(box)
    if part in _REFERENCES:
        return _reference(desk, _REFERENCES[part])
    if part in _LONG:
        return _area()
    return _line(part)


def _category() -> PartField:
    box = CategoryBox()
    made = PartField(box, box.value, box.set_value)
    box.changed.connect(made.changed)
    return made


def _box(part: str, people: Iterable[tuple[str, str]]) -> ChoiceBox | None:
    """The list of a part that is one of several; None for any other part."""
    if part == PEOPLE:
        return ChoiceBox(people)
    if part in _CODES:
        return CodeBox(_CODES[part])
    return ChoiceBox((one, one) for one in _CHOICES[part]) if part in _CHOICES else None


def _of_box(box: ChoiceBox) -> PartField:
    made = PartField(box, box.value, box.set_value)
    box.chosen.connect(made.changed)
    cast("LineEdit", box.lineEdit()).textEdited.connect(made.changed)
    return made


def _reference(desk: Desk, ledger: str) -> PartField:
    box = ReferenceBox(desk, ledger)
    made = PartField(box, box.value, lambda text: box.set_choice(Choice(text, text) if text else None))
    box.chosen.connect(made.changed)
    box.textEdited.connect(made.changed)
    return made


def _area() -> PartField:
    area = TextArea()
    made = PartField(area, area.toPlainText, area.setPlainText)
    area.textChanged.connect(made.changed)
    return made


def _line(part: str) -> PartField:
    edit = DateEdit() if part in _DAYS else LineEdit()
    if part in _MOMENTS:
        edit.setPlaceholderText("年-月-日 时:分")
    read = edit.value if isinstance(edit, DateEdit) else edit.text
    made = PartField(edit, read, edit.setText)
    edit.textEdited.connect(made.changed)
    return made
