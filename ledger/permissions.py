"""The permission matrix: which role may do what with which ledger, up to which level of fields, in which area.

Pure data and what follows from it: the actions, the matrix that holds until somebody changes it, and what no change
may bring about because the law or the committee's rules forbid it (`forbidden_by`). Whose rights a session has and
where they are asked is `app.access`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ledger import catalog, roles
from ledger.definition import Level
from ledger.errors import LedgerError

Area = Literal["all", "own"]
"""`all`: where the account works, the whole committee if it names no compound.

`own`: in the compounds of the account, and not at all for an account that names none.
"""

LEVELS: tuple[Level, ...] = ("L1", "L2", "L3", "L4")


@dataclass(frozen=True, slots=True)
class ActionKind:
    """Something that may be allowed. `by_ledger`: ledger by ledger; `by_level`: up to a level of fields.

    `whole`: it concerns the whole committee, so an account of named compounds cannot have it.
    """

    name: str
    label: str
    by_ledger: bool = False
    by_level: bool = False
    whole: bool = False


ACTIONS: tuple[ActionKind, ...] = (
    ActionKind("view", "查看", by_ledger=True, by_level=True),
    ActionKind("reveal", "看遮盖的内容", by_ledger=True, by_level=True),
    ActionKind("edit", "新增和修改", by_ledger=True, by_level=True),
    ActionKind("remove", "删除和还原", by_ledger=True),
    ActionKind("export", "导出", by_ledger=True, by_level=True),
    ActionKind("print", "打印", by_ledger=True, by_level=True),
    ActionKind("act", "办理迁入迁出等事项"),
    ActionKind("notices", "签收和回复任务通知"),
    ActionKind("campaign", "开展和汇总年度核对"),
    ActionKind("sign", "确认年度核对", whole=True),
    ActionKind("statistics", "统计"),
    ActionKind("merge", "合并重复人员", whole=True),
    ActionKind("import", "导入", whole=True),
    ActionKind("undo_import", "撤销导入", whole=True),
    ActionKind("approve", "批准导出", whole=True),
    ActionKind("accounts", "管理账号", whole=True),
    ActionKind("permissions", "变更权限", whole=True),
    ActionKind("audit", "查看日志审计", whole=True),
    ActionKind("watch", "处理异常提醒", whole=True),
    ActionKind("backup", "备份", whole=True),
    ActionKind("restore", "恢复备份", whole=True),
    ActionKind("rekey", "更换密钥", whole=True),
    ActionKind("settings", "变更居委设置", whole=True),
    ActionKind("incident", "登记安全事件"),
    ActionKind("policy", "变更安全策略", whole=True),
    ActionKind("support", "导出诊断包"),
)
BY_NAME = {action.name: action for action in ACTIONS}
LEDGERS: tuple[str, ...] = tuple(ledger.name for ledger in catalog.ALL)
NOTICES = ("notice", "notice_read", "notice_answer", "question", "question_message", "question_read")
"""What the level above sends and what comes of it: allowed as a whole, by the action `notices`."""
BELONGING = {
    "work_order_event": "work_order",
    "duty": "work_order",
    "order_process": "work_order",
    "visit_person": "visit",
    "activity_person": "activity",
    "muster": "person_tag",
    "muster_check": "person_tag",
    "campaign": "dwelling",
    "campaign_compound": "dwelling",
    "campaign_check": "dwelling",
    "topic_definition": "topic_merchant",
    "topic_row": "topic_merchant",
    "topic_report": "topic_merchant",
    "objection": "person",
}
"""What is kept beside a ledger: who may do something with that ledger may do it here."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one cell of the matrix allows. `level` is the highest level of fields, "L4" where levels do not count.

    Of `view` it is the level that is shown without a mask: at L1 a name is masked, at L2 it is not.
    """

    level: Level = "L4"
    area: Area = "all"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where a grant stands; `ledger` is "" for what is not allowed ledger by ledger."""

    role: str
    action: str
    ledger: str = ""


Matrix = Mapping[Cell, Grant]
"""What is not in it is not allowed."""


class UnknownPermission(LedgerError):
    """There is no such role, action, ledger, level or area (`name`)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no permission {name}")
        self.name = name


class LawForbids(LedgerError):
    """A change of the matrix that no setting may bring about; `rule` says why."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"forbidden by {rule}")
        self.rule = rule


def cells() -> tuple[Cell, ...]:
    """Every cell that the matrix may have, in the order of its page."""
    return tuple(
        Cell(role.code, action.name, ledger)
        for role in roles.ALL
        for action in ACTIONS
        for ledger in (LEDGERS if action.by_ledger else ("",))
    )


def named(role: str, action: str, ledger: str = "") -> Cell:
    """A cell by its names; raises UnknownPermission."""
    if role not in roles.BY_CODE:
        raise UnknownPermission(role)
    if action not in BY_NAME:
        raise UnknownPermission(action)
    if ledger not in (LEDGERS if BY_NAME[action].by_ledger else ("",)):
        raise UnknownPermission(ledger or action)
    return Cell(role, action, ledger)


# -- the matrix that holds until somebody changes it: action -> highest level

_LEDGER_WORK: dict[str, Level] = {
    "view": "L2",
    "reveal": "L4",
    "edit": "L4",
    "remove": "L4",
    "export": "L4",
    "print": "L4",
}


def _freely(*actions: str) -> dict[str, Level]:
    """Actions that do not go by levels."""
    return dict.fromkeys(actions, "L4")


def _up_to(level: Level, *actions: str) -> dict[str, Level]:
    return dict.fromkeys(actions, level)


