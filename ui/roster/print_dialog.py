"""打印应急名册、应急联络树: which houses of the compound, masked or not; the request where a second person is needed.

What each needs is its `EmergencyPaper`'s; the preview, the purpose and the way out are those
of every print.
"""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.exports.emergency_papers import EmergencyPaper
from app.exports.printed_lists import PrintNeedsApproval
from app.homes import buildings
from app.jobs import JobContext
from app.messages import window_message_for
from app.printed import Printout
from app.release import purposes
from app.release.approvals import Approval
from app.roster.on_paper import ROSTER
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.purpose_row import PurposeRow
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import link_button
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, LineEdit
from ui.parts.notice import Notice
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import JobHandle, Latest

_LETTERS, _LINES = 34, 16
_OPEN = "姓名和电话不遮盖（只用于应急处置）"


class PrintDialog(GrowingDialog):
    """Closes when the preview opens, or when the request is on the list.

    `building` is ticked at first, or every one of its compound (`takes_all`).
    """

    def __init__(
        self,
        desk: Desk,
        building: str,
        parent: QWidget | None = None,
        *,
        kind: EmergencyPaper = ROSTER,
        takes_all: bool = False,
    ) -> None:
        super().__init__(f"打印{kind.label}", parent)
        self._desk, self._building, self._kind, self._takes_all = desk, building, kind, takes_all
        self._reading, self._making = Latest(desk.runner, self), Latest(desk.runner, self)
        self.boxes: dict[str, QCheckBox] = {}
        self.preview: Dialog | None = None
        within = QWidget()
        self._column = QVBoxLayout(within)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._column.addStretch(1)
        self.body.addWidget(label("哪几幢楼", "section"))
        self.body.addWidget(FormScroller(within, letters=_LETTERS, lines=_LINES), 1)
        self.all_button = link_button("全部选上")
        across = QHBoxLayout()
        across.addWidget(self.all_button)
        across.addStretch(1)
        self.body.addLayout(across)
        self.is_open = QCheckBox(_OPEN)
        self.body.addWidget(self.is_open)
        self.purpose, self.why = PurposeRow(), LineEdit()
        self.why_line = Labelled("为什么要印", self.why)
        self.trouble = Notice()
        for widget in (self.trouble, self.purpose, self.why_line):
            self.body.addWidget(widget)
        self.add_button("取消", "cancel")
        self.ask_button = self.add_button("提交申请", closes=False)
        self.show_button = self.add_button("预览", "primary", closes=False)
        self._forget_request()
        self._connect()
        session = desk.session
        self._reading.ask(lambda _ctx: buildings.tree(session), self._show_houses, failed=self._on_failed)

    def _connect(self) -> None:
        self.all_button.clicked.connect(self._tick_all)
        self.is_open.toggled.connect(self._forget_request)
        self.show_button.clicked.connect(self.look)
        self.ask_button.clicked.connect(self.ask)

    def chosen(self) -> tuple[str, ...]:
        """The houses that are ticked."""
        return tuple(one for one, box in self.boxes.items() if box.isChecked())

    def _show_houses(self, places: tuple[buildings.TreeNode, ...]) -> None:
        own = next((one for one in places if self._building in {house.id for house in one.children}), None)
        for house in own.children if own is not None else ():
            box = self.boxes[house.id] = QCheckBox(house.name)
            box.setChecked(self._takes_all or house.id == self._building)
            box.toggled.connect(self._forget_request)
            self._column.insertWidget(len(self.boxes) - 1, box)
        self.all_button.setVisible(len(self.boxes) > 1)
        self.show_button.setEnabled(bool(self.chosen()))

    def _tick_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    def _forget_request(self) -> None:
        """Something else is wanted: what was said of a second person holds no more."""
        self._making.drop()
        self.trouble.tell("")
        for widget in (self.purpose, self.why_line, self.ask_button):
            widget.hide()
        self.show_button.setEnabled(bool(self.chosen()))

    # -- looking at it

    def look(self) -> None:
        """Open the preview, or say what it needs."""
        session, houses, is_open = self._desk.session, self.chosen(), self.is_open.isChecked()
        make = self._kind.printout_of
        self.show_button.setEnabled(False)

        def job(_ctx: JobContext) -> Printout:
            return make(session, houses, is_open=is_open)

        self._making.ask(job, self._open, failed=self._on_failed)

    def _open(self, made: Printout) -> None:
        from ui.printing.preview import preview

        self.accept()
        self.preview = preview(self._desk, f"打印{self._kind.label}", lambda _: made)

    def _on_failed(self, error: LedgerError) -> None:
        self.show_button.setEnabled(bool(self.chosen()))
        self.trouble.tell(window_message_for(error))
        if isinstance(error, PrintNeedsApproval):
            for widget in (self.purpose, self.why_line, self.ask_button):
                widget.show()
            self.purpose.fix_purpose(purposes.EMERGENCY if self.is_open.isChecked() else "")

    # -- asking somebody

    def ask(self) -> None:
        """Put it on the list of requests."""
        if not self.purpose.is_complete(is_needed=True):
            return
        session, houses, is_open = self._desk.session, self.chosen(), self.is_open.isChecked()
        said, reason, put = self.purpose.chosen(), self.why.text(), self._kind.ask
        self.ask_button.setEnabled(False)
        handle: JobHandle = self._desk.runner.writing(
            lambda _: put(session, houses, said, is_open=is_open, reason=reason)
        )
        handle.done.connect(self._on_asked)
        handle.failed.connect(self._on_not_asked)
        self._desk.runner.start(handle)

    def _on_asked(self, asked: Approval) -> None:
        self._desk.say(f"已提交第 {asked.id} 号申请，批准后再来打印")
        self.accept()

    def _on_not_asked(self, error: LedgerError) -> None:
        self.ask_button.setEnabled(True)
        self.trouble.tell(window_message_for(error))
