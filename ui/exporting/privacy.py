"""How open a file leaves, what for and by what right; how sensitive it is, and whether a second person must agree.

What a selection's level is and what it needs, `app.exports` says; here it is shown, and what is missing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.exporting.purpose_row import PurposeRow
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.chips import Badge, Tone
from ui.parts.fields import Labelled, LineEdit

if TYPE_CHECKING:
    from app.exports.clearance import Outlook

_LEVELS: dict[str, tuple[str, Tone]] = {
    "L1": ("最高一级", "plain"),
    "L2": ("最高二级", "plain"),
    "L3": ("最高三级", "warn"),
    "L4": ("最高四级", "bad"),
}
_MOST_NAMED = 4
_NEEDS = {
    "self": "台账只有一个账号，由您本人批准：会记录下来，合规页会标红。表格会加密。",
    "ask": "要由另一个人批准。先提交申请，批准后七天内导出一次，表格会加密。",
    "waiting": "已提交第 {request} 号申请，等另一个人批准。",
    "approved": "第 {request} 号申请已批准，可以导出一次，表格会加密。",
}


class PrivacyBox(QWidget):
    """Masked unless said otherwise. `changed` when it was said otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.outlook: Outlook | None = None
        self.unmasked = QCheckBox("不打星号，导出完整内容")
        self.level = Badge("", "plain")
        self.reason = LineEdit()
        self.reason_line = Labelled("原因", self.reason, "会和这次导出一起留下，如：街道民政科核对高龄津贴")
        self.purpose = PurposeRow()
        self.hint = label("证件号码、电话、住址会打星号。", "muted", wraps=True)
        self.needs = label("", wraps=True)
        self.needs.setContentsMargins(M, S, M, S)
        self._lay_out()
        self.unmasked.toggled.connect(self._on_toggled)
        self.reason.textChanged.connect(self.reason_line.clear_error)
        self._on_toggled(is_open=False)
        self.show_outlook(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self.unmasked)
        row.addWidget(self.level)
        row.addWidget(self.hint, 1)
        column.addLayout(row)
        column.addWidget(self.needs)
        column.addWidget(self.purpose)
        column.addWidget(self.reason_line)

    def _on_toggled(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        self.reason_line.setVisible(is_open)
        self.show_outlook(None)
        self.changed.emit()

    # -- what leaves

    def show_outlook(self, outlook: Outlook | None) -> None:
        """Tell how sensitive the selection is, and what it needs; None while that is not known."""
        self.outlook = outlook
        self.level.setVisible(outlook is not None)
        self.needs.setVisible(outlook is not None and bool(outlook.need))
        if outlook is None:
            self.hint.setText("" if self.unmasked.isChecked() else "证件号码、电话、住址会打星号。")
            return
        self.level.show_state(*_LEVELS[outlook.leave.highest])
        self.hint.setText(self._told(outlook))
        set_role(self.needs, "hint", "info" if outlook.need == "approved" else "warn")
        self.needs.setText(_NEEDS.get(outlook.need, "").format(request=outlook.request))

    def _told(self, outlook: Outlook) -> str:
        """Which columns are sensitive, and how many people's."""
        leave = outlook.leave
        named = _named(leave.sensitive)
        if not self.unmasked.isChecked():
            told = f"{named}会打星号。" if named else ""
            return f"{told}名单的条件本身是敏感的。" if leave.is_sensitive else told or "没有要打星号的列。"
        people = f"，{leave.people:,} 人" if leave.people else ""
        return f"不打星号的有{named}{people}。" if named else "没有敏感的列。"

    @property
    def asks(self) -> bool:
        """Whether a second person has to be asked first."""
        return self.outlook is not None and self.outlook.need == "ask"

    def is_complete(self) -> bool:
        """True when nothing is missing; what is, is said where it belongs."""
        is_needed = self.outlook is not None and self.outlook.leave.is_sensitive
        if not self.purpose.is_complete(is_needed=is_needed):
            return False
        if self.unmasked.isChecked() and not self.reason.text().strip():
            self.reason_line.set_error("不打星号的内容要写明原因。")
            self.reason.setFocus()
            return False
        return True


def _named(headings: Sequence[str]) -> str:
    """Some headings, and how many there are beside them."""
    some = "、".join(headings[:_MOST_NAMED])
    return f"{some}等 {len(headings)} 列" if len(headings) > _MOST_NAMED else some
