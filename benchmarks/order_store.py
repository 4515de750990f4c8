"""A store with many work orders: how it is filled, and how quickly the board, the lists and the verifying answer.

Every order has a course of its own that the rules allowed, move by move; its events are written as an import writes
rows, some thousand orders an action. Most orders are closed, as in any store that has worked for some years.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from app.demo import fill as filling
from app.jobs import SILENT
from app.orders import columns, duplicates, indicators, intake, keeping, mine, verifying
from app.orders.filters import Filters
from app.records import browsing
from app.records.browsing import Order as Sorted
from app.records.filters import Selection
from app.stores.session import Session
from app.today import asking
from benchmarks import office
from benchmarks.lists import p95
from ledger import catalog, ids
from ledger.orders import chain, process_book
from ledger.orders.duties import HEAD, WORKER, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, Rules, move
from ledger.orders.placing import hashed

Facts = dict[str, float]
_PEOPLE = 3000
_ORDERS_AT_ONCE = 4000
_ASKED = 40
_NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_EVER = date(2020, 1, 1)
_HEAD = Actor(office.LOGIN, frozenset((HEAD,)), org="310115001001")
_WORKER = Actor("li", frozenset((WORKER,)), org="310115001001")
_CHECKER = Actor("zhao", frozenset((WORKER,)), org="310115001001")
_CATEGORIES = ("C103", "C104", "C202", "C303", "0102", "0505", "C101", "C404", "C9", "0404")
_OPEN_SHARE = 0.05
_WORDS = ("电梯", "楼道", "停车", "漏水", "噪音", "垃圾", "路灯", "围墙", "门禁", "树木", "下水道", "快递柜")
_TROUBLES = ("坏了", "没有人管", "影响出行", "有异味", "很久没有修", "晚上看不清", "堆满了东西", "请尽快处理")
_ENDED: tuple[tuple[str, Actor, dict[str, str]], ...] = (
    ("finish", _WORKER, {"result": "已修复，现场看过", "result_kind": "实际解决", "minutes_spent": "90"}),
    ("check_pass", _CHECKER, {"way": "现场", "opinion": "属实"}),
)


def fill(folder: str, orders: int, events: int) -> Facts:
    """Make the store, with `events` of each order on average."""
    began = perf_counter()
    with office.created(Path(folder)) as session:
        filling.fill(session, people=_PEOPLE, seed=5, ctx=SILENT)
        written = _fill(session, orders, events)
        return {"seconds": perf_counter() - began, "events": written}


def views(folder: str) -> Facts:
    """p95 of what people look at, in milliseconds."""
    with office.opened(Path(folder)) as session:
        said = {"description": "三号楼电梯坏了，老人出行不便", "category": "C103"}
        newest = Sorted(field="received_at", descending=True, limit=50)
        asked: dict[str, Callable[[], object]] = {
            "board": lambda: columns.columns(session, Filters()),
            "board of a category": lambda: columns.columns(session, Filters(category="C103")),
            "list": lambda: browsing.page(session, keeping.ORDER, Selection(), newest),
            "mine": lambda: mine.mine(session, Filters()),
            "today": lambda: asking.at_once(session),
            "alike": lambda: duplicates.similar(session, said),
            "figures": lambda: indicators.figures(session, _EVER, _NOW.date(), "property"),
            "figures of a month": lambda: indicators.figures(session, _NOW.date().replace(day=1), _NOW.date()),
        }
        return {name: p95(list(_timed(ask))) for name, ask in asked.items()}


def verify(folder: str) -> Facts:
    """Events verified a second, on stored bytes."""
    with office.opened(Path(folder)) as session:
        rated = [_verified(session) for _ in range(3)]
    rate, events, orders = max(rated)
    return {"rate": rate, "events": events, "orders": orders}


def _verified(session: Session) -> tuple[float, int, int]:
    """Events a second of one core in one look at everything, and how much that is."""
    began = process_time()
    found = verifying.verify(session)
    seconds = process_time() - began
    if found.faults:
        raise AssertionError(f"{len(found.faults)} orders broken")
    return found.events / seconds, found.events, found.orders


def _timed(ask: Callable[[], object]) -> Iterator[float]:
    """Milliseconds of each; Python's collector runs between them, as beside the window's jobs (`ui/garbage.py`)."""
    for _ in range(_ASKED):
        gc.disable()
        began = perf_counter()
        ask()
        took_s = perf_counter() - began
        gc.enable()
        yield took_s * 1000


# -- filling


def _fill(session: Session, orders: int, events: int) -> int:
    chance, rules = Random(6), Rules(book=process_book.shipped())
    with session.reader() as reader:
        homes = list(reader.scan(catalog.named("dwelling"), ("building_uid", "full_address")))
    written = 0
    for start in range(0, orders, _ORDERS_AT_ONCE):
        with session.store.write(user=office.LOGIN, kind="import", source="bench") as write:
            rows = [
                _order(number, chance, rules, chance.choice(homes), events)
                for number in range(start, min(start + _ORDERS_AT_ONCE, orders))
            ]
            write.create(keeping.ORDER, [(one, values) for one, values, _ in rows])
            told = [values for _, _, course in rows for values in course]
            write.create(keeping.EVENT, ((ids.new_id(), values) for values in told))
            written += len(told)
    return written


def _order(
    number: int, chance: Random, rules: Rules, home: tuple[bytes, bytes, str], events: int
) -> tuple[bytes, dict[str, object], list[dict[str, object]]]:
    """An order, and the stored values of its events."""
    one, (dwelling, building, address) = ids.new_id(), home
    is_open = chance.random() < _OPEN_SHARE
    received = _NOW - timedelta(minutes=chance.randrange(20_000) if is_open else 43_200 + chance.randrange(900_000))
    category, word = chance.choice(_CATEGORIES), chance.choice(_WORDS)
    text = f"{address}{word}{chance.choice(_TROUBLES)}，{chance.choice(_WORDS)}也{chance.choice(_TROUBLES)}"
    said = {"description": text, "category": category, "source": "04", "received_at": received, "need_reply": False}
    course = list(_course(chance, rules, said, received, events if not is_open else chance.randrange(1, events)))
    values: dict[str, object] = {
        **intake.told_by(course[0][0]),
        "order_no": f"GD{received:%Y%m%d}BNCH{number:05}",
        "title": f"{word}问题（{address}）",
        "description": text,
        "address": address,
        "dwelling_uid": dwelling,
        "building_uid": building,
    }
    return one, values, list(_rows(one, course))


def _course(
    chance: Random, rules: Rules, said: dict[str, object], received: datetime, events: int
) -> Iterator[tuple[Event, Actor]]:
    """Move after move as the rules allow: registered, accepted, taken, worked on, finished, checked."""
    order, at = Order(), received
    steps: list[tuple[str, Actor, dict[str, object]]] = [
        ("create", _HEAD, said),
        ("accept", _HEAD, {}),
        ("dispatch", _HEAD, {"to_person": _WORKER.login, "opinion": "请去看看"}),
        ("take", _WORKER, {}),
    ]
    steps += [("progress", _WORKER, {"opinion": "已联系物业，约定上门查看"})] * max(
        events - len(steps) - len(_ENDED), 0
    )
    steps += [(action, actor, dict(given)) for action, actor, given in _ENDED]
    for action, actor, given in steps[:events]:
        found = move(order, Request(action, at, given), actor, rules)
        yield found.event, actor
        order, at = found.order, at + timedelta(minutes=chance.randrange(10, 90))


def _rows(order: bytes, course: list[tuple[Event, Actor]]) -> Iterator[dict[str, object]]:
    head = chain.FIRST
    for event, actor in course:
        values = keeping.event_values(order, event, actor, head)
        yield values
        head = chain.hash_of(head, chain.body_of(hashed(values)))
