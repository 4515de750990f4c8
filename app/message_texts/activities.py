"""What people read when an activity does not go a way, or somebody cannot be signed up or in."""

from __future__ import annotations

from app.message_texts.told import FORBIDDEN, NOT_FOUND, USAGE, Told
from ledger import activity_states, codes
from ledger.errors import LedgerError

_NOT_OPEN = {
    activity_states.DRAFT: "活动还是草稿，没有发布",
    activity_states.PENDING: "活动还在审核，没有发布",
    activity_states.SENT_BACK: "活动被审核退回，没有发布",
    activity_states.ENDED: "活动已经结束",
    activity_states.SUMMARISED: "活动已经总结",
    activity_states.CANCELLED: "活动已取消",
}
_WHY = {
    "author": "审核要由登记人以外的人来做",
    "public": "公开的活动要先审核，不能直接发布：请提交审核，由别人审核通过",
}


def _not_open(error: LedgerError) -> str:
    facts = vars(error)
    what = "报名" if facts["what"] == "sign_up" else "签到"
    why = _NOT_OPEN.get(facts["status"], "活动现在不能这样做")
    then = {
        activity_states.DRAFT: "请先发布活动。",
        activity_states.PENDING: "请先审核通过。",
        activity_states.ENDED: "漏登的人请用签到补登。",
    }.get(facts["status"], "请核对是不是这个活动。")
    return f"{why}，不能{what}。没有保存。{then}"


def _stays(error: LedgerError) -> str:
    facts = vars(error)
    way = "改期" if facts["way"] == "put_off" else activity_states.BY_NAME[facts["way"]].label
    if facts["why"] in _WHY:
        return f"{_WHY[facts['why']]}。没有改动。"
    status = codes.table("activity_status").label(facts["status"]) if facts["status"] else "没有状态"
    return f"活动现在是“{status}”，不能“{way}”。没有改动。请刷新后再看。"


def _unknown_way(_error: LedgerError) -> str:
    named = "、".join(f"{way.name} {way.label}" for way in activity_states.WAYS)
    return f"没有这一步。没有改动。可用的：{named}。"


TEXTS: dict[str, Told] = {
    "ActivityNotOpen": Told(FORBIDDEN, _not_open),
    "ActivityNotYet": Told(FORBIDDEN, "活动在 {day}，还没有到，不能签到。没有保存。现在可以先报名；日期不对请先改期。"),
    "ActivityStays": Told(FORBIDDEN, _stays),
    "UnknownWay": Told(USAGE, _unknown_way, "没有这一步，没有改动。请刷新后再看。"),
    "CodeOfNobody": Told(NOT_FOUND, "这个签到码不在这个活动的名单上，没有签到。请核对活动，或按姓名找。"),
    "NotOnTheList": Told(NOT_FOUND, "还没有人签到，没有可登记时长的人。请先签到。"),
    "SeriesRefused": Told(USAGE, "一次可排 1 到 {most} 次，没有新增。请换一个次数。"),
}
