"""转给别的居委会: to which committee a person is offered."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.records.choosing import Choice
from app.syncing import transfers
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.fields import Labelled
from ui.parts.line_edit import LineEdit
from ui.parts.writing_dialog import WritingDialog

_CODE_LENGTH = 12
_NAME_LENGTH = 50
_WHAT_HAPPENS = (
    "对方接收以前，这里什么都不变；对方接收以后，这里会记上迁往何处。"
    "对方看到他的姓名、证件、电话等基本情况，看不到备注、标签和网格。"
)


class OfferDialog(WritingDialog):
    """Accepted when the cloud has the offer; needs a line to it."""

    def __init__(self, desk: Desk, person: Choice, *, parent: QWidget | None = None) -> None:
        super().__init__(f"把 {person.title} 转给别的居委会", "请对方接收", desk.runner, parent)
        self._desk, self._person = desk, person
        self.code = LineEdit()
        self.code.setMaxLength(_CODE_LENGTH)
        self.code.submitted.connect(self.submit)
        self.name = LineEdit()
        self.name.setMaxLength(_NAME_LENGTH)
        self.name.submitted.connect(self.submit)
        self.body.addWidget(Labelled("对方居委会代码", self.code, "12 位统计用区划代码，可以向街道问"))
        self.body.addWidget(Labelled("对方居委会名称", self.name, "可以不写；写了就记在迁往何处"))
        self.body.addWidget(label(_WHAT_HAPPENS, "caption", wraps=True))
        self.code.textChanged.connect(self._allow)
        self._allow()

    def _allow(self) -> None:
        code = self.code.text().strip()
        self.button.setEnabled(len(code) == _CODE_LENGTH and code.isdigit())

    @override
    def job(self) -> Job[Any]:
        session, person = self._desk.session, self._person.id
        code, name = self.code.text().strip(), self.name.text().strip()
        return lambda _ctx: transfers.offer(session, person, code, name)

    @override
    def submit(self) -> None:
        """Ask, beside whatever else waits for the network."""
        if self.button.isEnabled():
            self.start(self._desk.runner.carrying(self.job(), name="请对方接收"))

    @override
    def finish(self, result: object) -> None:
        self._desk.say("已请对方居委会接收")
        super().finish(result)
