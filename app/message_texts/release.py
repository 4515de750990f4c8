"""What people read when something may not leave the program as yet, or when an approval or a number is not there."""

from __future__ import annotations

from app.message_texts.told import CHANGED, FORBIDDEN, NOT_FOUND, NOT_WRITTEN, USAGE, Told
from ledger.errors import LedgerError

_LISTS = {"purpose": "用途", "basis": "依据"}


def _unknown(error: LedgerError) -> str:
    from app.release import purposes

    facts = vars(error)
    said = "、".join(f"{code} {label}" for code, label in purposes.choices(facts["what"]))
    return f"没有“{facts['said']}”这个{_LISTS[facts['what']]}。没有执行。可以写：{said}。"


def _why(error: LedgerError) -> str:
    facts = vars(error)
    if facts["level"] == "L4":
        return "里面有四级内容（如健康状况、宗教信仰、管控类标签）"
    return f"里面有 {facts['people']} 人的三级内容（如证件号、电话、住址），超过 50 人"


def _needs_approval(error: LedgerError) -> str:
    return f"这次导出{_why(error)}，要由另一个人批准。{NOT_WRITTEN}请加 --ask 提交申请，批准后七天内导出一次。"


def _needs_approval_in_window(error: LedgerError) -> str:
    return f"这次导出{_why(error)}，要由另一个人批准。{NOT_WRITTEN}请提交申请，批准后七天内导出一次。"


def _print_needs_approval(error: LedgerError) -> str:
    if getattr(error, "can_ask", False):
        level_4 = "里面有 14 岁以下孩子的姓名和电话（四级内容）"
        why = level_4 if vars(error)["level"] == "L4" else _why(error)
        return f"这份名册{why}，要另一个人批准。没有打印。请提交申请，批准后七天内可以打印一次。"
    return f"这份名单按敏感内容筛选，{_why(error)}，不能直接打印。没有打印。请用“导出”提交申请，由另一个人批准。"


TEXTS: dict[str, Told] = {
    "PurposeUnknown": Told(USAGE, _unknown),
    "PurposeNeeded": Told(
        FORBIDDEN,
        f"三级以上的内容要写明用途和依据才能导出。{NOT_WRITTEN}请用 --purpose 和 --basis 写上。",
        f"三级以上的内容要写明用途和依据才能导出。{NOT_WRITTEN}请选好再导出。",
    ),
    "ApprovalNeeded": Told(FORBIDDEN, _needs_approval, _needs_approval_in_window),
    "PrintNeedsApproval": Told(FORBIDDEN, _print_needs_approval),
    "ApprovalMissing": Told(NOT_FOUND, "没有第 {number} 号导出申请。没有做任何事。请核对编号。"),
    "ApprovalDecided": Told(CHANGED, "第 {number} 号导出申请已经处理过或用过了。没有再做什么。请重新查看申请。"),
    "OwnRequest": Told(FORBIDDEN, "自己的申请不能自己批。没有处理。请另一位有批准权限的人来批。"),
    "NotAnApprover": Told(FORBIDDEN, "“{login}”不能批准导出：没有这个账号、已停用，或没有批准的权限。没有处理。"),
    "RefusalNeedsReason": Told(USAGE, "退回申请要写明原因，申请人会看到。没有处理。请写上原因。"),
    "NotTheAsker": Told(FORBIDDEN, "只有申请人能撤回自己的申请。没有撤回。"),
    "NumberUnknown": Told(NOT_FOUND, "没有登记号“{said}”：没有导出或打印过这一份。请核对号码，如 DC-20261121-0007。"),
    "SeedRefused": Told(USAGE, f"种子太短，至少要 16 个字符，才不会被猜出来。{NOT_WRITTEN}请换一个，或不给种子。"),
}
