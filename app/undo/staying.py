"""What stays when an action is taken back: what was done with work orders, and what the level above was told.

An order is its events, and an event is never taken back; a wrong one is put right by another step. So is a published
process, whose number orders name, by another version. Signatures under notices, answers and questions stand as well.
So an action is taken back without these, and whoever takes it back reads what stays and what to do about it. An action
that is nothing else is no step; an import comes back whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from app import access
from ledger import catalog, permissions
from storage.audit import Action
from storage.errors import NeverChanged
from storage.operations import Operation
from storage.reading import Reader
from storage.rows import id_in

_ORDER: Final = catalog.named("work_order")
_EVENT: Final = "work_order_event"
_ORDERS: Final = frozenset((_ORDER.name, _EVENT, "topic_report"))
_PROCESS: Final = "order_process"
_ALWAYS: Final = frozenset((*permissions.NOTICES, _PROCESS))
_WHOLE: Final = frozenset(("import",))
_STEPS: Final = frozenset(("order-create", "order-move"))
_WITH_STEP: Final = frozenset(("attachment",))
"""What goes with a step of an order: its event names it."""
_TOLD_ABOVE: Final = {
    "notice_read": "任务通知的阅读和签收",
    "notice_answer": "任务的回复",
    "question": "问题建议",
    "question_message": "问题建议的往来",
    "question_read": "问题建议的阅读",
}
_NAMED: Final = 5  # orders that a line names; the others are counted


def ledgers(kind: str, touched: Collection[str]) -> frozenset[str]:
    """Of the ledgers that an action of this kind touched, those in which what it did stays.

    An order's own row stays where the action wrote an event: it says what the event says.
    """
    if kind in _WHOLE:
        return frozenset()
    if _EVENT not in touched:
        return _ALWAYS.intersection(touched)
    return (_ALWAYS | _ORDERS | (_WITH_STEP if kind in _STEPS else frozenset())).intersection(touched)


def comes_back(kind: str, touched: Collection[str]) -> bool:
    """Whether anything of an action that touched these ledgers can be taken back."""
    if kind in _WHOLE:
        return _EVENT not in touched
    return bool(frozenset(touched) - ledgers(kind, touched))


def coming_back(kind: str, operations: list[Operation]) -> list[Operation]:
    """The operations of an action that are taken back with it."""
    stays = ledgers(kind, {one.ledger for one in operations})
    return [one for one in operations if one.ledger not in stays] if stays else operations


def left(reader: Reader, action: Action) -> Iterator[Operation]:
    """The operations of an action that stand although it was taken back."""
    stays = ledgers(action.kind, _touched(reader, action))
    if stays:
        yield from (one for one in reader.operations(action=action.id) if one.ledger in stays)


def refuse_if_written_once(reader: Reader, action: Action) -> None:
    """Raise NeverChanged where an action is nothing but what was done with work orders, or a process published."""
    touched = _touched(reader, action)
    once = touched & catalog.WRITTEN_ONCE
    if once and not comes_back(action.kind, touched):
        raise NeverChanged(_EVENT if _EVENT in once else _PROCESS)


def told(reader: Reader, *actions: Action) -> str:
    """What stays of these actions, and what to do about it, in words; "" where nothing does.

    An order is named by its number, a confidential one to those alone who are told who reported it.
    """
    kept = [one for action in actions for one in left(reader, action)]
    made = dict.fromkeys(one.id for one in kept if one.ledger == _ORDER.name and one.kind == "create")
    moved = dict.fromkeys(id_in(one.new, "order_uid") for one in kept if one.ledger == _EVENT)
    touched = {one.ledger for one in kept}
    above = "、".join(name for ledger, name in _TOLD_ABOVE.items() if ledger in touched)
    lines = (
        f"{_called(reader, made) or '登记的工单'}留着，要结束请在工单里“申请作废”" if made else "",
        _moves(_called(reader, moved.keys() - made.keys())) if moved.keys() - made.keys() else "",
        "发布的工单流程留着，要改请再发布一版" if _PROCESS in touched else "",
        f"{above}留着" if above else "",
    )
    return "；".join(filter(None, lines))


def _moves(which: str) -> str:
    return f"{which or '工单'}办过的步骤留着，办错了请在工单里再办一步更正"


def _called(reader: Reader, orders: Iterable[bytes]) -> str:
    rows = reader.get_many(_ORDER, orders).values()
    numbers = [str(row["order_no"]) for row in rows if not access.is_veiled(_ORDER, row)]
    if not numbers:
        return ""
    others = f"等 {len(numbers)} 件" if len(numbers) > _NAMED else ""
    return f"工单 {'、'.join(numbers[:_NAMED])} {others}"


def _touched(reader: Reader, action: Action) -> frozenset[str]:
    return frozenset(name for _, name, _ in reader.operation_counts(action.id))
