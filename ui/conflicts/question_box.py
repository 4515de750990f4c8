"""One question: what happened, what was there before, and its choices as rows to pick from, or fields to type.

A choice carries the value itself and who wrote it, when and where. Nothing is chosen beforehand: whoever settles has
looked, behind the masks too where the account may (`veil.py`). What a choice writes is `app.syncing.settling`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.dossiers.sections import Cell
from app.syncing.card_options import Option
from app.syncing.cards import Asked
from app.syncing.conflict_sides import Part
from ledger import catalog
from ui.conflicts.veil import Veil
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button
from ui.parts.chips import Badge
from ui.record_form.form_field import FormField

_NOTHING = "空"
_IN_USE = "现在用的"
_BESIDE_A_TICK = 30  # pixels from the edge of a choice to its words
_FIELD_LETTERS = 24


class QuestionBox(QFrame):
    """`picked()` whenever the choice is another one; `alike_asked()` when the same is wanted for all like it."""

    picked = Signal()
    alike_asked = Signal()

    def __init__(self, desk: Desk, ledger: str, asked: Asked) -> None:
        super().__init__()
        self._desk, self._ledger, self.asked = desk, ledger, asked
        self.buttons: dict[str, QRadioButton] = {}
        self.fields: tuple[FormField, ...] = ()
        self._titles: dict[str, QAbstractButton | QLabel] = {}
        self._parts: dict[tuple[str, str], QLabel] = {}
        self.group = QButtonGroup(self)
        self.setAccessibleName(asked.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S, 0, S)
        column.setSpacing(S)
        column.addLayout(self._head())
        column.addWidget(label(asked.sentence, "muted", wraps=True))
        self.before = label(_before(asked.before), wraps=True)
        column.addWidget(self.before)
        self.before.setVisible(any(part.text for part in asked.before))
        if asked.answered:
            column.addWidget(label(asked.answered, "strong", wraps=True))
        if asked.can_be_settled:
            self._add_choices(column)
        else:
            self._tell_sides(column)
        self.group.buttonToggled.connect(self._on_toggled)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(label(self.asked.title, "section", wraps=True), 1)
        self.veil = Veil(self._desk, self._ledger, self.asked.id, self)
        self.veil.unveiled.connect(self._show_values)
        self.veil.veiled.connect(self._hide_values)
        self.alike = link_button(f"还有 {self.asked.alike} 处一样的", "layers")
        self.alike.setToolTip("选好以后，可以同样处理其余的（Ctrl+Shift+Enter）")
        self.alike.clicked.connect(self.alike_asked)
        offered = (self.veil, self.asked.is_masked and self.veil.is_offered), (self.alike, bool(self.asked.alike))
        for widget, is_offered in offered:
            if not is_offered:  # the others are shown with the whole: shown before that they would be windows
                widget.hide()
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        return row

    # -- choices

    def _add_choices(self, column: QVBoxLayout) -> None:
        for option in self.asked.options:
            button = QRadioButton(option.title)
            button.setAccessibleName("，".join(part for part in (option.title, option.told) if part))
            column.addWidget(self._choice(button, option))
            self._add(option.code, button)
        if self.asked.fields:
            column.addWidget(self._typing())

    def _tell_sides(self, column: QVBoxLayout) -> None:
        """What the sides wrote, where nothing is to be chosen."""
        for option in self.asked.options:
            column.addWidget(self._choice(label(option.title, wraps=True), option))

    def _choice(self, head: QAbstractButton | QLabel, option: Option) -> QWidget:
        """A choice: its words, marks beside them, and beneath who wrote what."""
        set_role(head, "strong")
        self._titles[option.code] = head
        box, column = _box()
        beside = QHBoxLayout()
        beside.setSpacing(S)
        beside.addWidget(head)
        if option.stands:
            beside.addWidget(Badge(_IN_USE, "plain"))
        beside.addStretch(1)
        column.addLayout(beside)
        beneath = QVBoxLayout()
        beneath.setContentsMargins(theme().pixels(_BESIDE_A_TICK) if isinstance(head, QRadioButton) else 0, 0, 0, 0)
        beneath.setSpacing(XS)
        for part in option.parts:
            self._parts[option.code, part.field] = label(_part(part), wraps=True)
            beneath.addWidget(self._parts[option.code, part.field])
        if option.told:
            beneath.addWidget(label(option.told, "caption", wraps=True))
        column.addLayout(beneath)
        return box

    def _typing(self) -> QWidget:
        ledger = catalog.named(self._ledger)
        is_reference = all(ledger.field(name).kind == "ref" for name in self.asked.fields)
        button = QRadioButton("改选一个" if is_reference else "另写一个" if len(self.asked.fields) == 1 else "另写")
        box, column = _box()
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        cells = [Cell(ledger.field(name), "", is_masked=False) for name in self.asked.fields]
        self.fields = tuple(FormField(self._desk, ledger, cell) for cell in cells)
        self.typing = QWidget()
        grid = QGridLayout(self.typing)
        grid.setContentsMargins(theme().pixels(_BESIDE_A_TICK), 0, 0, 0)
        grid.setHorizontalSpacing(M)
        for place, field in enumerate(self.fields):
            field.changed.connect(self.picked)
            field.setMaximumWidth(self.fontMetrics().horizontalAdvance("字") * _FIELD_LETTERS)
            grid.addWidget(field, place // 2, place % 2)
        grid.setColumnStretch(2, 1)
        self.typing.hide()
        column.addWidget(self.typing)
        self._add("value", button)
        return box

    def _add(self, code: str, button: QRadioButton) -> None:
        self.buttons[code] = button
        self.group.addButton(button)

    def _on_toggled(self, _button: object, is_on: bool) -> None:  # noqa: FBT001 - a slot
        if self.fields:
            self.typing.setVisible(self.choice() == "value")
        if is_on:
            self.picked.emit()
            if self.choice() == "value":
                self.fields[0].setFocus()

    # -- behind the masks

    def _show_values(self, before: Sequence[Part], by_choice: Mapping[str, Sequence[Part]]) -> None:
        self.before.setText(_before(before))
        for option in self.asked.options:
            parts = by_choice.get(option.code, ())
            for part in parts:
                if (option.code, part.field) in self._parts:
                    self._parts[option.code, part.field].setText(_part(part))
            if option.is_value:
                self._titles[option.code].setText("，".join(part.text or _NOTHING for part in parts))

    def _hide_values(self) -> None:
        self.before.setText(_before(self.asked.before))
        for option in self.asked.options:
            self._titles[option.code].setText(option.title)
            for part in option.parts:
                self._parts[option.code, part.field].setText(_part(part))

    # -- what is chosen

    def choice(self) -> str:
        """The code of the choice; "" while nothing is chosen."""
        return next((code for code, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, code: str) -> None:
        """Choose as a click would."""
        self.buttons[code].setChecked(True)

    def typed(self) -> dict[str, str]:
        """What is typed, by field."""
        return {field.name: field.text() for field in self.fields}

    @property
    def is_ready(self) -> bool:
        """True when there is something to settle it with."""
        choice = self.choice()
        return bool(choice) and (choice != "value" or any(self.typed().values()))

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say at each field what is wrong with it."""
        told = dict(problems)
        for field in self.fields:
            field.set_error(told.get(field.name, ""))


def _box() -> tuple[QFrame, QVBoxLayout]:
    box = QFrame()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(XS)
    return box, column


def _part(part: Part) -> str:
    return f"{part.label}：{part.text or _NOTHING}"


def _before(parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return f"原来是：{parts[0].text or _NOTHING}"
    return "原来是：" + "，".join(f"{part.label} {part.text or _NOTHING}" for part in parts)


def divider() -> QFrame:
    """A line between two questions."""
    return QFrame(frameShape=QFrame.Shape.HLine)
