"""Orders of the invented committee: some dozens, as a month brings them, each in the state to which its moves led.

Every move is one that the rules allow, made when somebody would have made it, so lights, timelines and figures are what
they would be. Colleagues go by their names: the demo has one account. What is told here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from app import access
from app.demo.people import COLLEAGUES
from app.orders import intake, keeping, numbers
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.orders import chain
from ledger.orders.duties import HEAD, STREET, WORKER, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, Rules, move
from ledger.orders.numbers import outside_id
from ledger.orders.placing import hashed
from storage.reading import Reader

_HANDLER, _OTHER, _ABOVE = *COLLEAGUES, "街道城运中心"
_DAY: Final = 24
_EVERY_HOME: Final = 7
Given = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Step:
    """Somebody does something some hours after the step before."""

    action: str
    who: str
    hours: float
    given: Given = field(default_factory=dict)


_STEPS: Final = {
    "accept": _Step("accept", "", 2),
    "own": _Step("take", "", 1),
    "verify": _Step("verify", "", 2, {"to_person": _HANDLER}),
    "send": _Step("dispatch", "", 1, {"to_person": _HANDLER, "opinion": "请到现场看一下，有结果告诉居民"}),
    "take": _Step("take", _HANDLER, 2),
    "note": _Step("progress", _HANDLER, 20, {"opinion": "看过现场，已和物业约好上门时间"}),
    "note2": _Step("progress", _HANDLER, 26, {"opinion": "配件已经到货，周内装好"}),
    "joint": _Step("joint", _HANDLER, 3, {"parties": "物业公司"}),
    "longer": _Step("extend_request", _HANDLER, 20, {"opinion": "要等厂家的配件", "evidence": "厂家发货单"}),
    "wait": _Step("suspend_request", _HANDLER, 8, {"reason_kind": "材料"}),
    "rest": _Step("suspend_approve", _ABOVE, 6),
    "back": _Step("return_request", _HANDLER, 2, {"opinion": "不归居委管", "suggested_org": "市政养护单位"}),
    "up": _Step(
        "escalate", "", 8, {"opinion": "要协调供水部门", "tried": "已请物业关阀", "materials": "现场照片、物业说明"}
    ),
    "done": _Step(
        "finish", _HANDLER, 20,
        {"result": "已处理完毕，当面告诉了反映人", "result_kind": "实际解决", "minutes_spent": "90"},
    ),
    "told": _Step(
        "finish", _HANDLER, 6, {"result": "说明了政策和办理地点", "result_kind": "解释说明", "minutes_spent": "20"}
    ),
    "pass": _Step("check_pass", _OTHER, 10, {"way": "现场", "opinion": "看过，属实"}),
    "fail": _Step("check_fail", _OTHER, 10, {"opinion": "还有一处没有处理"}),
    "call": _Step("followup", "", 12, {"satisfaction": "满意", "opinion": "谢谢，弄得很快"}),
    "refuse": _Step("reject", "", 4, {"opinion": "属于小区外市政道路，已转告养护单位", "reply": "已转告市政养护单位"}),
    "urge": _Step("urge", "", 20, {"opinion": "居民又来电询问，请抓紧"}),
    "wrong": _Step("void_request", "", 3, {"opinion": "登记重复"}),
    "void": _Step("void_approve", "", 1),
}  # fmt: skip
_TOLD: Final = (
    ("C103", "04", "电梯停在三楼，老人下不了楼", 0.2, ""),
    ("C202", "05", "楼道里堆了纸箱和旧柜子，通道走不过去", 0.6, ""),
    ("C404", "03", "想开一份居住证明，问要带什么", 1.1, ""),
    ("C303", "01", "楼上晚上拖家具、跺脚，影响休息", 2, ""),
    ("0404", "04", "一楼下水道倒灌，厨房进水", 1.5, ""),
    ("C9", "07", "想问问社区食堂什么时候开", 3, "accept"),
    ("C105", "01", "消防通道长期停车，救护车进不来", 2.2, "verify"),
    ("C304", "03", "有人遛狗不牵绳，孩子被吓到", 2.5, "accept"),
    ("0102", "02", "绿化带里有装修垃圾", 1.2, "accept send"),
    ("C104", "04", "卫生间天花板滴水，楼上不肯开门", 3, "accept send"),
    ("C203", "05", "楼道灭火器过期，消防栓打不开", 0.5, "accept send take"),
    ("C102", "04", "单元门禁刷卡没有反应", 4, "accept send take note"),
    ("C104", "03", "外墙渗水，雨天墙皮往下掉", 9, "accept send take note note2"),
    ("C101", "07", "垃圾房夜里没人清，味道很大", 6, "accept send take note"),
    ("C301", "03", "两户为楼道晾衣服争吵", 2, "accept own"),
    ("C105", "06", "访客车位被长期占用", 12, "accept send take note urge"),
    ("C201", "09", "有电瓶车从窗口拉线充电", 0.4, "accept send take"),
    ("C502", "11", "湿垃圾投口感应门打不开", 0.8, "accept send take"),
    ("C102", "12", "健身步道路面破损，容易绊倒", 5, "accept send take joint"),
    ("C406", "03", "三号楼想加装电梯，要征求意见", 16, "accept send take note longer"),
    ("C207", "04", "阳台栏杆松动，怕掉下去", 10, "accept send take wait rest"),
    ("0110", "01", "小区门口人行道有坑", 3, "accept send back"),
    ("0402", "04", "地下总水管漏水，水压很低", 4, "accept up"),
    ("C302", "03", "母子为住房吵架，请居委劝一劝", 6, "accept send take note done"),
    ("C205", "05", "一套房隔成四间出租", 8, "accept send take note done fail"),
    ("C401", "03", "独居老人想装紧急呼叫按钮", 9, "accept send take note done pass"),
    ("C102", "04", "楼道感应灯一直不亮", 20, "accept send take note done pass call"),
    ("C303", "01", "装修电钻声早上七点就开始", 24, "accept send take note done pass"),
    ("0201", "02", "电梯里贴满小广告", 22, "accept send take done pass"),
    ("C404", "03", "问积分落户的材料在哪里交", 13, "accept send take told pass call"),
    ("C501", "05", "小包垃圾扔在楼道口", 26, "accept send take note done pass"),
    ("C402", "03", "问临时救助怎么申请", 18, "accept send take told pass call"),
    ("0110", "06", "马路边窨井盖响声很大", 15, "refuse"),
    ("C202", "05", "楼道堆物，和前一天登记的是同一件", 21, "wrong void"),
    ("C103", "01", "电梯关门夹人", 28, "accept send take note done pass call"),
    ("C304", "04", "清晨狗叫，影响上夜班的人睡觉", 27, "accept send take note done pass call"),
)  # fmt: skip
"""Category, source, words, how many days ago, and what was done since."""
_WITH_TELEPHONE: Final = frozenset(("01", "03", "04"))


@access.operation("import")
def add(session: Session, *, seed: int = 1) -> int:
    """Enter the invented orders in one action, at homes of the committee; answers how many there are."""
    now, chance = clock.now(), Random(seed)  # noqa: S311 - invented data, no secret
    with session.reader() as reader, reader.snapshot():
        homes = list(_homes(reader))
    if not homes:
        return 0
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind="demo", source=f"seed {seed}") as write:
        counted = numbers.numbers(session, write, clock.today(), len(_TOLD))
        for at, (number, told) in enumerate(zip(counted, _TOLD, strict=True)):
            home = homes[at * _EVERY_HOME % len(homes)]
            one, values, events = _order(session, rules, told, home, (now, chance, at))
            write.create(keeping.ORDER, [(one, {**values, "order_no": number})])
            write.create(keeping.EVENT, ((ids.new_id(), event) for event in events))
            write.begin_group()
    return len(_TOLD)


def _homes(reader: Reader) -> Iterator[tuple[bytes, bytes, str]]:
    yield from sorted(reader.scan(catalog.named("dwelling"), ("building_uid", "full_address")), key=lambda one: one[2])


def _order(
    session: Session,
    rules: Rules,
    told: tuple[str, str, str, float, str],
    home: tuple[bytes, bytes, str],
    beside: tuple[datetime, Random, int],
) -> tuple[bytes, dict[str, object], list[dict[str, object]]]:
    """An order's id and values, and those of its events."""
    (category, source, text, days, steps), (dwelling, building, address), (now, chance, at) = told, home, beside
    received = now - timedelta(days=days, minutes=chance.randrange(1, 90))
    said: dict[str, object] = {"category": category, "source": source, "description": text, "received_at": received}
    if source in ("01", "02"):
        said["external_no"] = f"{'SH' if source == '01' else 'WG'}{received:%Y%m%d}{at:04}"
    if source in _WITH_TELEPHONE:
        said["reporter_phone"] = f"1380013{chance.randrange(10_000):04}"
    one = outside_id(source, str(said.get("external_no", ""))) or ids.new_id()
    course = list(_course(session, rules, said, steps.split(), now))
    values: dict[str, object] = {
        **intake.told_by(course[0][0]),
        "title": text[:14],
        "description": text,
        "address": address,
        "dwelling_uid": dwelling,
        "building_uid": building,
        "reporter_phone": said.get("reporter_phone"),
    }
    return one, {name: value for name, value in values.items() if value not in (None, "")}, list(_rows(one, course))


