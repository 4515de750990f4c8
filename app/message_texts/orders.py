"""What people read when a work order does not move, and when a process or a calendar of working days is not sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from app.message_texts.told import FORBIDDEN, NOT_FOUND, USAGE, Told
from ledger import codes
from ledger.errors import LedgerError
from ledger.orders.duties import LEAD, MATRIX, STREET
from ledger.orders.telling import GUARDS, PARTS, RELATIONS, action, guard, sentence, status, typed_sentence

if TYPE_CHECKING:
    from ledger.orders.process import Flaw, ProcessRefused
    from ledger.orders.refusals import MoveRefused, RecordMissing

__all__ = ["GUARDS", "PARTS", "RELATIONS", "TEXTS", "action", "flaw", "guard", "status"]

FLAWS: Final = {
    "missing_limit": "环节“{what}”没有时限",
    "no_way_out": "到了“{what}”就没有办法结案",
    "nobody": "没有人能做“{what}”",
    "role_without_right": "这个角色没有这项权限：{what}",
    "unknown_category": "没有类别 {what}",
    "unknown_group": "没有操作组 {what}",
    "unknown_limit": "没有时限规则 {what}，可以用的有：{limits}",
    "unknown_module": "没有模块 {what}",
    "unknown_priority": "没有紧急程度 {what}",
    "unknown_role": "没有角色“{what}”，可以用的有：{roles}",
    "unknown_state": "没有状态 {what}",
    "unknown_step": "没有环节 {what}",
    "unreachable_state": "没有办法走到“{what}”",
}
BY_PAPER: Final = "没有接上级平台的，书面报街道，接入后再由街道同意；时间不够请申请延期。"
"""What a committee without a cloud does about what somebody above has to grant."""
_HANDLING: Final = frozenset(duty for cells in MATRIX.values() for duty in cells)
_DUTIES_ABOVE: Final = frozenset((LEAD, STREET))
_RELATIONS_ABOVE: Final = frozenset(("lead", "street"))
GROUPS: Final = {
    "create": "登记",
    "accept": "受理派单",
    "take": "接单办理",
    "ask": "申请退回、延期、挂起",
    "return": "审批退回",
    "extend": "审批延期",
    "suspend": "审批挂起",
    "check": "核查",
    "followup": "回访",
    "supervise": "督办",
    "confidential": "看保密工单",
}
"""What the groups of actions are called to which a process narrows duties."""
STEPS: Final = {"contact": "首次联系", "handling": "办理", "check": "核查", "followup": "回访"}


def flaw(one: Flaw) -> str:
    """What is wrong with a process, in words."""
    what = "、".join(map(_called, one.what.split()))
    limits = "、".join(f"{line.label}({line.code})" for line in codes.table("work_order_time_limit").lines)
    roles = "、".join(f"{line.label}({line.code})" for line in codes.table("role").lines if line.code in _HANDLING)
    return FLAWS[one.kind].format(what=what, limits=limits, roles=roles)


def _called(word: str) -> str:
    """A step, a group of actions, a state or a role as people call it; what is none stays."""
    words = {**GROUPS, **STEPS}
    tables = (codes.table(name).by_code for name in ("work_order_status", "role"))
    return words.get(word) or next((table[word].label for table in tables if word in table), word)


def _move_refused(error: LedgerError) -> str:
    return f"{sentence(cast('MoveRefused', error))}{_above(error)}"


def _move_refused_typed(error: LedgerError) -> str:
    return f"{typed_sentence(cast('MoveRefused', error))}{_above(error)}"


def _above(error: LedgerError) -> str:
    """What to do about a move that nobody of a committee makes, with a cloud and without one; "" for any other."""
    duties, who = vars(error).get("duties", ()), vars(error).get("who", ())
    is_above = (duties and set(duties) <= _DUTIES_ABOVE) or (who and set(who) <= _RELATIONS_ABOVE)
    return f"居委不能自己办这一步：接了上级平台的，由他们在平台上办。{BY_PAPER}" if is_above else ""


def _order_of_visit(error: LedgerError) -> str:
    refused: RecordMissing = vars(error)["refused"]
    return f"走访没有保存。{typed_sentence(refused, 'order.')}"


def _process_refused(error: LedgerError) -> str:
    refused = cast("ProcessRefused", error)
    what = codes.table("work_order_category").label(refused.category) if refused.category else "通用"
    return f"“{what}”的流程没有保存：{'；'.join(flaw(one) for one in refused.flaws)}。请改正再保存。"


def _never_changed(error: LedgerError) -> str:
    if vars(error)["ledger"] == "order_process":
        return "流程已发布，不能撤销、修改或删除，没有改动。要改请再发布一版。"
    return "流转记录写下以后不能修改、删除或撤销，没有改动。办错了请再办一步更正。"


def _unknown_action(error: LedgerError) -> str:
    said = vars(error)
    return f"没有叫“{said['word']}”的操作，工单没有变。请写全：{'、'.join(said['like'])}。"


def _main_is_gone(error: LedgerError) -> str:
    gone = vars(error)
    todo = f"请归并到它的主工单 {gone['main']}。" if gone["main"] else "请另选一件正在办理的工单。"
    return f"工单 {gone['order_no']} 是“{status(gone['status'])}”，不能再归并到它，没有改动。{todo}"


def _several_called(error: LedgerError) -> str:
    several = vars(error)
    return f"叫“{several['name']}”的账号不止一个（{'、'.join(several['logins'])}），没有改动。请写登录名。"


def _not_attached(error: LedgerError) -> str:
    how = "请用 --photo 附上文件，或写工单已有附件的标识（linongctl attachment list work_order 工单号）。"
    return f"{_not_of_order(error)}{how}"


def _not_attached_here(error: LedgerError) -> str:
    return f"{_not_of_order(error)}请附上文件，或选工单已有的附件。"


def _not_of_order(error: LedgerError) -> str:
    said = vars(error)
    return f"“{said['word']}”不是这件工单的照片或材料，“{action(said['action'])}”没有做，工单没有变。"


_STANDS: Final = {
    "ended": "工单已经结束，内容不能再改",
    "others": "只有登记人、承办人和居委主任能改工单的内容",
    "outside": "12345 和网格来的内容保留原样，只能补上没有的",
    "major": "是不是重大问题要说明原因，不能直接改",
}
_STANDS_TODO: Final = {
    "ended": "要补充的话，请重办或登记新工单",
    "others": "请找他们更正，或用备注（comment）说明",
    "outside": "请用备注（comment）说明",
    "major": "请用 linongctl order major 办理",
}
_STANDS_PAGE: Final = {
    **_STANDS_TODO,
    "others": "请找他们更正，或办理“备注”说明",
    "outside": "请办理“备注”说明",
    "major": "请在工单的“督促和备注”里标为重大问题",
}


def _words_stand(error: LedgerError) -> str:
    return _stand(error, _STANDS_TODO)


def _words_stand_on_page(error: LedgerError) -> str:
    return _stand(error, _STANDS_PAGE)


def _stand(error: LedgerError, todo: Mapping[str, str]) -> str:
    why, labels = vars(error)["why"], "、".join(vars(error)["labels"])
    return f"{labels}没有改：{_STANDS[why]}。{todo[why]}。"


_NOT_CORRECTED: Final = {
    "late": "工单已经派给人办理或结束，登记不能再更正。请用备注说明，或退回后更正。",
    "others": "登记由能受理的人更正：居委主任，或者今天值班的人。请找他们更正。",
    "outside": "12345 和网格的工单来源不能改成别的，别的也不能改成它们。请另外登记。",
    "nothing": "没有要更正的，都和登记的一样。请改类别、是否回复、模块或来源。",
}


def _not_corrected(error: LedgerError) -> str:
    return f"没有更正。{_NOT_CORRECTED[vars(error)['why']]}"


def _photo_needed(error: LedgerError) -> str:
    return f"“{action(vars(error)['action'])}”要有照片，附的不是照片。工单没有变。请附上照片再办理。"


TEXTS: dict[str, Told] = {
    "MoveRefused": Told(FORBIDDEN, _move_refused),
    "WrongState": Told(FORBIDDEN, _move_refused),
    "NotInProcess": Told(FORBIDDEN, _move_refused),
    "NotForYou": Told(FORBIDDEN, _move_refused),
    "RecordMissing": Told(FORBIDDEN, _move_refused_typed, _move_refused),
    "OrderOfVisitRefused": Told(FORBIDDEN, _order_of_visit, "走访没有保存，要转的工单还缺内容。请补上再保存。"),
    "RecordUnreadable": Told(USAGE, _move_refused),
    "GuardForbids": Told(FORBIDDEN, _move_refused),
    "NothingAwaited": Told(FORBIDDEN, _move_refused),
    "NotAttached": Told(FORBIDDEN, _not_attached, _not_attached_here),
    "NotCorrected": Told(FORBIDDEN, _not_corrected),
    "OrderWordsStand": Told(FORBIDDEN, _words_stand, _words_stand_on_page),
    "PhotoNeeded": Told(FORBIDDEN, _photo_needed),
    "ProcessRefused": Told(USAGE, _process_refused),
    "ProcessUnchanged": Told(USAGE, "和现在的流程没有不同，没有发布。请先改一项再发布。"),
    "NeverChanged": Told(FORBIDDEN, _never_changed),
    "OrdersStand": Told(
        FORBIDDEN,
        "批次 {batch} 登记了工单，工单不能整批撤销，没有改动。登记错的请在工单里逐件“申请作废”，办过的也一样。",
    ),
    "NobodyCalled": Told(NOT_FOUND, "没有叫“{name}”的账号，没有改动。请写登录名或姓名。"),
    "PartyUnknown": Told(
        NOT_FOUND, "没有叫“{name}”的账号，没有改动。协办的人请写登录名或姓名；是单位的请写全称，或写成“单位 {name}”。"
    ),
    "UnknownAction": Told(USAGE, _unknown_action),
    "MainIsGone": Told(FORBIDDEN, _main_is_gone),
    "SeveralCalled": Told(NOT_FOUND, _several_called),
    "HandlesNoOrders": Told(
        FORBIDDEN, "“{name}”的账号不办理工单（没有这项权限或已停用），没有改动。请另选一位承办人。"
    ),
    "ModulesBroken": Told(
        USAGE, "模块牵头部门的表不对（{flaw} {what}），没有采用。每个模块要有且只有一个牵头部门，请改正再试。"
    ),
    "UnknownLimit": Told(USAGE, "没有时限规则 {code}，没有保存。请选代码表里的时限规则。"),
    "CalendarBroken": Told(
        USAGE, "工作日历在 {where} 处自相矛盾或看不懂，没有采用，仍用原来的日历。请改正这一行再试。"
    ),
}
