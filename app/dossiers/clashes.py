"""What changed beneath a form: field by field what another wrote, who and when, beside what this person typed.

Shown behind the masks of lists. Which of both stands is the person's choice; saving again is `app.records.editing`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.records import visit_orders
from app.records.editing import Seen, Typed
from app.records.naming import Names
from app.records.showing import worded
from app.stores.session import Session
from ledger import clock, ids
from ledger.definition import Ledger
from ledger.errors import RecordNotFound
from storage.rows import text_in


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that was changed beneath: what was seen, what stands now (by whom, when), what was typed."""

    field: str
    label: str
    seen: str
    theirs: str
    mine: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Clashes:
    """All of them, and what the form has to have seen to save over them."""

    fields: tuple[Clash, ...]
    seen: Seen


@access.operation("edit")
def clashes(session: Session, ledger: Ledger, record: str, seen: Seen, typed: Typed) -> Clashes:
    """The fields of `typed` that hold something else now than when the form was opened; raises RecordNotFound."""
    one = ids.from_text(record)
    with session.reader() as reader, reader.snapshot():
        row = None if one is None else reader.get(ledger, one)
        if row is None or one is None:
            raise RecordNotFound(ledger.name)
        names = Names(reader)
        logins = session.store.account_names()
        child = ledger.name == "person" and access.is_child(text_in(row, "birth_date"), clock.today())
        last = {change.field: change for change in reader.history(ledger, one)}
        found = []
        for name, mine in typed.items():
            item = ledger.field(name)
            if seen.row.get(name) == row.get(name):
                continue
            is_kept_back = access.is_kept_back(ledger, row, name) or visit_orders.is_kept_back(
                names, ledger, name, seen.row.get(name), row[name]
            )
            both = (None, None) if is_kept_back else (seen.row.get(name), row[name])
            before, now = (worded(names, ledger, item, value, child=child) for value in both)
            change = last.get(name)
            who = logins.get(change.user, change.user) if change else ""
            at = clock.local_text(change.at) if change else ""
            found.append(Clash(name, item.label, _said(before), _said(now), mine, who, at))
    return Clashes(tuple(found), Seen(row))


def _said(value: object) -> str:
    return "" if value is None else str(value)
