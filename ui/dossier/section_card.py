"""A group of fields on a page: quiet text that turns into fields on 编辑, and back on save or Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.dossiers.clashes import Clashes
from app.dossiers.drafts import Draft
from app.dossiers.sections import Section
from app.records.editing import Edited, Seen
from app.records.record_groups import BY_ACTION
from ledger.definition import Ledger
from ui.desk import Desk
from ui.dossier.facts_grid import FactsGrid
from ui.dossier.masked_value import Unmasking
from ui.look.roles import label, set_role
from ui.look.tokens import S
from ui.parts.buttons import link_button, plain_button, primary_button
from ui.parts.cards import Card
from ui.parts.dialog import ask
from ui.record_form.clash_panel import ClashPanel
from ui.record_form.draft_keeper import DraftKeeper
from ui.record_form.fields_form import FieldsForm
from ui.record_form.saving import Saver, Trouble

_UNSAVED = "填的内容还没有保存。关闭后这次填的内容不再保留。"


class SectionCard(Card):
    """Shows one section of a record; `saved(Edited)` after a save, `open_person(id)` for somebody found meanwhile."""

    began = Signal()
    ended = Signal()
    saved = Signal(object)
    asked = Signal(QWidget)
    """A choice stands in the card that has to be seen."""
    open_person = Signal(str)

    def __init__(self, desk: Desk, ledger: Ledger, record: str, section: Section, seen: Seen) -> None:
        super().__init__(section.label)
        self._desk, self._ledger, self._record, self.section, self._seen = desk, ledger, record, section, seen
        self.form: FieldsForm | None = None
        self._content: list[QWidget] = []
        self._clashes: Clashes | None = None
        self.edit_button = link_button("编辑", "pencil")
        self.edit_button.setAccessibleName(f"编辑{section.label}")
        self.edit_button.setToolTip(f"编辑{section.label} (F2)")
        self.edit_button.clicked.connect(self.begin)
        self.add_beside_title(self.edit_button)
        self._show_facts()

    @property
    def can_be_edited(self) -> bool:
        """False for fields that only named actions write, and for accounts that edit nothing of this ledger."""
        if not self._desk.session.rights.may("edit", self._ledger.name):
            return False
        kept = BY_ACTION.get(self._ledger.name, frozenset())
        return any(cell.can_be_typed and cell.item.name not in kept for cell in self.section.cells)

    @property
    def is_editing(self) -> bool:
        """True while the fields are open."""
        return self.form is not None

    def set_editable(self, *, editable: bool) -> None:
        """A removed record, or one of which another group is open, is not edited."""
        self.edit_button.setVisible(editable and self.can_be_edited and not self.is_editing)

    # -- reading

    def _show_facts(self) -> None:
        self._clear()
        empty = self.section.empty_count
        self.edit_button.setText("编辑" if self.section.filled else f"填写（{empty} 项都还没有填）")
        if self.section.filled:
            self._put(FactsGrid(self.section.filled, Unmasking(self._desk, self._ledger, self._record)))
        if empty and self.section.filled and self.can_be_edited:
            text = f"另有 {empty} 项未填"
            more = link_button(text)
            set_role(more, "link", "flush")
            more.setAccessibleName(f"{self.section.label} {text}，填写")
            more.clicked.connect(self.begin)
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(more)
            line.addStretch(1)
            self._put(row)
        self.edit_button.setVisible(self.can_be_edited)

    def _put(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._content.append(widget)

    def _clear(self) -> None:
        for widget in self._content:
            self.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._content = []

    # -- editing

    def begin(self) -> None:
        """Open the fields."""
        self.edit()

    def edit(self, draft: Draft | None = None) -> None:
        """Open the fields; with a draft, as they stood in it."""
        if self.is_editing or not self.can_be_edited:
            return
        self._clear()
        self.edit_button.hide()
        without = BY_ACTION.get(self._ledger.name, frozenset())
        form = self.form = FieldsForm(
            self._desk, self._ledger, (self.section,), own=self._record, without=without, with_headings=False
        )
        self.keeper = DraftKeeper(self._desk, self._ledger.name, self._record, form.filled, form)
        self.saver = Saver(self._desk, self._ledger, form)
        self.saver.saved.connect(self._on_saved)
        self.saver.refused.connect(self._on_refused)
        self.saver.clashed.connect(self.show_clashes)
        form.changed.connect(self._on_changed)
        form.asked_to_open.connect(self.open_person)
        self.clash = ClashPanel()
        self.clash.settled.connect(self._save_settled)
        self.clash.left.connect(self.leave)
        self.trouble = label("", "error", wraps=True)
        self.trouble.hide()
        self._row = self._buttons()
        for widget in (form, self.clash, self.trouble, self._row):
            self._put(widget)
        if draft is not None:
            form.fill(draft.values, draft.titles)
        form.focus_first()
        self.began.emit()

    def _buttons(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, S, 0, 0)
        line.setSpacing(S)
        self.save_button = primary_button("保存")
        self.save_button.setToolTip("保存 (Ctrl+S)")
        self.save_button.clicked.connect(self.save)
        self.cancel_button = plain_button("取消")
        self.cancel_button.setToolTip("取消 (Esc)")
        self.cancel_button.clicked.connect(self.give_up)
        line.addStretch(1)
        line.addWidget(self.cancel_button)
        line.addWidget(self.save_button)
        return row

    def save(self) -> None:
        """Save what was typed; with nothing typed the fields just close."""
        if self.form is None or not self.form.check():
            return
        typed = self.form.typed()
        if not typed:
            self.leave()
            return
        self.save_button.setEnabled(False)
        self.saver.save(self._record, typed, self._seen)

    def give_up(self) -> None:
        """Close the fields, unless something is typed that the person wants to keep."""
        if self.form is None:
            return
        if self.form.typed():
            ask(self, "还没有保存", _UNSAVED, "不保存，关闭", self.leave, is_danger=True)
        else:
            self.leave()

    def leave(self) -> None:
        """Close the fields without saving; the draft goes too."""
        if self.form is None:
            return
        self.keeper.drop()
        self._close()

    def _close(self) -> None:
        self.form = None
        self._show_facts()
        self.edit_button.setFocus()
        self.ended.emit()

    def _on_changed(self) -> None:
        self.trouble.hide()
        self.keeper.note_change()

    def _on_saved(self, edited: Edited) -> None:
        self.keeper.drop()
        self._close()
        self.saved.emit(edited)

    def _on_refused(self, trouble: Trouble) -> None:
        self.save_button.setEnabled(True)
        said = self.form.show_problems(trouble.problems) if self.form else []
        text = trouble.text or "；".join(said)
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def show_clashes(self, found: Clashes) -> None:
        """What is typed was changed beneath: ask which of both stands."""
        self.save_button.setEnabled(True)
        self._clashes = found
        if not found.fields:  # what changed beneath is nothing that is typed here
            self._seen = found.seen
            self.save()
            return
        self._row.hide()  # the panel has its own
        self.clash.show_clashes(found, self.form.titles() if self.form else {})
        self.asked.emit(self.clash)

    def _save_settled(self, kept: set[str]) -> None:
        if self.form is None or self._clashes is None:
            return
        theirs = {clash.field for clash in self._clashes.fields} - kept
        typed = {name: text for name, text in self.form.typed().items() if name not in theirs}
        self._seen = self._clashes.seen
        self._row.show()
        if typed:
            self.saver.save(self._record, typed, self._seen)
        else:
            self.leave()
            self.saved.emit(Edited(self._record, (), 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_editing and event.key() == Qt.Key.Key_Escape:
            self.give_up()
            return
        super().keyPressEvent(event)
