"""The form of any ledger in a dialog: a new record, or one that stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.dossiers import form_values
from app.dossiers.clashes import Clashes
from app.dossiers.drafts import Draft, Filled
from app.dossiers.form_values import FormValues
from app.messages import window_message_for
from app.records.editing import Edited, Seen
from app.records.record_groups import BY_ACTION
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, S
from ui.parts.dialog import ask
from ui.parts.watermark import Watermark
from ui.record_form.clash_panel import ClashPanel
from ui.record_form.draft_keeper import DraftBand, DraftKeeper
from ui.record_form.fields_form import FieldsForm
from ui.record_form.saving import Saver, Trouble
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 46, 28
"""Width and height of the form, in letters and lines."""
_PAGES = ("person", "dwelling")


class RecordDialog(GrowingDialog):
    """Made from the catalog. `saved(Edited)` tells what became of it; `preset` fills fields of a new record."""

    saved = Signal(object)
    shown = Signal()
    """The fields stand in the dialog."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        record_id: str | None = None,
        *,
        preset: Mapping[str, tuple[str, str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{'修改' if record_id else '新增'}{words.called(ledger.name)}", parent)
        self._desk, self._ledger, self._record = desk, ledger, record_id or ""
        self._preset = dict(preset or {})
        self._seen: Seen | None = None
        self.form: FieldsForm | None = None
        self._latest = Latest(desk.runner, self)
        self.saver = Saver(desk, ledger, self)
        self.saver.saved.connect(self._on_saved)
        self.saver.refused.connect(self._on_refused)
        self.saver.clashed.connect(self._on_clashed)
        self.keeper = DraftKeeper(desk, ledger.name, self._record, self._filled, self)
        self._draft: Draft | None = None
        self._build()
        self.watermark = Watermark(desk.session.rights, self)
        session, record = desk.session, self._record
        self._latest.ask(lambda _: form_values.opened(session, ledger, record), self._show, failed=self._on_missing)

    def _build(self) -> None:
        self.drafts = DraftBand()
        self.drafts.taken.connect(self._take_draft)
        self.drafts.thrown_away.connect(self._throw_draft_away)
        self.clash = ClashPanel()
        self.clash.settled.connect(self._save_settled)
        self.clash.left.connect(self.close_without_asking)
        self.trouble = label("", "error", wraps=True)
        self.trouble.hide()
        for widget in (self.drafts, self.clash, self.trouble):
            self.body.addWidget(widget)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, L, S)
        self._waiting = label("正在读取…", "muted")
        self._column.addWidget(self._waiting)
        self.body.addWidget(FormScroller(self._content, letters=_LETTERS, lines=_LINES), 1)
        self.add_button("取消", "cancel")
        self.save_button = self.add_button("保存", "primary", closes=False)
        self.save_button.clicked.connect(self.save)
        self.save_button.setEnabled(False)
        self.save_button.setToolTip("保存 (Ctrl+S)")
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)

    def _show(self, opened: FormValues) -> None:
        self._seen = opened.seen
        self._waiting.hide()
        without = BY_ACTION.get(self._ledger.name, frozenset())
        form = self.form = FieldsForm(self._desk, self._ledger, opened.sections, own=self._record, without=without)
        form.changed.connect(self._on_changed)
        form.asked_to_open.connect(self._open_instead)
        self._column.addWidget(form)
        self._column.addStretch(1)
        form.show()  # at once, or its first field could not take the keys from 取消 yet
        self.save_button.setEnabled(True)
        form.fill({name: one for name, (one, _) in self._preset.items()}, {n: t for n, (_, t) in self._preset.items()})
        form.focus_first(next((name for name in form.fields if name not in self._preset), ""))
        self.keeper.find(self._offer)
        self.shown.emit()

    def _on_missing(self, error: LedgerError) -> None:
        self._waiting.setText(window_message_for(error))
        set_role(self._waiting, "error")

    # -- drafts

    def _filled(self) -> Filled:
        """What stands in the form, with what it was opened for; nothing while that is all."""
        filled = self.form.filled() if self.form is not None else Filled()
        given = {name: one for name, (one, _) in self._preset.items()}
        return filled if any(given.get(name) != text for name, text in filled.values.items()) else Filled()

    def _offer(self, draft: Draft | None) -> None:
        if draft is not None and draft.values:
            self._draft = draft
            self.drafts.offer(draft)

    def _take_draft(self) -> None:
        self.drafts.hide()
        if self.form is not None and self._draft is not None:
            self.form.fill(self._draft.values, self._draft.titles)
            self.form.focus_first()

    def _throw_draft_away(self) -> None:
        self.drafts.hide()
        self.keeper.drop()
        self.keeper.begin_again()

    # -- saving

    def save(self) -> None:
        """Save what is typed, if every field is well; with nothing typed a form of a record just closes."""
        if self.form is None or not self.form.check():
            return
        typed = self.form.typed()
        if self._record and not typed:
            self.close_without_asking()
            return
        self.save_button.setEnabled(False)
        self.saver.save(self._record, typed, self._seen)

    def _on_changed(self) -> None:
        self.trouble.hide()
        self.drafts.hide()
        self.keeper.note_change()

    def _on_saved(self, edited: Edited) -> None:
        self.keeper.drop()
        done = "已修改" if self._record else "已新增"
        self._desk.say(f"{done}{words.called(self._ledger.name)}", action=edited.action)
        self.saved.emit(edited)
        super().accept()

    def _on_refused(self, trouble: Trouble) -> None:
        self.save_button.setEnabled(True)
        said = self.form.show_problems(trouble.problems) if self.form else []
        text = trouble.text or "；".join(said)
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        if trouble.twin and self._ledger.name in _PAGES:
            ask(self, "台账里已有", trouble.text, "打开已有的档案", partial(self._open_instead, trouble.twin))

    def _on_clashed(self, found: Clashes) -> None:
        self.save_button.setEnabled(True)
        if not found.fields:  # only fields that follow from others changed: what is typed goes over them
            self._seen = found.seen
            self.save()
            return
        self._clashes = found
        self.clash.show_clashes(found, self.form.titles() if self.form else {})

    def _save_settled(self, kept: set[str]) -> None:
        if self.form is None:
            return
        theirs = {clash.field for clash in self._clashes.fields} - kept
        typed = {name: text for name, text in self.form.typed().items() if name not in theirs}
        self._seen = self._clashes.seen
        if typed:
            self.saver.save(self._record, typed, self._seen)
        else:
            self.close_without_asking()

    def _open_instead(self, record: str) -> None:
        self.close_without_asking()
        self._desk.go(self._ledger.name, record)

    # -- closing

    @override
    def reject(self) -> None:
        """Esc with something typed asks; what is left can be gone on with the next time."""
        unsaved = "填的内容还没有保存。关闭后这次填的内容不再保留。"
        if self._filled().values:
            ask(self, "还没有保存", unsaved, "不保存，关闭", self.close_without_asking, is_danger=True)
        else:
            self.close_without_asking()

    def close_without_asking(self) -> None:
        """Close; nothing is kept."""
        self.keeper.drop()
        super().reject()
