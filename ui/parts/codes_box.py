"""Several codes of one code table in a field: the chosen ones as chips, the others a few letters away.

Typing narrows the list below, Enter or Space ticks its current line, Backspace in an empty line takes the last chip
off. Words joined by 、 are understood as they are typed or pasted; what means no code stays to be seen and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from ledger import codes, kinds
from ui.look.icons import SIDE, icon
from ui.look.roles import restyle, set_role
from ui.look.theme import theme
from ui.look.tokens import XS, S
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import ENTER, LineEdit
from ui.parts.tick_list import TickList

_MARKS = "、,，;；"
_HINT = "输入几个字来找，可选多项"
_LETTERS, _LETTERS_BESIDE = 14, 4
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 0, Qt.Key.Key_PageUp: 0}


class CodesBox(QFrame):
    """`value()` is the labels joined by 、, as `ledger.kinds` reads them. `changed` by the person alone."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, table_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = codes.table(table_name)
        self._chosen: list[str] = []
        self._hint = _HINT
        self._is_aiming = False  # the list's current line was looked for: Enter means it
        set_role(self, "codes")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.line = _Line(self._on_key)
        self.line.textEdited.connect(self._on_edited)
        self.line.focused.connect(self._on_focus)
        self.line.submitted.connect(self.submitted)
        self._flow = FlowLayout(gap=XS)
        self._flow.addWidget(self.line)
        self.arrow = QToolButton()
        self.arrow.setIcon(icon("chevron-down", "muted"))
        self.arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.arrow.setToolTip("打开列表（↓）")
        self.arrow.setAccessibleName("打开列表")
        self.arrow.clicked.connect(self._toggle_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addLayout(self._flow, 1)
        row.addWidget(self.arrow, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.line)
        self.chips: list[QToolButton] = []
        self._show_chosen()

    # -- what it says

    def value(self) -> str:
        """The chosen labels in the order of their codes, then what is typed and means none."""
        typed = self.line.text().strip()
        return kinds.LIST_MARK.join((*map(self._table.label, self._chosen), *((typed,) if typed else ())))

    def set_value(self, text: str) -> None:
        """Show what a field says; a word that this version does not know stays as it is written."""
        self.line.clear()
        words = kinds.split_list(text, self._table)
        self._choose(self._table.find(word) or word for word in words)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen codes."""
        return tuple(self._chosen)

    def take_typed(self) -> None:
        """Choose what is typed as far as it means codes; the rest stays in the line."""
        words = kinds.split_list(self.line.text(), self._table)
        found = [code for word in words if (code := self._table.find(word))]
        if found:
            rest = [word for word in words if not self._table.find(word)]
            self.line.setText(kinds.LIST_MARK.join(rest))
            self._choose((*self._chosen, *found))
            self.changed.emit()
        if self.is_open:
            self.ticks.narrow(self.line.text())

    def _choose(self, found: Iterable[str]) -> None:
        self._chosen = sorted(dict.fromkeys(found))
        self._show_chosen()

    def _toggle(self, code: str) -> None:
        before = self._chosen
        self._choose(one for one in before if one != code) if code in before else self._choose((*before, code))
        self.changed.emit()

    def _show_chosen(self) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [self._chip(code) for code in self._chosen]
        for place, chip in enumerate(self.chips):
            self._flow.insert_widget(place, chip)
        self.line.letters = _LETTERS_BESIDE if self._chosen else _LETTERS
        self._hint = self.line.placeholderText() or self._hint
        self.line.setPlaceholderText("" if self._chosen else self._hint)
        if self.is_open:
            self.ticks.tick(self._chosen)
        self._tell()
        self._flow.invalidate()
        self.updateGeometry()

    def _chip(self, code: str) -> QToolButton:
        shown = self._table.label(code)
        chip = QToolButton(self)
        set_role(chip, "chosen")
        chip.setText(shown)
        chip.setIcon(icon("x", "muted"))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the word
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.setToolTip(f"去掉{shown}")
        chip.setAccessibleName(f"去掉{shown}")
        chip.clicked.connect(lambda: self._on_clicked(code))
        return chip

    def _tell(self) -> None:
        """Let those who listen hear what is chosen, and what is wrong."""
        said = "、".join(map(self._table.label, self._chosen))
        told = f"已选 {len(self._chosen)} 项：{said}" if said else "没有选"
        self.line.setAccessibleName(self.accessibleName())
        self.line.setAccessibleDescription("。".join(filter(None, (told, self.accessibleDescription()))))

    # -- typing

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if any(mark in text for mark in _MARKS):
            self.take_typed()
        self.open_list()
        self.ticks.narrow(self.line.text())
        self._is_aiming = bool(self.line.text().strip())
        self.changed.emit()

    def _is_held(self, event: QKeyEvent) -> bool:
        return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.AltModifier)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Keys of the list and the chips; False leaves a key to the line."""
        key, is_empty = event.key(), not self.line.text()
        if key == Qt.Key.Key_Backspace and is_empty and self._chosen:
            self._toggle(self._chosen[-1])
            return True
        if not self.is_open:
            return self._opens(event)
        if key in _STEPS:
            page = self.ticks.page * (1 if key == Qt.Key.Key_PageDown else -1)
            self.ticks.move_by(_STEPS[Qt.Key(key)] or page)
            self._is_aiming = True
        elif key in ENTER and self._is_aiming and self.ticks.current:
            self._tick_current()
        elif key == Qt.Key.Key_Space and is_empty and self.ticks.current:
            self._toggle(self.ticks.current)
        elif key in ENTER or key == Qt.Key.Key_Escape:
            self.ticks.hide()
        else:
            return False
        return True

    def _opens(self, event: QKeyEvent) -> bool:
        if event.key() in ENTER:
            self.take_typed()
            return False
        if event.key() != Qt.Key.Key_Down or self._is_held(event):
            return False
        self.open_list()
        return True

    def _tick_current(self) -> None:
        code = self.ticks.current
        self.line.clear()
        self.ticks.narrow("")
        self._toggle(code)
        self._is_aiming = False

    # -- the list

    @cached_property
    def ticks(self) -> TickList:
        """The list; made when it is first opened, for Tab goes astray past a field that is born with a window."""
        made = TickList(self)
        made.offer((one.code, one.label, "\n".join(one.aliases)) for one in self._table.lines)
        made.ticked.connect(self._on_clicked)
        return made

    @property
    def is_open(self) -> bool:
        """True while the list is shown."""
        return "ticks" in self.__dict__ and self.ticks.isVisible()

    def close_list(self) -> None:
        """Put the list away."""
        if self.is_open:
            self.ticks.hide()

    def open_list(self) -> None:
        """Show all choices below the field."""
        if not self.is_open:
            self._is_aiming = False
            self.ticks.tick(self._chosen)
            self.ticks.narrow(self.line.text())
            self.ticks.open(self.accessibleName())

    @Slot()
    def _toggle_list(self) -> None:
        self.line.setFocus()
        if self.is_open:
            self.ticks.hide()
        else:
            self.open_list()

    @Slot(str)
    def _on_clicked(self, code: str) -> None:
        self._toggle(code)
        self.line.setFocus()

    @Slot(bool)
    def _on_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - a slot
        if not has_focus:
            self.close_list()
            self.take_typed()
        self._tell()
        self.setProperty("isActive", has_focus)
        restyle(self)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the chips is a press on the field."""
        self._toggle_list()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.close_list()


class _Line(LineEdit):
    """What is typed between the chips and the arrow; asks for little room beside chips."""

    focused = Signal(bool)

    def __init__(self, keys: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._keys = keys
        self.letters = _LETTERS

    @override
    def sizeHint(self) -> QSize:
        height = max(super().sizeHint().height(), theme().pixels(SIDE) + S)  # as high as a chip
        return QSize(self.fontMetrics().horizontalAdvance("字") * self.letters, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("字") * _LETTERS_BESIDE, super().minimumSizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_composing and self._keys(event):
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)  # noqa: FBT003 - Qt's

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.focused.emit(False)  # noqa: FBT003 - Qt's
        super().focusOutEvent(event)
