"""What of an order waits for somebody else's word, in words, and what to do where nobody above is reached.

The end of an outside order and every suspension are the leading department's or the street's to grant
(docs/work_orders.md, Where the documents were silent): a committee without a cloud never grants one to itself.
"""

from __future__ import annotations

from typing import Final

from app.message_texts.orders import BY_PAPER, status
from ledger.orders.facts import Order
from ledger.orders.states import CLOSED

_WITH_CLOUD: Final = "申请随下次上报送到。"
_REFUSED: Final = "申请{what}没有同意，原因见流转记录；请接着办，情况有变可以再申请。"
_SAID: Final = {"extend": "延期", "return": "退回", "suspend": "挂起", "void": "作废"}


def line(order: Order, *, is_enrolled: bool) -> str:
    """The sentence; "" where nothing waits. `is_enrolled`: this PC belongs to a cloud."""
    how = _WITH_CLOUD if is_enrolled else BY_PAPER
    if order.awaiting:
        return (
            f"待上级确认：上级确认以后才“{status(order.awaiting[1])}”，这以前可以接着办。{'' if is_enrolled else how}"
        )
    told = []
    if "void" in order.asked:
        street = f"同意以后还要街道确认。{how}" if order.is_outside else ""
        told.append(f"申请了作废，等居委主任同意；这以前照常计时，可以接着办。{street}")
    if "suspend" in order.asked:
        told.append(f"申请了挂起，等模块牵头部门或街道同意，居委不能自己同意；这以前照常计时，可以接着办。{how}")
    told += [_REFUSED.format(what=_SAID[one]) for one in sorted(order.refused)]
    if order.status == CLOSED and order.is_unasked:
        told.append("没有回访就结了案：办理或核查过的人自己结的案，原因见流转记录。")
    return "".join(told)
