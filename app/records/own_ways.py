"""Ledgers whose records are written by operations of their own, and not as a form, a table or `set` writes: one list.

A signature, a step of an order, a word at a door, an answer: each follows from somebody doing something at some time,
held to rules that no field knows (`sync.policies` has the cloud's own). So every way that writes whatever ledger it is
told (`app.records.editing`, `app.tables`, the recycle bin, putting back, headings of an import) asks `refuse` here
first; rooms that keep such a ledger write to the store themselves, and undo takes their actions back as ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ledger.definition import Ledger
from ledger.errors import LedgerError

Way = Literal["add", "set", "remove", "restore", "import"]
WAYS: Final[tuple[Way, ...]] = ("add", "set", "remove", "restore", "import")


@dataclass(frozen=True, slots=True)
class OwnWay:
    """Why a ledger is not written like others, what to type instead, where it is in the window; `ways` are refused."""

    why: str
    command: str
    page: str
    ways: tuple[Way, ...] = WAYS


_CAMPAIGN: Final = OwnWay(
    "年度核对只由开展、逐户核对、汇总、确认这几步写下，确认后不再改动",
    "请用 linongctl campaign 办理",
    "请在“年度核对”里办理",
)
_MUSTER: Final = OwnWay(
    "应急清点当场记下就作数，以后不改；情况变了是另记一次",
    "请用 linongctl roster 楼栋 --muster 再记",
    "请在“应急名册”里再记",
)
_NOTICE: Final = OwnWay(
    "任务和通知由上级下发，本机不能增加、改动或删除",
    "请用 linongctl notice receipt 签收，notice answer 回复",
    "请在“任务和通知”里签收、回复",
)
_SIGNED: Final = OwnWay(
    "阅读、签收和回复由本人写下，交出以后不再改动",
    "请用 linongctl notice receipt 签收，notice answer 回复；要更正就再回复一次",
    "请在“任务和通知”里签收、回复；要更正就再回复一次",
)
_QUESTION: Final = OwnWay(
    "问题建议和往来说出以后不再改动",
    "请用 linongctl question ask 提出，question say 接着说",
    "请在“任务和通知”里提出或接着说",
)
_TOPIC: Final = OwnWay(
    "专题台账的栏目有版本，一版一版地改",
    "请用 linongctl topic define 定义",
    "请在“专题台账”里定义",
)
OWN_WAYS: Final[dict[str, OwnWay]] = {
    "work_order": OwnWay(
        "工单要登记才有编号和流转，不能直接新增",
        "请用 linongctl order create 登记，表格用 linongctl order import 导入",
        "请用“登记工单”",
        ("add",),
    ),
    "work_order_event": OwnWay(
        "流转记录由办理写下，不能直接增加、改动或删除",
        "请用 linongctl order move 办理；办错了再办一步更正",
        "请在工单里办理；办错了再办一步更正",
    ),
    "order_process": OwnWay(
        "工单流程只能一版一版地发布",
        "请用 linongctl order process publish 发布",
        "请在设置的工单流程里发布",
    ),
    "duty": OwnWay(
        "值班由居委主任或书记按天安排",
        "请用 linongctl order duty 安排",
        "请在设置的值班里安排",
    ),
    "activity_person": OwnWay(
        "活动的报名、签到和时长按活动的状态登记",
        "请用 linongctl activity signup、signin、hours 登记",
        "请在活动的页面登记",
    ),
    "attachment": OwnWay(
        "附件跟着它的文件，不能直接新增、改动或删除",
        "请用 linongctl attachment add、caption、remove 办理",
        "请在所属档案的附件里办理",
    ),
    "notice": _NOTICE,
    "notice_read": _SIGNED,
    "notice_answer": _SIGNED,
    "question": _QUESTION,
    "question_message": _QUESTION,
    "question_read": _QUESTION,
    "campaign": _CAMPAIGN,
    "campaign_compound": _CAMPAIGN,
    "campaign_check": _CAMPAIGN,
    "muster": _MUSTER,
    "muster_check": _MUSTER,
    "topic_definition": _TOPIC,
    "topic_row": OwnWay(
        "专题台账的内容按它自己的栏目填写",
        "请用 linongctl topic add、set 或 import 填写",
        "请在“专题台账”里填写",
        ("add", "set", "import"),
    ),
    "topic_report": OwnWay(
        "数据异常上报和它的工单一起写下",
        "请用 linongctl topic report 上报",
        "请用“上报数据异常”",
    ),
    "objection": OwnWay(
        "数据异议由提出和核实写下，登记的状态跟着它",
        "请用 linongctl objection raise 提出，objection settle 写明结果",
        "请在所属档案里提出异议或写明结果",
    ),
}
"""By ledger. Of what is not here `ledger.catalog` and its rules say all there is: visits and whom they were to, too."""


class OwnWayOnly(LedgerError):
    """Records of `ledger` are written by operations of their own: `why`, and what to do instead."""

    def __init__(self, ledger: str, own: OwnWay) -> None:
        super().__init__(f"{ledger} has ways of its own")
        self.ledger = ledger
        self.why = own.why
        self.command = own.command
        self.page = own.page


class OnlyRegistered(OwnWayOnly):
    """Work orders begin with an action of their own (`app.orders.intake`)."""


def refuse(ledger: Ledger, way: Way) -> None:
    """Raise OwnWayOnly where records of this ledger are not written this way."""
    own = OWN_WAYS.get(ledger.name)
    if own is not None and way in own.ways:
        raise (OnlyRegistered if ledger.name == "work_order" else OwnWayOnly)(ledger.name, own)
