"""What people read about accounts: who may not log in, whose password must be changed, who may not change whom."""

from __future__ import annotations

from app import words
from app.message_texts.told import FORBIDDEN, NOT_FOUND, PASSWORD, USAGE, Told
from ledger.errors import LedgerError

_NOT_DONE = "没有改动任何账号。"
_WAY_BACK = "居委主任/书记的账号都不能用时，主任/书记可以用恢复密钥找回自己的账号。"
_WHY = {
    "no_administrator": "只有居委主任/书记和账号管理员能开通、变更、停用账号",
    "own_account": "不能变更、停用或重置自己的账号，请另一位有权的人来办；改自己的密码用“修改密码”",
    "other_unit": "这个账号不属于本单位",
    "other_level": "只能管本级工作人员和下一级的管理员",
    "level_above": "管理员的账号由上一级开通和变更；本机没有接入上级平台时由居委主任/书记代办",
    "last_administrator": "这是最后一个没有截止日期的居委主任/书记，停用、到期或换角色后就没有人管账号了",
}


def _forbidden(error: LedgerError) -> str:
    return f"{_WHY[vars(error)['why']]}。{_NOT_DONE}"


def _refused(error: LedgerError) -> str:
    return f"{words.ACCOUNT_RULES[vars(error)['rule']]}。{_NOT_DONE}"


def _state_wrong(error: LedgerError) -> str:
    stands = "已经停用，请先恢复" if vars(error)["state"] == "stopped" else "正在使用，不用恢复"
    return f"这个账号{stands}。{_NOT_DONE}"


def _weak_password(error: LedgerError) -> str:
    facts = vars(error)
    rules: tuple[str, ...] = facts["rules"]
    broken = "；".join(words.password_rule(rule, facts["length"]) for rule in rules)
    return (
        f"新密码不合要求：{broken}。密码没有改动。"
        f"请设 {facts['length']} 位以上，同时有字母、数字和特殊符号，不含账号名、姓名拼音和手机号，"
        "不以居委名称、年份或键盘顺序凑成，也不是常见密码或最近用过的密码。"
    )


def _locked_out(error: LedgerError) -> str:
    wait = words.waiting(vars(error)["seconds"])
    return f"密码输错次数太多，这个账号暂时锁定，请 {wait}后再试。台账没有打开，内容不受影响。"


TEXTS: dict[str, Told] = {
    # logging in
    "LockedOut": Told(PASSWORD, _locked_out),
    "PasswordTooWeak": Told(PASSWORD, _weak_password),
    "PasswordMustChange": Told(
        PASSWORD,
        "这个账号的密码是别人设的，第一次登录要先改成自己的。台账没有打开。请运行 linongctl password 修改密码。",
        "这个账号的密码是别人设的，第一次登录要先改成自己的。",
    ),
    "PasswordExpired": Told(
        PASSWORD,
        "密码已经用了 {days} 天以上，要先修改才能使用。台账没有打开，内容完好。请运行 linongctl password 修改密码。",
        "密码已经用了 {days} 天以上，要先修改才能使用。",
    ),
    "PasswordDateWrong": Told(
        PASSWORD,
        "记下的密码设置日期比今天还晚，说不清密码用了多少天，要先修改才能使用。台账没有打开，内容完好。"
        "请先核对电脑的日期，再运行 linongctl password 修改密码。",
        "记下的密码设置日期比今天还晚，说不清密码用了多少天，要先修改才能使用。请先核对电脑的日期。",
    ),
    "AccountStopped": Told(
        FORBIDDEN, f"这个账号已经停用，台账没有打开。如需恢复，请找居委主任/书记或账号管理员。{_WAY_BACK}"
    ),
    "AccountEnded": Told(
        FORBIDDEN,
        "这个账号的有效期到 {on} 为止，已经结束，台账没有打开。如需延长，请找居委主任/书记或账号管理员。" + _WAY_BACK,
    ),
    "AccountNotBegun": Told(FORBIDDEN, "这个账号从 {on} 起才能使用，台账没有打开。"),
    # accounts
    "AccountExists": Told(FORBIDDEN, "已有“{login}”这个账号，没有新建。请换一个账号名，只改大小写不行。"),
    "AccountMissing": Told(NOT_FOUND, f"没有“{{login}}”这个账号。{_NOT_DONE}"),
    "AccountForbidden": Told(FORBIDDEN, _forbidden),
    "AccountRefused": Told(USAGE, _refused),
    "AccountReasonMissing": Told(USAGE, f"开通、变更、停用账号都要写原因。{_NOT_DONE}"),
    "AccountStateWrong": Told(FORBIDDEN, _state_wrong),
    "TooManyAdministrators": Told(
        FORBIDDEN, f"账号由专人管理，账号管理员最多 {{most}} 人，已经满了。{_NOT_DONE}请先停用或变更其中一位。"
    ),
    # policy
    "UnknownPolicy": Told(NOT_FOUND, "没有“{key}”这一项安全策略。没有改动。"),
    "PolicyReasonMissing": Told(USAGE, "变更安全策略要写原因。没有改动任何策略。请写上原因再试。"),
    "PolicyRefused": Told(
        FORBIDDEN, "“{label}”只能在 {least} 到 {most} {unit}之间，规定的底线不能放宽。没有改动任何策略。"
    ),
}
