"""Answering a task: what would be handed in is shown first, then one key hands it in, or asks a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job, JobContext
from app.notices import answering
from app.notices.answering import Given, Preview, Reply
from app.notices.inbox import Sheet
from app.release.approvals import Approval
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.password_dialog import show_password
from ui.exporting.purpose_row import PurposeRow
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.fields import Labelled
from ui.parts.notice import Notice
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 56, 34
_TABLE_LINES, _TEXT_LINES = 12, 3
_NEEDS: Final = {
    "self": "台账只有一个账号，由您本人批准：会记录下来，合规页会标红。清单会加密。",
    "ask": "要由另一个人批准。先提交申请，批准后七天内再来回复。",
    "waiting": "已提交第 {request} 号申请，等另一个人批准后再回复。",
    "approved": "第 {request} 号申请已批准，可以回复，清单会加密。",
}
_Index = QModelIndex | QPersistentModelIndex


class ReplyDialog(WritingDialog, GrowingDialog):
    """Answers one task; accepted when the answer is given or the request is made."""

    def __init__(self, desk: Desk, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(f"回复：{sheet.line.title}", "回复", desk.runner, parent)
        self._desk, self._sheet = desk, sheet
        self._preview: Preview | None = None
        self._reading = Latest(desk.runner, self)
        self.model = PreviewModel()
        self.table = plain_table(self.model, "要交的清单")
        self.states = PageStates(self.table)
        self.count, self.needs, self.purpose = label("", "muted", wraps=True), Notice(), PurposeRow()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * (_TEXT_LINES + 1))
        hint = "可以空着" if sheet.is_sheet_wanted else ""
        self.text_line = Labelled("附言" if sheet.is_sheet_wanted else "回复内容", self.text, hint)
        self.text.textChanged.connect(self.text_line.clear_error)
        self.body.addWidget(FormScroller(self._form(), letters=_LETTERS, lines=_LINES), 1)
        if sheet.is_sheet_wanted:
            self.button.setEnabled(False)
            self._look()
        self.text.setFocus()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        if self._sheet.is_sheet_wanted:
            for line in self._sheet.wants:
                column.addWidget(label(line, "muted", wraps=True))
            self.states.setMinimumHeight(self.fontMetrics().lineSpacing() * _TABLE_LINES)
            for widget in (self.states, self.count, self.needs, self.purpose):
                column.addWidget(widget)
            self.purpose.hide()
        column.addWidget(self.text_line)
        return form

    # -- what would be handed in

    def _look(self) -> None:
        session, one = self._desk.session, self._sheet.line.id
        self.states.show_loading("正在准备清单")

        def job(ctx: JobContext) -> Preview:
            return answering.preview(session, one, ctx)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self._look))

    def _show(self, found: Preview) -> None:
        self._preview, outlook = found, found.outlook
        self.model.show(found.headings, found.rows)
        self.table.fit_columns()
        if found.rows:
            self.states.show_content()
        else:
            self.states.show_empty("table-2", "一行也没有", "按这些条件台账里没有要交的；可以就这样回复，说明没有。")
        first = f"，这里是前 {len(found.rows)} 行" if found.total > len(found.rows) else ""
        masks = "这里打星号，交出的是完整内容" if found.is_unmasked else "交出的和这里一样"
        self.count.setText(f"共 {found.total:,} 行{first}。{masks}。")
        self.needs.tell(_NEEDS.get(outlook.need, "").format(request=outlook.request), _tone(outlook.need))
        self.purpose.setVisible(found.is_purpose_missing)
        self.button.setText(self._names_yes(found))
        self.button.setEnabled(outlook.need != "waiting")

    def _names_yes(self, found: Preview) -> str:
        if found.outlook.need == "ask":
            return "提交申请"
        return f"交出 {found.total:,} 行并回复"

    # -- answering

    @override
    @Slot()
    def submit(self) -> None:
        """Answer, where nothing is missing."""
        needed = self._preview is not None and self._preview.is_purpose_missing
        if needed and not self.purpose.is_complete(is_needed=True):
            return
        if not self._sheet.is_sheet_wanted and not self.text.toPlainText().strip():
            self.text_line.set_error("请写回复的内容。")
            self.text.setFocus()
            return
        super().submit()

    @override
    def job(self) -> Job[Given | Approval]:
        """Hand in, ask, or answer in words."""
        session, one, text = self._desk.session, self._sheet.line.id, self.text.toPlainText()
        is_again = bool(self._sheet.line.answers)  # 再回复一次 was said of those that were seen here
        if not self._sheet.is_sheet_wanted:
            return lambda _ctx: answering.answer_in_words(session, one, text, is_again=is_again)
        reply = Reply(text, self.purpose.chosen(), is_again)
        if self._preview is not None and self._preview.outlook.need == "ask":
            return lambda ctx: answering.ask(session, one, reply, ctx)
        return lambda ctx: answering.answer(session, one, reply, ctx)

    @override
    def finish(self, result: object) -> None:
        if isinstance(result, Approval):
            self._desk.say(f"已提交第 {result.id} 号导出申请，批准后再回复")
        elif isinstance(result, Given):
            out = result.export
            self._desk.say(f"已回复，交出 {out.rows:,} 行，登记号 {out.number}" if out else "已回复")
            if out is not None and out.password is not None:
                show_password(out.path.name, out.password)
        super().finish(result)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        super().show_trouble(error)
        if self._sheet.is_sheet_wanted:
            self._look()  # what it needs may be another thing by now


def _tone(need: str) -> str:
    return "info" if need in ("approved", "waiting") else "warn"


class PreviewModel(QAbstractTableModel):
    """The first rows of a sheet, under its headings."""

    def __init__(self) -> None:
        super().__init__()
        self._headings: Sequence[str] = ()
        self._rows: Sequence[Sequence[str]] = ()

    def show(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these."""
        self.beginResetModel()
        self._headings, self._rows = headings, rows
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._headings)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_heading = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._headings[section] if is_heading else None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        return None
