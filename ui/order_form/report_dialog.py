"""上报数据异常: what is wrong with a row of a topic ledger, a car or a shop becomes a work order."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.topics import reporting
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.fields import Labelled
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.text_area import TextArea

_WHY = "会登记一件工单，按模块送到牵头部门，超时按规定催办。工单里写台账和这一条的名称，不写隐私内容。"


class ReportDialog(WritingDialog):
    """Asks what is wrong; `result_of` is the order that was made."""

    def __init__(self, desk: Desk, ledger: str, record: str, called: str, parent: QWidget | None = None) -> None:
        super().__init__("上报数据异常", "上报", desk.runner, parent)
        self._desk, self._ledger, self._record = desk, ledger, record
        self.body.addWidget(label(called, "strong", wraps=True))
        self.what = TextArea()
        self.body.addWidget(Labelled("哪里不对 *", self.what))
        self.body.addWidget(label(_WHY, "caption", wraps=True))
        self.what.textChanged.connect(self._allow)
        self._allow()
        self.what.setFocus()

    def _allow(self) -> None:
        self.button.setEnabled(bool(self.what.toPlainText().strip()))

    @override
    def job(self) -> Job[object]:
        """Make the order."""
        session, ledger, record, what = self._desk.session, self._ledger, self._record, self.what.toPlainText()
        return lambda _: reporting.report(session, ledger, record, what)
