"""上报数据异常: what is wrong with a row of a topic ledger, a car or a shop becomes a work order.

Of what is walked or asked for (每日巡查, 服务指南) the order is about what was found or is wanted: 登记工单.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.topics import reporting
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.fields import Labelled
from ui.parts.line_edit import LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.text_area import TextArea

_DATA = (
    "上报数据异常",
    "上报",
    "哪里不对 *",
    "会登记一件工单，按模块送到牵头部门，超时按规定催办。工单里写台账和这一条的名称，不写隐私内容。",
)
_OWN = ("登记工单", "登记", "什么情况 *", "按这一条写的工单类别登记，地点和名称自动带上，时限按类别算。")
"""Title, button, what is asked, what becomes of it."""


class ReportDialog(WritingDialog):
    """Asks what is wrong; `result_of` is the order that was made."""

    def __init__(
        self, desk: Desk, ledger: str, record: str, called: str, parent: QWidget | None = None, *, is_own: bool = False
    ) -> None:
        title, button, asked, why = _OWN if is_own else _DATA
        super().__init__(title, button, desk.runner, parent)
        self._desk, self._ledger, self._record = desk, ledger, record
        self.body.addWidget(label(called, "strong", wraps=True))
        self.what = TextArea()
        self.body.addWidget(Labelled(asked, self.what))
        self.body.addWidget(label(why, "caption", wraps=True))
        self.name, self.phone = LineEdit(), LineEdit()
        if is_own:
            self.body.addWidget(Labelled("谁提出的", self.name))
            self.body.addWidget(Labelled("联系电话", self.phone))
        self.what.textChanged.connect(self._allow)
        self._allow()
        self.what.setFocus()

    def _allow(self) -> None:
        self.button.setEnabled(bool(self.what.toPlainText().strip()))

    @override
    def job(self) -> Job[object]:
        """Make the order."""
        session, ledger, record, what = self._desk.session, self._ledger, self._record, self.what.toPlainText()
        asker = {"reporter_name": self.name.text().strip(), "reporter_phone": self.phone.text().strip()}
        said = {name: value for name, value in asker.items() if value}
        return lambda _: reporting.report(session, ledger, record, what, asker=said)
