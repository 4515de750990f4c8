"""Accounts before the eye: the list, and each of its dialogs."""

from __future__ import annotations

from app.accounts import changing, details, listing, policies
from app.accounts.details import Details
from app.stores import passwords
from ui.accounts.account_dialog import AccountDialog
from ui.accounts.acting import FirstPassword, ReasonOnly, first_password_edit
from ui.accounts.page import AccountsPage
from ui.accounts.policy_dialog import PolicyDialog
from ui.stage import Scene, Stage

_OTHERS = (
    ("chenjing", Details(name="陈静", roles=("worker", "grid"), post="社工")),
    ("lilei", Details(name="李雷", roles=("accounts",))),
    ("zhaoxin", Details(name="赵欣", roles=("entrusted",), ends_on="2027-06-30", post="浦东评估有限公司")),
)


def _peopled(stage: Stage) -> AccountsPage:
    """The list once there are several; opened once for all scenes."""
    session = stage.full.session
    known = {one.login for one in session.store.accounts()}
    for login, asked in _OTHERS:
        if login not in known:
            changing.open_account(session, login, asked, passwords.generated(login=login), reason="新来的同事")
    if "zhaoxin" not in known:
        changing.stop_account(session, "zhaoxin", reason="项目结束")
    return stage.opened(AccountsPage)


def _open(stage: Stage) -> AccountDialog:
    session = stage.full.session
    with session.reader() as reader:
        return AccountDialog(session, stage.full.runner, details.compounds(reader), session.policy)


def _change(stage: Stage) -> AccountDialog:
    _peopled(stage)
    session = stage.full.session
    line = next(one for one in listing.everyone(session) if one.login == "chenjing")
    with session.reader() as reader:
        return AccountDialog(session, stage.full.runner, details.compounds(reader), session.policy, line)


def _stop(stage: Stage) -> ReasonOnly:
    text = "停用后，这个账号的密码打不开这份台账。它看过、打印、导出的内容收不回来。"
    return ReasonOnly("停用 chenjing", text, lambda _: lambda _ctx: None, stage.full.runner)


def _reset(stage: Stage) -> FirstPassword:
    edit = first_password_edit("chenjing", stage.full.session.policy)
    text = "用于本人忘记了密码。台账里的内容不受影响；原来的密码马上失效。"
    dialog = FirstPassword("重置 chenjing 的密码", text, edit, lambda _new, _why: lambda _ctx: None, stage.full.runner)
    dialog.error.tell("新密码不合要求：没有数字。密码没有改动。")
    return dialog


def _policy(stage: Stage) -> PolicyDialog:
    return PolicyDialog(stage.full.session, stage.full.runner, policies.lines(stage.full.session))


SCENES = (
    Scene("accounts--normal", _peopled),
    Scene("accounts--alone", lambda stage: stage.opened(AccountsPage, stage.empty)),
    Scene("accounts--loading", lambda stage: stage.opened(AccountsPage, stage.loading)),
    Scene("accounts--error", lambda stage: stage.opened(AccountsPage, stage.failing)),
    Scene("accounts--opening", _open),
    Scene("accounts--changing", _change),
    Scene("accounts--stopping", _stop),
    Scene("accounts--resetting", _reset),
    Scene("accounts--policy", _policy),
)
