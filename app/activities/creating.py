"""Planning an activity: a title is enough, the rest follows from the committee and the day.

What is open to everybody begins as a draft, because somebody else looks at it first (`moving`); the rest is published
at once, unless a draft is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access, logs
from app.accounts import colleagues
from app.activities.rolls import ACTIVITY, NUMBER
from app.records import editing, filters
from app.stores.session import Session
from ledger import activity_states, clock, codes, ids, short_codes
from ledger.errors import FieldsRefused
from storage.reading import Reader

KIND = "activity"
_OTHER = "99"
_AT_THE_OFFICE = "居委会"
_BEGINNINGS = (activity_states.DRAFT, activity_states.PUBLISHED)
_STATUS_NAMES = frozenset(("status", "状态", "活动状态"))


@dataclass(frozen=True, slots=True)
class Made:
    """A new activity: its id and number, its state, the action to take back, hosts who have no account here."""

    id: str
    activity_no: str
    status: str
    action: int
    volunteers: tuple[str, ...] = ()


@access.operation("edit", ledger="activity")
def create(session: Session, said: Mapping[str, str]) -> Made:
    """Plan an activity from what was typed, by field name or label; names that are no field of it are passed over.

    Raises:
        FieldsRefused: no title, or a value that its field does not take.
    """
    new = ids.new_id()
    with session.reader() as reader, reader.snapshot():
        values = planned(session, reader, said)
    with session.store.write(user=session.login, kind=KIND) as write:
        write.create(ACTIVITY, [(new, values)])
    logs.event("activity planned")
    number = short_codes.number(NUMBER, new, clock.today())
    hosts = colleagues.read(session).strangers(str(values.get("host") or ""))
    return Made(ids.to_text(new), number, str(values["status"]), write.action, hosts)


@access.operation("edit", ledger="activity")
def planned(session: Session, reader: Reader, said: Mapping[str, str]) -> dict[str, object]:
    """The stored values that `create` would write, and raises as it does; nothing is written."""
    typed: dict[str, str] = {}
    for name, value in said.items():
        item = filters.field_named(ACTIVITY, name)
        if item is not None and item.need in ("required", "optional") and value.strip():
            typed[item.name] = value
    if "host" in typed:
        typed["host"] = colleagues.by_name(session.store.account_names(), typed["host"])
    title = typed.get("title", "").strip()
    usual = {"category": _OTHER, "start_at": clock.now_text(), "place": _AT_THE_OFFICE, "content": title}
    values = editing.new_values(session, reader, ACTIVITY, usual | typed)
    status = _beginning(said, is_public=bool(values.get("is_public")))
    return values | {"status": status}


def _beginning(said: Mapping[str, str], *, is_public: bool) -> str:
    """The state that an activity begins in; raises FieldsRefused for one that it cannot begin in."""
    asked = next((value.strip() for name, value in said.items() if name in _STATUS_NAMES and value.strip()), "")
    if not asked:
        return activity_states.DRAFT if is_public else activity_states.PUBLISHED
    status = codes.table("activity_status").find(asked) or asked
    if status not in _BEGINNINGS:
        raise FieldsRefused(ACTIVITY.name, (("status", "unknown_code"),))
    if is_public and status != activity_states.DRAFT:
        raise FieldsRefused(ACTIVITY.name, (("is_public", "not_reviewed"),))
    return status
