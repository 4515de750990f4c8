"""The form of one row of a topic ledger, made from its definition."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job
from app.topics import rows, writing
from app.topics.refusals import TopicRefused
from app.topics.rows import Form
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.watermark import Watermark
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.fields_form import FieldsForm
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 46, 24


class RowDialog(WritingDialog, GrowingDialog):
    """A new row of the ledger `topic`, or the row `record`; `result_of` is what was saved.

    A new one `like` a row of a series is filled with what that one is about, and with the month that is missing.
    """

    def __init__(
        self, desk: Desk, topic: str, name: str, record: str = "", parent: QWidget | None = None, *, like: str = ""
    ) -> None:
        super().__init__(f"{'修改' if record else '新增'}{name}", "保存", desk.runner, parent)
        self._desk, self._topic, self._record = desk, topic, record
        self._opened: Form | None = None
        self.form: FieldsForm | None = None
        self._reading = Latest(desk.runner, self)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, L, S)
        self._waiting = label("正在读取…", "muted")
        self._column.addWidget(self._waiting)
        self.body.addWidget(FormScroller(content, letters=_LETTERS, lines=_LINES), 1)
        self.button.setEnabled(False)
        self.button.setShortcut("Ctrl+S")
        self.watermark = Watermark(desk.session.rights, self)
        session = desk.session
        self._reading.ask(
            lambda _: rows.form(session, topic, record, like=like), self.show_form, failed=self.show_trouble
        )

    def show_form(self, opened: Form) -> None:
        """Put the fields into the dialog."""
        self._opened = opened
        self._waiting.hide()
        ledger = opened.kept.topic.ledger()
        self.form = FieldsForm(self._desk, ledger, opened.sections, own=self._record, with_headings=False)
        self._column.addWidget(self.form)
        self._column.addStretch(1)
        self.form.fill(opened.filled, opened.titles)
        self.form.show()
        self.button.setEnabled(True)
        self.form.focus_first()

    @override
    def submit(self) -> None:
        """Save, where every field is well; what was not touched closes without a write."""
        if self.form is None or not self.form.check():
            return
        if self._record and not self.form.is_changed():
            self.reject()
            return
        super().submit()

    @override
    def job(self) -> Job[object]:
        """Write what is typed."""
        session, topic, record = self._desk.session, self._topic, self._record
        typed = self.form.typed() if self.form else {}
        seen = self._opened.seen if self._opened else None
        return lambda _: writing.save(session, topic, typed, record=record, seen=seen)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        """Beside the fields that are wrong, where some are."""
        if isinstance(error, TopicRefused) and self.form is not None:
            self.form.show_problems(error.problems)
            return
        super().show_trouble(error)
