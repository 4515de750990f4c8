"""Accounts and what was done to one of them, as small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from typing_extensions import override

from app.words import waiting
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.accounts.listing import Event, Line

_ICONS = {
    "active": ("circle-check", "good"),
    "stopped": ("circle-x", "muted"),
    "ended": ("clock-alert", "warn"),
    "not_begun": ("clock-alert", "info"),
}


class AccountsModel(LinesModel["Line"]):
    """Every account, those in use first."""

    HEADINGS = ("账号", "姓名", "角色", "状态", "小区", "到期日", "上次登录", "密码")
    _STATE = 3

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        one = line.account
        return (
            one.login,
            one.name,
            line.roles_label,
            line.state_label,
            "、".join(line.area) or "全部",
            one.ends_on or "",
            line.last_log_in or "还没有登录过",
            _password(line),
        )

    @override
    def aside(self, line: Line, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == self._STATE:
            return icon(*_ICONS[line.state])
        return line.login if role == Qt.ItemDataRole.UserRole else None


class HistoryModel(LinesModel["Event"]):
    """What was done to an account, newest first."""

    HEADINGS = ("时间", "谁办的", "做了什么", "原因")

    @override
    def cells(self, line: Event) -> tuple[str, ...]:
        return (line.at, line.by, line.what, line.reason)


def _password(line: Line) -> str:
    if line.state != "active":
        return ""
    if line.locked_seconds:
        return f"锁定中，还有 {waiting(line.locked_seconds)}"
    used = f"已用 {line.password_days} 天" if line.password_days is not None else ""
    return "，".join(word for word in (line.password_label, used) if word)
