"""The entry of a death 登记死亡: one action that can be taken back as one. The dossier and all history stay."""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.acts import households, tagging
from app.acts.moving import PersonDied
from app.acts.steps import PERSON, RESIDENCE, Steps, end, goes_on, live, several, written
from app.records.naming import Names
from app.stores.session import Session
from ledger import check
from ledger.errors import FieldsRefused
from storage.rows import Row, id_in

_DIED = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """Who died and when; `new_head` follows as head of the household."""

    person: str
    on: str
    new_head: str = ""


def _end_with_life(steps: Steps, stay: Row, day: str) -> None:
    """End a residence; when it began later, the day of death is what was written wrong."""
    try:
        end(steps, stay, day, _DIED)
    except FieldsRefused as error:
        rules = {rule for _, rule in error.problems}
        raise FieldsRefused(PERSON.name, tuple(("death_date", rule) for rule in sorted(rules))) from error


@access.operation("act")
def plan_death(session: Session, wanted: Death) -> Steps:
    """What the entry of a death will do: every relation to a dwelling and every tag ends that day.

    Raises:
        PersonDied, RecordNotFound, FieldsRefused. HeadNeeded: the head died, others stay in the household.
    """
    steps = Steps("death")
    day = written(PERSON, "death_date", wanted.on)
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        row = live(reader, PERSON, wanted.person)
        if row.get("alive") == 0:
            raise PersonDied
        values: dict[str, object] = {**row, "death_date": day}
        problems = [(one.field, one.rule) for one in check.settle(PERSON, values) if one.field == "death_date"]
        if problems:
            raise FieldsRefused(PERSON.name, tuple(problems))
        one = id_in(row)
        steps.change(PERSON, row, {"alive": 0, "death_date": day})
        stays = [stay for stay in reader.children(RESIDENCE, "person_uid", [one]) if goes_on(stay, day)]
        for stay in stays:
            _end_with_life(steps, stay, day)
        tags = tagging.end_tags(reader, steps, one, day)
        households.head_leaves(reader, steps, [one], wanted.new_head, day)
        who = several(names, [one])
        steps.told.insert(0, f"{who} 于 {day} 去世，档案保留，名单和人数不再计入。")
        places = "、".join(dict.fromkeys(names.of("dwelling", id_in(stay, "dwelling_uid")) for stay in stays))
        if places:
            steps.told.insert(1, f"在 {places} 的居住、产权和挂户到这一天为止。")
        if tags:
            steps.told.append(f"{tags} 个标签同时结束。")
    return steps
