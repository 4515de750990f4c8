"""What is doubtful of a visit that is about to be recorded: that it was recorded already, or was very long ago.

Both can be meant: somebody came twice, or paper of earlier years is typed in. So a window tells of it before it is
recorded, and a command asks for `--confirm`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from app import access
from app.records import filters
from app.stores.session import Session
from app.visits import recording
from app.visits.recording import MADE_TO, VISIT, Planned
from ledger import clock
from ledger.errors import LedgerError
from storage.reading import Reader

_LONG_AGO_DAYS = 366  # a slip in the year is found; what is typed in from the paper of this year is not doubted


class VisitDoubted(LedgerError):
    """It may not be meant (`doubts`, in sentences); nothing was written."""

    def __init__(self, doubts: str) -> None:
        super().__init__("doubtful visit")
        self.doubts = doubts


@access.operation("edit", ledger="visit")
def refuse(session: Session, said: Mapping[str, str]) -> None:
    """Raise VisitDoubted for what `recording.record` would take and is doubtful; raises as it does."""
    with session.reader() as reader, reader.snapshot():
        found = tuple(of(reader, recording.planned(session, reader, said), said))
    if found:
        raise VisitDoubted("".join(found))


def of(reader: Reader, plan: Planned, said: Mapping[str, str]) -> Iterator[str]:
    """What is doubtful of a visit as it would be written, in sentences; of one whose time nobody said, nothing."""
    if not any(_is_time(name) and value.strip() for name, value in said.items()):
        return
    day = clock.day_of(str(plan.visit["visited_at"]))
    if day < clock.today() - timedelta(days=_LONG_AGO_DAYS):
        yield f"走访日期 {day} 是一年多以前，请核对年份。"
    if _is_there(reader, plan):
        yield "同一时间、同一对象、同样结果的走访已经登记过。"


def _is_there(reader: Reader, plan: Planned) -> bool:
    """Whether a visit to the same people, or to the same home alone, of the same instant and result is recorded."""
    if plan.people:
        known = [one for (one,) in reader.brief(MADE_TO, ("visit_uid",), "person_uid", plan.people[:1])]
    else:
        home = plan.visit.get("dwelling_uid")
        wanted = (home,) if isinstance(home, bytes) else ()
        known = [one for (one,) in reader.brief(VISIT, ("id",), "dwelling_uid", wanted)]
    told = (plan.visit["visited_at"], plan.visit["result"])
    visits = reader.brief(VISIT, ("id", "visited_at", "result"), "id", known)
    same = [one for one, *said in visits if tuple(said) == told]
    people: dict[bytes, set[bytes]] = {one: set() for one in same}
    for visit, person in reader.brief(MADE_TO, ("visit_uid", "person_uid"), "visit_uid", same):
        people[visit].add(person)
    return any(those == set(plan.people) for those in people.values())


def _is_time(name: str) -> bool:
    item = filters.field_named(VISIT, name)
    return item is not None and item.name == "visited_at"