def _course(
    session: Session, rules: Rules, said: Given, steps: list[str], now: datetime
) -> Iterator[tuple[Event, Actor]]:
    """The events of an order with who made them; what would lie ahead has not happened yet."""
    order, at = Order(), said["received_at"]
    for step in (_Step("create", "", 0, said), *(_STEPS[name] for name in steps)):
        at = at + timedelta(hours=step.hours) if isinstance(at, datetime) else now
        actor = _actor(session, step.who)
        given = {**step.given, **_dated(step.action, order, at)}
        found = move(order, Request(step.action, min(at, now), given), actor, rules)
        order = found.order
        yield found.event, actor


def _dated(action: str, order: Order, at: datetime) -> Given:
    """The dates that a step names."""
    due = order.timing.due_at if order.timing else None
    if action == "extend_request" and due is not None:
        return {"new_due_at": due + timedelta(days=7)}
    if action in ("suspend_request", "suspend_approve"):
        return {"resume_on": (at + timedelta(days=30)).date()}
    if action == "verify":
        return {"new_due_at": at + timedelta(days=3)}
    return {"contacted_at": at} if action == "followup" else {}


def _actor(session: Session, name: str) -> Actor:
    duties = {"": HEAD, _ABOVE: STREET}.get(name, WORKER)
    return Actor(name or session.login, frozenset((duties,)), org=session.store.committee_code)


def _rows(order: bytes, course: list[tuple[Event, Actor]]) -> Iterator[dict[str, object]]:
    """The stored values of the events, each naming the one before."""
    head = chain.FIRST
    for event, actor in course:
        values = keeping.event_values(order, event, actor, head)
        yield values
        head = chain.hash_of(head, chain.body_of(hashed(values)))
