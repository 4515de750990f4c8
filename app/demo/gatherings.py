"""Invented activities: some weeks back and ahead, in every state, with the invented residents on their lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from ledger import activity_states, clock, ids

Record = tuple[bytes, dict[str, object]]


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of activity: what it is called, its category, where, for whom, when it begins, how long it lasts."""

    title: str
    category: str
    place: str
    whom: str
    hour: int
    minutes: int
    places: int


_SORTS = (
    _Sort("楼组长例会", "01", "居委会会议室", "楼组长", 9, 60, 20),
    _Sort("主题党日：老党员讲故事", "02", "党群服务站", "党员", 14, 90, 40),
    _Sort("周末大扫除", "03", "小区中心花园", "志愿者", 8, 120, 30),
    _Sort("重阳节包饺子", "04", "居委会活动室", "60 岁以上老人", 14, 120, 30),
    _Sort("磨刀修伞便民日", "05", "小区东门", "全体居民", 9, 180, 60),
    _Sort("防诈骗讲座", "06", "居委会活动室", "老年居民", 14, 60, 50),
    _Sort("加装电梯居民议事会", "08", "居委会会议室", "各单元居民代表", 19, 90, 30),
    _Sort("暑托班手工课", "11", "社区图书室", "6-12 岁儿童", 10, 90, 15),
    _Sort("银龄健康操", "12", "小区健身苑", "老年居民", 8, 60, 25),
    _Sort("社区义诊", "14", "居委会活动室", "全体居民", 9, 180, 80),
    _Sort("消防疏散演练", "15", "2 号楼前", "全体居民", 15, 60, 50),
    _Sort("居务公开听证会", "19", "居委会会议室", "居民代表", 19, 90, 30),
)
_DAYS = (0, -34, -27, -20, 0, -13, -6, -2, 3, 6, 10, 17)
"""On which day from today each of them is; two are today."""
_PLANNED_COST = 300.0
_SUMMARY = "活动顺利，居民反响好。下次提前一周张贴通知，多备几把椅子。"


def invent(people: Sequence[Record], committee: str, host: str, seed: int) -> Iterator[tuple[str, Record]]:
    """(ledger, record) of a dozen activities and who is on their lists."""
    random, now = Random(seed), clock.now_text()  # noqa: S311 - invented data
    grown = [one for one, values in people if str(values.get("birth_date") or "9") < "2008"]
    for sort, days in zip(_SORTS, _DAYS, strict=True):
        start = datetime.combine(clock.today() + timedelta(days=days), time(sort.hour), tzinfo=clock.SHANGHAI)
        status = _status(sort, days)
        values: dict[str, object] = {
            "title": sort.title,
            "category": sort.category,
            "start_at": clock.instant_text(start),
            "end_at": clock.instant_text(start + timedelta(minutes=sort.minutes)),
            "place": sort.place,
            "organizer": committee,
            "host": host,
            "target_group": sort.whom,
            "planned_count": sort.places,
            "content": f"{sort.title}，{sort.whom}参加。请提前十分钟到场签到。",
            "status": status,
            "source": "录入",
        }
        here = random.sample(grown, min(len(grown), random.randint(5, max(6, sort.places // 2))))
        came = here[: len(here) * 4 // 5] if days < 0 and status != activity_states.CANCELLED else []
        if status == activity_states.SUMMARISED:
            values |= {"summary": _SUMMARY, "actual_count": len(came)}
            values |= {"budget": _PLANNED_COST, "spent": random.randrange(0, 500, 50) / 1.0}
        activity = ids.new_id()
        yield "activity", (activity, values)
        for person in here if status != activity_states.DRAFT else ():
            line: dict[str, object] = {"activity_uid": activity, "person_uid": person, "signed_up_at": now}
            if person in came:
                line |= {"signed_in_at": clock.instant_text(start), "how": random.choice(("签到码", "名单"))}
                line |= {"hours": sort.minutes / 60} if sort.category == "03" else {}
            yield "activity_person", (ids.new_id(), line)


def _status(sort: _Sort, days: int) -> str:
    if sort.category == "11":
        return activity_states.CANCELLED
    if days < -10:
        return activity_states.SUMMARISED
    if days < 0:
        return activity_states.ENDED
    return activity_states.DRAFT if sort.category == "19" else activity_states.PUBLISHED
