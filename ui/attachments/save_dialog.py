"""An original that is to leave the program: what for, by what right and why, then where to.

What it needs `app.attachments.saving` says: the rules of exports. The name that is proposed names nobody.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.attachments.looking import Attached
from app.jobs import Job, JobContext
from app.messages import window_message_for
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.purpose_row import PurposeRow
from ui.look.roles import label
from ui.parts.fields import Labelled, LineEdit
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.record_form.scroller import GrowingDialog
from ui.workers import Latest

if TYPE_CHECKING:
    from app.attachments.saving import Outlook, Saved
    from app.exports.clearance import Asked
    from app.release.approvals import Approval

_RULE = "照片和材料是三级内容，另存出去要写明用途、依据和原因，会记入导出登记。文件没有密码，用完请删除。"
_NEEDS = {
    "self": ("14 岁以下儿童的内容是四级。台账只有一个账号，由您本人批准：会记录下来，合规页会标红。", "warn"),
    "ask": ("14 岁以下儿童的内容是四级，要由另一个人批准。先提交申请，批准后七天内另存一次。", "warn"),
    "waiting": ("14 岁以下儿童的内容是四级。已提交第 {request} 号申请，等另一个人批准。", "warn"),
    "approved": ("第 {request} 号申请已批准，可以另存一次。", "info"),
}


class SaveDialog(GrowingDialog):
    """Closes itself when the file stands, or when the request is on its way."""

    def __init__(self, desk: Desk, ledger: str, one: Attached, parent: QWidget | None = None) -> None:
        kind = "照片" if one.is_picture else "材料"
        super().__init__(f"另存{kind}", parent)
        self._desk, self._ledger, self._one, self._kind = desk, ledger, one, kind
        self.outlook: Outlook | None = None
        self.needs, self.trouble = Notice(), Notice()
        self.purpose = PurposeRow()
        self.reason = LineEdit()
        self.reason_line = Labelled("原因", self.reason, "会和这份文件一起留下记录，如：街道民政科核对高龄津贴")
        self.reason.textChanged.connect(self.reason_line.clear_error)
        self.body.addWidget(label(_RULE, "muted", wraps=True))
        for widget in (self.needs, self.purpose, self.reason_line, self.trouble):
            self.body.addWidget(widget)
        self.add_button("取消", "cancel")
        self.go = self.add_button("选位置并另存…", "primary", closes=False)
        self.go.setEnabled(False)
        self.go.clicked.connect(self.begin)
        self._asking = Latest(desk.runner, self)
        self._look()

    def _look(self) -> None:
        session, ledger, one = self._desk.session, self._ledger, self._one.id

        def job(_ctx: JobContext) -> Outlook:
            from app.attachments import saving

            return saving.look(session, ledger, one)

        self._asking.ask(job, self._show, failed=self._on_refused)

    def _show(self, outlook: Outlook) -> None:
        self.outlook = outlook
        text, tone = _NEEDS.get(outlook.need, ("", "info"))
        self.needs.tell(text.format(request=outlook.request), tone)
        self.go.setText("提交申请" if outlook.need == "ask" else "选位置并另存…")
        self.go.setEnabled(outlook.need != "waiting")

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.trouble.tell(window_message_for(error))

    @Slot()
    def begin(self) -> QFileDialog | None:
        """Ask where to, or for a second person; what is missing is said where it belongs."""
        self.trouble.tell("")
        if not self.purpose.is_complete(is_needed=True):
            return None
        if not self.reason.text().strip():
            self.reason_line.set_error("另存要写明原因。")
            self.reason.setFocus()
            return None
        if self.outlook is not None and self.outlook.need == "ask":
            self._run(self._request())
            return None
        ending = ".jpg" if self._one.is_picture else Path(self._one.name).suffix.lower() or ".pdf"
        proposed = f"{self._kind}-{clock.today():%Y%m%d}{ending}"
        return choose_target(self, f"另存{self._kind}", proposed, f"{self._kind} (*{ending})", self.save)

    def save(self, path: Path) -> None:
        """Write it there."""
        session, ledger, one, asked = self._desk.session, self._ledger, self._one.id, self._asked()

        def job(_ctx: JobContext) -> Saved:
            from app.attachments import saving

            return saving.save(session, ledger, one, path, asked)

        self._run(job)

    def _request(self) -> Job[Approval]:
        session, ledger, one, asked = self._desk.session, self._ledger, self._one.id, self._asked()

        def job(_ctx: JobContext) -> Approval:
            from app.attachments import saving

            return saving.ask(session, ledger, one, asked)

        return job

    def _asked(self) -> Asked:
        from app.exports.clearance import Asked

        return Asked(purpose=self.purpose.chosen(), reason=self.reason.text().strip())

    def _run(self, job: Job[Saved] | Job[Approval]) -> None:
        self.go.setEnabled(False)
        handle = self._desk.runner.reading(job, name=f"另存{self._kind}")
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_done(self, outcome: Saved | Approval) -> None:
        number = getattr(outcome, "number", "")
        told = f"已另存，登记号 {number}" if number else f"已提交第 {getattr(outcome, 'id', 0)} 号导出申请"
        self._desk.say(told)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.go.setEnabled(True)
        self.trouble.tell(window_message_for(error))
