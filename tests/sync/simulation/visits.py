"""Visits in a simulated world: made to some people at once, with what they put right and dispute in the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import catalog, ids
from ledger.departments import DISPUTED, PENDING, STATUS

if TYPE_CHECKING:
    from tests.sync.simulation.pc import SimulatedPc

VISIT, MADE_TO, PERSON = (catalog.named(name) for name in ("visit", "visit_person", "person"))
_MOST_PEOPLE = 3


def record(pc: SimulatedPc) -> None:
    """登记走访: whom it was made to, and of the first of them a field put right, or an objection."""
    with pc.store.reader() as reader:
        everybody = sorted(row[0] for row in reader.scan(PERSON, ()))
        people = pc._chance.sample(everybody, min(len(everybody), pc._chance.randint(1, _MOST_PEOPLE)))
        rows = reader.get_many(PERSON, people)
    if not people:
        return
    visit, said = ids.new_id(), {"kind": "1", "result": "1", "visitor": pc.name, "content": pc._text()}
    finding: dict[str, object] = {"phone": pc._text()} if pc._chance.random() < 0.5 else {STATUS: DISPUTED}
    with pc.store.write(user="admin", kind="visit") as write:
        write.create(VISIT, [(visit, {"visited_at": "2026-11-20T01:30:00.000Z", **said})])
        write.create(MADE_TO, [(ids.new_id(), {"visit_uid": visit, "person_uid": one}) for one in people])
        first = rows[people[0]]
        write.patch(PERSON, [(people[0], {name: first[name] for name in finding}, finding)])


def correct(pc: SimulatedPc) -> None:
    """A word of a visit is put right later."""
    visit = pc._any(VISIT)
    if visit:
        pc._patch(VISIT, visit, content=pc._text())


def settle_objection(pc: SimulatedPc) -> None:
    """核实异议: the record waits for its department again."""
    disputed = pc._live(PERSON, **{STATUS: DISPUTED})
    if disputed:
        pc._patch(PERSON, pc._chance.choice(disputed), **{STATUS: PENDING})
