"""Who is due for a visit, the longest waiting first."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from app.visits import due
from app.visits.due import Due
from ledger import catalog

_SEEN = ("visit", "person_tag", "person")


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who record visits."""
    rights = session.rights
    if not (rights.may("edit", "visit") and all(rights.may("view", one) for one in _SEEN)):
        return ()
    count, longest = due.soonest(session, TOLD, ctx)
    if not count:
        return ()
    sentence = "按人群标签的走访周期和上次走访推算。登记走访（或导入登记表）后，走访过的人就从这里消失。"
    lines = tuple(_line(one) for one in longest)
    return (
        Group(
            "visits",
            "该走访了",
            sentence,
            "footprints",
            count,
            lines,
            "visits",
            way="打开走访名单",
            facts={"leaf": "due", "worker": ""},
        ),
    )


def _line(one: Due) -> Line:
    """A person, or a home alone; where somebody lives is shown as in lists of people."""
    if not one.person:
        return Line(one.address, "", one.why, "dwelling", one.dwelling)
    person = catalog.named("person")
    home = str(access.shown(person, person.field("residence_address"), one.address))
    return Line(one.name, home, one.why, "person", one.person)
