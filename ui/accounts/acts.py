"""What may be done about accounts, each with its dialog: opened, changed, stopped, brought back, a password, the rules.

Which of it may be done to whom is shown by the page and decided below it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.accounts import changing, policies
from app.accounts.changing import Changed
from app.jobs import Job
from app.stores.session import Session
from ledger.policy import Policy
from ui.accounts.account_dialog import AccountDialog, Compounds
from ui.accounts.acting import ActingDialog, FirstPassword, ReasonOnly, first_password_edit
from ui.accounts.policy_dialog import PolicyDialog
from ui.desk import Desk
from ui.parts.dialog import open_dialog
from ui.workers import Latest

if TYPE_CHECKING:
    from app.accounts.listing import Line

_STOP = (
    "停用后，这个账号的密码打不开这份台账。它看过、打印、导出的内容收不回来；如果他留有旧的台账文件夹，"
    "旧密码仍能打开那一份旧的，要让它打不开以后的台账，停用后请到“备份”页更换密钥。"
    "台账里他做过的事都还在，以后可以恢复这个账号。"
)
_RESUME = "恢复后用新的初始密码登录，第一次登录时要先换成自己的。"
_RESET = "用于本人忘记了密码。台账里的内容不受影响；原来的密码马上失效。"
_PROPOSED = "本机已接入上级平台，已提请上级审批；批准前没有变化。"


class Giving(Protocol):
    """What gives an account a first password."""

    def __call__(self, session: Session, login: str, password: str, *, reason: str) -> Changed: ...


class AccountActs:
    """Opens the dialogs over `page`; `changed` is told the login of an account that is another one now."""

    def __init__(self, desk: Desk, page: QWidget, changed: Callable[[str], object]) -> None:
        self._desk, self._page, self._changed = desk, page, changed
        self._asking = Latest(desk.runner, page)
        self.dialog: ActingDialog | None = None

    def open_account(self, compounds: Compounds, policy: Policy) -> None:
        """A new account."""
        self._act(AccountDialog(self._desk.session, self._desk.runner, compounds, policy), "已开通账号")

    def change(self, compounds: Compounds, policy: Policy, line: Line) -> None:
        """Other facts of an account."""
        self._act(AccountDialog(self._desk.session, self._desk.runner, compounds, policy, line), "已变更账号")

    def stop(self, login: str) -> None:
        """Nobody opens the store with it any more."""
        session = self._desk.session

        def act(reason: str) -> Job[object]:
            return lambda _: changing.stop_account(session, login, reason=reason)

        self._act(ReasonOnly(f"停用 {login}", _STOP, act, self._desk.runner), "已停用账号")

    def resume(self, login: str, policy: Policy) -> None:
        """A stopped one is in use again."""
        self._give_password(login, policy, (f"恢复 {login}", _RESUME), changing.resume_account, "已恢复账号")

    def reset(self, login: str, policy: Policy) -> None:
        """Another password for somebody who forgot it."""
        self._give_password(login, policy, (f"重置 {login} 的密码", _RESET), changing.reset_password, "已重置密码")

    def change_policy(self) -> None:
        """Stricter numbers."""
        session, runner = self._desk.session, self._desk.runner
        self._asking.ask(
            lambda _: policies.lines(session),
            lambda lines: self._act(PolicyDialog(session, runner, lines), "已变更安全策略"),
        )

    def _give_password(self, login: str, policy: Policy, told: tuple[str, str], give: Giving, done: str) -> None:
        """Ask for a first password and a reason, and give the account that password."""
        session = self._desk.session

        def act(new: str, reason: str) -> Job[object]:
            return lambda _: give(session, login, new, reason=reason)

        self._act(FirstPassword(*told, first_password_edit(login, policy), act, self._desk.runner), done)

    def _act(self, dialog: ActingDialog, done: str) -> None:
        """Open a dialog over the page; when it is accepted, say what was done, to whom."""
        dialog.setParent(self._page, dialog.windowFlags())
        self.dialog = dialog
        open_dialog(dialog, lambda: self._say(dialog.result_of, done))

    def _say(self, result: object, done: str) -> None:
        if isinstance(result, Changed):
            self._desk.say(_PROPOSED if result.way == "proposed" else f"{done} {result.account.login}")
            self._changed(result.account.login)
        else:
            self._desk.say(done)
