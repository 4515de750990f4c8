"""Why a light has its colour, who hears of an order, and why a move from elsewhere did not count: in words.

Each sentence is made of the facts of a gauge, a rung or a decision, nothing is reckoned again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from app.message_texts.orders import action, status
from ledger import clock, codes
from ledger.orders import telling
from ledger.orders.clocks import Gauge, Reading
from ledger.orders.holidays import Calendar
from ledger.orders.ladder import Rung
from ledger.orders.merging import Asked, Decision, Why
from ledger.orders.states import BY_CODE

WHY: Final[dict[Why, str]] = {
    "no_such_move": "流程里没有这一步",
    "not_for_you": "这一步不由您办理",
    "left_out": "这件工单的流程不用这个环节",
    "handled": "办理过这件工单的人不能核查、回访",
    "checked": "核查通过的人不能再回访",
    "no_result": "还没有办理结果，不能结案",
    "assigned": "别人已经先派了单，先派的有效",
    "ended": "工单已经先结束了",
    "unreachable": "工单已经先走到别的环节，不能再这样办",
    "awaits": "12345 和网格工单要上级确认才能结束",
    "not_asked": "申请以后工单已经有了变化，原来的申请不再有效",
    "satisfied": "只有回访不满意的由回访的人重办，别的由居委主任重办",
    "same_try": "别人刚联系过，这一次不算另一次没有联系上",
    "used_up": "延期的次数或天数已经用完",
    "owed": "有别的工单已经归并到它，反映人还等回复；请接着办结、答复，或者归并到另一件工单；不予受理的请看了再写答复",
    "main_gone": "归并去的那件工单已经归并到别处，或者没有受理、作废了，请另选主工单",
}
_STEPS: Final = {"check": "核查时限", "followup": "回访时限"}
_SECONDS: Final = {"天": 86_400, "小时": 3600, "分钟": 60}


def reading_lines(reading: Reading, order_status: str, calendar: Calendar) -> tuple[str, ...]:
    """Everything that is to be said of an order's time, the worst first."""
    gauges = [gauge for gauge in (reading.total, reading.contact, reading.step) if gauge is not None]
    gauges.sort(key=lambda gauge: gauge.light)
    lines = [gauge_line(gauge, order_status) for gauge in gauges]
    if reading.idle_days:
        lines.append(f"已有 {reading.idle_days} 个工作日没有办理记录。")
    lines += [rung_line(rung) for rung in reading.rungs]
    lines += _doubts(gauges, calendar)
    return tuple(lines)


def gauge_line(gauge: Gauge, order_status: str) -> str:
    """One light with its reason: which limit, until when, how much of it is used, what is left."""
    light = codes.table("overdue_light").label(str(gauge.light))
    limit = codes.table("work_order_time_limit").label(gauge.limit.code)
    due = clock.local_text(clock.instant_text(gauge.due_at))
    if gauge.stands:
        return f"{light}：{_name(gauge, order_status)}按“{limit}”，现在停止计时，{_left(gauge)}。"
    return f"{light}：{_name(gauge, order_status)}按“{limit}”到 {due}，已用 {_share(gauge)}，{_left(gauge)}。"


def _name(gauge: Gauge, order_status: str) -> str:
    if gauge.name == "total":
        return "办结时限"
    if gauge.name == "contact":
        return "首次联系时限"
    state = BY_CODE.get(order_status)
    return _STEPS.get(state.clock if state else "", "派单时定的期限")


def _share(gauge: Gauge) -> str:
    if gauge.granted <= timedelta():
        return "100%"
    return f"{gauge.used * 100 // gauge.granted}%"


def _left(gauge: Gauge) -> str:
    left = gauge.left
    return f"还剩{span_text(left, gauge)}" if left >= timedelta() else f"已超时{span_text(-left, gauge)}"


def span_text(span: timedelta, gauge: Gauge) -> str:
    """A span in its two largest units; days of a limit in working days are working days."""
    seconds = span // timedelta(seconds=1)
    parts = []
    for unit, size in _SECONDS.items():
        count, seconds = divmod(seconds, size)
        if count:
            name = "个工作日" if unit == "天" and gauge.limit.unit == "days" else unit
            parts.append(f" {count} {name}")
    return "".join(parts[:2]) or "不到 1 分钟"


def rung_line(rung: Rung) -> str:
    """Who hears of an order, and why."""
    return telling.rung(rung.because, rung.day, rung.hears, rung.mark)


def _doubts(gauges: list[Gauge], calendar: Calendar) -> Iterator[str]:
    """A due date that rests on holidays which nobody has published yet."""
    years = {_year(gauge.due_at) for gauge in gauges if gauge.limit.unit == "days"}
    for year in sorted(years):
        if calendar.standing(year) != "published":
            yield f"{year} 年的放假安排还没有公布，期限按法定节假日暂算，公布后可能变化。"


def _year(moment: datetime) -> int:
    return moment.astimezone(clock.SHANGHAI).year


def decision_line(decision: Decision, asked: Asked) -> str:
    """What became of a move that was made on another PC, for the one who made it."""
    did = f"您的“{action(asked.action)}”"
    if decision.outcome == "refused":
        return f"{did}没有生效：{WHY[decision.why]}。工单现在是“{status(decision.status)}”，您写的内容已记入流转记录。"
    if decision.outcome == "no_op":
        return f"{did}已记入流转记录，工单仍是“{status(decision.status)}”。"
    if decision.outcome == "merged":
        return f"工单先有了别的变化，{did}接着生效，工单现在是“{status(decision.status)}”。"
    return f"{did}已生效，工单现在是“{status(decision.status)}”。"