_HEADS = tuple(action.name for action in ACTIONS if not action.by_ledger and action.name != "audit")
_WORKERS = ("act", "campaign", "notices", "statistics", "merge", "import", "undo_import", "incident", "support")
_GIVEN: dict[str, dict[str, Level]] = {
    "head": _freely(*_HEADS) | _LEDGER_WORK,
    "worker": _freely(*_WORKERS) | _LEDGER_WORK,
    "grid": _freely("act", "notices", "statistics", "incident", "support")
    | _up_to("L3", "reveal", "edit")
    | _up_to("L2", "view", "export", "print"),
    "accounts": _freely("accounts", "policy", "incident", "support"),
    "auditor": _freely("audit", "watch", "incident", "support"),
    "viewer": _freely("statistics", "support") | _up_to("L2", "view", "print"),
    "property": _up_to("L1", "view") | _up_to("L2", "export", "print"),
    "entrusted": _up_to("L1", "view") | _up_to("L2", "print"),
}
_TELLING = ("person_tag", "visit", "activity", "work_order")
_KEPT_FROM = frozenset((role, ledger) for role in ("property", "entrusted") for ledger in _TELLING)
"""Ledgers that a role gets nothing of at first: they say what people suffer from, did, or complained of."""


def _default() -> Matrix:
    return {
        cell: Grant(_GIVEN[cell.role][cell.action], "own" if roles.BY_CODE[cell.role].own_area else "all")
        for cell in cells()
        if cell.action in _GIVEN[cell.role] and (cell.role, cell.ledger) not in _KEPT_FROM
    }


DEFAULT: Matrix = _default()
_CELLS = frozenset(cells())


def stored(changes: Mapping[Cell, Grant | None]) -> list[list[str]]:
    """Changes against `DEFAULT` as they are kept: role, action, ledger, level ("" for taken away), area."""
    return [
        [cell.role, cell.action, cell.ledger, *((grant.level, grant.area) if grant else ("", ""))]
        for cell, grant in sorted(changes.items(), key=lambda item: item[0])
        if grant != DEFAULT.get(cell)
    ]


def changes_of(kept: object) -> dict[Cell, Grant | None]:
    """The changes as they were kept; what this version does not know or what is forbidden by now is left out."""
    changes: dict[Cell, Grant | None] = {}
    for line in kept if isinstance(kept, list) else ():
        role, action, ledger, level, area = line
        cell, grant = Cell(role, action, ledger), Grant(level, area) if level else None
        if cell in _CELLS and not forbidden_by(cell, grant):
            changes[cell] = grant
    return changes


def applied(changes: Mapping[Cell, Grant | None]) -> Matrix:
    """The matrix with changes made to it."""
    changed = {**DEFAULT, **changes}
    return {cell: grant for cell, grant in changed.items() if grant is not None}


# -- what no change may bring about

_CHANGES = frozenset(("edit", "remove", "act", "campaign", "sign", "import", "undo_import", "merge"))
_KEEPS_ORDER = frozenset(("accounts", "permissions"))


def forbidden_by(cell: Cell, grant: Grant | None) -> str:
    """The rule that forbids a grant, or its absence (None), in a cell; "" when it may stand.

    `masked_role`, `own_area`, `auditor_changes`, `audit_reader`, `viewer_changes`, `account_admin`, `list_level`,
    `keeper`.
    """
    if grant is None:
        return "keeper" if cell.role == "head" and cell.action in _KEEPS_ORDER else ""
    return _of_action(cell, grant) or _of_role(cell, grant)


def _of_action(cell: Cell, grant: Grant) -> str:
    if cell.action == "audit" and cell.role != "auditor":
        return "audit_reader"
    if cell.action == "view" and grant.level > "L2":
        return "list_level"
    return ""


def _of_role(cell: Cell, grant: Grant) -> str:
    role = roles.BY_CODE[cell.role]
    if role.is_masked and (not _is_outsiders(cell.action) or grant.level > "L2"):
        return "masked_role"
    if role.own_area and grant.area != "own":
        return "own_area"
    if cell.role == "auditor" and cell.action in _CHANGES:
        return "auditor_changes"
    if cell.role == "viewer" and cell.action in _CHANGES:
        return "viewer_changes"
    if cell.role == "accounts" and (BY_NAME[cell.action].by_ledger or cell.action in _CHANGES):
        return "account_admin"
    return ""


def _is_outsiders(action: str) -> bool:
    """What those who do not belong to the committee may be allowed: to look and to take along behind masks."""
    return action in ("view", "export", "print", "statistics")


# -- several roles


def highest(
    matrix: Matrix, codes: Iterable[str], action: str, ledger: str = "", *, has_area: bool = True
) -> Level | None:
    """The highest level that any of the roles may go up to; None when none of them may.

    Without a ledger, one where the action is allowed is enough. What is granted in own compounds only is nothing for
    an account without any (`has_area`). A role that is never shown sensitive values bounds
    the others that the same person holds.
    """
    held = tuple(codes)
    ledgers = ((ledger,) if ledger else LEDGERS) if BY_NAME[action].by_ledger else ("",)
    granted = (matrix.get(Cell(role, action, name)) for role in held for name in ledgers)
    found = [grant for grant in granted if grant is not None and (has_area or grant.area == "all")]
    if not found:
        return None
    level = max(grant.level for grant in found)
    if not roles.is_masked(held):
        return level
    if not _is_outsiders(action):
        return None
    return min(level, "L1" if action == "view" else "L2", key=LEVELS.index)


def holders(matrix: Matrix, action: str, ledger: str = "") -> tuple[str, ...]:
    """The roles that may do something, in their order: what a refusal tells."""
    return tuple(role.code for role in roles.ALL if highest(matrix, (role.code,), action, ledger) is not None)
