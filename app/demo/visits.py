"""Visits 走访 of the invented committee over some weeks, and whose task the visits to come are.

The committee's few workers have some buildings each. They called on those who had waited longest, mostly met them, and
wrote down what was said; some are due again by now. What is told here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from app import access
from app.demo.committee import Block
from app.demo.people import COLLEAGUES
from app.records import visit_intervals
from app.stores.session import Session
from app.visits import due, recording
from app.visits.recording import DWELLING, MADE_TO, VISIT
from ledger import clock, ids
from storage.reading import Reader

DAYS: Final = 90
_NOBODYS: Final = 7
"""Of so many buildings one has nobody who goes there."""
_WAITING: Final = 160
"""So many who wait longest are looked at; they live in more homes than there are visits."""
_VACANT: Final = "4"


@dataclass(frozen=True, slots=True)
class _Said:
    """What came of a visit; `again` is in how many days somebody promised to come back."""

    content: str
    result: str = "1"
    kind: str = "1"
    need: str = ""
    follow_up: str = ""
    again: int = 0


_OFTEN: Final = (
    _Said("身体都好，饭菜自己烧，家里人周末都来。"),
    _Said("血压比上回高，提醒按时吃药。", need="想请家庭医生上门看看", follow_up="联系社区卫生服务中心", again=20),
    _Said("敲门没人应，留了联系卡。", "2"),
    _Said("电话里说在儿子家住几天，月底回来。", "6", "3"),
    _Said("核对了电话和紧急联系人，都没有变。", kind="4"),
    _Said("说楼道灯不亮，晚上下楼不方便。", need="换楼道灯", follow_up="已告诉物业，过两天去看", again=7),
    _Said("讲了防诈骗和用气安全，帮忙看了燃气软管。"),
    _Said("送去慰问品，聊了半小时，精神很好。", kind="5"),
    _Said("腿脚不便，买菜靠邻居。", need="申请助餐送上门", follow_up="报助餐点，下周起送", again=14),
    _Said("问了冬天取暖，门窗、电线都看过。"),
)
"""What is told over and over."""
_ONCE: Final = {
    2: _Said("收音机坏了，听不了新闻。", need="修收音机", follow_up="问志愿者谁会修，下周带去", again=7),
    4: _Said("说每周来一次就够了，今天不想开门。", "3"),
    9: _Said("电话号码换了，还没有改进台账。", "7", "4", follow_up="请本人来居委登记新号码"),
    17: _Said("邻居说上个月搬到女儿家去了，不回来住。", "5", follow_up="核实后办理迁出"),
    26: _Said("刚出院，想要一辆轮椅。", kind="6", need="借轮椅", follow_up="问街道辅具站，过几天送来", again=10),
}
"""What is told once, by the place of the visit; nobody came back as promised."""
_EMPTY_HOME: Final = _Said("门口积灰，水表没有动，邻居说一直空着。", "4", "4")
_VISITS: Final = 39


def hand_out(block: Block, number: int, workers: Sequence[str]) -> None:
    """Name who is responsible where a tag asks for visits; `number` is the building's. Of some buildings, nobody."""
    if number % _NOBODYS == _NOBODYS - 1:
        return
    for _, tag in block.records.get("person_tag", ()):
        if visit_intervals.usual_days(str(tag["tag"])):
            tag["responsible"] = workers[number % len(workers)]


@access.operation(access.OWN)
def workers(session: Session) -> tuple[str, ...]:
    """Who goes about: whoever makes the demo, and colleagues."""
    return (session.user_name() or session.login, *COLLEAGUES)


@access.operation("import")
def add(session: Session, *, seed: int = 1) -> int:
    """Enter the invented visits in one action, each as `recording` would write it; answers how many there are."""
    chance, own = Random(seed), workers(session)[0]  # noqa: S311 - invented data, no secret
    calls = list(_calls(due.soonest(session, _WAITING)[1]))[:_VISITS]
    made: list[tuple[bytes, recording.Planned]] = []
    with session.reader() as reader, reader.snapshot():
        for at, (home, people, worker) in enumerate(calls):
            told = _ONCE.get(at, _OFTEN[at % len(_OFTEN)])
            typed = _typed(told, _day(at, len(calls), chance), chance)
            whom = {"dwelling": home, "person": "、".join(people), "visitor": worker or own}
            made.append((ids.new_id(), recording.planned(session, reader, typed | whom)))
        for home in _empty_homes(reader):
            typed = _typed(_EMPTY_HOME, clock.today() - timedelta(days=DAYS // 2), chance)
            made.append((ids.new_id(), recording.planned(session, reader, typed | {"dwelling": home, "visitor": own})))
    with session.store.write(user=session.login, kind="demo", source=f"seed {seed}") as write:
        write.create(VISIT, [(new, plan.visit) for new, plan in made])
        to = ((new, person) for new, plan in made for person in plan.people)
        write.create(MADE_TO, [(ids.new_id(), {"visit_uid": new, "person_uid": person}) for new, person in to])
    return len(made)


def _calls(waiting: Sequence[due.Due]) -> Iterator[tuple[str, list[str], str]]:
    """(home, people, worker): those of one home together, the homes in the order in which they waited."""
    by_home: dict[str, list[due.Due]] = {}
    for one in waiting:
        if one.person and one.dwelling:
            by_home.setdefault(one.dwelling, []).append(one)
    for home, several in by_home.items():
        yield home, [one.person for one in several], next(filter(None, (one.worker for one in several)), "")


def _day(at: int, many: int, chance: Random) -> date:
    """The longest ago first, evenly over the weeks; never today, which is still to come for some hours."""
    ago = DAYS - 1 - at * (DAYS - 3) // max(many - 1, 1)
    return clock.today() - timedelta(days=max(ago - chance.randrange(2), 1))


def _typed(told: _Said, day: date, chance: Random) -> dict[str, str]:
    """What somebody would have typed."""
    again = day + timedelta(days=told.again)
    is_promised = told.again and (again > clock.today() or told in _ONCE.values())  # of the others it is long done
    at = f"{day} {chance.choice((9, 10, 14, 15, 16)):02}:{chance.randrange(0, 60, 5):02}"
    return {
        "visited_at": at,
        "kind": told.kind,
        "result": told.result,
        "content": told.content,
        "need": told.need,
        "follow_up": told.follow_up,
        "next_visit_on": again.isoformat() if is_promised else "",
    }


def _empty_homes(reader: Reader) -> list[str]:
    """The first home in which nobody lives, if there is one."""
    rows = reader.scan(DWELLING, ("occupancy", "full_address"))
    empty = [(str(address), ids.to_text(one)) for one, occupancy, address in rows if occupancy == _VACANT]
    return [min(empty)[1]] if empty else []
