"""Records of the invented committee with something to be done about them, one of each sort that `app.due` looks for.

An invented one may lack what a form would ask for, so they are changed beneath the forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app import access
from app.demo.moments import day_ahead, on
from app.objections import raising
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.definition import Ledger
from storage.rows import Row, id_in

_PERSON, _DWELLING = catalog.named("person"), catalog.named("dwelling")
_TOPIC_AGE: Final = 45
_EVERY: Final = 10_000
_DISPUTED: Final = ("person", "dwelling", "household", "residence", "person_tag", "topic_vehicle", "topic_merchant")
_LONG_AGO: Final = "2022-01-05"
_LACKING: Final[tuple[dict[str, object], ...]] = (
    {"id_type": None, "id_no": None}, {"sex": None}, {"birth_date": None}, {"population_type": None},
    {"confirmed_on": None}, {"confirmed_on": _LONG_AGO},
)  # fmt: skip
"""What one person each lacks."""
_OUTGROWN: Final = ("B07", "E02", "E04")
_ENDING: Final = ("permit_expiry", 9), ("planned_leave", -4)


@access.operation("import")
def add(session: Session) -> None:
    """What the rules of `app.due` look for, one record each where the committee has none of itself."""
    living = rows(session, "person", _EVERY)[-len(_LACKING) :]
    for row, changed in zip(living, _LACKING, strict=True):
        put(session, _PERSON, row, changed)
    grown = [row for row in rows(session, "person", _EVERY) if "1930" < str(row["birth_date"] or "") < "1970"]
    for row, (name, days) in zip(grown, _ENDING, strict=False):
        put(session, _PERSON, row, {name: day_ahead(days)})
    with session.store.write(user=session.login, kind="add-tag") as write:
        since = {"start_date": day_ahead(-900)}
        tags = [{"person_uid": row["id"], "tag": tag, **since} for row, tag in zip(grown, _OUTGROWN, strict=False)]
        write.create(catalog.named("person_tag"), [(ids.new_id(), tag) for tag in tags])
    homes = rows(session, "dwelling", _EVERY)[-4:]
    for row, changed in zip(homes, _homes(), strict=True):
        put(session, _DWELLING, row, changed)
    with clock.use(on(date.fromisoformat(_LONG_AGO))):  # what is typed in later is known since then
        put(session, _PERSON, living[-1], {"marital_status": "20", "health_status": "10"})
        put(session, _DWELLING, homes[0], {"owner_name": "严慧"})
    for name in ("topic_vehicle", "topic_merchant"):
        row = rows(session, name, _EVERY)[-1]
        put(session, catalog.named(name), row, {"confirmed_on": day_ahead(-_TOPIC_AGE)})
    for ledger in _DISPUTED:
        (row,) = rows(session, ledger, 1)
        said = {"why": "本人说登记得不对", "objector_name": "周阿姨"}
        raising.dispute(session, ledger, ids.to_text(id_in(row)), said)


def _homes() -> tuple[dict[str, object], ...]:
    let = {"occupancy": "2", "lease_from": day_ahead(-400)}
    return (
        {**let, "lease_to": day_ahead(-3), "confirmed_on": _LONG_AGO},
        {**let, "lease_to": day_ahead(12)},
        {"confirmed_on": None},
        {"occupancy": "6"},
    )


@access.operation("import")
def put(session: Session, ledger: Ledger, row: Row, changed: Mapping[str, object]) -> None:
    """Change a record; an invented one may lack what a form would ask for."""
    with session.store.write(user=session.login, kind="set") as write:
        write.patch(ledger, [(id_in(row), row, dict(changed))])


@access.operation("import")
def rows(session: Session, ledger: str, many: int) -> list[Row]:
    """The first records that lists show, as they are stored."""
    definition = catalog.named(ledger)
    shown = browsing.page(session, definition, Selection(), Order(limit=many)).rows
    with session.reader() as reader:
        return list(reader.get_many(definition, [ids.from_text(str(row["id"])) or b"" for row in shown]).values())
