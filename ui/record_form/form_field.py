"""One field of a form: label, editor, error. It knows whether it was changed; a masked value is replaced whole."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.accounts.colleagues import NAMED
from app.dossiers import form_values
from app.dossiers.sections import Cell
from app.records.choosing import Choice
from ledger.definition import Ledger
from ui.desk import Desk
from ui.look.icons import icon
from ui.parts.fields import Labelled
from ui.parts.line_icons import follow_with
from ui.record_form.colleagues import ColleagueLine
from ui.record_form.editors import editor_of, show_cell
from ui.record_form.reference_box import ReferenceBox

_WIPED = "保存后清空"


class FormField(QWidget):
    """Wraps the editor of one cell. `typed()` is None as long as nothing was changed."""

    changed = Signal()
    finished = Signal()

    def __init__(self, desk: Desk, ledger: Ledger, cell: Cell) -> None:
        super().__init__()
        self.item, self._ledger, self._cell = cell.item, ledger, cell
        self._is_wiped = False
        self._editor = editor_of(desk, cell.item)
        self.labelled = Labelled(self._label(), self._editor.widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.labelled)
        column.addStretch(1)
        self.setFocusProxy(self._editor.widget)
        show_cell(self._editor, cell)
        self._opened = self._editor.text()
        if cell.is_masked and self._editor.line is not None and self.item.need != "required":
            self._offer_wiping(self._editor.line)
        if (ledger.name, cell.item.name) in NAMED and self._editor.line is not None:
            ColleagueLine(desk, self._editor.line, self.labelled)
        self._editor.changed.connect(self._on_changed)
        self._editor.finished.connect(self._on_finished)

    @property
    def name(self) -> str:
        """The field's name."""
        return self.item.name

    @property
    def editor(self) -> QWidget:
        """What is typed into."""
        return self._editor.widget

    @property
    def is_required(self) -> bool:
        """True where a form asks for a value."""
        return self.item.need == "required" and self.item.default is None

    def text(self) -> str:
        """What stands in the editor."""
        return self._editor.text().strip()

    def typed(self) -> str | None:
        """The new value as text, empty to wipe; None when the field was left as it was."""
        text = self.text()
        if self._cell.is_masked:
            return text or ("" if self._is_wiped else None)
        return None if text == self._opened.strip() else text

    def set_text(self, text: str, *, title: str = "") -> None:
        """Put a text into the editor as if it were typed; of a reference the id, with what it is called."""
        if isinstance(self._editor.widget, ReferenceBox) and title:
            self._editor.widget.set_choice(Choice(text, title))
        else:
            self._editor.set_text(text)
        self._on_changed()

    def check(self) -> bool:
        """Say at once what is wrong with what is typed; False when something is."""
        typed = self.typed()
        if not typed or self.item.kind == "ref":
            self.labelled.clear_error()
            return True
        trouble = form_values.problem_of(self._ledger, self.name, typed)
        self.set_error(trouble)
        return not trouble

    def set_error(self, trouble: str) -> None:
        """Show what is wrong; nothing where it is empty."""
        if trouble:
            self.labelled.set_error(f"{self.item.label}{trouble}" if _follows(trouble) else trouble)
        else:
            self.labelled.clear_error()

    def _label(self) -> str:
        return f"{self.item.label} *" if self.is_required else self.item.label

    def _offer_wiping(self, line: QLineEdit) -> None:
        wipe = QAction(icon("eraser", "muted"), f"清空{self.item.label}", line)
        wipe.setToolTip(f"清空{self.item.label}")
        wipe.triggered.connect(self._wipe)
        follow_with(line, wipe)

    def _wipe(self) -> None:
        self._is_wiped = not self._is_wiped
        self._editor.set_text("")
        if self._editor.line is not None:
            self._editor.line.setPlaceholderText(_WIPED if self._is_wiped else self._cell.text)
        self.changed.emit()

    def _on_changed(self) -> None:
        if self.labelled.error:
            self.labelled.clear_error()
        self.changed.emit()

    def _on_finished(self) -> None:
        self.check()
        self.finished.emit()


def _follows(trouble: str) -> bool:
    """True for words that go on after the label: 证件号码位数不对."""
    return not trouble.startswith(("请", "台账", "这"))
