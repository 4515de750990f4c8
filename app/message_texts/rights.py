"""What people read when their account may not do something, and when the permission matrix cannot be changed so."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app import words
from app.message_texts.told import FORBIDDEN, USAGE, Told
from ledger import permissions, roles
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from app.access import Forbidden
    from ledger.permissions import LawForbids

_RULES = {
    "masked_role": "物业和委托机构只能查看，敏感内容始终遮盖，法律不允许放开",
    "own_area": "物业只能看自己的小区，不能放开到全居委",
    "auditor_changes": "审计员不能改台账内容",
    "audit_reader": "日志只给审计员看",
    "viewer_changes": "只读角色不能改台账内容",
    "account_admin": "账号管理员不接触台账内容",
    "list_level": "列表里三级、四级内容始终遮盖，要看时逐项查看",
    "keeper": "居委主任必须能管理账号和权限，否则没有人能再改回来",
}


_ASKED = {"check": "检查台账", "compliance": "查看合规检查"}
_UP_TO = {
    "export": "导出不遮盖的{level}内容",
    "print": "打印不遮盖的{level}内容",
    "reveal": "看遮盖的{level}内容",
    "edit": "修改{level}内容",
    "view": "查看{level}内容",
}


_BY_FILTER = (
    "四级内容（如宗教信仰、失独、社区矫正）不能用来筛选：筛出谁，就等于看了谁，看四级内容每次都要写原因。没有执行。"
    "请打开有关的人逐项查看；需要名单时请写明用途和依据导出，由第二个人批准。"
)


def _forbidden(error: LedgerError) -> str:
    refused = cast("Forbidden", error)
    if refused.asked == "filter":
        return _BY_FILTER
    asked = _asked(refused)
    if refused.bounded:
        return f"您的账号只负责部分小区，不能{asked}，没有执行。请找负责全居委的同事办理。"
    who = roles.labels(refused.holders)
    way = f"请找{who}办理，或请居委主任调整权限。" if who else "目前没有角色有这项权限，请找居委主任。"
    return f"您的账号没有“{asked}”的权限，没有执行。{way}"


def _asked(refused: Forbidden) -> str:
    """What was asked for, as people call it: with the level where only that was too much."""
    if refused.level:
        return _UP_TO[refused.action].format(level=words.LEVELS[refused.level])
    return _ASKED.get(refused.asked) or permissions.BY_NAME[refused.action].label


def _law(error: LedgerError) -> str:
    return f"这项权限不能这样改：{_RULES[cast('LawForbids', error).rule]}。原来的权限没有变。"


TEXTS: dict[str, Told] = {
    "Forbidden": Told(FORBIDDEN, _forbidden),
    "UnknownPermission": Told(USAGE, "没有这样的角色、操作、台账或级别：{name}。请核对后再试。"),
    "RevealReasonNeeded": Told(USAGE, "四级内容要写明查看原因，没有显示。请写上原因再看，例如：核实残疾补贴。"),
    "ChangeReasonNeeded": Told(USAGE, "变更权限要写明原因，权限没有变。请写上原因再保存。"),
    "NothingChanged": Told(USAGE, "权限本来就是这样，没有需要保存的变更。"),
    "LawForbids": Told(FORBIDDEN, _law),
}
