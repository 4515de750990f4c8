"""报告账号异常: somebody tells that something is wrong with the own account; head and auditor are alerted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.accounts import changing
from app.messages import window_message_for
from ui.desk import Desk
from ui.parts.dialog import ask_reason

_TITLE = "报告账号异常"
_TEXT = (
    "发现别人用过您的账号、密码可能被人知道、出现不是您做的修改时，在这里报告。负责人和审计员会在“异常提醒”里看到。"
    "怀疑密码被人知道的，请同时修改密码。"
)
_DONE = "已报告，负责人会在“异常提醒”里看到"


def report(desk: Desk, parent: QWidget) -> None:
    """Ask what happened, and enter it."""
    ask_reason(parent, _TITLE, _TEXT, lambda reason: _enter(desk, reason))


def _enter(desk: Desk, reason: str) -> None:
    session = desk.session
    handle = desk.runner.writing(lambda _: changing.report_own(session, reason=reason))
    handle.done.connect(lambda _: desk.say(_DONE))
    handle.failed.connect(lambda error: desk.say(window_message_for(error)))
    desk.runner.start(handle)
