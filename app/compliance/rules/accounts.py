"""Accounts, passwords, roles and the permission plan (R080 to R093)."""

from __future__ import annotations

from app.compliance.inspection import ALERT_DAYS, Inspection
from app.compliance.rule import ComplianceRule, Finding, bad, good, later
from app.stores import standing
from ledger import roles
from storage.accounts import Account
from sync import orders
from sync.local_side import LocalSide

_PASSWORD = (
    "password_length",
    "password_days",
    "password_warn_days",
    "password_history",
    "wrong_tries",
    "first_wait",
    "longest_wait",
)
_ABNORMAL = ("failures", "new_device", "off_hours")


def tiers(look: Inspection) -> Finding:
    """Accounts are opened level by level and filed above."""
    used = [one for one in look.active if standing.may_log_in(one, look.today)]
    unfiled = [one for one in used if not one.is_filed]
    setting = f"{len(used)} 个账号在用"
    if unfiled:
        names = "、".join(one.login for one in unfiled)
        return bad(f"{setting}，{len(unfiled)} 个待备案：{names}", "报上级备案后，在账号里标为已备案。")
    return good(f"{setting}，都已备案")


def named_person(look: Inspection) -> Finding:
    """Somebody is there for accounts, and not too many."""
    most, keepers = look.session.policy["account_admins"], look.holding("accounts")
    if look.weakened(("account_admins",)):
        return bad("账号管理员人数上限被改得超出规定", "在安全策略里改回规定以内。")
    if look.is_alone:
        return bad("只有一个账号，一人兼管", "给专人开一个账号管理员账号。")
    if not keepers:
        return bad("没有账号管理员", "指定专人，给他账号管理员的角色。")
    if len(keepers) > most:
        return bad(f"账号管理员 {len(keepers)} 人，最多 {most} 人", "减少账号管理员。")
    return good(f"账号管理员 {len(keepers)} 人，最多 {most} 人")


def passwords(look: Inspection) -> Finding:
    """Passwords are long, mixed, changed every month, and nobody weakened that."""
    policy = look.session.policy
    setting = (
        f"最少 {policy['password_length']} 位，字母、数字、符号都有；"
        f"最长 {policy['password_days']} 天；不重复最近 {policy['password_history']} 次；"
        f"连续输错 {policy['wrong_tries']} 次锁定"
    )
    weak = look.weakened(_PASSWORD)
    if weak:
        said = "、".join(f"{one.label} {look.raw_policy[one.key]}{one.unit}" for one in weak)
        return bad(f"台账里写的是：{said}，超出规定；程序仍按规定执行", "在安全策略里重新保存，并查明是谁改的。")
    old = [one.login for one in look.active if standing.of_password(one, look.today, policy) == "over"]
    if old:
        return bad(f"{setting}。密码过期：{'、'.join(old)}", "请他们登录改密码；不用的账号请停用。")
    return good(setting)


def abnormal_accounts(look: Inspection) -> Finding:
    """Unusual log-ins are noticed and somebody deals with them."""
    waiting = look.forgotten(*_ABNORMAL)
    if look.weakened(("watch_failures", "day_from", "day_to")):
        return bad("异常登录的界限被改得超出规定", "在安全策略里改回规定以内。")
    if waiting:
        return bad(f"{waiting} 条登录方面的异常提醒超过 {ALERT_DAYS} 天没有处理", "到异常提醒里逐条处理。")
    return good("多次输错、新电脑登录、非工作时间使用都会提醒")


def permission_plan(look: Inspection) -> Finding:
    """The matrix is what the committee decided, with reasons, and within the law."""
    if look.lawless_cells:
        return bad(
            f"权限表里有 {len(look.lawless_cells)} 处规定不允许的内容；程序没有照它执行",
            "重新保存权限表，并查明是谁改的。",
        )
    return good(f"有权限分配方案，居委自己定的有 {look.changed_cells} 处，每处有原因和记录")


def roles_told_apart(look: Inspection) -> Finding:
    """Everybody has a known role and sees what it is for."""
    if look.is_alone:
        return good("只有一个账号，本机角色都由他担任")
    wrong = [one.login for one in look.active if _is_roleless(one) or set(look.roles_of(one)) - set(roles.BY_CODE)]
    if wrong:
        return bad(f"没有角色或角色不认得：{'、'.join(wrong)}", "在账号里给他们定角色。")
    return good(f"{len(look.active)} 个账号各有角色，按角色给权限")


