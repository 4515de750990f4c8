"""数据异议 to a record that has no page of its own: what is disputed, what came of it, and the ways to say so."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from app.objections import about, settling
from app.objections.about import Told
from app.records import browsing
from app.records.choosing import Choice
from app.records.editing import Edited
from ledger import catalog
from ledger.departments import DISPUTED, STATUS
from ui.attachments.dialog import AttachmentsDialog
from ui.desk import Desk
from ui.dossier.objection_dialogs import DisputeDialog, SettleDialog
from ui.dossier.objections_band import ObjectionsBand
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.allowed import grey_unless
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.notice import Notice
from ui.parts.watermark import Watermark
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 40, 14
_NONE = "没有正在核实的异议。有人说登记得不对，点“有异议”记下来。"


class ObjectionsDialog(GrowingDialog):
    """Of a household, a residence, a tag, a vehicle, a merchant: `subject` names it. `looked` after every reading."""

    def __init__(self, desk: Desk, ledger: str, subject: Choice, *, parent: QWidget | None = None) -> None:
        super().__init__(f"{subject.title} 的异议", parent)
        self.desk, self._ledger, self._subject = desk, ledger, subject
        self._reading = Latest(desk.runner, self)
        self.is_disputed = False
        self.band = ObjectionsBand(desk, ledger)
        self.band.looked.connect(self._read)
        self.band.asked_to_settle.connect(self.settle)
        self.band.asked_for_evidence.connect(self.show_evidence)
        self.nothing, self.trouble = label(_NONE, "muted", wraps=True), Notice()
        self.nothing.hide()
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, L, S)
        self._column.setSpacing(S)
        for widget in (self.trouble, self.nothing, self.band):
            self._column.addWidget(widget)
        self._over: list[QWidget] = []
        self._column.addStretch(1)
        self.body.addWidget(FormScroller(content, letters=_LETTERS, lines=_LINES), 1)
        self.add_button("关闭", "cancel")
        self.close_button = self.add_button("结束异议核实…", closes=False)
        self.close_button.setToolTip("记为异议核实中，却没有写下是什么异议时，写明核实的结果")
        self.close_button.clicked.connect(self._ask_to_close)
        self.close_button.hide()
        self.dispute_button = self.add_button("有异议…", "primary", closes=False)
        self.dispute_button.clicked.connect(self.dispute)
        grey_unless(desk.session.rights, "edit", ledger, self.dispute_button, self.close_button)
        self.watermark = Watermark(desk.session.rights, self)
        self.band.look(subject.id)

    @Slot()
    def _read(self) -> None:
        """What was settled, and how the record stands."""
        session, ledger, record = self.desk.session, self._ledger, self._subject.id

        def work(_ctx: JobContext) -> tuple[tuple[Told, ...], bool]:
            row = browsing.show(session, catalog.named(ledger), record, everyone=True).row
            return about.of_record(session, ledger, record), row.get(STATUS) == DISPUTED

        self._reading.ask(
            work, lambda found: self._show(*found), failed=lambda error: self.trouble.tell(window_message_for(error))
        )

    def _show(self, found: tuple[Told, ...], is_disputed: bool) -> None:  # noqa: FBT001 - one answer
        for widget in self._over:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        settled = [one for one in found if not one.is_open]
        self._over = [label("核实过的", "section")] if settled else []
        self._over += [label(f"{one.sentence}\n{one.state}：{one.result}", wraps=True) for one in settled]
        for at, widget in enumerate(self._over, start=self._column.count() - 1):
            self._column.insertWidget(at, widget)
        self.is_disputed = is_disputed
        is_open = len(settled) < len(found)
        self.nothing.setVisible(not is_open)
        self.close_button.setVisible(is_disputed and not is_open)

    # -- what can be done

    @Slot()
    def dispute(self) -> None:
        """Somebody says that something here is wrong."""
        open_dialog(DisputeDialog(self.desk, self._ledger, self._subject, parent=self))

    @Slot(object)
    def settle(self, told: Told) -> None:
        """What came of one."""
        open_dialog(SettleDialog(self.desk, told, parent=self))

    @Slot(object)
    def show_evidence(self, told: Told) -> None:
        """照片和材料 of one."""
        title = f"{told.label}的异议：佐证材料"
        open_dialog(AttachmentsDialog(self.desk, title, about.OBJECTION.name, told.id, self))

    @Slot()
    def _ask_to_close(self) -> None:
        """Disputed by a sheet or a form, without an objection that could be settled."""
        text = "这里记为异议核实中，但没有写下是什么异议。核实的结果是什么？"
        ask_reason(self, f"{self._subject.title} 的异议核实完了", text, self._close)

    def _close(self, result: str) -> None:
        session, ledger, record, title = self.desk.session, self._ledger, self._subject.id, self._subject.title

        def work(_ctx: JobContext) -> Edited:
            return settling.close(session, ledger, record, result)

        handle = self.desk.runner.writing(work)
        handle.done.connect(lambda edited: self.desk.say(f"{title} 的异议已核实", action=edited.action))
        handle.done.connect(lambda _: self.band.look(record))
        handle.failed.connect(lambda error: self.trouble.tell(window_message_for(error)))
        self.desk.runner.start(handle)
