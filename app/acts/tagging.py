"""Tags of people begin and end: 添加标签, 结束标签, each one action that can be taken back as one."""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.acts.steps import PERSON, TAG, Steps, goes_on, live, several, written
from app.records.naming import Names
from app.stores.session import Session
from ledger import codes
from ledger.errors import FieldsRefused, LedgerError
from storage.reading import Reader
from storage.rows import id_in


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTag:
    """A tag that a person gets, from a day on."""

    person: str
    tag: str
    on: str
    responsible: str = ""
    responsible_phone: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTag:
    """A tag of a person that ends on a day, and why."""

    record: str
    on: str
    reason: str


class TagStands(LedgerError):
    """The person has this tag already."""


@access.operation("act")
def plan_add_tag(session: Session, wanted: AddTag) -> Steps:
    """What adding a tag will do; a tag that had ended goes on. Raises TagStands, FieldsRefused, RecordNotFound."""
    steps = Steps("add-tag")
    day = written(TAG, "start_date", wanted.on)
    label = codes.table("key_group_tag").label(wanted.tag)
    values: dict[str, object] = {"start_date": day}
    for name in ("responsible", "responsible_phone", "basis"):
        text = getattr(wanted, name).strip()
        if text:
            values[name] = written(TAG, name, text)
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        row = live(reader, PERSON, wanted.person)
        had = [one for one in reader.children(TAG, "person_uid", [id_in(row)]) if one["tag"] == wanted.tag]
        who = several(names, [id_in(row)])
        if not had:
            steps.create(TAG, {"person_uid": row["id"], "tag": wanted.tag, **values})
            steps.told.append(f"{who} 自 {day} 起有标签“{label}”。")
        elif goes_on(had[0], day):
            raise TagStands
        else:
            steps.change(TAG, had[0], {**values, "end_date": None, "end_reason": None})
            steps.told.append(f"{who} 以前有过标签“{label}”，自 {day} 起重新认定。")
    return steps


@access.operation("act")
def plan_end_tag(session: Session, wanted: EndTag) -> Steps:
    """What ending a tag will do; raises FieldsRefused, RecordNotFound."""
    steps = Steps("end-tag")
    day = written(TAG, "end_date", wanted.on)
    if not wanted.reason.strip():
        raise FieldsRefused(TAG.name, (("end_reason", "required"),))
    with session.reader() as reader, reader.snapshot():
        row = live(reader, TAG, wanted.record)
        start = row.get("start_date")
        if isinstance(start, str) and day < start[: len(day)]:
            raise FieldsRefused(TAG.name, (("end_date", "before_start"),))
        steps.change(TAG, row, {"end_date": day, "end_reason": wanted.reason.strip()})
        label = codes.table("key_group_tag").label(str(row["tag"]))
        steps.told.append(f"标签“{label}”到 {day} 为止，历史保留。")
    return steps


def end_tags(reader: Reader, steps: Steps, person: bytes, day: str) -> int:
    """End every tag of somebody who died; answers how many."""
    tags = [tag for tag in reader.children(TAG, "person_uid", [person]) if goes_on(tag, day)]
    for tag in tags:
        steps.change(TAG, tag, {"end_date": day, "end_reason": "死亡"})
    return len(tags)
