"""What the log's classes, kinds and facts are called for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app import words
from app.undo import action_words
from ledger import catalog, codes, incident_levels
from storage.audit import EntryClass

CLASSES: Final[dict[EntryClass, str]] = {
    "login": "登录",
    "view": "查看",
    "reveal": "看遮盖的内容",
    "data": "台账变更",
    "import": "导入",
    "export": "导出",
    "print": "打印",
    "account": "账号",
    "sync": "同步",
    "backup": "备份",
    "security": "安全",
    "ops": "运行维护",
}
_FACTS = {
    "rows": "行数",
    "wrong": "之前输错密码次数",
    "why": "原因",
    "count": "次数",
    "columns": "列数",
    "fields": "",
    "new": "新增",
    "entry": "日志号",
    "entries": "条数",
    "from": "从第",
    "to": "到第",
    "removed": "移出",
    "ledger": "台账",
    "highest_level": "最高级别",
    "unmasked": "不遮盖",
    "encrypted": "加密",
    "records": "条数",
    "actions": "变更次数",
    "number": "登记号",
    "state": "状态",
    "alert": "提醒号",
    "rule": "提醒",
    "user": "账号",
    "days": "天数",
    "how": "情况",
    "with": "方式",
    "problems": "问题数",
    "value": "改成",
    "is_sound": "完好",
    "level": "级别",
    "step": "步骤",
    "is_done": "完成",
    "form": "形式",
    "purpose": "用途",
    "basis": "依据",
    "people": "人数",
    "approved": "批准",
    "approver": "批准人",
    "request": "申请号",
    "asker": "申请人",
    "copies": "份数",
    "of": "日志号",
    "ledgers": "台账数",
    "own_seed": "用给定的种子",
    "parts": "被改动的",
}
_CODES = {"purpose": "export_purpose", "basis": "export_basis"}
_HOW = {
    "self": "本人（只有一个账号）",
    "second": "另一个人",
    "fill": "填部门的表",
    "statistics": "统计表",
    "masked": "脱敏数据",
    "pdf": "PDF",
    "text": "文本文件",
    "paper": "纸",
    "missing": "找不到日志末尾的记录",
    "cut": "末尾的日志不见了",
    "other": "日志和末尾的记录对不上",
    "forged": "末尾的记录不是本台账签的",
    "older": "台账文件夹是更早的，这台电脑上次用时日志更长",
    "WrongPassword": "密码不对",
    "LockedOut": "输错太多，正在锁定",
    "PasswordExpired": "密码到期",
    "PasswordDateWrong": "密码的设置日期不对",
    "AccountStopped": "账号已停用",
    "AccountEnded": "账号已到期",
    "UnknownAccount": "没有这个账号",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "why": {**_HOW, **words.BACKUP_WHY},
    "state": {**incident_levels.STATES, "new": "新", "seen": "已看", "done": "已处理"},
    "parts": {
        "accounts": "账号",
        "rules": "权限和安全策略",
        "approvals": "审批",
        "alerts": "异常提醒",
        "incidents": "安全事件和应急预案",
    },
}
"""Words of facts whose values have their own."""

WHY: Final = {
    "entry": "内容被改动",
    "seal": "内容或签名被改动",
    "missing": "有日志被删掉",
    "cut": "末尾的日志被删掉",
    "operations": "变更内容和日志对不上",
    "beside": "账号、权限、审批、提醒或安全事件被绕过程序改动",
    "gap": "打开台账时发现日志有缺失",
    "archive": "归档文件被改动",
}


def kind(name: str) -> str:
    """What a kind of entry is called; its own name where this version does not know it."""
    return action_words.ACTIONS.get(name, name)


def kinds_with(text: str) -> tuple[str, ...]:
    """The kinds whose name holds a text."""
    return tuple(name for name, label in action_words.ACTIONS.items() if text in label)


def facts(detail: Mapping[str, object], ledger: str) -> str:
    """The facts of an entry in one line; those that only the program understands are left out."""
    parts = (_fact(name, value, ledger) for name, value in detail.items() if name in _FACTS)
    return "；".join(part for part in parts if part)


def _fact(name: str, value: object, ledger: str) -> str:
    if name == "fields":
        return _fields(value, ledger)
    if value == 0 and not isinstance(value, bool):
        return ""
    if isinstance(value, bool):
        return _FACTS[name] if value else ""
    if isinstance(value, dict):
        return f"{_FACTS[name]}：{'、'.join(f'{words.ledger(str(key))} {one}' for key, one in value.items())}"
    if name == "ledger":
        return f"{_FACTS[name]}：{words.ledger(str(value))}" if value else ""
    said = (
        "、".join(_said(name, one) for one in value)
        if name == "parts" and isinstance(value, list)
        else _said(name, value)
    )
    return f"{_FACTS[name]}：{said}" if said else ""


def _said(name: str, value: object) -> str:
    """A text or a number in words; a code by its label."""
    if isinstance(value, str):
        return codes.table(_CODES[name]).label(value) if name in _CODES else _WORDS.get(name, _HOW).get(value, value)
    return f"{value:,}" if isinstance(value, int) else ""


def _fields(value: object, ledger: str) -> str:
    if isinstance(value, dict):
        return "；".join(f"{words.ledger(name)} {_fields(names, name)}" for name, names in value.items())
    names = [str(one) for one in value] if isinstance(value, list) else []
    if ledger not in catalog.BY_NAME:
        return "、".join(words.ACCOUNT_FIELDS.get(one, one) for one in names)
    definition = catalog.named(ledger)
    return "、".join(definition.field(one).label if definition.has(one) else one for one in names)