def _is_roleless(one: Account) -> bool:
    """Only the account that was made with the store may be without a role: it is its head."""
    return not one.roles and one.created_by != one.login


def entrusted(look: Inspection) -> Finding:
    """Bodies that work for the committee have an end and see no plain personal data."""
    held = look.holding("entrusted")
    endless = [one.login for one in held if not one.ends_on]
    over = [one.login for one in held if one.ends_on and one.ends_on < look.today.isoformat()]
    if endless:
        return bad(f"没有截止日期：{'、'.join(endless)}", "在账号里写上委托的截止日期。")
    if over:
        return bad(f"委托已到期，账号没有停用：{'、'.join(over)}", "停用账号；继续委托的改截止日期。")
    return good(f"委托机构账号 {len(held)} 个，都有截止日期，内容始终遮盖")


def cut_off(look: Inspection) -> Finding:
    """The cloud can let this PC go at any time, or have it destroy what it holds."""
    if not look.store.is_enrolled():
        return good("没有接入上级平台，没有连接；接入后街道可随时停用或挂失这台电脑")
    if not orders.are_checked(LocalSide(look.store)):
        return bad("没有上级平台的签名公钥，挂失的命令核对不了", "请向街道要新的接入码，重新接入这台电脑。")
    return good("街道可随时停用这台电脑的接入；登记遗失的，凭上级平台的签名销毁本机的钥匙和台账")


RULES = (
    ComplianceRule(
        "R080", "沪民基发〔2022〕9号 第9条", "用市公务人员统一身份认证登录", ("storage/accounts.py",), "accounts",
        later("没有接入；用本机账号和密码，账号里留有统一身份编号", "接入后改用统一认证。"),
    ),
    ComplianceRule(
        "R081", "沪民基发〔2022〕9号 第9条", "账号逐级开通、变更、停用",
        ("ledger/tiers.py", "app/accounts/changing.py"), "accounts", tiers,
    ),
    ComplianceRule(
        "R082", "沪民基发〔2022〕9号 第9条", "账号由专人管理", ("app/accounts/changing.py",), "accounts",
        named_person,
    ),
    ComplianceRule(
        "R083", "街道信息化运维方案 一（二）", "首次登录改密码，8 位以上、字母数字符号都有，每月更换",
        ("ledger/password_rule.py", "ledger/policy.py", "app/stores/standing.py", "storage/attempts.py"), "accounts",
        passwords,
    ),
    ComplianceRule(
        "R084", "街道信息化运维方案 一（二）", "街道部门由随申办政务云登录", (), "", later("没有接入上级平台"),
    ),
    ComplianceRule(
        "R085", "街道信息化运维方案 一（二）", "账号异常及时报告条线负责人",
        ("app/watch/rules.py", "app/watch/watching.py", "ui/frame/own_account.py"), "watch", abnormal_accounts,
    ),
    ComplianceRule(
        "R086", "街道信息化运维方案 一（一）", "制定权限分配方案，随业务变更",
        ("ledger/permissions.py", "app/rights/matrix.py"), "permissions", permission_plan,
    ),
    ComplianceRule(
        "R087", "SZSD13 0060—2020 7.1.2 e", "明确不同角色人员的权限和服务", ("ledger/roles.py", "app/access/rights.py"),
        "permissions", roles_told_apart,
    ),
    ComplianceRule(
        "R089", "沪民基发〔2022〕9号 第11条", "应用场景按接口规范接入", (), "",
        later("没有接入上级平台，没有应用场景"),
    ),
    ComplianceRule(
        "R090", "沪民基发〔2022〕9号 第12条", "新场景申请、核准、报备", (), "", later("没有接入上级平台"),
    ),
    ComplianceRule(
        "R091", "沪民基发〔2022〕9号 第13条", "场景定期评估，不好的下线", (), "", later("没有接入上级平台"),
    ),
    ComplianceRule(
        "R092", "沪民基发〔2022〕9号 第16条", "有安全问题的单位可以中断连接",
        ("app/syncing/rounds.py", "storage/destroying.py"), "", cut_off,
    ),
    ComplianceRule(
        "R093", "沪民基发〔2022〕9号 第7条", "受委托机构有资质、有保护，限期使用",
        ("ledger/roles.py", "app/stores/standing.py"), "accounts", entrusted,
    ),
)  # fmt: skip
