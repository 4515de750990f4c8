"""A November: an activity summed up, four opinions, an order that was registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.activities import attending, creating, moving
from app.orders import intake
from app.stores.session import Session
from app.topics import defining, writing
from ledger import clock
from tests.app.few_homes import WANG, Homes
from tests.office import an_office

OPINIONS = (
    ("路灯不亮", "2026-11-03", "已答复", "张三", ""),
    ("要晾衣架", "2026-11-09", "已收集", "李四", "13800000011"),
    ("加装电梯", "2026-11-05", "研究中", "", ""),
    ("上个月的", "2026-10-30", "已收集", "王五", ""),
)


class Day:
    """Noon in Shanghai on a day of November 2026."""

    def __init__(self, day: int) -> None:
        self._day = day

    def now(self) -> datetime:
        return datetime(2026, 11, self._day, 4, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with clock.use(Day(21)), an_office(tmp_path) as office:
        Homes(office)
        yield office.session


@pytest.fixture
def november(session: Session) -> Session:
    with clock.use(Day(10)):
        held = creating.create(session, {"title": "包饺子", "start_at": "2026-11-10 10:00", "place": "活动室"}).id
        attending.sign_in(session, held, [WANG], names=["李游客"])
        attending.put_hours(session, held, "1.5")
        moving.move(session, held, "end")
        moving.sum_up(session, held, {"summary": "热闹", "spent": "120.50"})
        creating.create(session, {"title": "还没有办", "start_at": "2026-11-25 10:00"})
    kept = defining.take_over(session, "opinions").id
    for opinion, said_on, status, who, phone in OPINIONS:
        typed = {"opinion": opinion, "source": "走访", "said_on": said_on, "status": status, "who": who, "phone": phone}
        writing.save(session, kept, typed)
    intake.create(session, {"source": "05", "category": "C103", "description": "电梯停了"})
    return session
